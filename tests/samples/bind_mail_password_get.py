import requests

# 1. 配置参数
params = {
    "appid": "your_app_id",
    "mail": "user2@example.com",
    "signature": "signature_from_backend",
    "user": "13900139000",
    "pass": "UserPass456"
}

# 2. 发起GET请求
url = "https://nobase.cn/api/user/bind_mail"
try:
    res_data = requests.get(url, params=params, timeout=5).json()
    print(f"结果:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
