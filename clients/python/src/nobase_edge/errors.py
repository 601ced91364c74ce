"""What goes wrong with a call."""

from __future__ import annotations

from .calls import REASONS, Reason


class ApiError(Exception):
    """The server refused: the call's answer has another ``code`` than 200."""

    def __init__(self, call: str, code: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        #: The call, as in "update_sign".
        self.call = call
        self.code = code
        #: What the server said, to be shown to the user.
        self.message = message
        #: Why, in a word.
        self.reason: Reason = next((reason for pattern, reason in REASONS if pattern.match(message)), "unknown")
        #: Seconds after which to try again, where the server says so.
        self.retry_after = retry_after


class NetworkError(Exception):
    """There was no answer, or none of this API. Whether the server did what was asked is not known."""

    def __init__(self, call: str, message: str) -> None:
        super().__init__(message)
        self.call = call
