import requests
from datetime import datetime
# 1. 配置参数(必填项需替换为实际值,signature从后台获取)
appid = "your_app_id" # 应用ID(必填)
signature = "your_signature_from_backend" # 应用签名(后台获取,必填)
user = "user123456" # 登录账号(必填)
passwd = "user_password123" # 登录密码(无需加密,直接传递原始密码)
# 2. 构造GET参数
params = {
    "appid": appid,
    "signature": signature,
    "user": user,
    "pass": passwd
}
# 3. 发起GET请求
url = "https://nobase.cn/api/user/login"
try:
    response = requests.get(url, params=params, timeout=5)
    response.raise_for_status() # 抛出HTTP错误
    res_data = response.json()
    if res_data["code"] == 200:
        # 登录成功,解析用户信息
        user_info = res_data["data"]
        print(f"登录成功!用户昵称:{user_info['nickname']}")
        print(f"用户等级:{user_info['grade']},经验值:{user_info['exp']}")
        # 转换令牌失效时间(时间戳→本地时间)
        dead_time = datetime.fromtimestamp(user_info["token_dead(令牌失效时间)"]).strftime("%Y-%m-%d %H:%M:%S")
        print(f"令牌失效时间:{dead_time}")
        # 存储令牌(示例:存本地变量)
        user_token = user_info["token (用户令牌)"]
    else:
        print(f"登录失败:{res_data['data']}")
except requests.exceptions.RequestException as e:
    print(f"请求异常:{str(e)}")
