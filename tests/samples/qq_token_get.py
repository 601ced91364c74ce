import requests
# 1. 配置参数(启用令牌校验:传token,无需传user和pass)
appid = "your_app_id" # 应用ID(必填)
token = "user_token_from_login" # 用户令牌(必填)
qq_number = "112233445" # 绑定的QQ号(必填)
signature = "signature_copied_from_backend" # 从后台复制的应用签名(必填)
# 2. 构造GET参数
params = {
    "appid": appid,
    "token": token,
    "qq": qq_number,
    "signature": signature
}
# 3. 发起GET请求
url = "https://nobase.cn/api/user/qq"
try:
    response = requests.get(url, params=params, timeout=5)
    response.raise_for_status() # 抛出HTTP错误
    res_data = response.json()
    if res_data["code"] == 200:
        print(f"QQ绑定结果:{res_data['data']}")
        print(f"已绑定QQ号:{qq_number}")
    else:
        print(f"QQ绑定失败:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
