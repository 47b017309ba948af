"""订阅消息: the value rules as WeChat writes them, and one grant for one message."""

import pytest

from tests.wechat.platform_side import APPID, OPENID, TEMPLATE, PlatformSide
from wechat.client import Gateway
from wechat.errors import BadRequest, NotSubscribed
from wechat.notices import send, validate

PAGE = "pages/card/card"
DATA = {"phrase3": "审核通过", "name1": "王小明", "date2": "2026-11-20 09:42", "thing4": "请打开惠工卡查看"}

GOOD = [
    ("thing1", "字" * 20),
    ("number01", "339208499.5"),
    ("letter1", "ABC"),
    ("symbol1", "#_!"),
    ("character_string2", "HGK-2026/0001"),
    ("time3", "15:01"),
    ("time3", "2019年10月1日 15:01"),
    ("time3", "08:00~23:59:59"),
    ("date4", "2019年10月1日"),
    ("date4", "2019年10月1日 15:01"),
    ("date4", "2018.01.01"),
    ("date4", "2018-01"),
    ("date4", "01-01"),
    ("date4", "10月1日~10月7日"),
    ("amount5", "￥100"),
    ("amount5", "¥0.50元"),
    ("phone_number6", "+86-0766-66888866"),
    ("car_number7", "粤A8Z888挂"),
    ("name8", "字" * 10),
    ("name8", "John Smith"),
    ("name8", "买买提·阿布都"),
    ("phrase9", "配送中"),
    ("phrase9", "㐂𠀀〇"),
    ("enum10", "已完成"),
]
BAD = [
    ("thing1", ""),
    ("thing1", "  "),
    ("thing1", "字" * 21),
    ("thing1", "一\n二"),
    ("name8", "半个\ud83d"),
    ("number1", "1" * 33),
    ("number1", "一"),
    ("number1", "１２"),
    ("letter1", "A1"),
    ("symbol1", "######"),
    ("symbol1", "a"),
    ("character_string2", "中文"),
    ("character_string2", "x" * 33),
    ("time3", "25:00"),
    ("time3", "2019年10月1日"),
    ("date4", "15:01"),
    ("date4", "2019-13-01"),
    ("date4", "3月"),
    ("date4", "2019-10-01T15:01"),
    ("amount5", "100"),
    ("amount5", "￥12345678901"),
    ("phone_number6", "一三八"),
    ("phone_number6", "1" * 18),
    ("car_number7", "粤A8Z8889挂"),
    ("car_number7", "粤A中888"),
    ("name8", "字" * 11),
    ("name8", "a" * 21),
    ("name8", "王5"),
    ("phrase9", "审核通过了吗"),
    ("phrase9", "OK"),
    ("phrase9", "通过\n"),
    ("thing", "没有编号"),
    ("unknown1", "x"),
]


@pytest.mark.parametrize(("field", "value"), GOOD)
def test_a_value_within_its_rule_passes(field: str, value: str) -> None:
    assert validate({field: value}) == {}


@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_value_that_breaks_its_rule_is_named(field: str, value: str) -> None:
    assert list(validate({"thing99": "好的", field: value})) == [field]


def test_the_fault_is_a_sentence_to_act_on() -> None:
    assert validate({"phrase1": "审核已经通过"}) == {"phrase1": "只能写汉字，最多 5 个"}


def test_a_message_arrives_as_it_was_sent(gateway: Gateway, platform: PlatformSide) -> None:
    platform.grant_one()
    send(gateway, OPENID, TEMPLATE, PAGE, DATA, "trial")
    assert platform.sent() == [
        {
            "appid": APPID,
            "touser": OPENID,
            "template_id": TEMPLATE,
            "page": PAGE,
            "data": {name: {"value": value} for name, value in DATA.items()},
            "miniprogram_state": "trial",
            "lang": "zh_CN",
        }
    ]


def test_one_grant_is_one_message(gateway: Gateway, platform: PlatformSide) -> None:
    platform.grant_one(2)
    send(gateway, OPENID, TEMPLATE, PAGE, DATA)
    send(gateway, OPENID, TEMPLATE, PAGE, DATA)
    with pytest.raises(NotSubscribed):
        send(gateway, OPENID, TEMPLATE, PAGE, DATA)
    assert len(platform.sent()) == 2


def test_a_bad_value_costs_no_call_and_no_grant(gateway: Gateway, platform: PlatformSide) -> None:
    platform.grant_one()
    with pytest.raises(BadRequest) as caught:
        send(gateway, OPENID, TEMPLATE, PAGE, DATA | {"name1": "字" * 11})
    assert str(caught.value) == "47003 argument invalid: name1"
    assert platform.calls() == {}


@pytest.mark.parametrize(
    ("field", "value"), [pair for pair in BAD if pair[0] in ("thing1", "letter1", "phrase9")]
)
def test_the_platform_refuses_what_we_refuse(
    gateway: Gateway, platform: PlatformSide, field: str, value: str
) -> None:
    platform.grant_one()
    message = {"touser": OPENID, "template_id": TEMPLATE, "data": {field: {"value": value}}}
    with pytest.raises(BadRequest) as caught:
        gateway.call("POST", "/cgi-bin/message/subscribe/send", body=message)
    assert caught.value.errcode == 47003
