"""The administrator's page: how the service stands, in sentences with a mark; nobody's data, no secret."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from service.doors.console.checkup import calendar_standing
from service.doors.worker import TIDYING, beat
from service.ground import clock
from service.ground.db import new_id
from service.ground.holidays import Holidays
from service.ground.limits import LIMITS, take
from service.ground.ring import RingKeyRow
from service.ground.setup import rotate
from service.register.accounts.tokens import SqlTokenStore
from service.register.audit.models import AuditEntry
from service.register.jobs.models import Job, JobKind, JobStatus
from service.register.notices.delivery import LAST_ATTEMPT
from service.register.notices.models import Channel, Notice
from service.register.schedule import Scheduled, Task
from service.register.unions.models import Union
from service.rolls.exports.actions import request
from service.rolls.exports.models import ExportKind
from tests.doors.console.given import Desk, Office, code_of
from tests.doors.console.test_queries import cost
from tests.doors.console.test_reach import furnish
from tests.doors.console.things import SIDES
from tests.given import id_number, phone
from tests.oversight.progress.given import At
from tests.requests.cards.given import claimed
from tests.rolls.exports.office import PURPOSE, actor_of
from tests.working import turn
from wechat.client import Token


@pytest.fixture
def admin(office: Office) -> Desk:
    """The administrator, signed in."""
    return office.desk("admin")


def said(desk: Desk) -> dict[str, bool]:
    """The sentences of the page, and whether each is good."""
    answer = desk.get("/console/system")
    assert answer.status_code == 200
    items = re.findall(r'<li class="(good|look)"><span[^>]*>[^<]*</span>(.*?)</li>', answer.text, re.S)
    return {re.sub(r"<[^>]+>|\s+", "", words): mark == "good" for mark, words in items}


def about(desk: Desk, word: str) -> tuple[str, bool]:
    """The one sentence that begins so."""
    (found,) = [(words, good) for words, good in said(desk).items() if words.startswith(word)]
    return found


def test_a_service_in_order_has_nothing_to_look_at(
    office: Office, admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = frozenset({clock.today().year, clock.today().year + 1})
    monkeypatch.setattr(clock, "holidays", Holidays(announced=years))
    beat(office.deployed)
    store = SqlTokenStore(office.deployed.database, office.deployed.settings.wechat_appid)
    store.write(Token("sample-token", (clock.now() + timedelta(hours=2)).timestamp()))
    assert [words for words, good in said(admin).items() if not good] == []
    text = admin.get("/console/system").text
    assert "一切正常。" in text
    assert "sample-token" not in text


@pytest.mark.parametrize(
    ("today", "good"), [("2026-11-30", True), ("2026-12-01", False), ("2027-02-01", False)]
)
def test_from_december_on_the_next_years_holidays_are_asked_for(today: str, good: bool, at: At) -> None:
    at(f"{today} 09:00")
    one = calendar_standing()
    assert (one.good, "2027 年" in one.sentence, "HUIGONGKA_HOLIDAYS" in one.advice) == (
        good,
        not good,
        not good,
    )


def test_the_page_names_nobody_and_shows_no_number(office: Office, admin: Desk) -> None:
    furnish(office, SIDES[0])
    text = admin.get("/console/system").text
    known = ("陈样一", "新样例", "甲主席", "chair_battery", id_number(601), phone(601))
    assert not [one for one in known if one in text]


def test_a_silent_worker_is_seen(office: Office, admin: Desk, later: Callable[..., None]) -> None:
    assert about(admin, "后台进程")[1] is False
    turn(office.deployed, TIDYING)
    turn(office.deployed, TIDYING)
    assert about(admin, "后台进程在运行")[1] is True
    later(minutes=3, seconds=1)
    assert "没有动静" in about(admin, "后台进程从")[0]


def failed(kind: JobKind, status: JobStatus = JobStatus.FAILED) -> Job:
    """A job that was given up, or could not be done."""
    reason = "短信通道没有收下"
    return Job(
        kind=kind.value,
        subject_id=new_id(),
        status=status,
        finished_at=clock.now(),
        attempts=8,
        reason=reason,
    )


def test_what_waits_too_long_or_was_given_up_is_seen(
    office: Office, admin: Desk, later: Callable[..., None]
) -> None:
    database, world = office.deployed.database, office.world
    with database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        request(session, actor_of(session, world, "chair_battery"), ExportKind.ROSTER, union, PURPOSE)
        session.add(failed(JobKind.EXPORT))
        session.add(failed(JobKind.TEXT))
        session.add(failed(JobKind.PREVIEW, JobStatus.REFUSED))
    claimed(database, "陈样一", openid="o-waits")
    assert about(admin, "导出：1个在等，0个在做，1个没有做成；最早的等了0分钟")[1] is False
    assert about(admin, "短信：0个在等，0个在做，1个没有做成")[1] is False
    assert about(admin, "激活核验：1个在等，0个在做，0个没有做成；最早的等了0分钟")[1] is True
    words, good = about(admin, "导入：0个在等，0个在做，1个没有做成")
    assert ("上传的人已看到原因" in words, good) == (True, False)
    later(minutes=11)
    words, good = about(admin, "激活核验：1个在等")
    assert ("最早的等了11分钟" in words, "等得太久" in words, good) == (True, True, False)


def test_keys_are_told_by_use_and_version_and_old_wrappings_are_seen(office: Office, admin: Desk) -> None:
    assert about(admin, "包裹密钥：第1版在用")[1] is True
    assert rotate(office.deployed.settings, "wrapping") == 2
    assert about(admin, "包裹密钥：第2版在用，共2版")[1] is True
    words, good = about(admin, "数据密钥：第1版包裹")
    assert ("keysrewrap" in words, good) == (True, False)
    with office.deployed.database.writing() as session:
        session.execute(delete(RingKeyRow).where(RingKeyRow.purpose == "session"))
    assert about(admin, "登录密钥还没有")[1] is False


def test_a_guard_of_keys_that_does_not_answer_is_seen(office: Office, admin: Desk) -> None:
    assert about(admin, "密钥保管方（file）有回应")[1] is True
    lost = office.deployed.settings.model_copy(update={"keys": "file:nowhere.key"})
    office.app.extensions["deployment"] = replace(office.deployed, settings=lost)
    words, good = about(admin, "密钥保管方（file）没有回应")
    assert ("nowhere" in words, good) == (False, False)


@pytest.mark.both("schema")
def test_the_database_is_told_with_its_migration(office: Office, admin: Desk, backend: str) -> None:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[backend]
    assert re.fullmatch(rf"数据库{kind}[\d.]+.*，[\d,]+MB。", about(admin, f"数据库{kind}")[0])
    assert about(admin, "数据库结构是最新的")[1] is True
    with office.deployed.database.writing() as session:
        current = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        assert about(admin, "数据库结构是0001，程序要")[1] is False
    finally:
        with office.deployed.database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": current})


def test_wechats_token_is_information(office: Office, admin: Desk, later: Callable[..., None]) -> None:
    assert about(admin, "微信接口凭据现在没有")[1] is False
    store = SqlTokenStore(office.deployed.database, office.deployed.settings.wechat_appid)
    store.write(Token("sample-token", (clock.now() + timedelta(minutes=5)).timestamp()))
    assert about(admin, "微信接口凭据有效期到")[1] is True
    later(minutes=6)
    assert "已过期" in about(admin, "微信接口凭据有效期到")[0]


def test_the_countys_breakers_are_told_and_seen_when_full(office: Office, admin: Desk) -> None:
    for who in ("微信核验过手机号的", "没有核验手机号的"):
        assert about(admin, f"激活核验没有对上（{who}账号），全县0次")[1] is True
    with office.deployed.database.writing() as session:
        assert take(session, "claim.county_bare", count=LIMITS["claim.county_bare"].size)
    assert about(admin, "激活核验没有对上（微信核验过手机号的账号）")[1] is True
    words, good = about(admin, "激活核验没有对上（没有核验手机号的账号）")
    assert ("已满" in words, "当面确认" in words, good) == (True, True, False)


def test_the_page_costs_the_same_however_much_waits(office: Office, admin: Desk) -> None:
    few = cost(office, admin, "/console/system")
    furnish(office, SIDES[0])
    furnish(office, SIDES[1])
    assert cost(office, admin, "/console/system") == few


def test_the_calendar_is_told_and_what_nobody_did_in_time_is_seen(
    office: Office, admin: Desk, at: Callable[[str], None]
) -> None:
    row = {"task": Task.FREEZE_YEAR.value, "done_until": clock.now(), "due_at": clock.now()}
    with office.deployed.database.writing() as session:
        session.add(Scheduled(**row | {"due_at": clock.now() + timedelta(hours=1)}))
    assert about(admin, "年度数据封存：下一次")[1] is True
    with office.deployed.database.writing() as session:
        session.get_one(Scheduled, Task.FREEZE_YEAR.value).due_at = clock.now() - timedelta(hours=1)
    words, good = about(admin, "年度数据封存：")
    assert ("到期，还没有办" in words, "不会重复" in words, good) == (True, True, False)


def test_jobs_are_listed_with_the_reason_what_failed_first_and_without_a_name(
    office: Office, admin: Desk
) -> None:
    assert "所有的任务都做完了" in admin.get("/console/system/jobs").text
    furnish(office, SIDES[0])
    with office.deployed.database.writing() as session:
        session.add(failed(JobKind.TEXT))
    page = admin.get("/console/system/jobs").text
    rows = re.findall(r'data-label="现在怎样">([^<]*)<', page)
    assert rows[0] == "没有做成"
    assert "短信通道没有收下" in page
    known = ("陈样一", "新样例", "甲主席", "chair_battery", id_number(601), phone(601))
    assert not [one for one in known if one in page]


def test_a_failed_job_is_tried_again_by_whoever_has_just_proved_presence(
    office: Office, admin: Desk, later: Callable[..., None]
) -> None:
    with office.deployed.database.writing() as session:
        job = failed(JobKind.TEXT)
        session.add(job)
    path = f"/console/system/jobs/{job.id}/repetition"
    assert path in admin.get("/console/system/jobs").text
    later(minutes=6)
    assert path not in admin.get("/console/system/jobs").text
    led = admin.post(path)
    assert led.location.startswith("/console/step-up")
    code = code_of(office.world, "admin")
    assert admin.post("/console/step-up", code=code, next="/console/system/jobs").status_code == 303
    assert admin.post(path).location == "/console/system/jobs?done=repeated"
    with office.deployed.database.reading() as session:
        assert session.get_one(Job, job.id).status is JobStatus.WAITING
        noted = session.scalars(select(AuditEntry).where(AuditEntry.act == "job:repeat")).one()
        assert (noted.object_id, noted.details) == (job.id, {"kind": "text"})


def test_the_list_of_jobs_costs_the_same_however_many_there_are(office: Office, admin: Desk) -> None:
    def add(count: int) -> None:
        with office.deployed.database.writing() as session:
            session.add_all(failed(JobKind.TEXT) for _ in range(count))

    add(1)
    few = cost(office, admin, "/console/system/jobs")
    add(30)
    assert cost(office, admin, "/console/system/jobs") == few


def test_messages_that_were_given_up_are_listed_with_the_reason_and_without_a_name(
    office: Office, admin: Desk
) -> None:
    assert "没有。" in admin.get("/console/system/messages").text
    given_up = {"dead_at": clock.now(), "channel": Channel.INBOX, "kind": "application_approved"}
    text_message = {"channel": Channel.TEXT_MESSAGE, "kind": "text_claim_code"}
    cases: dict[str, dict[str, object]] = {
        "template": {"fault": "47003", "attempts": 1},
        "tried": {"attempts": LAST_ATTEMPT, **text_message},
        "late": {"attempts": 1, **text_message},
        "never asked": {"attempts": 0},  # no grant: it stands in the inbox, and that is all that was meant
        "under way": {"attempts": 3, "dead_at": None, **text_message},
    }
    with office.deployed.database.writing() as session:
        session.add_all(Notice(dedupe=name, **given_up | facts) for name, facts in cases.items())
        session.flush()
        tried = session.scalars(select(Notice).where(Notice.dedupe == "tried")).one()
        session.add(job := failed(JobKind.TEXT))
        job.subject_id = tried.id
    page = admin.get("/console/system/messages").text
    assert re.findall(r'action="(/console/system/jobs/[^"]*)"', page) == [
        f"/console/system/jobs/{job.id}/repetition"
    ]
    rows = re.findall(r'data-label="为什么">([^<]*)<', page)
    assert sorted(rows) == [
        "微信不收（47003）：内容不符合模板，请核对模板的字段",
        "试了 8 次都没有发出去，请检查通道",
        "过了时效，或者收信人的信息已经删除",
    ]
    assert "激活验证码" in page
