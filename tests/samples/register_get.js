// 1. 配置参数(必填项需替换为实际值,signature从后台获取)
const appid = "your_app_id"; // 应用ID(必填)
const signature = "your_signature_from_backend"; // 应用签名(后台获取,必填)
const user = "user123456"; // 用户账号(必填)
const pass = md5("user_password123"); // 用户密码(MD5加密,必填,需先引入md5库)
const nickname = "用户昵称"; // 用户昵称(必填)
// 可选参数(无则不传递)
const qq = "123456789";
const email = "user@example.com";
const imag = "https://example.com/avatar.jpg";

// 2. 拼接GET参数(处理可选参数,无则不添加)
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

// 3. 发起GET请求
const requestUrl = `https://nobase.cn/api/user/register?${params.toString()}`;
fetch(requestUrl)
  .then(response => {
    if (!response.ok) throw new Error(`HTTP错误:${response.status}`);
    return response.json();
  })
  .then(res => {
    if (res.code === 200) {
      console.log("注册结果:", res.data); // 输出“注册成功”
    } else {
      console.error("注册失败:", res.data); // 输出具体错误
    }
  })
  .catch(error => console.error("请求异常:", error));
