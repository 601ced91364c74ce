// 1. 配置参数(用户令牌启用,需传有效token)
const appid = "your_app_id";
const mail = "user@example.com"; // 符合格式的目标邮箱
const signature = "signature_from_backend";
const token = "valid_user_token"; // 登录获取的有效令牌

// 2. 构造POST参数
const params = new URLSearchParams({
  appid,
  mail,
  signature,
  token
});

// 3. 发起POST请求
fetch("https://nobase.cn/api/user/bind_mail", {
  method: "POST",
  body: params,
  headers: { "Content-Type": "application/x-www-form-urlencoded" }
})
.then(res => res.json())
.then(res => {
  res.code === 200 
    ? console.log("邮箱绑定成功:", res.data) 
    : console.error("邮箱绑定失败:", res.data);
})
.catch(err => console.error("请求异常:", err));
