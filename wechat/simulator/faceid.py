"""身份证二要素核验 of Tencent Cloud: the signature is verified, the verdict scripted.

An ID number whose order code (characters 15 to 17) is 991 … 997 gets -1 … -7, every other one 0; the control
door POST /simulator/faceid overrules that.
"""

import secrets
from typing import Any

from flask import Blueprint, Response, request

from wechat import tc3
from wechat.simulator.answers import spoken
from wechat.simulator.state import state

doors = Blueprint("faceid", __name__)
CLOCK_SECONDS = 300
DESCRIPTIONS = {
    "0": "姓名和身份证号一致",
    "-1": "姓名和身份证号不一致",
    "-2": "非法身份证号",
    "-3": "非法姓名",
    "-4": "证件库服务异常",
    "-5": "证件库中无此身份证记录",
    "-6": "权威比对系统升级中，请稍后再试",
    "-7": "认证次数超过当日限制",
}


@doors.post("/")
def id_card_verification() -> Response:
    """IdCardVerification, version 2018-03-01."""
    if fault := _signature_fault():
        return _answered(Error={"Code": fault, "Message": "The request is not signed as it should be."})
    asked = request.get_json(force=True, silent=True) or {}
    if request.headers.get("X-TC-Action") != "IdCardVerification" or "IdCard" not in asked:
        return _answered(Error={"Code": "InvalidParameter", "Message": "The parameters are wrong."})
    result = _result(str(asked.get("Name", "")), str(asked["IdCard"]))
    return _answered(Result=result, Description=DESCRIPTIONS[result])


def _result(name: str, id_number: str) -> str:
    if id_number in state().faceid_results:
        return state().faceid_results[id_number]
    if len(id_number) != 18:
        return "-2"
    if not name:
        return "-3"
    return f"-{id_number[16]}" if id_number[14:16] == "99" and id_number[16] in "1234567" else "0"


def _signature_fault() -> str:
    """Which part of the signature fails, or nothing; the clock door does not move its time."""
    timestamp = request.headers.get("X-TC-Timestamp", "")
    if not timestamp.isdigit() or abs(state().real_now() - int(timestamp)) > CLOCK_SECONDS:
        return "AuthFailure.SignatureExpire"
    expected = [
        tc3.authorization(secret_id, key, "faceid", request.host, request.get_data(), int(timestamp))
        for secret_id, key in state().secrets.items()
    ]
    return "" if request.headers.get("Authorization") in expected else "AuthFailure.SignatureFailure"


def _answered(**response: Any) -> Response:
    return spoken({"Response": {**response, "RequestId": secrets.token_hex(16)}})
