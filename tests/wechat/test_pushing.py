"""The simulator pushes as WeChat does: JSON and XML, safe mode, the same message three times more at five seconds each."""

import json
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.wechat.platform_side import APPID, OPENID, TEMPLATE, PlatformSide
from tests.wechat.receiver import Receiver, receiver
from wechat.push import PushDoor, PushRefused, entries

TOKEN, KEY = "SAMPLEtoken", "B" * 43


@pytest.fixture
def developer() -> Iterator[Receiver]:
    """The server that the pushes go to."""
    with receiver() as started:
        yield started


def door(ahead: float = 0) -> PushDoor:
    """Our own door, its clock running ahead as the platform's does."""
    return PushDoor(APPID, TOKEN, KEY, lambda: time.time() + ahead)


ENTRY = {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept", "PopupScene": "0"}
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("user_authorization_cancellation", {}),
    ("user_authorization_revoke", {"RevokeInfo": "8"}),
    ("user_info_modified", {}),
    ("subscribe_msg_popup_event", {"List": [ENTRY]}),
    ("subscribe_msg_change_event", {"List": [ENTRY | {"SubscribeStatusString": "reject"}, ENTRY]}),
    ("subscribe_msg_sent_event", {"List": [{"TemplateId": TEMPLATE, "MsgID": "1", "ErrorCode": "0"}]}),
    ("subscribe", {}),
    ("unsubscribe", {}),
    ("SCAN", {"EventKey": "7", "Ticket": "SAMPLE"}),
    ("CLICK", {"EventKey": "ask"}),
    ("VIEW", {"EventKey": "https://example.org/"}),
    ("text", {"Content": "惠工卡]]>&<在哪里"}),
]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(("event", "told"), EVENTS)
def test_our_door_opens_whatever_the_platform_pushes(
    platform: PlatformSide, developer: Receiver, event: str, told: dict[str, Any], form: str
) -> None:
    platform.wants_pushes(developer.url, TOKEN, KEY, form)
    assert platform.push(event, OPENID, told)["outcome"] == "delivered"
    [(query, body)] = developer.came
    message = door().open_push(query, body)
    assert message["MsgType"] == ("text" if event == "text" else "event")
    assert OPENID in (message.get("OpenID"), message["FromUserName"])
    if event == "text":
        assert (message["Content"], bool(message["MsgId"])) == (told["Content"], True)
    else:
        assert message["Event"] == event
    if "List" in told:
        assert entries(message) == told["List"]
    assert OPENID not in body.decode()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_in_the_clear_a_push_can_be_read_and_our_door_refuses_it(
    platform: PlatformSide, developer: Receiver, form: str
) -> None:
    platform.wants_pushes(developer.url, TOKEN, form=form)
    platform.push("text", OPENID, {"Content": "你好"})
    [(query, body)] = developer.came
    plain = (
        json.loads(body) if form == "json" else {one.tag: one.text for one in ElementTree.fromstring(body)}
    )
    assert (plain["Content"], plain["FromUserName"]) == ("你好", OPENID)
    assert "msg_signature" not in query
    with pytest.raises(PushRefused):
        door().open_push(query, body)


def test_a_push_without_an_answer_comes_three_times_more_and_is_the_same_message(
    platform: PlatformSide, developer: Receiver
) -> None:
    platform.wants_pushes(developer.url, TOKEN, KEY)
    developer.statuses = [500] * 9
    assert platform.push("text", OPENID, {"Content": "样例"})["attempts"] == 1
    assert platform.push_again() == []
    for number in range(1, 4):
        platform.move_clock(5.0 * number + 1)
        [again] = platform.push_again()
        assert again["attempts"] == number + 1
    assert again["outcome"] == "given up"
    platform.move_clock(60)
    assert platform.push_again() == []
    opened = [door(16).open_push(query, body) for query, body in developer.came]
    assert [one == opened[0] for one in opened] == [True] * 4
    assert len({body for _, body in developer.came}) == 4
    assert len({door(16).replay_key(query, body) for query, body in developer.came}) == 1


def test_an_answer_ends_the_repetition(platform: PlatformSide, developer: Receiver) -> None:
    platform.wants_pushes(developer.url, TOKEN, KEY)
    developer.statuses = [503]
    platform.push("CLICK", OPENID, {"EventKey": "ask"})
    platform.move_clock(6)
    assert [(one["attempts"], one["outcome"]) for one in platform.push_again()] == [(2, "delivered")]
    platform.move_clock(60)
    assert platform.push_again() == []
    assert [one["outcome"] for one in platform.look("pushes")] == ["delivered"]


def test_an_address_that_does_not_answer_the_question_is_not_taken(platform: PlatformSide) -> None:
    with pytest.raises(Exception, match="400"):
        platform.wants_pushes(f"{platform.url}/cgi-bin/getcallbackip", TOKEN)


def test_who_cancels_takes_no_more_messages(platform: PlatformSide, developer: Receiver) -> None:
    platform.wants_pushes(developer.url, TOKEN, KEY)
    platform.grant_one()
    platform.push("user_authorization_cancellation", OPENID)
    assert platform.look("grants") == []
