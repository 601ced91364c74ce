import requests
import hashlib

# 1. 配置参数(同GET,signature从后台获取)
appid = "your_app_id"
signature = "your_signature_from_backend"  # 后台获取的签名
user = "user123456"
passwd = "user_password123"
nickname = "用户昵称"
qq = "123456789"  # 可选
email = "user@example.com"  # 可选
imag = "https://example.com/avatar.jpg"  # 可选

# 2. 密码MD5加密
pass_md5 = hashlib.md5(passwd.encode('utf-8')).hexdigest().lower()

# 3. 构造POST参数(处理可选参数)
params = {
    "appid": appid,
    "signature": signature,
    "user": user,
    "pass": pass_md5,
    "nickname": nickname
}
if qq:
    params["qq"] = qq
if email:
    params["email"] = email
if imag:
    params["imag"] = imag

# 4. 发起POST请求
url = "https://nobase.cn/api/user/register"
try:
    response = requests.post(url, data=params, timeout=5)
    response.raise_for_status()
    res_data = response.json()

    if res_data["code"] == 200:
        print(f"注册结果:{res_data['data']}")
    else:
        print(f"注册失败:{res_data['data']}")

except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
