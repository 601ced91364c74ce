import requests

# 1. 配置参数
params = {
    "appid": "your_app_id",
    "mail": "user1@example.com",
    "signature": "signature_from_backend",
    "token": "valid_user_token"
}

# 2. 发起POST请求
url = "https://nobase.cn/api/user/bind_mail"
try:
    res_data = requests.post(url, data=params, timeout=5).json()
    print(f"结果:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
