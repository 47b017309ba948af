"""The other side of the simulator: what people do on their phones and what befalls the platform, as plain calls."""

from typing import Any

import requests


class PlatformSide:
    """The control doors of the simulator at ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url

    def login_code(self, openid: str, **more: str) -> str:
        """The code that wx.login gives this person."""
        return str(self.door("login-codes", {"openid": openid, **more})["code"])

    def phone_code(self, openid: str, phone: str, country: str = "86") -> str:
        """The code that the phone button gives this person."""
        return str(self.door("phone-codes", {"openid": openid, "phone": phone, "country": country})["code"])

    def grant(self, openid: str, template_id: str, count: int = 1) -> None:
        """The person taps 允许."""
        self.door("grants", {"openid": openid, "template_id": template_id, "count": count})

    def identity_answer(self, id_number: str, result: str) -> None:
        """The verdict of the identity check on one number."""
        self.door("faceid", {"id_number": id_number, "result": result})

    def fail(self, path: str, kind: str, **more: float) -> None:
        """A path fails until all is taken back."""
        self.door("faults", {"path": path, "kind": kind, **more})

    def recover(self) -> None:
        """All faults end."""
        requests.delete(f"{self.url}/simulator/faults", timeout=5).raise_for_status()

    def move_clock(self, seconds: float) -> None:
        """The platform's clock runs ahead by so much."""
        self.door("clock", {"offset_seconds": seconds})

    def wants_pushes(self, url: str, token: str, aes_key: str = "", form: str = "json", **more: str) -> None:
        """The app's push address is configured, and answers the platform's question."""
        self.door("push-address", {"url": url, "token": token, "aes_key": aes_key, "format": form, **more})

    def push(
        self, event: str, openid: str, told: dict[str, Any] | None = None, **more: str
    ) -> dict[str, Any]:
        """Something happens, and the platform tells it once; what became of that."""
        return dict(self.door("pushes", {"event": event, "openid": openid, "told": told or {}, **more}))

    def push_again(self) -> list[dict[str, Any]]:
        """The platform makes every attempt that is due by its clock."""
        return list(self.door("pushes/due", {}))

    def calls(self) -> dict[str, int]:
        """How often each path was called."""
        return dict(self.look("calls"))

    def sent(self) -> list[dict[str, Any]]:
        """The messages that people have received."""
        return list(self.look("sent"))

    def look(self, name: str) -> Any:
        """GET of a control door."""
        answer = requests.get(f"{self.url}/simulator/{name}", timeout=5)
        answer.raise_for_status()
        return answer.json()

    def door(self, name: str, document: dict[str, Any]) -> Any:
        """POST to a control door."""
        answer = requests.post(f"{self.url}/simulator/{name}", json=document, timeout=10)
        answer.raise_for_status()
        return answer.json()
