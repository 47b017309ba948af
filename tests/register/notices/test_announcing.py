"""订阅消息: one grant, one message, over real HTTP; the inbox holds everything whatever becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.register.deployment import Deployment
from service.register.jobs.models import Job
from service.register.jobs.working import work_next
from service.register.notices.actions import read_notice, tell
from service.register.notices.announcing import ANNOUNCING, Announcement
from service.register.notices.delivery import LAST_ATTEMPT
from service.register.notices.grants import give
from service.register.notices.models import Notice
from service.register.notices.queries import inbox
from tests.given import World, worker
from tests.platform import APPID, Platform
from tests.races import race
from tests.register.notices.test_grants import RESULT, SAFETY, TEMPLATES, ledger
from tests.working import work_off

OPENID, PATH = "o-sample-worker", "/cgi-bin/message/subscribe/send"


@pytest.fixture
def county(weixin: Platform, deployed: Deployment, world: World, at: Callable[[str], None]) -> Deployment:
    """A deployment with templates, on a morning that stands still."""
    at("2026-11-20 09:00")
    return replace(deployed, settings=deployed.settings.model_copy(update={"templates": TEMPLATES}))


@pytest.fixture
def account_id(county: Deployment) -> UUID:
    """A worker's account."""
    with county.database.writing() as session:
        return worker(session).id


def allowed(county: Deployment, weixin: Platform, account_id: UUID, template_id: str = RESULT) -> None:
    """The worker taps 允许: WeChat counts it, and so do we."""
    weixin.grant(OPENID, template_id)
    with county.database.writing() as session:
        give(session, account_id, template_id)


def told(
    county: Deployment,
    account_id: UUID,
    kind: str = "application_returned",
    dedupe: str = "r:1",
    **blanks: str,
) -> None:
    """Something is told to the account, committed."""
    filled = blanks or {
        "application_returned": {"reason": "签名看不清"},
        "card_checked": {"match": "42"},
    }.get(kind, {})
    with county.database.writing() as session:
        tell(session, account_id, kind, dedupe, **filled)


def row(database: Database) -> Notice:
    """The one notice as it stands now."""
    with database.reading() as session:
        return session.scalars(select(Notice)).one()


def test_one_grant_is_one_message_and_the_second_notice_stays_in_the_inbox(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    allowed(county, weixin, account_id)
    for number in range(2):
        told(county, account_id, dedupe=f"r:{number}")
    work_off(county)
    assert weixin.sent() == [
        {
            "appid": APPID,
            "touser": OPENID,
            "template_id": RESULT,
            "page": "pages/messages/messages",
            "data": {
                "thing1": {"value": "加入工会的申请"},
                "phrase2": {"value": "需要补正"},
                "date3": {"value": "2026-11-20 09:00"},
            },
            "miniprogram_state": "developer",
            "lang": "zh_CN",
        }
    ]
    assert ledger(county.database) == {RESULT: 0}
    with county.database.reading() as session:
        assert [notice.message_id for notice in inbox(session, account_id)] == [None, "1"]
    assert work_next(county, [ANNOUNCING]) is False


def test_without_a_grant_nothing_is_asked_and_a_later_grant_is_for_what_happens_later(
    county: Deployment, weixin: Platform, account_id: UUID, later: Callable[..., None]
) -> None:
    told(county, account_id)
    work_off(county)
    later(minutes=1)
    allowed(county, weixin, account_id)
    allowed(county, weixin, account_id, SAFETY)
    work_off(county)
    assert (weixin.sent(), weixin.calls()) == ([], {})
    told(county, account_id, "card_checked", "c:1")
    work_off(county)
    assert [one["template_id"] for one in weixin.sent()] == [SAFETY]
    assert ledger(county.database) == {RESULT: 1, SAFETY: 0}


def test_a_notice_of_an_act_that_failed_is_not_sent(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    allowed(county, weixin, account_id)
    with county.database.session() as session:
        tell(session, account_id, "application_returned", "r:1", reason="签名看不清")
    assert work_next(county, [ANNOUNCING]) is False


def test_when_wechat_knows_of_no_grant_none_is_left_here_either(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    with county.database.writing() as session:
        for _ in range(3):
            give(session, account_id, RESULT)
    told(county, account_id)
    work_off(county)
    given_up = row(county.database)
    assert (given_up.fault, given_up.sent_at, given_up.dead_at) == ("43101", None, clock.now())
    assert ledger(county.database) == {RESULT: 0}
    told(county, account_id, dedupe="r:2")
    work_off(county)
    assert weixin.calls()[PATH] == 1


@pytest.mark.parametrize("kind", ["busy", "html", "http_500", "quota", "token_for_ever"])
def test_a_fault_of_the_network_is_tried_again_with_the_grant_that_was_taken(
    county: Deployment, weixin: Platform, account_id: UUID, later: Callable[..., None], kind: str
) -> None:
    allowed(county, weixin, account_id)
    told(county, account_id)
    weixin.fail(PATH, kind)
    assert work_next(county, [ANNOUNCING]) is True
    assert work_next(county, [ANNOUNCING]) is False
    assert ledger(county.database) == {RESULT: 0}
    weixin.recover()
    later(seconds=31)
    assert work_next(county, [ANNOUNCING]) is True
    sent = row(county.database)
    assert (len(weixin.sent()), sent.attempts, sent.sent_at) == (1, 2, clock.now())
    assert work_next(county, [ANNOUNCING]) is False


def test_after_eight_attempts_it_is_given_up_and_the_grant_comes_back(
    county: Deployment, weixin: Platform, account_id: UUID, later: Callable[..., None]
) -> None:
    allowed(county, weixin, account_id)
    told(county, account_id)
    weixin.fail(PATH, "busy")
    pauses = []
    for _ in range(LAST_ATTEMPT - 1):
        assert work_next(county, [ANNOUNCING]) is True
        with county.database.reading() as session:
            pause = session.scalars(select(Job.due_at)).one() - clock.now()
        pauses.append(int(pause.total_seconds()))
        later(seconds=pause.total_seconds())
    assert pauses == [30, 60, 120, 240, 480, 960, 1920]
    assert work_next(county, [ANNOUNCING]) is True
    assert row(county.database).dead_at == clock.now()
    assert ledger(county.database) == {RESULT: 1}
    assert work_next(county, [ANNOUNCING]) is False


def test_what_happened_more_than_a_day_ago_is_not_told_late(
    county: Deployment, weixin: Platform, account_id: UUID, later: Callable[..., None]
) -> None:
    allowed(county, weixin, account_id)
    told(county, account_id)
    later(days=1, seconds=1)
    work_off(county)
    assert weixin.sent() == []
    assert ledger(county.database) == {RESULT: 1}


def test_what_was_read_meanwhile_is_not_sent(county: Deployment, weixin: Platform, account_id: UUID) -> None:
    allowed(county, weixin, account_id)
    told(county, account_id)
    with county.database.writing() as session:
        read_notice(session, account_id, inbox(session, account_id)[0].id)
    work_off(county)
    assert (weixin.sent(), ledger(county.database)) == ([], {RESULT: 1})


def test_another_mini_programs_account_and_a_blocked_one_are_not_written_to(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    allowed(county, weixin, account_id)
    with county.database.writing() as session:
        other = worker(session, OPENID, "wxsample0000000002").id
        give(session, other, RESULT)
    told(county, other)
    work_off(county)
    assert weixin.sent() == []


def test_a_deployment_without_templates_sends_nothing(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    allowed(county, weixin, account_id)
    told(county, account_id)
    assert (
        work_next(
            replace(county, settings=county.settings.model_copy(update={"templates": ""})), [ANNOUNCING]
        )
        is True
    )
    assert weixin.sent() == []
    assert row(county.database).dead_at is None


def test_kinds_without_a_template_stay_in_the_inbox(
    county: Deployment, weixin: Platform, account_id: UUID
) -> None:
    told(county, account_id, "card_activated")
    work_off(county)
    assert (weixin.sent(), weixin.calls()) == ([], {})


@pytest.mark.both("locks")
def test_many_workers_at_once_send_once(county: Deployment, weixin: Platform, account_id: UUID) -> None:
    for _ in range(3):
        allowed(county, weixin, account_id)
    told(county, account_id)
    outcomes = race(lambda _number: work_next(county, [ANNOUNCING]), 16)
    assert outcomes.count(True) == 1
    assert len(weixin.sent()) == 1
    assert ledger(county.database) == {RESULT: 2}


def test_nothing_of_a_message_is_shown_when_it_is_printed(
    account_id: UUID,
) -> None:
    shown = repr(Announcement(account_id, account_id, OPENID, RESULT, {"thing1": "签名看不清"}))
    assert OPENID not in shown
    assert "签名" not in shown
