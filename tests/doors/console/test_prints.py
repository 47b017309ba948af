"""On paper: 入会申请书 in two copies and 花名册 of a version, for a stated purpose and by who is present."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import g
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.ground.limits import LIMITS, take
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.audit.models import AuditEntry
from service.register.forms import printed
from service.register.people.register import register_person
from service.register.unions.models import Union
from service.requests.applications.decisions import check, decide
from service.requests.applications.models import Application, Outcome, Reason
from service.requests.applications.oath import CURRENT
from service.rolls.rosters.models import Roster, RosterRow
from tests.doors.console.given import Desk, Office
from tests.given import id_number, member, phone
from tests.paper import fonts_of, pages_of, text_of
from tests.requests.applications.given import meeting, staff_of, submitted
from tests.requests.cards.given import bound, number_of, phone_of
from tests.rolls.rosters.chair import confirm_battery

PURPOSE = "签名后存入档案"
BATTERY = "雉城样例电池有限公司工会委员会"


def applied(office: Office, *, decided: Outcome | None = None) -> UUID:
    """An application to the battery union, waiting or decided."""
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        application = submitted(session, union)
        if decided:
            chair = staff_of(session, office.world, "chair_battery")
            check(session, chair, application)
            reason = Reason.NOT_EMPLOYED if decided is Outcome.REJECT else None
            decide(session, chair, union, [application], decided, meeting(minute_no="样例3号"), reason)
        return application.id


def confirmed(office: Office, newcomers: int = 0) -> UUID:
    """The battery union's roster, confirmed; with more members if wished."""
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        for serial in range(100, 100 + newcomers):
            member(session, union, f"众样{serial}".translate(DIGITS), id_number(serial), phone(serial))
        return confirm_battery(session, office.world).id


DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def printing(desk: Desk, path: str, purpose: str = PURPOSE) -> TestResponse:
    """Ask for the paper of a page."""
    return desk.post(f"/console/{path}/print", purpose=purpose)


@pytest.fixture
def chair(office: Office) -> Desk:
    """The battery chair's desk."""
    return office.desk("chair_battery")


def logged(office: Office, act: str) -> list[AuditEntry]:
    """What the audit log holds of an act."""
    with office.deployed.database.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.seq)))


def test_the_sheet_is_the_annex_with_the_oath_the_signature_and_what_was_stated(
    office: Office, chair: Desk
) -> None:
    answer = printing(chair, f"applications/{applied(office)}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = pages_of(answer.data)[0]
    head = "序号姓名签名是否注册电子会员卡(√)有无微信(√)"
    for words in (
        "中华全国总工会入会申请书",
        CURRENT.text,
        "1新样一√（以下空白）",
        "备注：《中华全国总工会入会申请书》一式两份，一份留存在基层工会，一份留存在上级工会。",
        f"居民身份证{id_number(501)}手机号码{phone(501)}",
        f"现居住地长兴县样例路1号所属单位雉城样例电池有限公司申请加入{BATTERY}",
        "基层工会委员会意见",
        "年月日",
    ):
        assert words in text, words
    assert sorted(head * 2) == sorted(text[text.index("序号") : text.index("1新样一")])
    assert {name.split("-CJK-")[0] for name in fonts_of(answer.data)} == {"Noto-Sans", "Noto-Serif"}


def test_both_copies_are_the_same(office: Office, chair: Desk) -> None:
    pages = pages_of(printing(chair, f"applications/{applied(office)}").data)
    assert len(pages) == 2
    assert pages[0] == pages[1]
    assert pages[0].endswith("第1页共1页") or "第1页共1页" in pages[0]


@pytest.mark.parametrize("outcome", Outcome)
def test_the_committee_s_opinion_is_what_it_decided(office: Office, chair: Desk, outcome: Outcome) -> None:
    text = text_of(printing(chair, f"applications/{applied(office, decided=outcome)}").data)
    assert f"经委员会会议（纪要编号：样例3号）讨论，{outcome.label}。" in text


def test_who_holds_a_card_has_the_tick_for_it(office: Office, chair: Desk) -> None:
    application_id = applied(office)
    bound(office.deployed)  # of somebody else
    assert "1新样一√（以下空白）" in text_of(printing(chair, f"applications/{application_id}").data)
    with office.deployed.database.writing() as session:
        from service.requests.cards.models import Card

        card = session.scalars(select(Card)).one()
        card.account_id = session.get_one(Application, application_id).account_id
    assert "1新样一√√（以下空白）" in text_of(printing(chair, f"applications/{application_id}").data)


def test_the_name_of_the_file_says_nothing_of_anybody(office: Office, chair: Desk) -> None:
    application_id, roster_id = applied(office), confirmed(office)
    for path, name in (
        (f"applications/{application_id}", f"application-{application_id.hex[-8:]}.pdf"),
        (f"roster-versions/{roster_id}", f"roster-1-{roster_id.hex[-8:]}.pdf"),
    ):
        answer = printing(chair, path)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-store"


def test_each_print_stands_in_the_log_with_its_purpose_and_nobody_s_name(office: Office, chair: Desk) -> None:
    application_id, roster_id = applied(office), confirmed(office)
    printing(chair, f"applications/{application_id}")
    printing(chair, f"roster-versions/{roster_id}")
    with office.deployed.database.reading() as session:
        content_hash = session.get_one(Roster, roster_id).content_hash.hex()
    one, other = logged(office, "application:print")[0], logged(office, "roster:print")[0]
    who, union = office.world.staff_id("chair_battery"), office.world.battery.id
    assert (one.object_id, one.actor_id, one.union_id) == (application_id, who, union)
    assert one.details == {"purpose": PURPOSE, "copies": 2}
    assert (other.object_id, other.actor_id, other.union_id) == (roster_id, who, union)
    assert other.details == {"number": 1, "rows": 3, "content_hash": content_hash, "purpose": PURPOSE}


@pytest.mark.parametrize("purpose", ["", "存档", "新样一的申请书存档", "存档 330522"])
def test_nothing_is_printed_without_a_purpose_or_with_one_that_names_somebody(
    office: Office, chair: Desk, purpose: str
) -> None:
    application_id = applied(office)
    answer = printing(chair, f"applications/{application_id}", purpose=purpose)
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert 'href="#f-purpose"' in answer.text
    assert logged(office, "application:print") == []


def test_no_member_of_a_roster_may_stand_in_its_purpose(office: Office, chair: Desk) -> None:
    answer = printing(chair, f"roster-versions/{confirmed(office)}", purpose="给周样三看一看")
    assert answer.status_code == 422
    assert logged(office, "roster:print") == []


def test_presence_is_proved_before_anything_is_printed(office: Office, later: Callable[..., None]) -> None:
    application_id, roster_id = applied(office), confirmed(office)
    desk = office.desk("chair_battery")
    later(minutes=6)
    for path in (f"applications/{application_id}", f"roster-versions/{roster_id}"):
        assert "输入动态码后继续" in desk.get(f"/console/{path}/print").text
        answer = desk.post(f"/console/{path}/print", purpose=PURPOSE)
        assert (answer.status_code, "/console/step-up" in answer.location) == (303, True)


@pytest.mark.parametrize(
    "login", ["chair_textile", "handler_textile", "huaxi", "zhicheng", "county", "auditor", "admin"]
)
def test_paper_about_people_out_of_reach_does_not_exist(office: Office, login: str) -> None:
    application_id, roster_id = applied(office), confirmed(office)
    desk = office.desk(login)
    assert printing(desk, f"applications/{application_id}").status_code == 404
    assert printing(desk, f"roster-versions/{roster_id}").status_code == 404


@pytest.mark.parametrize(
    ("limit", "act"), [("print.staff", "application:print"), ("export.staff", "roster:print")]
)
def test_printing_is_limited_for_each_member_of_staff(
    office: Office, chair: Desk, limit: str, act: str
) -> None:
    path = (
        f"applications/{applied(office)}"
        if act == "application:print"
        else f"roster-versions/{confirmed(office)}"
    )
    with office.deployed.database.writing() as session:
        for _ in range(LIMITS[limit].size - 1):
            assert take(session, limit, office.world.staff_id("chair_battery").hex)
    assert [printing(chair, path).status_code for _ in range(2)] == [200, 429]
    assert len(logged(office, act)) == 1


def test_the_log_is_written_before_the_paper_is_drawn_and_nothing_is_locked_meanwhile(office: Office) -> None:
    database = office.deployed.database

    def draw() -> bytes:
        with database.writing() as other:
            register_person(other, name="新样甲", number=id_number(777))
        return str(len(logged(office, "roster:print"))).encode()

    with office.app.test_request_context("/console/"):
        g.session = database.session()
        record(g.session, SYSTEM, "roster:print", "roster", None)
        assert printed("x", draw).get_data() == b"1"


def test_a_roster_has_every_column_on_every_page_and_says_which_version_it_is(
    office: Office, chair: Desk
) -> None:
    roster_id = confirmed(office, newcomers=60)
    pages = pages_of(printing(chair, f"roster-versions/{roster_id}").data)
    with office.deployed.database.reading() as session:
        roster = session.get_one(Roster, roster_id)
        foot = f"第1版截至{roster.as_of.year}年{roster.as_of.month}月{roster.as_of.day}日校验值{roster.content_hash.hex()}"
    head = "序号姓名性别身份证号码国籍学历手机号码户籍类型所属单位就业状况担任工会职务"
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert all(words in page for words in (head, foot, f"第{number}页共{len(pages)}页")), number
    whole = "".join(pages)
    assert "长兴县基层工会会员花名册" in pages[0]
    assert f"工会名称：{BATTERY}" in pages[0]
    assert (
        f"陈样一男{number_of('陈样一')}中国专科{phone_of('陈样一')}本地城镇雉城样例电池有限公司在岗" in whole
    )
    assert all(id_number(serial) in whole for serial in range(100, 160))
    assert "工会主席（签字）" in pages[-1]


def test_a_long_roster_is_for_excel(office: Office, chair: Desk) -> None:
    roster_id = confirmed(office)
    with office.deployed.database.writing() as session:
        session.get_one(Roster, roster_id).members = 2001
    answer = printing(chair, f"roster-versions/{roster_id}")
    assert (answer.status_code, "这一版有 2001 行，一次最多打印 2000 行。" in answer.text) == (422, True)
    assert "导出 Excel" in chair.get(f"/console/roster-versions/{roster_id}/print").text


def test_a_roster_that_is_not_what_was_confirmed_is_not_printed(office: Office, chair: Desk) -> None:
    roster_id = confirmed(office)
    with office.deployed.database.writing() as session:
        row = session.scalars(select(RosterRow).where(RosterRow.roster_id == roster_id).limit(1)).one()
        row.unit_name = "改过的单位"
    assert printing(chair, f"roster-versions/{roster_id}").status_code == 409
    assert logged(office, "roster:print") == []


def test_the_way_to_paper_is_shown_to_who_may_print(office: Office) -> None:
    application_id, roster_id = applied(office), confirmed(office)
    for login, there in (("chair_battery", True), ("county", False)):
        desk = office.desk(login)
        for path in (f"/console/applications/{application_id}", f"/console/roster-versions/{roster_id}"):
            assert (f'href="{path}/print"' in desk.get(path).text) is there
