"""等您办理: every number is the true number, and every matter can be reached, of every kind and for every role."""

import re

import pytest
from sqlalchemy import update

from service.doors.rooms import WAITING
from service.ground import clock
from service.register.matters import Waiting, listed, of_actor
from service.register.memberships.models import EndReason, Membership
from service.rolls.imports.actions import preview_next, upload
from service.rolls.imports.models import ImportKind
from service.rolls.rosters.models import Roster, RosterStatus
from tests.crowd import Crowd
from tests.doors.console.given import Desk, Elements, Office
from tests.doors.console.test_home import tasks, words
from tests.doors.console.test_queries import grown
from tests.given import id_number, phone
from tests.oversight.progress.given import At, actor_of
from tests.queries import counted
from tests.requests.applications.given import staff_of, union_of
from tests.rolls.imports.office import line, sheet

ROLES = ("chair_battery", "handler_battery", "zhicheng", "huaxi", "county", "auditor", "admin")


@pytest.fixture
def crowded(office: Office) -> Office:
    """An office in which 33 of everything wait."""
    grown(office, Crowd(office.deployed, office.world), 33)
    with office.deployed.database.writing() as session:
        # Rosters of many unions in one state, as they come up together at the end of a campaign.
        others = update(Roster).where(Roster.union_id != office.world.battery.id)
        session.execute(others.values(status=RosterStatus.SUBMITTED, submitted_at=Roster.confirmed_at))
    return office


def all_listed(desk: Desk, kind: str) -> tuple[list[str], list[str]]:
    """Every matter of one kind, page by page, by its words and by its address; as many as the page says there are."""
    found, links, start = [], [], 0
    while True:
        page = desk.get(f"/console/waiting/{kind}?start={start}")
        assert page.status_code == 200
        here = re.findall(r'data-label="什么事"><a href="([^"]+)">([^<]+)</a>', page.text)
        links += [link for link, _ in here]
        found += [what for _, what in here]
        if "下一页" not in page.text:
            said = re.search(r"共 (\d+) 件", page.text)
            assert (int(said[1]) if said else 0) == len(links)
            return found, links
        start += 50


def kinds_of(office: Office, login: str) -> list[Waiting]:
    """The kinds that may wait for somebody."""
    with office.deployed.database.reading() as session:
        return of_actor(actor_of(session, office.world, login), WAITING)


def test_33_rosters_reported_to_a_township_are_33(office: Office) -> None:
    crowd = Crowd(office.deployed, office.world)
    unions = crowd.unions(33, [office.world.zhicheng.id])
    crowd.members(unions, 1)
    crowd.rosters(unions, rows=False)
    with office.deployed.database.writing() as session:
        all_up = update(Roster).values(status=RosterStatus.SUBMITTED, submitted_at=Roster.confirmed_at)
        session.execute(all_up)
    desk = office.desk("zhicheng")
    page = desk.get("/console/").text
    assert "33 件事，先来的在前" in page
    assert (
        len(tasks(desk)),
        '<a class="btn btn-outline-primary" href="/console/waiting/rosters-to-accept">' in page,
    ) == (
        20,
        True,
    )
    assert "下级上报的花名册，待接收：还有 13 件" in page
    _, links = all_listed(desk, "rosters-to-accept")
    assert len(set(links)) == 33


@pytest.mark.parametrize("login", ROLES)
def test_every_number_of_the_home_page_is_the_true_one(crowded: Office, login: str) -> None:
    desk = crowded.desk(login)
    page, numbers = desk.get("/console/").text, {}
    for one in kinds_of(crowded, login):
        what, links = all_listed(desk, one.key)
        assert len(set(links)) == len(links), one.key
        assert len(set(zip(what, links, strict=True))) == len(what), one.key
        numbers[one.key] = len(links)
        left = re.search(rf'href="/console/waiting/{one.key}">[^<]*还有 (\d+) 件', page)
        assert (int(left[1]) if left else 0) == max(0, len(links) - 20), one.key
    said = re.search(r"(\d+) 件事", page)
    quiet = {one.key for one in kinds_of(crowded, login) if one.quiet or login.startswith("handler")}
    quiet &= {"rosters-unchanged", "corrections"}
    to_do = sum(count for key, count in numbers.items() if key not in quiet)
    assert (int(said[1]) if said else 0) == to_do
    if login in ("chair_battery", "zhicheng", "county"):
        assert to_do > 40


@pytest.mark.parametrize("login", ROLES)
def test_the_menus_badges_are_what_the_lists_hold(crowded: Office, login: str) -> None:
    desk, wanted = crowded.desk(login), dict[str, int]()
    for one in kinds_of(crowded, login):
        if one.menu:
            wanted[one.menu] = wanted.get(one.menu, 0) + len(all_listed(desk, one.key)[1])
    page = desk.get("/console/sessions").text
    nav = page[page.index('<nav class="menu') : page.index("</nav>")]
    found = re.findall(r'<a href="([^"]+)"[^>]*>[^<]*<span class="badge[^>]*>(\d+)<', nav)
    assert dict(found) == {path: str(count) for path, count in wanted.items() if count}


def test_every_matter_leads_to_a_page_that_is_there_for_whoever_is_told_of_it(crowded: Office) -> None:
    for login in ROLES:
        desk = crowded.desk(login)
        for one in kinds_of(crowded, login):
            _, links = all_listed(desk, one.key)
            for link in links[:1] + links[-1:]:
                assert desk.get(link).status_code == 200, (login, one.key, link)


def test_what_is_late_leads_whoever_oversees_to_a_page_that_is_there(crowded: Office, at: At) -> None:
    at("2027-06-10 09:00")
    for login in ("zhicheng", "county"):
        desk = crowded.desk(login)
        page = desk.get("/console/progress/late").text
        links = set(re.findall(r'data-label="什么事"><a href="([^"]+)"', page))
        assert len(links) > 3
        for link in links:
            assert desk.get(link.replace("&amp;", "&")).status_code == 200, (login, link)


def test_who_has_nothing_to_do_reaches_all_that_is_good_to_know(office: Office) -> None:
    crowd, union = Crowd(office.deployed, office.world), office.world.battery.id
    crowd.members([union] * 40, 1)
    crowd.corrections(union, 33)
    with office.deployed.database.writing() as session:
        session.execute(update(Membership).values(ended_on=clock.today(), end_reason=EndReason.LEFT))
    page = office.desk("handler_battery").get("/console/").text
    assert "现在没有等您办理的事。" in page
    assert "更正申请，待答复：还有 13 件" in page


def test_a_kind_that_is_not_the_roles_own_or_none_at_all_is_not_there(office: Office) -> None:
    assert office.desk("handler_battery").get("/console/waiting/applications-to-decide").status_code == 404
    assert office.desk("auditor").get("/console/waiting/rosters-to-accept").status_code == 404
    assert office.desk("county").get("/console/waiting/nothing").status_code == 404


def test_two_previews_say_which_file_of_which_union_and_when(office: Office, at: At) -> None:
    database, world = office.deployed.database, office.world
    for moment in ("2026-11-05 09:00", "2026-11-05 09:10"):
        at(moment)
        with database.writing() as session:
            town = staff_of(session, world, "zhicheng")
            file = sheet([line("文样例", id_number(601), phone(601))])
            upload(session, town, ImportKind.ROSTER, union_of(session, world.battery), "a.xlsx", file)
        assert preview_next(office.deployed)
    told = [one for one in tasks(office.desk("zhicheng")) if one.startswith("核对导入的预览")]
    assert told == [
        f"核对导入的预览，确认或放弃：会员花名册（附件3），{world.battery.name}，{moment}上传，1 行"
        for moment in ("2026-11-05 09:00", "2026-11-05 09:10")
    ]


def test_no_two_matters_of_a_home_page_say_the_same(crowded: Office) -> None:
    alike = ("申样例", "样**")  # who is called or masked the same, and came the same minute
    for login in ("chair_battery", "zhicheng", "county"):
        desk = crowded.desk(login)
        rows = re.findall(r"<tr>(.*?)</tr>", desk.get("/console/").text, re.S)
        told = [re.sub(r"\s+", "", Elements(row).words) for row in rows]
        named = [one for one in told if not any(name in one for name in alike)]
        assert len(set(named)) == len(named), login


def test_listing_and_counting_cost_one_statement_each_and_what_the_kinds_render_by(crowded: Office) -> None:
    with crowded.deployed.database.reading() as session:
        actor = actor_of(session, crowded.world, "zhicheng")
        for one in of_actor(actor, WAITING):
            if one.mine is None and one.by_union:
                with counted(crowded.deployed.database) as statements:
                    listed(session, actor, [one], 20)
                assert len(statements) == 1, one.key


def test_the_badge_says_in_words_what_its_number_is(office: Office) -> None:
    crowd = Crowd(office.deployed, office.world)
    crowd.applications([office.world.battery.id], 3)
    assert "入会申请3件等您办理" in words(office.desk("chair_battery"), "/console/sessions")
