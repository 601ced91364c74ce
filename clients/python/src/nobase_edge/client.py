"""The client: adds what every call needs, keeps the token, tells failures as errors, and repeats what may be repeated."""

from __future__ import annotations

import random
import secrets
import time
from typing import Any, Mapping
from urllib.parse import urlencode

import requests

from .calls import Call, Calls
from .errors import ApiError, NetworkError

#: Seconds before the first repetition; each next one waits three times as long.
PAUSE = 0.3


class Client(Calls):
    """The calls of one app, for one user at a time.

    :param host: The server's address, as in "https://api.example.com".
    :param token: The token of a user who has logged in before.
    :param timeout: Seconds that one try may take.
    :param retries: How often a call that may be repeated is, where there was no answer.
    :param session: A session of your own, for proxies and the like.
    """

    def __init__(
        self,
        host: str,
        appid: str,
        signature: str,
        *,
        token: str | None = None,
        timeout: float = 15,
        retries: int = 2,
        session: requests.Session | None = None,
    ) -> None:
        self._host = host.rstrip("/")
        self._app = {"appid": appid, "signature": signature}
        #: The token of the user who is logged in, if one is.
        self.token = token
        self._timeout = timeout
        self._retries = retries
        self._session = session or requests.Session()

    def avatar_url(self, user: str) -> str:
        """The address of a user's avatar."""
        return f"{self._host}/api/user/get_avatar?{urlencode({'appid': self._app['appid'], 'user': user})}"

    def _call(self, call: Call, parameters: Mapping[str, Any]) -> Any:
        sent = dict(self._app)
        sent.update({name: str(value) for name, value in parameters.items() if value is not None and name != call.file})
        # Who sends a password proves by that who they are.
        if call.token and self.token is not None and "token" not in sent and "pass" not in sent:
            sent["token"] = self.token
        if call.request_id:
            sent.setdefault("request_id", secrets.token_hex(10))
        files = {call.file: parameters[call.file]} if call.file else None
        answer = self._answer(call, sent, files)
        code, message, data = _read(call, answer)
        token = sent.get("token")
        if code != 200:
            retry_after = answer.headers.get("retry-after", "")
            error = ApiError(call.name, code, data if isinstance(data, str) else message, int(retry_after) if retry_after.isdigit() else None)
            # Only a login helps now; but not where another one has come meanwhile.
            if error.reason == "wrong_token" and token is not None and token == self.token:
                self.token = None
            raise error
        if call.name == "login":
            self.token = data["token"]
        if call.ends and token is not None and token == self.token:
            self.token = None
        return data

    def _answer(self, call: Call, sent: dict[str, str], files: dict[str, Any] | None) -> requests.Response:
        tries = 1 + self._retries if call.repeatable or call.request_id else 1
        for n in range(1, tries + 1):
            try:
                answer = self._session.post(self._host + call.path, data=sent, files=files, timeout=self._timeout)
                if answer.status_code < 500:
                    return answer
                problem = f"HTTP {answer.status_code}"
            except requests.RequestException as error:
                problem = str(error)
            if n == tries:
                break
            time.sleep(PAUSE * 3 ** (n - 1) * (0.5 + random.random()))
        raise NetworkError(call.name, problem)


def _read(call: Call, answer: requests.Response) -> tuple[int, str, Any]:
    try:
        body = answer.json()
        return int(body["code"]), str(body["msg"]), body.get("data")
    except (ValueError, KeyError, TypeError) as error:
        raise NetworkError(call.name, f"HTTP {answer.status_code}, and no answer of this API") from error
