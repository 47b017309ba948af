"""翻页: whatever the address asks for, every list answers alike, and its pager keeps the filters."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import service
from service.ground.db import Base
from service.ground.paging import FURTHEST, HIGHEST, asked, earlier, paged, piece_of
from service.requests.transfers.models import TransferWish
from service.rolls.exports.models import Export, ExportKind, ExportStatus
from service.rolls.exports.pages import FIRST
from service.rolls.imports.models import Import, ImportKind
from tests.doors.console.given import Office
from tests.doors.console.test_queries import DRAWN
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, address, logins
from tests.doors.console.things import SIDES, furnish

ROOM = Path(service.__file__).parent
ASKED = Flask(__name__)
MORE = '<a href="/console/waiting/exports">更多</a>'
NO_START = ("-5", "x", "", "1.5", str(FURTHEST + 1), "9" * 19, "9" * 5000)
# Where nothing is, though each list could begin there; and what no list begins with, no log goes on below.
NOWHERE = (
    f"start={FURTHEST}&before=1",
    "start=-1&before=-1",
    "start=x&before=x",
    f"start={HIGHEST + 1}&before={HIGHEST + 1}",
)


@pytest.mark.parametrize("typed", NO_START)
def test_what_no_list_begins_with_is_the_beginning(typed: str) -> None:
    with ASKED.test_request_context("/", query_string={"start": typed}):
        assert asked() == 0
        assert piece_of(range(60)).rows == range(50)


def test_a_piece_knows_what_is_before_and_after_it() -> None:
    found = {}
    for start in (0, 30, 50, 100):
        with ASKED.test_request_context(f"/?start={start}&which=%E7%94%B2&done=kept"):
            page = paged(lambda *, start, size: list(range(100))[start : start + size])
            found[start] = (len(page.rows), page.before, page.after, page.more, page.kept)
    kept = "which=%E7%94%B2"
    assert found == {
        0: (50, 0, 50, True, kept),
        30: (50, 0, 80, True, kept),
        50: (50, 0, 100, False, kept),
        100: (0, 50, 150, False, kept),
    }


def test_a_log_goes_on_below_any_number_that_a_database_counts() -> None:
    below = {}
    for typed in ("", "x", "-1", "0", "7", str(FURTHEST + 7), str(HIGHEST), str(HIGHEST + 1)):
        with ASKED.test_request_context("/", query_string={"before": typed}):
            page = earlier(lambda *, before, size: [before] * size)
            below[typed] = (page.rows[0], len(page.rows), page.more)
    none = dict.fromkeys(("", "x", "-1", "0", str(HIGHEST + 1)), (None, 50, True))
    assert below == none | {str(seq): (seq, 50, True) for seq in (7, FURTHEST + 7, HIGHEST)}


def test_the_pager_keeps_what_was_sought_and_says_nothing_twice(office: Office) -> None:
    page = office.desk("admin").get("/console/staff?find=a&find=b%26c&start=70&done=bound").text
    assert 'href="?find=a&amp;find=b%26c&amp;start=20">上一页' in page


@pytest.mark.both("dialect")
def test_a_page_is_there_wherever_the_address_would_begin(office: Office) -> None:
    """Each page answers as it does without a start: 200 to whom the tables of reach name, 404 to everybody else.

    A picture or a printed sheet lists nothing (``DRAWN``).
    """
    things = furnish(office, SIDES[0])
    seats = {login: office.desk(login) for login in office.world.staff}
    for rule, roles in (OF_A_THING | OF_A_ROLE).items():
        if rule.endswith(DRAWN):
            continue
        desk = seats[min(logins(roles, SIDES[:1]) or {"county"})]
        answers = {query: desk.get(f"{address(rule, things)}?{query}").status_code for query in NOWHERE}
        assert answers == dict.fromkeys(NOWHERE, 200 if roles else 404), rule


def imported(office: Office) -> None:
    facts = {"union_id": office.world.battery.id, "uploaded_by": office.world.staff_id("chair_battery")}
    _many(office, lambda: Import(kind=ImportKind.ROSTER, file_hash=bytes(32), **facts))


def taken_out(office: Office) -> None:
    facts = {"union_id": office.world.battery.id, "requested_by": office.world.staff_id("chair_battery")}
    _many(
        office,
        lambda: Export(kind=ExportKind.ROSTER, status=ExportStatus.EXPIRED, purpose="测试用的导出", **facts),
    )


def wished(office: Office) -> None:
    facts = {"union_id": office.world.battery.id, "staff_id": office.world.staff_id("chair_battery")}
    _many(office, lambda: TransferWish(unit_name="样例单位", purpose="职工调来本单位", **facts))


def _many(office: Office, make: Callable[[], Base], most: int = 51) -> None:
    with office.deployed.database.writing() as session:
        session.add_all(make() for _ in range(most))


@pytest.mark.parametrize(
    ("path", "furnished"),
    [
        ("/console/imports", imported),
        ("/console/exports", taken_out),
        ("/console/transfers/wishes", wished),
    ],
)
def test_what_does_not_fit_on_a_page_stands_on_the_next(
    office: Office, path: str, furnished: Callable[[Office], None]
) -> None:
    furnished(office)
    chair = office.desk("chair_battery")
    first, second = chair.get(path).text, chair.get(f"{path}?start=50").text
    assert [page.count('<th scope="row"') for page in (first, second)] == [50, 1]
    assert ("下一页" in first, "上一页" in second, "下一页" in second) == (True, True, False)


def test_what_waits_for_a_second_person_and_does_not_fit_stands_with_all_that_waits(office: Office) -> None:
    facts = {"union_id": office.world.zhicheng.id, "requested_by": office.world.staff_id("zhicheng")}
    bulk = {"kind": ExportKind.ROSTER, "status": ExportStatus.REQUESTED, "purpose": "测试用的导出"}
    _many(office, lambda: Export(**bulk, **facts), FIRST)
    second = office.desk("county")
    assert MORE not in second.get("/console/exports").text
    _many(office, lambda: Export(**bulk, **facts), 1)
    page = second.get("/console/exports").text
    assert MORE in page
    assert page.count('href="/console/approvals/') == FIRST
    assert second.get("/console/waiting/exports").text.count("/console/approvals/") == FIRST + 1


def test_no_list_pages_by_itself() -> None:
    own = re.compile(r"""(args|values)\.get\(\s*["'](start|before)["']|\[\s*:\s*PAGE|PAGE \+ 1""")
    doors = [path for path in ROOM.rglob("*.py") if path.name != "paging.py"]
    assert [path.name for path in doors if own.search(path.read_text(encoding="utf-8"))] == []
    pagers = re.compile(r"上一页|下一页|start=\{\{")
    pages = [path for path in ROOM.rglob("*.html") if path.name != "forms.html"]
    assert [path.name for path in pages if pagers.search(path.read_text(encoding="utf-8"))] == []


def test_every_page_that_is_cut_has_a_pager() -> None:
    """A view that reads a piece of a list leads on to the next one."""
    cut = {
        name
        for path in ROOM.rglob("*.py")
        if path.name != "paging.py"
        for view in re.split(r"\n(?=def |@)", path.read_text(encoding="utf-8"))
        if re.search(r"\b(paged|piece_of)\(", view)
        for name in re.findall(r'"([a-z_]+/[a-z_]+\.html)"', view)
    }
    led = {
        f"{path.parent.name}/{path.name}"
        for path in ROOM.rglob("*.html")
        if "forms.pager(" in path.read_text(encoding="utf-8")
    }
    assert len(cut) > 15
    assert cut - led == set()
