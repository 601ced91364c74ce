// 1. 配置参数(用户令牌启用,需传有效token)
const appid = "your_app_id";
const newsign = "新的用户签名信息"; // 需更新的签名内容
const signature = "signature_from_backend";
const token = "valid_user_token"; // 登录获取的有效令牌

// 2. 构造POST参数
const params = new URLSearchParams({
  appid,
  newsign,
  signature,
  token
});

// 3. 发起POST请求
fetch("https://nobase.cn/api/user/update_sign", {
  method: "POST",
  body: params,
  headers: { "Content-Type": "application/x-www-form-urlencoded" }
})
.then(res => res.json())
.then(res => {
  res.code === 200 
    ? console.log("签名更新成功:", res.data) 
    : console.error("签名更新失败:", res.data);
})
.catch(err => console.error("请求异常:", err));
