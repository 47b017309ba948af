"""The one gateway to api.weixin.qq.com: a shared stable token, one retry, typed errors without secrets."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from wechat.errors import TokenRejected, Unreachable, error_for
from wechat.transport import Answer, Transport

# The platform makes the next token 300 s before the end of this one; both are good in between. Asking after
# that moment brings the new token for certain; asking before it would bring the old one again and again.
REFRESH_BEFORE_END = 240
LONGEST_LIFE = 86_400
_JSON = {"Content-Type": "application/json"}
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Token:
    """接口调用凭据 access_token; `expires_at` in unix seconds."""

    value: str = field(repr=False)
    expires_at: float


class TokenStore(Protocol):
    """Where all processes of one appid keep the token they share."""

    def read(self) -> Token | None:
        """The token last written, also when it is too old."""

    def write(self, token: Token) -> None:
        """Replaces the stored token."""

    def drop(self, value: str) -> None:
        """Forgets the token only if it is still `value`: a newer one, fetched by somebody faster, stays."""


class MemoryTokenStore:
    """A token store for one process: development and tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token: Token | None = None

    def read(self) -> Token | None:
        """The token last written."""
        return self._token

    def write(self, token: Token) -> None:
        """Replaces the stored token."""
        with self._lock:
            self._token = token

    def drop(self, value: str) -> None:
        """Forgets the token if it is still `value`."""
        with self._lock:
            if self._token is not None and self._token.value == value:
                self._token = None


class Gateway:
    """Calls the platform for one appid.

    Tokens come from `/cgi-bin/stable_token`, which gives all who ask the same token: processes need no lock
    among themselves. A refused token is dropped and the call made once more, never a third time.
    """

    def __init__(
        self,
        appid: str,
        secret: str,
        tokens: TokenStore,
        base_url: str = "https://api.weixin.qq.com",
        timeout: tuple[float, float] = (2.0, 5.0),
    ) -> None:
        self.appid = appid
        self._secret = secret
        self._tokens = tokens
        self._transport = Transport(base_url, timeout)

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """The JSON answer of an endpoint that wants an access_token; raises WeChatError."""
        return self._with_token(lambda token: self._answer(method, path, {**token, **(query or {})}, body))

    def plain(self, method: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """The JSON answer of an endpoint that wants appid and secret, not a token, such as jscode2session."""
        return self._answer(method, path, {"appid": self.appid, "secret": self._secret, **query}, None)

    def image(self, path: str, body: Any) -> bytes:
        """The picture an endpoint draws; its refusals come as JSON and are raised as WeChatError."""
        return self._with_token(lambda token: self._picture(path, token, body))

    def _with_token(self, send: Callable[[dict[str, str]], _Result]) -> _Result:
        token = self._token()
        try:
            return send({"access_token": token.value})
        except TokenRejected:
            self._tokens.drop(token.value)
        return send({"access_token": self._token().value})

    def _token(self) -> Token:
        token = self._tokens.read()
        if token is None or token.expires_at - time.time() < REFRESH_BEFORE_END:
            token = self._fetch_token()
            self._tokens.write(token)
        return token

    def _fetch_token(self) -> Token:
        asked_at = time.time()
        grant = {"grant_type": "client_credential", "appid": self.appid, "secret": self._secret}
        answer = self._answer("POST", "/cgi-bin/stable_token", {}, {**grant, "force_refresh": False})
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(seconds, int) or seconds > LONGEST_LIFE:
            raise Unreachable(None, "the answer holds no access_token")
        return Token(value, asked_at + seconds)

    def _answer(self, method: str, path: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        return self._checked(self._send(method, path, query, body), query, body)

    def _picture(self, path: str, query: dict[str, str], body: Any) -> bytes:
        answer = self._send("POST", path, query, body)
        if answer.content_type.startswith("image/"):
            return answer.body
        self._checked(answer, query, body)
        raise Unreachable(None, "the answer is not a picture")

    def _send(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        # Chinese stays Chinese: WeChat shows \uXXXX escapes in menus as they are.
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self._transport.send(
            method, path, query=query, body=payload, headers=_JSON if payload else None
        )

    def _checked(self, answer: Answer, query: dict[str, str], body: Any) -> dict[str, Any]:
        document = answer.document()
        errcode = document.get("errcode", 0)
        if not isinstance(errcode, int):
            raise Unreachable(None, "the answer has no numeric errcode")
        if errcode != 0:
            sent = [self._secret, *_texts(query), *_texts(body)]
            raise error_for(errcode, str(document.get("errmsg", "")), sent)
        return document


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a request, so that none of it returns in an error message."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
