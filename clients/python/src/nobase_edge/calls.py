# Written by clients/generate.mjs from the description of the API: change that, and run it.
"""The calls of nobase-edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any, Literal, Mapping, Union, cast

#: A picture: its bytes, or an open file.
Upload = Union[bytes, IO[bytes]]

#: Why a call failed; "unknown" where this client is older than the server.
Reason = Literal["account_digits", "account_format", "account_length", "account_taken", "amount_format", "app_disabled", "app_reviewing", "avatar_format", "balance_too_high", "balance_too_low", "contact_format", "content_format", "developer_disabled", "developer_overdue", "email_format", "feedback_too_soon", "mail_content_format", "mail_failed", "mail_send_not_allowed", "mail_title_format", "mail_too_soon", "missing", "mixed_credentials", "money_add_not_allowed", "new_pass_not_allowed", "new_password_format", "nickname_format", "no_sender", "no_such_payee", "no_such_user", "nothing_proven", "password_alphanumeric", "password_short", "payee_is_payer", "picture_size", "picture_type", "purpose_format", "qq_format", "qq_taken", "request_id_format", "sign_format", "storage", "throttled", "title_format", "unknown_app", "upload_not_allowed", "user_disabled", "wrong_code", "wrong_credentials", "wrong_signature", "wrong_token", "unknown"]

REASONS: list[tuple[re.Pattern[str], Reason]] = [
    (re.compile("^参数缺失:appid$"), "missing"),
    (re.compile("^参数缺失:signature$"), "missing"),
    (re.compile("^参数缺失:user$"), "missing"),
    (re.compile("^参数缺失:pass$"), "missing"),
    (re.compile("^参数缺失:nickname$"), "missing"),
    (re.compile("^应用不存在$"), "unknown_app"),
    (re.compile("^签名验证失败$"), "wrong_signature"),
    (re.compile("^开发者账号已被禁用!$"), "developer_disabled"),
    (re.compile("^开发者账号已逾期\\([0-9]+(分钟|时|天|月)\\),请缴费后重试!$"), "developer_overdue"),
    (re.compile("^应用审核中!$"), "app_reviewing"),
    (re.compile("^应用已停用!$"), "app_disabled"),
    (re.compile("^账号格式错误!仅支持字母,数字和_-\\.@\\+$"), "account_format"),
    (re.compile("^账号长度需在[0-9]+-[0-9]+字符之间$"), "account_length"),
    (re.compile("^QQ号格式错误$"), "qq_format"),
    (re.compile("^邮箱格式错误!$"), "email_format"),
    (re.compile("^昵称格式错误!长度需在1-50字符之间且不含控制字符$"), "nickname_format"),
    (re.compile("^头像链接格式错误!仅支持http\\(s\\)链接且不超过2048字符$"), "avatar_format"),
    (re.compile("^密码格式错误!至少6个字符$"), "password_short"),
    (re.compile("^请求过于频繁,请稍后再试!$"), "throttled"),
    (re.compile("^该账号已被注册!$"), "account_taken"),
    (re.compile("^QQ号已绑定其他账号$"), "qq_taken"),
    (re.compile("^系统错误$"), "storage"),
    (re.compile("^应用ID无效$"), "unknown_app"),
    (re.compile("^签名错误$"), "wrong_signature"),
    (re.compile("^账号密码错误$"), "wrong_credentials"),
    (re.compile("^用户账号已被禁用!$"), "user_disabled"),
    (re.compile("^接口参数错误:缺少appid!$"), "missing"),
    (re.compile("^接口参数错误:缺少signature!$"), "missing"),
    (re.compile("^接口参数错误:缺少token\\(用户令牌启用时需提供\\)!$"), "missing"),
    (re.compile("^应用不存在!$"), "unknown_app"),
    (re.compile("^签名错误!$"), "wrong_signature"),
    (re.compile("^token无效或已过期!$"), "wrong_token"),
    (re.compile("^更新失败:数据库操作异常$"), "storage"),
    (re.compile("^接口参数错误:缺少newpass!$"), "missing"),
    (re.compile("^当前管理员不允许用户修改密码$"), "new_pass_not_allowed"),
    (re.compile("^接口参数错误:token与user/pass不可同时传递!$"), "mixed_credentials"),
    (re.compile("^接口参数错误:user和pass为必填项$"), "nothing_proven"),
    (re.compile("^接口参数错误:缺少user!$"), "missing"),
    (re.compile("^接口参数错误:缺少pass!$"), "missing"),
    (re.compile("^接口参数错误:账号格式错误!仅支持数字账号!$"), "account_digits"),
    (re.compile("^接口参数错误:密码格式错误!仅支持字母数字组合!$"), "password_alphanumeric"),
    (re.compile("^新密码格式错误!$"), "new_password_format"),
    (re.compile("^用户账号密码错误!$"), "wrong_credentials"),
    (re.compile("^参数冲突:token与user/pass不可同时传递$"), "mixed_credentials"),
    (re.compile("^参数缺失:token$"), "missing"),
    (re.compile("^令牌无效$"), "wrong_token"),
    (re.compile("^用户不存在$"), "no_such_user"),
    (re.compile("^接口参数错误:缺少newsign!$"), "missing"),
    (re.compile("^接口参数错误:newsign长度需在1-1000字符之间且不能全为空白!$"), "sign_format"),
    (re.compile("^参数缺失:qq$"), "missing"),
    (re.compile("^接口参数错误:缺少mail!$"), "missing"),
    (re.compile("^接口参数错误:缺少purpose!$"), "missing"),
    (re.compile("^当前应用未配置邮件服务!$"), "no_sender"),
    (re.compile("^接口参数错误:purpose仅支持reset或bind!$"), "purpose_format"),
    (re.compile("^发送频繁:请于[0-9]+秒后再试!$"), "mail_too_soon"),
    (re.compile("^接口参数错误:缺少code!$"), "missing"),
    (re.compile("^验证码错误或已过期!$"), "wrong_code"),
    (re.compile("^接口参数错误:缺少title!$"), "missing"),
    (re.compile("^接口参数错误:缺少content!$"), "missing"),
    (re.compile("^当前应用未开启邮件发送!$"), "mail_send_not_allowed"),
    (re.compile("^接口参数错误:title长度需在1-100字符之间,不能全为空白,不能含控制字符!$"), "mail_title_format"),
    (re.compile("^接口参数错误:content长度需在1-50000字符之间且不能全为空白!$"), "mail_content_format"),
    (re.compile("^邮件发送失败!$"), "mail_failed"),
    (re.compile("^接口参数错误:缺少num!$"), "missing"),
    (re.compile("^当前应用不允许用户自行增加余额!$"), "money_add_not_allowed"),
    (re.compile("^增加数量必须为正整数$"), "amount_format"),
    (re.compile("^接口参数错误:request_id仅支持1-64个字母,数字和_-!$"), "request_id_format"),
    (re.compile("^用户令牌无效,请重新登录$"), "wrong_token"),
    (re.compile("^余额已达上限$"), "balance_too_high"),
    (re.compile("^减少数量必须为正整数$"), "amount_format"),
    (re.compile("^余额不足$"), "balance_too_low"),
    (re.compile("^接口参数错误:缺少newuser!$"), "missing"),
    (re.compile("^转账数量必须为正整数$"), "amount_format"),
    (re.compile("^token无效或已过期$"), "wrong_token"),
    (re.compile("^收款账号未注册!$"), "no_such_payee"),
    (re.compile("^不能转账给自己!$"), "payee_is_payer"),
    (re.compile("^接口参数错误:缺少file_upload!$"), "missing"),
    (re.compile("^仅支持JPG、PNG、GIF、WebP格式的图片$"), "picture_type"),
    (re.compile("^图片大小不能超过5MB$"), "picture_size"),
    (re.compile("^当前应用未开启图片上传!$"), "upload_not_allowed"),
    (re.compile("^接口参数错误:title长度需在1-100字符之间且不能全为空白!$"), "title_format"),
    (re.compile("^接口参数错误:content长度需在1-2000字符之间且不能全为空白!$"), "content_format"),
    (re.compile("^接口参数错误:contact不可超过100字符!$"), "contact_format"),
    (re.compile("^反馈频繁:请于[0-9]+秒后再提交!$"), "feedback_too_soon"),
]


@dataclass(frozen=True)
class Call:
    """What the client has to know of a call."""

    name: str
    path: str
    #: It takes the user's token.
    token: bool = False
    #: It takes a request_id, by which it acts once however often it is sent.
    request_id: bool = False
    #: The parameter that is a file.
    file: str | None = None
    #: Sent again it does and answers the same.
    repeatable: bool = False
    #: After it the token is dead.
    ends: bool = False


class Calls:
    """A method for each call."""

    def _call(self, call: Call, parameters: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def register(self, *, user: str, password: str, nickname: str, qq: str | None = None, email: str | None = None, imag: str | None = None) -> str:
        """用户注册：在应用内创建账号。

        Register. Creates an account in an app.

        :param user: The account, unique in the app without regard to case. Letters, digits and _ - . @ +; its length is the app's setting (4 to 32 by default).
        :param password: The password: 32 hex digits are taken as the MD5 of the raw password (either case), anything else as the raw password (at least 6 characters).
        :param nickname: The nickname, 1 to 50 characters without control characters.
        :param qq: A QQ number, 5 to 13 digits; one account per number in an app.
        :param email: An e-mail address, at most 254 characters; several accounts may share one.
        :param imag: Link to a picture, http or https, at most 2,048 characters; without it there is a default avatar.
        """
        return cast("str", self._call(Call(name="register", path="/api/user/register"), {"user": user, "pass": password, "nickname": nickname, "qq": qq, "email": email, "imag": imag}))

    def login(self, *, user: str, password: str) -> dict[str, Any]:
        """用户登录：校验密码，返回用户信息和新的令牌。

        Log in. Checks the password; answers the profile and a new token.

        :param user: The account; case does not matter.
        :param password: The raw password as it is, no MD5.
        """
        return cast("dict[str, Any]", self._call(Call(name="login", path="/api/user/login"), {"user": user, "pass": password}))

    def token_check(self, *, token: str | None = None, fresh: Literal["1"] | None = None) -> dict[str, Any]:
        """校验令牌：供应用自己的服务器使用：令牌是否有效，属于谁。

        Check a token. For the app's own server: whether a token is good, and whose it is.

        :param token: The token that a client gave your server, from login.
        :param fresh: With 1 the database is asked, which knows at once of a token that has just ended.
        """
        return cast("dict[str, Any]", self._call(Call(name="token_check", path="/api/user/token_check", token=True, repeatable=True), {"token": token, "fresh": fresh}))

    def new_pass(self, *, newpass: str, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """修改密码：把密码改为 newpass，该用户的所有令牌立即失效。

        Change the password. Sets the password to newpass; every token of the user ends at once.

        :param newpass: The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, needed without a token; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password as it is now (no MD5), needed without a token. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="new_pass", path="/api/user/new_pass", token=True, ends=True), {"newpass": newpass, "token": token, "user": user, "pass": password}))

    def logout(self, *, token: str | None = None) -> str:
        """退出登录：让这个令牌立即失效，其他设备的登录不受影响。

        Log out. Ends this token at once; the logins of other devices stay.

        :param token: The token to end, from login.
        """
        return cast("str", self._call(Call(name="logout", path="/api/user/logout", token=True, ends=True), {"token": token}))

    def logout_all(self, *, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """退出所有设备：让该用户的所有令牌立即失效。

        Log out everywhere. Ends every token of the user at once.

        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter.
        :param password: The raw password (no MD5), where the app has token_required off.
        """
        return cast("str", self._call(Call(name="logout_all", path="/api/user/logout_all", token=True, ends=True), {"token": token, "user": user, "pass": password}))

    def delete_account(self, *, user: str, password: str) -> str:
        """注销账号：删除用户自己的账号，不可恢复。

        Delete the account. Deletes the user's own account. It cannot be undone.

        :param user: The account to delete; case does not matter.
        :param password: Its raw password (no MD5).
        """
        return cast("str", self._call(Call(name="delete_account", path="/api/user/delete_account", ends=True), {"user": user, "pass": password}))

    def data(self, *, user: str, token: str | None = None, password: str | None = None) -> dict[str, Any]:
        """查看用户信息：查看应用内任一用户的信息，也可以查看自己的。

        Look at a profile. Answers the profile of any user of the app, oneself included.

        :param user: The account to look at; case does not matter.
        :param token: Needed where the app has token_required on, and any user's of the app will do; where it is off, it must not be sent.
        :param password: The raw password of user (no MD5), which proves that it is oneself. Only where the app has token_required off, and never needed.
        """
        return cast("dict[str, Any]", self._call(Call(name="data", path="/api/user/data", token=True, repeatable=True), {"user": user, "token": token, "pass": password}))

    def change_nickname(self, *, nickname: str, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """修改昵称：修改用户的昵称。

        Change the nickname. Replaces the user's nickname.

        :param nickname: The new nickname, 1 to 50 characters without control characters.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter.
        :param password: The raw password (no MD5), where the app has token_required off.
        """
        return cast("str", self._call(Call(name="change_nickname", path="/api/user/change_nickname", token=True, repeatable=True), {"nickname": nickname, "token": token, "user": user, "pass": password}))

    def update_sign(self, *, newsign: str, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """修改个性签名：修改用户的个性签名（不是应用签名）。

        Change the personal signature. Replaces the user's personal signature (not the app's signature).

        :param newsign: The new personal signature, 1 to 1,000 characters, not only white space.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="update_sign", path="/api/user/update_sign", token=True, repeatable=True), {"newsign": newsign, "token": token, "user": user, "pass": password}))

    def qq(self, *, qq: str, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """绑定 QQ：绑定或更换 QQ 号。

        Bind a QQ number. Binds or replaces the QQ number.

        :param qq: The QQ number to bind, 5 to 13 digits.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter.
        :param password: The raw password (no MD5), where the app has token_required off.
        """
        return cast("str", self._call(Call(name="qq", path="/api/user/qq", token=True, repeatable=True), {"qq": qq, "token": token, "user": user, "pass": password}))

    def send_code(self, *, mail: str, purpose: Literal["reset", "bind"], token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """发送验证码：把验证码发到邮箱，用于找回密码或绑定邮箱。

        Send a code. Mails a code, for a forgotten password or for binding an address.

        :param mail: Where it goes: for reset the account's address, for bind the one to be bound.
        :param purpose: reset for a forgotten password, bind for binding the address.
        :param token: For bind alone, where the app has token_required on.
        :param user: The account, for bind alone, where the app has token_required off. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), for bind alone, where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="send_code", path="/api/user/send_code", token=True), {"mail": mail, "purpose": purpose, "token": token, "user": user, "pass": password}))

    def reset_pass(self, *, user: str, mail: str, code: str, newpass: str) -> str:
        """找回密码：用验证码设置新密码，该用户的所有令牌立即失效。

        Reset a forgotten password. Sets a new password by a code; every token of the user ends at once.

        :param user: The account; case does not matter.
        :param mail: The account's address, to which the code was sent.
        :param code: The code from the mail, 6 digits.
        :param newpass: The new password, raw (no MD5), 6 to 64 characters; letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="reset_pass", path="/api/user/reset_pass"), {"user": user, "mail": mail, "code": code, "newpass": newpass}))

    def bind_mail(self, *, mail: str, code: str | None = None, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """绑定邮箱：绑定或更换邮箱。

        Bind an e-mail address. Binds or replaces the e-mail address.

        :param mail: The address to bind, at most 254 characters; it replaces the one before.
        :param code: The code that send_code with purpose=bind sent to the address, 6 digits. Needed where the app has verify_mail on.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="bind_mail", path="/api/user/bind_mail", token=True), {"mail": mail, "code": code, "token": token, "user": user, "pass": password}))

    def mail_send(self, *, mail: str, title: str, content: str, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """发送邮件：以应用的名义给任意邮箱发一封邮件。默认关闭。

        Send a mail. Sends a mail to any address in the app's name. Off by default.

        :param mail: To whom.
        :param title: The title, 1 to 100 characters, one line.
        :param content: What it says, HTML, at most 50,000 characters.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="mail_send", path="/api/mail/send", token=True), {"mail": mail, "title": title, "content": content, "token": token, "user": user, "pass": password}))

    def signin(self, *, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """每日签到：签到，每天算一次。

        Sign in for the day. Signs the user in for the day; once a day counts.

        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter.
        :param password: The raw password (no MD5), where the app has token_required off.
        """
        return cast("str", self._call(Call(name="signin", path="/api/user/signin", token=True), {"token": token, "user": user, "pass": password}))

    def money_add(self, *, num: int, request_id: str | None = None, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """增加余额：增加用户自己的余额。默认关闭。

        Add to the balance. Adds to the user's own balance. Off by default.

        :param num: How much, a whole number from 1 to 1,000,000,000.
        :param request_id: The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="money_add", path="/api/user/money_add", token=True, request_id=True), {"num": num, "request_id": request_id, "token": token, "user": user, "pass": password}))

    def money_reduce(self, *, num: int, request_id: str | None = None, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """减少余额：减少用户自己的余额，例如在应用内消费。

        Take from the balance. Takes from the user's own balance, for something bought in the app, say.

        :param num: How much, a whole number from 1 to 1,000,000,000.
        :param request_id: The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="money_reduce", path="/api/user/money_reduce", token=True, request_id=True), {"num": num, "request_id": request_id, "token": token, "user": user, "pass": password}))

    def transfer(self, *, newuser: str, num: int, request_id: str | None = None, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """转账：把自己的余额转给同一应用的另一用户。

        Pay another user. Moves money from the user's balance to another user of the app.

        :param newuser: The account to be paid; case does not matter.
        :param num: How much, a whole number from 1 to 1,000,000,000.
        :param request_id: The client's own name of the request, 1 to 64 letters, digits and _ -. Sent again with the same one, it acts once.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="transfer", path="/api/user/transfer", token=True, request_id=True), {"newuser": newuser, "num": num, "request_id": request_id, "token": token, "user": user, "pass": password}))

    def new_avatar(self, *, file_upload: Upload, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """上传头像：上传用户自己的头像，替换之前上传的。

        Upload an avatar. Uploads the user's own avatar, in the place of the one before.

        :param file_upload: The picture: JPG, PNG, GIF or WebP, 5 MB at most. Its first bytes tell the type; the file's name does not count.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="new_avatar", path="/api/user/new_avatar", token=True, file="file_upload"), {"file_upload": file_upload, "token": token, "user": user, "pass": password}))

    def upload_img(self, *, file_upload: Upload, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """上传图片：上传一张图片，得到它的网址。默认关闭。

        Upload a picture. Uploads a picture and answers its address. Off by default.

        :param file_upload: The picture: JPG, PNG, GIF or WebP, 5 MB at most. Its first bytes tell the type; the file's name does not count.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="upload_img", path="/api/user/upload_img", token=True, file="file_upload"), {"file_upload": file_upload, "token": token, "user": user, "pass": password}))

    def feedback(self, *, title: str, content: str, contact: str | None = None, token: str | None = None, user: str | None = None, password: str | None = None) -> str:
        """提交反馈：向应用的开发者反馈问题或建议，在后台查看。

        Send feedback. Writes to the app's developer, who reads it in the console.

        :param title: The title, 1 to 100 characters, not only white space.
        :param content: The content, 1 to 2,000 characters, not only white space.
        :param contact: How to reach the user, by QQ or e-mail, say; at most 100 characters.
        :param token: The user's token from login, where the app has token_required on; then user and pass must not be sent.
        :param user: The account, where the app has token_required off; case does not matter. Digits only by default (the app's strict_format).
        :param password: The raw password (no MD5), where the app has token_required off. Letters and digits only by default (the app's strict_format).
        """
        return cast("str", self._call(Call(name="feedback", path="/api/user/feedback", token=True), {"title": title, "content": content, "contact": contact, "token": token, "user": user, "pass": password}))
