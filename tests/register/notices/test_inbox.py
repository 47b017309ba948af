"""站内消息: told once, to one account, in words without anything personal."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.deployment import Deployment
from service.register.notices.actions import read_notice, tell
from service.register.notices.kinds import KINDS
from service.register.notices.models import Notice
from service.register.notices.queries import SHOWN, inbox, sentence
from tests.application import application
from tests.given import World, worker
from tests.requests.cards.given import token


@pytest.fixture
def account_id(database: Database, world: World) -> UUID:
    """A worker's account."""
    with database.writing() as session:
        return worker(session).id


def told(database: Database, account_id: UUID, kind: str, dedupe: str, **blanks: str) -> None:
    """Tell an account something, committed."""
    with database.writing() as session:
        tell(session, account_id, kind, dedupe, **blanks)


def test_a_notice_is_read_with_its_blanks_filled_in(database: Database, account_id: UUID) -> None:
    told(database, account_id, "application_returned", "r:1", reason="签名看不清")
    with database.reading() as session:
        (notice,) = inbox(session, account_id)
        assert sentence(notice) == "工会退回了您的申请：签名看不清。请按提示修改后重新提交。"


def test_the_same_thing_is_told_once(database: Database, account_id: UUID) -> None:
    for _ in range(2):
        told(database, account_id, "card_activated", "card_activated:1")
    with database.writing() as session:
        tell(session, account_id, "card_activated", "card_activated:2")
        tell(session, account_id, "card_activated", "card_activated:2")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


@pytest.mark.parametrize("blanks", [{}, {"reason": "甲", "name": "乙"}, {"name": "乙"}])
def test_a_notice_needs_exactly_its_blanks(
    database: Database, account_id: UUID, blanks: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="needs the blanks"):
        told(database, account_id, "application_returned", "r:1", **blanks)


def test_the_inbox_is_the_accounts_own_and_newest_first(
    database: Database, account_id: UUID, at: Callable[[str], None], later: Callable[..., None]
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        other = worker(session, "o-other").id
    told(database, other, "card_activated", "other")
    for number in range(3):
        told(database, account_id, "card_activated", f"mine:{number}")
        later(minutes=1)
    with database.reading() as session:
        assert [notice.dedupe for notice in inbox(session, account_id)] == ["mine:2", "mine:1", "mine:0"]


def test_the_inbox_shows_a_hundred_at_most(database: Database, account_id: UUID) -> None:
    with database.writing() as session:
        for number in range(SHOWN + 1):
            tell(session, account_id, "card_activated", f"mine:{number}")
    with database.reading() as session:
        assert len(inbox(session, account_id)) == SHOWN


def test_the_first_reading_counts_and_nobody_else_reads(
    database: Database, account_id: UUID, later: Callable[..., None]
) -> None:
    told(database, account_id, "card_activated", "mine")
    with database.reading() as session:
        notice_id = inbox(session, account_id)[0].id
    moments = []
    for _ in range(2):
        with database.writing() as session:
            moments.append(read_notice(session, account_id, notice_id).read_at)
        later(minutes=1)
    assert moments[0] is not None
    assert moments[0] == moments[1]
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        read_notice(session, worker(session, "o-other").id, notice_id)
    assert refusal.value.code == "NOT_FOUND"


def test_the_doors_of_the_inbox(deployed: Deployment, account_id: UUID) -> None:
    told(deployed.database, account_id, "card_activated", "mine")
    client = application(deployed).test_client()
    headers = token(deployed.database, "o-sample-worker")
    (notice,) = client.get("/api/notices", headers=headers).get_json()["notices"]
    assert (notice["kind"], notice["title"], notice["read_at"]) == ("card_activated", "惠工卡已激活", None)
    answer = client.post(f"/api/notices/{notice['id']}/reading", headers=headers)
    assert answer.status_code == 200
    assert answer.get_json()["read_at"] is not None
    stranger = token(deployed.database, "o-stranger")
    assert client.get("/api/notices", headers=stranger).get_json() == {"notices": []}
    assert client.post(f"/api/notices/{notice['id']}/reading", headers=stranger).status_code == 404
    assert client.get("/api/notices").status_code == 401


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks_chinese_and_names_nobody(kind: str) -> None:
    entry = KINDS[kind]
    assert re.search("[\u4e00-\u9fff]", entry.title)
    assert entry.sentence.endswith("。")
    assert entry.blanks <= {"count", "reason", "union", "match", "desk", "due", "field", "day", "label"}
    assert kind.startswith("text_") or "{secret}" not in entry.sentence
