"""首页: for each role what waits, with the clock, the oldest first; nothing that the role may not do."""

import re
from datetime import date

from sqlalchemy import select

from service.ground import clock
from service.ground.limits import LIMITS, take
from service.register.unions.models import Union
from service.requests.applications.dispatch import refer
from service.requests.applications.models import Application
from service.rolls.exports.actions import request
from service.rolls.exports.models import ExportKind
from service.rolls.imports.actions import preview_next, upload
from service.rolls.imports.models import ImportKind
from service.rolls.rosters.actions import accept, send_back
from service.rolls.rosters.models import Roster
from tests.doors.console.given import Desk, Elements, Office
from tests.given import id_number, phone
from tests.oversight.progress.given import At, autumn, joined
from tests.oversight.progress.test_oversight import frozen
from tests.queries import counted
from tests.requests.applications.given import checked, staff_of, submitted, union_of
from tests.requests.cards.given import claimed, settle_all
from tests.rolls.campaigns.given import calendar
from tests.rolls.imports.office import line, sheet


def tasks(desk: Desk) -> list[str]:
    """What the home page lists, in its order."""
    page = desk.get("/console/").text
    return re.findall(r'<th scope="row" data-label="什么事"><a href="[^"]+">([^<]+)</a>', page)


def links(desk: Desk) -> set[str]:
    """Every page that the home page's own part leads to."""
    page = desk.get("/console/").text
    return set(re.findall(r'href="(/console/[^"?]*)', page[page.index("<main") :]))


def words(desk: Desk, path: str = "/console/") -> str:
    """The text of a page without its spaces."""
    return re.sub(r"\s+", "", Elements(desk.get(path).text).words)


def test_a_chair_finds_everything_in_one_list_the_oldest_first(office: Office, at: At) -> None:
    database, world = office.deployed.database, office.world
    at("2026-11-02 09:00")
    with database.writing() as session:
        checked(session, world, union_of(session, world.battery), "o-1", "新样一", 501)
    at("2026-11-03 09:00")
    with database.writing() as session:
        submitted(session, union_of(session, world.battery), "o-2", "新样二", 502)
    at("2026-11-04 09:00")
    claimed(database, "陈样一")
    settle_all(office.deployed)
    at("2026-11-05 09:00")
    with database.writing() as session:
        chair, file = (
            staff_of(session, world, "chair_battery"),
            sheet([line("文样例", id_number(601), phone(601))]),
        )
        upload(session, chair, ImportKind.ROSTER, union_of(session, world.battery), "a.xlsx", file)
    assert preview_next(office.deployed)
    at("2026-11-06 09:00")
    desk = office.desk("chair_battery")
    assert tasks(desk) == [
        "记录委员会决议（1 份待决定）",
        "初审新样二的入会申请",
        "1 位会员的激活等您当面核对",
        f"核对导入的预览，确认或放弃：会员花名册（附件3），{world.battery.name}，2026-11-05 09:00上传，1 行",
        "花名册：3 人有变动，待确认",
        "还有 3 位会员没有激活、没有登记通知",
    ]
    page = desk.get("/console/").text
    assert "应于 2026-11-09 前" in page
    assert "已超期" not in page
    at("2026-11-10 09:00")
    assert "应于 2026-11-09 前，已超期" in office.desk("chair_battery").get("/console/").text


def test_a_handler_decides_nothing_and_confirms_nothing(office: Office, at: At) -> None:
    with office.deployed.database.writing() as session:
        checked(session, office.world, union_of(session, office.world.battery), "o-1", "新样一", 501)
        submitted(session, union_of(session, office.world.battery), "o-2", "新样二", 502)
    claimed(office.deployed.database, "陈样一")
    settle_all(office.deployed)
    assert tasks(office.desk("handler_battery")) == [
        "初审新样二的入会申请",
        "还有 3 位会员没有激活、没有登记通知",
    ]


def test_a_chair_is_not_told_what_waits_in_another_union(office: Office) -> None:
    database, world = office.deployed.database, office.world
    with database.writing() as session:
        checked(session, world, union_of(session, world.battery), "o-1", "新样一", 501)
        submitted(session, union_of(session, world.battery), "o-2", "新样二", 502)
        frozen(session, world)
    claimed(database, "陈样一")
    settle_all(office.deployed)
    assert tasks(office.desk("chair_textile")) == [
        "花名册：3 人有变动，待确认",
        "还有 3 位会员没有激活、没有登记通知",
    ]


def test_a_returned_roster_says_why_and_an_unsent_one_waits(office: Office, at: At) -> None:
    database, world = office.deployed.database, office.world
    at("2026-11-02 09:00")
    with database.writing() as session:
        roster = frozen(session, world)
        send_back(session, staff_of(session, world, "zhicheng"), roster, "第 2 行的单位名称不全")
    desk = office.desk("chair_battery")
    assert "第 1 版花名册被退回，改好后请重新确认" in tasks(desk)
    page = desk.get("/console/").text
    assert ("退回理由：第 2 行的单位名称不全" in page, "应于 2026-11-09 前" in page) == (True, True)
    with database.writing() as session:
        roster = frozen(session, world)
    with database.writing() as session:
        session.get_one(Roster, roster.id).status = "confirmed"
    assert "上报第 2 版花名册" in tasks(desk)
    assert "第 1 版花名册被退回，改好后请重新确认" not in tasks(desk)


def test_in_january_and_july_an_unchanged_roster_is_confirmed_again(office: Office, at: At) -> None:
    """长总工〔2018〕12号: 每年1月、7月更新."""
    at("2026-12-28 09:00")
    calendar(office.deployed)
    with office.deployed.database.writing() as session:
        frozen(session, office.world)
    assert "花名册：人员没有增减" in words(office.desk("chair_battery"))
    at("2027-01-04 09:00")
    calendar(office.deployed)
    desk = office.desk("chair_battery")
    assert tasks(desk)[0] == "2027年1月花名册更新：请确认，还有 28 天"
    assert "应于 2027-01-31 前" in desk.get("/console/").text
    with office.deployed.database.writing() as session:
        frozen(session, office.world)
    assert not any("花名册更新" in one for one in tasks(desk))


def test_a_township_receives_and_dispatches_and_sees_who_is_late(office: Office, at: At) -> None:
    database, world = office.deployed.database, office.world
    at("2026-11-02 09:00")
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery), "o-1", "新样一", 501)
        refer(session, staff_of(session, world, "handler_battery"), row, "单位在别的乡镇")
    at("2026-11-03 09:00")
    with database.writing() as session:
        frozen(session, world)
    assert tasks(office.desk("zhicheng")) == ["派发新样一的入会申请", "接收第 1 版花名册，3 人"]
    assert tasks(office.desk("huaxi")) == []
    at("2026-11-11 09:00")
    desk = office.desk("zhicheng")
    assert "超期的事2" in words(desk)  # the application and the roster
    assert "/console/progress/late" in links(desk)


def test_the_county_reads_its_numbers_and_consolidates(office: Office, at: At) -> None:
    database, world = office.deployed.database, office.world
    autumn(office.deployed, world, at)
    with database.writing() as session:
        accept(session, staff_of(session, world, "zhicheng"), frozen(session, world))
        town = staff_of(session, world, "zhicheng")
        request(
            session, town, ExportKind.ROSTER, session.get_one(Union, world.zhicheng.id), "测试用的批量导出"
        )
        chair, wrong = (
            staff_of(session, world, "chair_battery"),
            sheet([line("文样例", "330522199001010000", phone(601))]),
        )
        upload(session, chair, ImportKind.ROSTER, union_of(session, world.battery), "a.xlsx", wrong)
    assert preview_next(office.deployed)
    desk = office.desk("county")
    told = words(desk)
    now = clock.county_time(clock.now())[-5:]
    for figure in ("在册会员5", "已激活惠工卡1", "激活率20.0%1/5人", "30天内导入时拒收的行1"):
        assert f"{figure}截至今天{now}" in told
    assert set(tasks(desk)) == {
        "汇总第 1 版花名册，3 人",
        "批准或不批准一次批量导出：街道工会干事丙干事，会员花名册（附件3）",
    }


def test_the_numbers_on_the_home_page_are_those_of_the_funnel(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    for login in ("chair_battery", "chair_textile", "zhicheng", "huaxi", "county"):
        desk = office.desk(login)
        found = re.search(r"在册会员(\d+)截至今天[0-9:]{5}已激活惠工卡(\d+)截至今天", words(desk))
        assert found is not None, login
        funnel = words(desk, "/console/progress")
        assert f"在册{found[1]}" in funnel, login
        assert f"已激活{found[2]}{found[2]}/{found[1]}" in funnel, login


def test_the_auditor_reads_how_the_log_stands_and_nobodys_name(office: Office) -> None:
    with office.deployed.database.writing() as session:
        chair = staff_of(session, office.world, "chair_battery")
        request(session, chair, ExportKind.ROSTER, union_of(session, office.world.battery), "测试用的导出")
    desk = office.desk("auditor")
    told = words(desk)
    assert "还没有在工作台校验过" in told
    assert ("7天内申请导出1" in told, "7天内下载导出0" in told) == (True, True)
    assert links(desk) == {"/console/audit", "/console/audit/exports"}


def test_a_full_breaker_of_activation_stands_on_the_countys_home_page(office: Office) -> None:
    desk = office.desk("county")
    assert "/console/claims/attempts" not in links(desk)
    claimed(office.deployed.database, "陈样一", phone(1))
    claimed(office.deployed.database, "林样二", None, "o-second")
    settle_all(office.deployed)
    with office.deployed.database.writing() as session:
        take(session, "claim.county_bare", count=LIMITS["claim.county_bare"].size - 1)
    assert "/console/claims/attempts" in links(desk)
    assert "没有核验手机号的账号现在收不到短信验证码" in words(desk)
    told = words(desk, "/console/claims/attempts")
    assert "24小时内2次1次1次0次2个" in told
    assert "陈样一" not in told


def test_the_administrator_sees_the_system_and_the_accounts(office: Office) -> None:
    desk = office.desk("admin")
    assert links(desk) == {"/console/staff", "/console/system"}
    assert "后台进程" in words(desk)


def test_home_leads_nobody_to_a_page_that_he_may_not_open(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    with office.deployed.database.writing() as session:
        submitted(session, union_of(session, office.world.battery), "o-2", "新样二", 502)
        frozen(session, office.world)
    for login in office.world.staff:
        desk = office.desk(login)
        assert {desk.get(path).status_code for path in links(desk)} <= {200}, login


def test_home_costs_the_same_for_1_and_for_20_of_everything(office: Office) -> None:
    database, world = office.deployed.database, office.world

    def apply(serials: range) -> None:
        with database.writing() as session:
            union = union_of(session, world.battery)
            for serial in serials:
                checked(session, world, union, f"o-{serial}", "新样甲", serial)
                submitted(session, union, f"o-{serial + 100}", "新样乙", serial + 100)
                joined(session, union, serial + 200, date(2026, 1, 5))

    def costs() -> list[int]:
        found = []
        for desk in desks:
            with counted(database) as statements:
                assert desk.get("/console/").status_code == 200
            found.append(len(statements))
        return found

    desks = [office.desk(login) for login in ("chair_battery", "handler_battery", "zhicheng", "county")]
    apply(range(501, 502))
    one = costs()
    apply(range(502, 523))
    assert costs() == one
    assert tasks(desks[0]).count("初审新样乙的入会申请") == 20
    assert "入会申请，待初审：还有 2 件 →" in desks[0].get("/console/").text
    with database.reading() as session:
        assert len(session.scalars(select(Application)).all()) == 44
