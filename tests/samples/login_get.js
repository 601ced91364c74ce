// 1. 配置参数(必填项需替换为实际值,signature从后台获取)
const appid = "your_app_id"; // 应用ID(必填)
const signature = "your_signature_from_backend"; // 应用签名(后台获取,必填)
const user = "user123456"; // 登录账号(必填)
const pass = "user_password123"; // 登录密码(无需加密,直接传递原始密码)
// 2. 拼接GET参数
const params = new URLSearchParams({
  appid,
  signature,
  user,
  pass
});
// 3. 发起GET请求
const requestUrl = `https://nobase.cn/api/user/login?${params.toString()}`;
fetch(requestUrl)
.then(response => {
  if (!response.ok) throw new Error(`HTTP错误:${response.status}`);
  return response.json();
})
.then(res => {
  if (res.code === 200) {
    // 登录成功,存储用户信息和令牌(示例:存localStorage)
    const userInfo = res.data;
    localStorage.setItem("userToken", userInfo["token (用户令牌)"]);
    localStorage.setItem("userNickname", userInfo.nickname);
    console.log("登录成功,用户昵称:", userInfo.nickname);
    console.log("令牌失效时间:", new Date(userInfo["token_dead(令牌失效时间)"] * 1000).toLocaleString());
  } else {
    // 登录失败,提示错误
    console.error("登录失败:", res.data);
  }
})
.catch(error => console.error("请求异常:", error));
