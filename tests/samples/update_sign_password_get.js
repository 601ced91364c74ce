// 1. 配置参数(用户令牌未启用,需传user和pass)
const appid = "your_app_id";
const newsign = "个人签名更新";
const signature = "signature_from_backend";
const user = "13800138000"; // 用户账号(纯数字)
const pass = "UserPass123"; // 用户密码(字母数字组合)

// 2. 拼接GET参数
const params = new URLSearchParams({ appid, newsign, signature, user, pass });
const requestUrl = `https://nobase.cn/api/user/update_sign?${params.toString()}`;

// 3. 发起GET请求
fetch(requestUrl)
.then(res => res.json())
.then(res => {
  res.code === 200 
    ? console.log("签名更新成功:", res.data) 
    : console.error("签名更新失败:", res.data);
})
.catch(err => console.error("请求异常:", err));
