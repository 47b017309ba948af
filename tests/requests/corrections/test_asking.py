"""申请更正: who may ask, what may be asked, one at a time; what the member reads of it.

个人信息保护法 第四十六条: 个人发现其个人信息不准确或者不完整的，有权请求个人信息处理者更正、补充.
"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from service.register.deployment import Deployment
from tests.doors.mine.given import Phone
from tests.given import World, id_number, phone
from tests.requests.applications.given import identified
from tests.requests.cards.given import bound, number_of, phone_of

pytestmark = pytest.mark.both("locks", "only one")

DOOR = "/me/corrections"


@pytest.fixture
def mine(client: FlaskClient, deployed: Deployment) -> Phone:
    """The phone of 陈样一, who holds a card."""
    bound(deployed)
    return Phone(client, deployed, "o-holder")


def test_a_member_asks_and_reads_what_he_asked(mine: Phone, at: Callable[[str], None]) -> None:
    at("2026-11-20 09:00")
    row = mine.ask(DOOR, "POST", field="phone", value=phone(901), reason="换了号码")
    assert row | {"id": ""} == {
        "id": "",
        "field": "phone",
        "field_words": "手机号",
        "value": f"{phone(901)[:3]}******{phone(901)[-2:]}",
        "reason": "换了号码",
        "status": "waiting",
        "status_words": "待答复",
        "due_on": "2026-12-11",
        "answered_at": None,
        "answer": None,
    }
    told = mine.ask(DOOR)
    assert told["corrections"] == [row]
    assert {"field": "address", "label": "现居住地"} in told["fields"]
    assert {"signature", "unit_uscc", "gender"}.isdisjoint(one["field"] for one in told["fields"])


def test_only_the_holder_of_a_card_may_ask(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    with deployed.database.writing() as session:
        identified(session, "o-new", "陈样一", number_of("陈样一"))
    stranger = Phone(client, deployed, "o-new")
    answer = stranger.try_to(DOOR, "POST", field="phone", value=phone(901))
    assert (answer.status_code, answer.json["code"]) == (403, "CORRECTION_NEEDS_CARD")
    assert answer.json["next"] == "请先激活惠工卡，或联系您的工会更正。"
    assert stranger.ask(DOOR) == {"corrections": [], "fields": []}


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("phone", "12345", "value"),
        ("name", "三", "value"),
        ("id_number", "110101199001011234", "value"),
        ("education", "大学", "value"),
        ("gender", "female", "field"),
        ("signature", "AAAA", "field"),
        ("unit_uscc", "91330500MA00000000", "field"),
        ("phone", phone_of("陈样一"), "value"),
        ("education", "college", "value"),
        ("nationality", "中" * 41, "value"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(mine: Phone, field: str, value: str, place: str) -> None:
    answer = mine.try_to(DOOR, "POST", field=field, value=value)
    assert (answer.status_code, answer.json["code"], list(answer.json["fields"])) == (
        422,
        "INPUT_INVALID",
        [place],
    )


def test_one_correction_of_a_field_is_open_at_a_time(mine: Phone) -> None:
    row = mine.ask(DOOR, "POST", field="phone", value=phone(901))
    answer = mine.try_to(DOOR, "POST", field="phone", value=phone(902))
    assert (answer.status_code, answer.json["code"]) == (409, "CORRECTION_ALREADY_OPEN")
    mine.ask(DOOR, "POST", field="address", value="长兴县样例路2号")
    assert mine.ask(f"{DOOR}/{row['id']}/withdrawal", "POST")["status"] == "withdrawn"
    mine.ask(DOOR, "POST", field="phone", value=phone(902))
    again = mine.try_to(f"{DOOR}/{row['id']}/withdrawal", "POST")
    assert (again.status_code, again.json["code"]) == (409, "MOVE_NOT_ALLOWED")


def test_what_is_personal_comes_back_masked(mine: Phone) -> None:
    said = [
        ("name", "陈样新", "陈**"),
        ("address", "长兴县样例路3号", "长兴县样例路***"),
        ("id_number", id_number(901), f"{id_number(901)[0]}{'*' * 16}{id_number(901)[-1]}"),
        ("household", "outer_town", "外地城镇"),
    ]
    for field, value, shown in said:
        assert mine.ask(DOOR, "POST", field=field, value=value)["value"] == shown


def test_somebody_elses_correction_does_not_exist(
    mine: Phone, client: FlaskClient, deployed: Deployment
) -> None:
    row = mine.ask(DOOR, "POST", field="phone", value=phone(901))
    bound(deployed, "林样二", "o-other")
    answer = Phone(client, deployed, "o-other").try_to(f"{DOOR}/{row['id']}/withdrawal", "POST")
    assert answer.status_code == 404
