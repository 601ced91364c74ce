import requests
from datetime import datetime
# 1. 配置参数(同GET,signature从后台获取)
appid = "your_app_id"
signature = "your_signature_from_backend" # 后台获取的签名
user = "user123456"
passwd = "user_password123" # 密码无需加密,直接传递
# 2. 构造POST参数
params = {
    "appid": appid,
    "signature": signature,
    "user": user,
    "pass": passwd
}
# 3. 发起POST请求
url = "https://nobase.cn/api/user/login"
try:
    response = requests.post(url, data=params, timeout=5)
    response.raise_for_status()
    res_data = response.json()
    if res_data["code"] == 200:
        # 登录成功,解析用户信息
        user_info = res_data["data"]
        print(f"登录成功!本次登录时间:{user_info['logintime']}")
        print(f"VIP状态:{user_info['viptime']},连续登录天数:{user_info['Continuouslogin(连续登录)']}")
        print(f"用户性别:{'男' if user_info['sex(性别1是男2是女)'] == 1 else '女'}")
    else:
        print(f"登录失败:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
