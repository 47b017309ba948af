"""身份证二要素核验: asks Tencent Cloud FaceID whether a name and an ID number belong together.

IdCardVerification, version 2018-03-01. The answer is a hint for the people who decide: no record (-5), a used
allowance (-7) or an outage means that a person looks, never that the worker is refused.
"""

import json
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from wechat import tc3
from wechat.errors import Unreachable
from wechat.transport import Transport

RESULTS = frozenset({"0", "-1", "-2", "-3", "-4", "-5", "-6", "-7"})
_CODE = re.compile(r"[A-Za-z.]{1,64}")


@dataclass(frozen=True)
class FaceIdAnswer:
    """核验结果: 0 match, -1 mismatch, -2/-3 bad number/name, -4/-6 later, -5 no record, -7 too often."""

    result: str
    description: str


class FaceIdUnavailable(Exception):
    """No verdict: outage, arrears … `code` is Tencent's Error.Code, or what failed on the way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FaceIdClient:
    """Verifies over HTTP with one signed POST each; nothing is kept."""

    def __init__(
        self,
        secret_id: str,
        secret_key: str,
        base_url: str = "https://faceid.tencentcloudapi.com",
        timeout: tuple[float, float] = (2.0, 5.0),
    ) -> None:
        self._secret_id = secret_id
        self._secret_key = secret_key
        self._host = urlsplit(base_url).netloc
        self._transport = Transport(base_url, timeout)

    def verify(self, name: str, id_number: str) -> FaceIdAnswer:
        """The verdict on 姓名 and 证件号码; raises FaceIdUnavailable, which holds neither."""
        payload = json.dumps({"IdCard": id_number, "Name": name}).encode()
        fault = ""
        try:
            answer = self._transport.send(
                "POST", "/", body=payload, headers=self._headers(payload)
            ).document()
        except Unreachable as unreachable:
            fault = unreachable.errmsg
        if fault:
            raise FaceIdUnavailable(fault)
        return _verdict(answer.get("Response"))

    def _headers(self, payload: bytes) -> dict[str, str]:
        now = int(time.time())
        signed = tc3.authorization(self._secret_id, self._secret_key, "faceid", self._host, payload, now)
        return {
            "Authorization": signed,
            "Content-Type": tc3.CONTENT_TYPE,
            "X-TC-Action": "IdCardVerification",
            "X-TC-Version": "2018-03-01",
            "X-TC-Timestamp": str(now),
        }


def _verdict(response: object) -> FaceIdAnswer:
    if not isinstance(response, dict):
        raise FaceIdUnavailable("UnknownAnswer")
    if "Error" in response:
        error = response["Error"]
        code = str(error.get("Code")) if isinstance(error, dict) else ""
        raise FaceIdUnavailable(code if _CODE.fullmatch(code) else "UnknownError")
    result, description = response.get("Result"), response.get("Description")
    if not isinstance(result, str) or result not in RESULTS or not isinstance(description, str):
        raise FaceIdUnavailable("UnknownAnswer")
    return FaceIdAnswer(result, description)
