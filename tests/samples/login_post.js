// 1. 配置参数(同GET,signature从后台获取)
const appid = "your_app_id";
const signature = "your_signature_from_backend"; // 后台获取的签名
const user = "user123456";
const pass = "user_password123"; // 密码无需加密,直接传递
// 2. 构造POST参数
const params = new URLSearchParams({
  appid,
  signature,
  user,
  pass
});
// 3. 发起POST请求
fetch('https://nobase.cn/api/user/login', {
  method: 'POST',
  body: params,
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded'
  }
})
.then(response => {
  if (!response.ok) throw new Error(`HTTP错误:${response.status}`);
  return response.json();
})
.then(res => {
  if (res.code === 200) {
    // 登录成功,处理用户信息
    const userInfo = res.data;
    console.log("登录成功,用户余额:", userInfo["piastrenum(余额货币)"]);
    console.log("用户头像:", userInfo.icon);
  } else {
    console.error("登录失败:", res.data);
  }
})
.catch(error => console.error("请求异常:", error));
