// 1. 配置参数(启用令牌校验:传token,无需传user和pass;signature从后台复制)
const appid = "your_app_id"; // 应用ID(必填)
const token = "user_token_from_login"; // 登录成功后获取的有效用户令牌(必填)
const qqNumber = "123456789"; // 需要绑定的QQ号(必填)
const signature = "signature_copied_from_backend"; // 从后台复制的应用签名(必填)
// 2. 拼接GET参数
const params = new URLSearchParams({
  appid,
  token,
  qq: qqNumber,
  signature
});
// 3. 发起GET请求
const requestUrl = `https://nobase.cn/api/user/qq?${params.toString()}`;
fetch(requestUrl)
.then(response => {
  if (!response.ok) throw new Error(`HTTP错误:${response.status}`);
  return response.json();
})
.then(res => {
  if (res.code === 200) {
    console.log("QQ绑定成功:", res.data);
    alert("QQ账号绑定成功!");
  } else {
    console.error("QQ绑定失败:", res.data);
    alert(`绑定失败:${res.data}`);
  }
})
.catch(error => {
  console.error("请求异常:", error);
  alert("网络异常,请检查网络后重试");
});
