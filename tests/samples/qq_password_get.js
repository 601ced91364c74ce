// 1. 配置参数(未启用令牌校验:传user和pass,无需传token;signature从后台复制)
const appid = "your_app_id"; // 应用ID(必填)
const user = "user123456"; // 用户账号(必填)
const pass = "user_password123"; // 用户密码(必填)
const qqNumber = "987654321"; // 需要绑定的QQ号(必填)
const signature = "signature_copied_from_backend"; // 从后台复制的应用签名(必填)
// 2. 拼接GET参数
const params = new URLSearchParams({
  appid,
  user,
  pass,
  qq: qqNumber,
  signature
});
// 3. 发起GET请求
const requestUrl = `https://nobase.cn/api/user/qq?${params.toString()}`;
fetch(requestUrl)
.then(response => response.json())
.then(res => {
  if (res.code === 200) {
    console.log("QQ绑定成功:", res.data);
  } else {
    console.error("QQ绑定失败:", res.data);
  }
})
.catch(error => console.error("请求异常:", error));
