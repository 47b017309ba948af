"""A worker's phone: the mini-program's calls over real HTTP, as wx.request would send them."""

import base64
from typing import Any

import requests

from wechat.simulator.side import PlatformSide


class ServiceRefused(Exception):
    """The service refused: its code, and the answer for whoever wants to read it."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        """Keep the catalogue code and the whole answer."""
        super().__init__(f"{status} {answer.get('code')}")
        self.status, self.answer = status, answer
        self.code = answer.get("code")


class WeChatUser:
    """One WeChat user: an openid, a phone number, and a session token once logged in."""

    def __init__(self, service: str, platform: PlatformSide, openid: str, number: str) -> None:
        """A phone that talks to ``service`` and to the simulated platform."""
        self.service, self.platform = service, platform
        self.openid, self.number = openid, number
        self.http = requests.Session()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; the JSON of the answer. Raises Refused."""
        answer = self.http.request(
            method, f"{self.service}/api{path}", json=body, headers=headers, timeout=60
        )
        if answer.status_code >= 400:
            raise ServiceRefused(answer.status_code, answer.json())
        return answer.json() if answer.content else None

    def log_in(self) -> None:
        """wx.login, then our own session."""
        opened = self.call("POST", "/sessions", {"code": self.platform.login_code(self.openid)})
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"

    def confirm_scan(self, scene: str) -> Any:
        """Scan the code that a console shows and confirm it; what the phone showed: the browser, the two digits."""
        seen = self.call("POST", "/staff-scans", {"scene": scene})
        self.call("POST", f"/staff-scans/{seen['id']}/confirmation")
        return seen

    def give_phone(self) -> str:
        """Tap the phone button; the masked number comes back."""
        code = self.platform.phone_code(self.openid, self.number)
        return str(self.call("POST", "/phone", {"code": code})["phone"])

    def agree(self) -> None:
        """Read the notice and agree to its current version."""
        texts = self.call("GET", "/consents")["consents"]
        version = next(text["version"] for text in texts if text["kind"] == "identity")
        self.call("POST", "/consents", {"kind": "identity", "version": version})

    def state_identity(self, name: str, number: str, kind: str = "resident") -> Any:
        """State name and document."""
        return self.call("PUT", "/identity", {"name": name, "document_kind": kind, "number": number})

    def apply(self, scene: str, unit_name: str, signature: bytes) -> Any:
        """From the union's QR to the submitted application."""
        lists = self.call("GET", "/code-lists")
        begun = self.call("POST", "/applications", {"scene": scene})
        path = f"/applications/{begun['id']}"
        told = ("document_kind", "gender")  # by the document
        listed = {one["name"]: one["codes"][0]["code"] for one in lists["lists"] if one["name"] not in told}
        facts = listed | {
            "phone": self.number,
            "education": "college",
            "household": "outer_country",
            "employment": "at_work",
            "unit_name": unit_name,
        }
        self.call("PUT", f"{path}/facts", facts)
        drawn = {"image": base64.b64encode(signature).decode(), "oath_version": lists["oath_version"]}
        signed = self.call("PUT", f"{path}/signature", drawn)
        return self.call("POST", f"{path}/submission", None, **{"Idempotency-Key": signed["submission_key"]})

    def claim_card(self, name: str, number: str, kind: str = "resident") -> Any:
        """«This card is mine»: the claim as the service answers it at once."""
        return self.call("POST", "/card-claims", {"name": name, "document_kind": kind, "number": number})
