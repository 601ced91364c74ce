// 1. 配置参数(同GET,signature从后台获取)
const appid = "your_app_id";
const signature = "your_signature_from_backend"; // 后台获取的签名
const user = "user123456";
const pass = md5("user_password123"); // 密码加密(需引入md5库)
const nickname = "用户昵称";
const qq = "123456789"; // 可选
const email = "user@example.com"; // 可选
const imag = "https://example.com/avatar.jpg"; // 可选

// 2. 构造POST参数(处理可选参数)
const params = new URLSearchParams({
  appid,
  signature,
  user,
  pass,
  nickname
});
if (qq) params.append('qq', qq);
if (email) params.append('email', email);
if (imag) params.append('imag', imag);

// 3. 发起POST请求
fetch('https://nobase.cn/api/user/register', {
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
      console.log("注册结果:", res.data);
    } else {
      console.error("注册失败:", res.data);
    }
  })
  .catch(error => console.error("请求异常:", error));
