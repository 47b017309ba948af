"""Scripted faults: what a path does instead of answering, and how often it was called."""

import threading
from collections import Counter
from dataclasses import dataclass

from flask import Response, request

from wechat.simulator.answers import Refused, refusal, spoken

_ERRCODES = {"busy": -1, "quota": 45009, "token_once": 40001, "token_for_ever": 40001, "blocked": 40226}
_FACEID_CODES = {"busy": "InternalError.UnKnown", "quota": "RequestLimitExceeded"}
_WAITING = {"timeout": 30.0, "slow": 1.0}
KINDS = frozenset({*_ERRCODES, *_WAITING, "html", "http_500"})


@dataclass
class Fault:
    """One scripted fault; `times` None means until it is taken back, `seconds` is how long to keep silent."""

    kind: str
    times: int | None
    seconds: float


class Faults:
    """The fault of each path, with a lock of its own because silent ones wait while other doors answer."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._planned: dict[str, Fault] = {}
        self._taken_back = threading.Event()

    def plan(self, path: str, kind: str, times: int | None, seconds: float | None) -> None:
        """Makes `path` fail; `token_once` happens once whatever `times` says."""
        wait = _WAITING.get(kind, 0.0) if seconds is None else seconds
        with self._lock:
            self._planned[path] = Fault(kind, 1 if kind == "token_once" else times, wait)

    def take_back(self) -> None:
        """Ends all faults, also the silence of requests that wait now."""
        with self._lock:
            self._planned.clear()
            self._taken_back.set()
            self._taken_back = threading.Event()

    def met(self, path: str) -> Fault | None:
        """Counts a call of `path` and gives the fault it meets, after its silence."""
        with self._lock:
            self.calls[path] += 1
            fault, silence = self._planned.get(path), self._taken_back
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._planned[path]
        if fault is not None and fault.seconds:
            silence.wait(fault.seconds)
        return fault


def answer_to(fault: Fault) -> Response | None:
    """The failing answer; none for `slow`, which answers truly in the end."""
    if fault.kind == "slow":
        return None
    if fault.kind in ("html", "http_500", "timeout"):
        # Proxies repeat the address, with the secrets in it.
        page = f"<html><h1>Bad Gateway</h1><p>{request.url}</p></html>"
        return Response(page, status=200 if fault.kind == "html" else 500, content_type="text/html")
    if request.path == "/":
        code = _FACEID_CODES.get(fault.kind, "AuthFailure.SignatureFailure")
        return spoken({"Response": {"Error": {"Code": code, "Message": request.get_data(as_text=True)}}})
    return refusal(Refused(_ERRCODES[fault.kind], f" {request.query_string.decode()}"))
