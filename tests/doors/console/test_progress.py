"""Progress at the desk: the funnel with its lists, who was told, the bulletin on paper and as files, and who is late."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from service.oversight.progress.models import Invitation
from service.register.unions.models import Union
from tests.doors.console.given import Desk, Elements, Office
from tests.oversight.progress.given import At, autumn, joined, long_known, membership_of, tallied, told
from tests.queries import counted

NAMES = ("陈样一", "林样二", "周样三")


def cost(office: Office, desk: Desk, path: str) -> int:
    """How many statements a page sends."""
    with counted(office.deployed.database) as statements:
        assert desk.get(path).status_code == 200
    return len(statements)


def words(page: str) -> str:
    """The text of a page, without the space between its elements."""
    return re.sub(r"\s+", "", Elements(page).words)


def noted(office: Office) -> int:
    """How many notifications stand in the database."""
    with office.deployed.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Invitation)).one()


def test_the_chair_reads_four_numbers_with_their_lists_and_how_they_are_counted(
    office: Office, at: At
) -> None:
    autumn(office.deployed, office.world, at)
    page = office.desk("chair_battery").get("/console/progress").text
    told = words(page)
    assert "已申领22/3＝66.7%看已申领的2人" in told
    assert "已激活11/3＝33.3%看已激活的1人" in told
    assert "截至2026-11-20" in told
    assert "怎么算的" in told
    path = f"/console/progress/{office.world.battery.id}"
    for listing in ("registered", "invited", "claimed", "activated", "cardless"):
        assert f"{path}/members?listing={listing}" in page
    assert f'href="{path}/invitations"' in page
    assert "/console/progress/league" not in page


def test_a_list_names_its_people_to_their_chair_and_masks_them_to_others(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    path = f"/console/progress/{office.world.battery.id}/members?listing=cardless"
    pages = {
        login: office.desk(login).get(path).text
        for login in ("chair_battery", "handler_battery", "zhicheng", "county")
    }
    seen = {login: [name in page for name in NAMES] for login, page in pages.items()}
    assert seen.pop("chair_battery") == [False, True, True]
    assert set(map(tuple, seen.values())) == {(False, False, False)}
    county = words(pages["county"])
    assert "共2人，截至2026-11-20" in county
    assert ("林**" in county, "周**" in county) == (True, True)


def test_a_past_month_is_shown_with_its_own_lists(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    desk, path = office.desk("county"), f"/console/progress/{office.world.huaxi.id}"
    page = desk.get(f"{path}?month=2026-10").text
    assert "截至2026-10-31" in words(page)
    assert f"{path}/members?listing=activated&month=2026-10" in page.replace("&amp;", "&")
    assert "共1人" in words(desk.get(f"{path}/members?listing=activated&month=2026-10").text)
    assert "共0人" in words(desk.get(f"{path}/members?listing=activated").text)
    assert "通知会员激活" not in page


def test_who_oversees_reads_since_when_the_numbers_stand_and_the_list_is_of_that_moment(
    office: Office, at: At
) -> None:
    long_known(office.deployed)
    at("2026-11-20 10:35")
    tallied(office.deployed)
    at("2026-11-20 10:40")
    told(office.deployed, office.world, "chair_battery", office.world.battery)
    county, since = office.desk("county"), "截至2026-11-2010:35，每10分钟更新"
    pages = {path: words(county.get(f"/console/progress{path}").text) for path in ("", "/league")}
    assert [path for path, page in pages.items() if since not in page] == []
    assert "已通知00/6＝0.0%" in pages[""]
    of = f"/console/progress/{office.world.county.id}/members"
    assert f"共0人，{since}" in words(county.get(f"{of}?listing=invited").text)
    assert f"共6人，{since}" in words(county.get(f"{of}?listing=cardless").text)
    assert "在册会员6截至今天10:35" in words(county.get("/console/").text)
    chair = words(office.desk("chair_battery").get("/console/progress").text)
    assert ("已通知33/3" in chair, "每10分钟更新）" in chair, since in chair) == (True, False, False)


def test_an_address_that_means_nothing_shows_this_month_from_the_first_line(office: Office) -> None:
    desk, path = office.desk("county"), f"/console/progress/{office.world.battery.id}"
    for query in ("month=x&start=-5", "month=2099-01&start=y", "listing=nonsense&start=99999"):
        assert desk.get(f"{path}?{query}").status_code == 200
        assert desk.get(f"{path}/members?{query}").status_code == 200
    assert desk.get("/console/progress/league?month=x&by=x&union=x").status_code == 200
    assert desk.get("/console/progress/unions?union=x&start=-1").status_code == 200


def test_the_chair_notes_everybody_once(office: Office) -> None:
    desk, path = office.desk("chair_battery"), f"/console/progress/{office.world.battery.id}/invitations"
    assert "还有3位会员没有惠工卡" in words(desk.get(path).text)
    answer = desk.post(path, way="wechat_group", who="everybody")
    assert (answer.status_code, answer.location) == (303, f"{path}?done=invited")
    assert "已登记。" in words(desk.get(answer.location).text)
    desk.post(path, way="poster", who="everybody")
    assert noted(office) == 3
    listed = desk.get(f"/console/progress/{office.world.battery.id}/members?listing=invited").text
    assert listed.count("微信群") == 3


def test_the_handler_notes_whom_he_ticked(office: Office) -> None:
    path = f"/console/progress/{office.world.battery.id}/invitations"
    with office.deployed.database.reading() as session:
        chosen = [str(membership_of(session, office.world, name).id) for name in NAMES[:2]]
    desk = office.desk("handler_battery")
    assert desk.post(path, way="in_person", who="chosen", membership_id=chosen).status_code == 303
    page = desk.get(path).text
    assert (noted(office), page.count('name="membership_id"'), NAMES[2] in page) == (2, 1, False)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"who": "everybody"}, "请选择用什么方式通知的。"),
        ({"way": "poster"}, "请选择通知了谁。"),
        ({"way": "poster", "who": "chosen"}, "请至少勾选一位会员，或者选“全部”。"),
        ({"way": "pigeon", "who": "everybody"}, "请从列表里选择。"),
        ({"way": "poster", "who": "chosen", "membership_id": "x"}, "编号不对，请返回重选。"),
    ],
)
def test_a_form_that_says_too_little_is_shown_again(office: Office, form: dict[str, str], fault: str) -> None:
    path = f"/console/progress/{office.world.battery.id}/invitations"
    answer = office.desk("chair_battery").post(path, **form)
    assert (answer.status_code, fault in answer.text, noted(office)) == (422, True, 0)


def test_the_bulletin_has_title_month_ranks_and_a_draft(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    with office.deployed.database.writing() as session:
        for serial in range(7):
            joined(session, session.get_one(Union, office.world.battery.id), 301 + serial, date(2026, 1, 5))
    page = office.desk("county").get("/console/progress/league?month=2026-10").text
    told = words(page)
    assert "<h1>长兴县工会会员实名制工作进度通报</h1>" in page
    assert "2026年10月长兴县总工会（样例）截至2026-10-31" in told
    assert "1雉城街道总工会（样例）10110.0%0.0" in told
    assert "不排名画溪街道总工会（样例）3133.3%+33.3" in told
    assert "截至2026年10月31日，长兴县总工会（样例）在册工会会员13人" in told
    assert "会员不足10人的" in told


def test_on_paper_the_bulletin_has_no_buttons_and_its_draft_is_a_paragraph(office: Office) -> None:
    page = office.desk("county").get("/console/progress/league").text
    found = Elements(page).found
    printed = [held.get("class") or "" for tag, held in found if tag in ("form", "textarea", "details")]
    assert printed
    assert all("d-print-none" in classes or "who" in classes for classes in printed[-3:])
    assert re.search(r'<p class="d-none d-print-block">截至', page)
    main = page[page.index("<main") :]
    for element in re.findall(r'<(?:a|button)[^>]*class="btn[^>]*>', main):
        before = main[: main.index(element)]
        inside = before.rfind("d-print-none")
        assert inside > max(before.rfind("</p>"), before.rfind("</form>")) or "d-print-none" in element


def test_the_files_hold_what_the_page_shows_and_nobody(office: Office, at: At) -> None:
    autumn(office.deployed, office.world, at)
    desk, query = office.desk("county"), "month=2026-10&by=union"
    book = desk.get(f"/console/progress/league.xlsx?{query}")
    assert book.headers["Content-Disposition"] == 'attachment; filename="league-2026-10.xlsx"'
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(BytesIO(book.data)).worksheets[0] for cell in row
    ]
    assert office.world.battery.name in cells
    text = desk.get(f"/console/progress/league.csv?{query}").data.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()] == [
        ["名次", "工会"],
        ["—", office.world.battery.name],
        ["—", office.world.textile.name],
        ["—", "合计"],
    ]
    assert not [name for name in office.world.members if name in text or name in cells]


def test_a_township_ranks_its_own_unions_and_no_others(office: Office) -> None:
    desk = office.desk("zhicheng")
    page = desk.get("/console/progress/league?by=town").text
    assert (office.world.battery.name in page, office.world.textile.name in page) == (True, False)
    assert "按乡镇排" not in page
    for kind in ("league", "league.xlsx", "league.csv", "unions"):
        assert desk.get(f"/console/progress/{kind}?union={office.world.huaxi.id}").status_code == 404


def test_hostile_names_are_words_in_bulletin_draft_and_lists(office: Office, at: At) -> None:
    evil = "\"'></textarea><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    with office.deployed.database.writing() as session:
        session.get_one(Union, office.world.battery.id).name = evil
        session.get_one(Union, office.world.zhicheng.id).name = f"街道{evil}"
        for union, base in ((office.world.battery, 301), (office.world.textile, 351)):
            for serial in range(8):
                joined(session, session.get_one(Union, union.id), base + serial, date(2026, 1, 5))
    at("2026-12-25 09:00")
    desk = office.desk("county")
    for path in (
        "",
        "/league",
        "/league?by=union",
        "/unions",
        "/late",
        f"/{office.world.battery.id}/members",
    ):
        elements = Elements(desk.get(f"/console/progress{path}").text)
        assert not [tag for tag, held in elements.found if tag == "img" or "onerror" in held], path
        assert [held for tag, held in elements.found if tag == "script" and "src" not in held] == [], path
        assert evil in elements.words, path
    draft = desk.get("/console/progress/league?by=union").text
    assert draft.count("激活率居前的是：&#34;&#39;&gt;&lt;/textarea&gt;") == 2


def test_every_page_costs_the_same_for_3_members_and_for_60(office: Office) -> None:
    paths = ("", f"/{office.world.battery.id}/members", "/league", "/league?by=union", "/unions", "/late")
    desk = office.desk("zhicheng")
    few = [cost(office, desk, f"/console/progress{path}") for path in paths]
    chair = office.desk("chair_battery")
    page = f"/console/progress/{office.world.battery.id}/invitations"
    chair_few = cost(office, chair, page)
    with office.deployed.database.writing() as session:
        for serial in range(57):
            joined(session, session.get_one(Union, office.world.battery.id), 301 + serial, date(2026, 1, 5))
    assert [cost(office, desk, f"/console/progress{path}") for path in paths] == few
    assert cost(office, chair, page) == chair_few
    members = chair.get(f"/console/progress/{office.world.battery.id}/members").text
    assert (members.count('data-label="到哪一步"'), "下一页" in members) == (50, True)
    assert chair.get(page).text.count('name="membership_id"') == 50


def test_the_unions_page_shows_marks_and_the_way_to_their_applications(office: Office) -> None:
    told = words(office.desk("zhicheng").get("/console/progress/unions").text)
    assert "雉城样例电池有限公司工会委员会3没有还没有还没有从未确认花名册" in told
    assert office.world.textile.name not in told
    county = office.desk("county")
    only = county.get(f"/console/progress/unions?union={office.world.huaxi.id}").text
    assert (office.world.textile.name in only, office.world.battery.name in only) == (True, False)


def test_who_is_late_is_told_with_the_clock(office: Office, at: At) -> None:
    at("2026-12-25 09:00")
    told = words(office.desk("county").get("/console/progress/late").text)
    assert "共2件，拖得最久的在前" in told
    assert "已有会员，从未确认花名册1" in told
