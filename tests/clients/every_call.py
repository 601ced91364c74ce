"""Every call of the API by the Python client. Reads {host, appid, signature, email, other, mails} as JSON from standard input; asks for a
code by the address `mails`; prints what each call answered as JSON."""

import io
import json
import sys
import time

import requests

from nobase_edge import ApiError, Client, NetworkError

given = json.load(sys.stdin)
picture = bytes.fromhex(given["picture"])
app = {name: given[name] for name in ("host", "appid", "signature")}
client = Client(**app)
said = {}


def call(name, **parameters):
    said[name] = getattr(client, name)(**parameters)
    return said[name]


def code():
    """The newest code that was mailed."""
    for _ in range(100):
        items = requests.get(given["mails"], headers={"authorization": f"Bearer {given['key']}"}, timeout=10).json()["items"]
        for item in items:
            if item["to"] == given["email"]:
                return next(line for line in item["text"].split("\n") if len(line) == 6 and line.isdigit())
        time.sleep(0.05)
    raise AssertionError("no mail")


def refused(reason, make):
    try:
        make()
    except ApiError as error:
        assert error.reason == reason, (error.reason, error.message)
        return error
    raise AssertionError(f"not refused: {reason}")


call("register", user="10001", password="secret1", nickname="小明", email=given["email"])
client.register(user="10002", password="secret1", nickname="小红")
profile = call("login", user="10001", password="secret1")
assert client.token == profile["token"]
call("signin")
call("money_add", num=10)
call("money_reduce", num=1)
call("transfer", num=2, newuser="10002")
call("qq", qq="123456789")
call("update_sign", newsign="你好 & =")
call("change_nickname", nickname="明")
call("feedback", title="标题", content="内容")
call("new_avatar", file_upload=picture)
call("upload_img", file_upload=io.BytesIO(picture))
call("mail_send", mail=given["other"], title="标题", content="<p>内容</p>")
call("send_code", mail=given["email"], purpose="reset")
call("reset_pass", user="10001", mail=given["email"], code=code(), newpass="secret2")
refused("wrong_token", client.signin)
assert client.token is None
client.login(user="10001", password="secret2")
call("bind_mail", mail=given["other"])
data = call("data", user="10001")
assert (data["nickname"], data["signature"], data["piastrenum"], data["useremail"]) == ("明", "你好 & =", 7, given["other"]), data
assert call("token_check")["username"] == "10001"
call("new_pass", newpass="secret3")
assert client.token is None
for end in ("logout", "logout_all"):
    client.login(user="10001", password="secret3")
    call(end)
    assert client.token is None
assert requests.get(client.avatar_url("10001"), timeout=10).headers["content-type"] == "image/png"
call("delete_account", user="10001", password="secret3")
error = refused("wrong_credentials", lambda: client.login(user="10001", password="secret3"))
assert (error.call, error.code, error.message) == ("login", 400, "账号密码错误")
refused("wrong_signature", lambda: Client(given["host"], given["appid"], "x").login(user="a", password="b"))
try:
    Client("http://127.0.0.1:1", "1", "x", retries=1).data(user="a")
    raise AssertionError("an answer of nobody")
except NetworkError as error:
    assert error.call == "data"

json.dump(said, sys.stdout)
