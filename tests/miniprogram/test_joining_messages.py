"""有结果时通知我: WeChat's question comes in the tap, is asked once, and never holds up the application."""

import pytest
from sqlalchemy import select

from service.ground.config import Settings
from service.register.notices.models import NoticeGrant
from tests.miniprogram import joining
from tests.miniprogram.joining import FORM, WHO
from tests.miniprogram.phones import Phones
from tests.requests.applications.given import drafted, union_of

RESULT = "SAMPLE-template-result"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A county that has chosen its template."""
    return settings.model_copy(
        update={"templates": f"application_approved={RESULT},application_returned={RESULT}"}
    )


def messages_left(phones: Phones) -> int:
    """How many messages may be sent to anybody."""
    with phones.deployed.database.reading() as session:
        return sum(session.scalars(select(NoticeGrant.remaining)))


def test_refusing_a_message_hands_in_all_the_same_and_may_be_thought_over(phones: Phones) -> None:
    with phones.deployed.database.writing() as session:
        drafted(session, union_of(session, phones.world.battery))
    worker = phones.take(WHO, at=FORM)
    worker.press("提交申请")
    worker.allow("拒绝")
    worker.page.get_by_text("提交成功").wait_for()
    assert (joining.handed_in(phones), messages_left(phones)) == ((1, 1), 0)
    worker.look("may-be-told")
    worker.press("有结果时通知我")
    with worker.page.expect_response("**/api/notices/grants"):
        worker.allow()
    worker.page.get_by_text("有结果会发到您的微信").wait_for()
    assert worker.page.get_by_role("button", name="有结果时通知我").count() == 0
    assert messages_left(phones) == 1


def test_who_allowed_it_when_handing_in_is_not_asked_again(phones: Phones) -> None:
    with phones.deployed.database.writing() as session:
        drafted(session, union_of(session, phones.world.battery))
    worker = phones.take(WHO, at=FORM)
    worker.press("提交申请")
    with worker.page.expect_response("**/api/notices/grants"):
        worker.allow()
    worker.page.get_by_text("有结果会发到您的微信").wait_for()
    assert worker.page.get_by_role("button", name="有结果时通知我").count() == 0
    assert (joining.handed_in(phones), messages_left(phones)) == ((1, 1), 1)
