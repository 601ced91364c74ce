import requests
# 1. 配置参数(未启用令牌校验:传user和pass,无需传token)
appid = "your_app_id" # 应用ID(必填)
user = "user123456" # 用户账号(必填)
passwd = "user_password123" # 用户密码(必填)
qq_number = "556677889" # 绑定的QQ号(必填)
signature = "signature_copied_from_backend" # 从后台复制的应用签名(必填)
# 2. 构造GET参数
params = {
    "appid": appid,
    "user": user,
    "pass": passwd,
    "qq": qq_number,
    "signature": signature
}
# 3. 发起GET请求
url = "https://nobase.cn/api/user/qq"
try:
    response = requests.get(url, params=params, timeout=5)
    res_data = response.json()
    if res_data["code"] == 200:
        print(f"操作结果:{res_data['data']}")
    else:
        print(f"失败原因:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
