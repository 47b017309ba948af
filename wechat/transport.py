"""One HTTP line to a platform: hard limits of time and size, no redirects, no cookies, no secrets in logs.

wechatpy's WeChatClient is not used: its errors carry the URL with secret and token, a refused token makes
it recurse without end, and an HTML page comes back as an answer (wechatpy 1.8.18, client/base.py).
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from wechat.errors import Unreachable

LARGEST_ANSWER = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Answer:
    """What came back with HTTP 200; the body may hold a token or a session_key and is therefore not shown."""

    content_type: str
    body: bytes = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The body as a JSON object; Unreachable when it is anything else, such as a proxy's HTML page."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, dict):
            return document
        raise Unreachable(None, "the answer is not a JSON object")


class _WithoutQuery(logging.Filter):
    """Cuts query strings from urllib3's log lines: they hold the secret, the token and the login code."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg.split("?")[0] if isinstance(arg, str) else arg for arg in record.args)
        return True


_WITHOUT_QUERY = _WithoutQuery()


class Transport:
    """Sends requests to `base_url`; every fault on the way is Unreachable and tells nothing was sent."""

    def __init__(self, base_url: str, timeout: tuple[float, float]) -> None:
        place = urlsplit(base_url)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            raise ValueError("secrets travel over https only, or to this machine")
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # threads share the session
        logging.getLogger("urllib3.connectionpool").addFilter(_WITHOUT_QUERY)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to one request, within connect + read seconds altogether; raises Unreachable."""
        deadline = time.monotonic() + sum(self._timeout)
        try:
            with self._session.request(
                method,
                self._base_url + path,
                params=query,
                data=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                fault = "" if response.status_code == 200 else f"HTTP {response.status_code}"
                content = b"" if fault else _read(response, deadline)
                content_type = response.headers.get("Content-Type", "")
        except (requests.RequestException, HTTPError) as error:
            fault = type(error).__name__
        if fault:
            raise Unreachable(None, fault)
        return Answer(content_type, content)


def _read(response: requests.Response, deadline: float) -> bytes:
    """The whole body, unless it grows too large or drips past the deadline (the timeout is per packet)."""
    content = b""
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise Unreachable(None, "the answer is too large")
        if time.monotonic() > deadline:
            raise Unreachable(None, "the answer is too slow")
    return content
