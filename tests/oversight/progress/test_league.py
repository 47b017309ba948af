"""月度通报: who is ranked where, what changed, the sentences, and the files."""

import csv
from datetime import date
from fractions import Fraction
from io import BytesIO, StringIO
from uuid import uuid4

import openpyxl
import pytest

from service.ground.errors import Refusal
from service.oversight.progress.bulletin import drafted, percent, points
from service.oversight.progress.figures import Figures
from service.oversight.progress.funnel import Funnel
from service.oversight.progress.league import League, league, ranked
from service.oversight.progress.moments import Month
from service.oversight.progress.sheets import as_csv, as_workbook
from service.oversight.progress.tree import Branch
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.unions.actions import found as found_union
from service.register.unions.models import Union, UnionKind, UnionState
from tests.given import World
from tests.oversight.progress.given import At, actor_of, autumn, joined
from tests.queries import counted as statements_of

OCTOBER = Month(2026, 10)
COUNTY = Branch(uuid4(), "C.", "样例县总工会", UnionKind.COUNTY, UnionState.NORMAL)


def branch(parent: Branch, place: int, name: str, kind: UnionKind = UnionKind.TOWNSHIP) -> Branch:
    """A union below another."""
    return Branch(uuid4(), f"{parent.path}{place:04d}.", name, kind, UnionState.NORMAL)


def some(registered: int, activated: int) -> Funnel:
    """A funnel of which only the rate matters."""
    return Funnel(registered, registered, 0, activated, activated, activated)


def ended(own: dict[str, Funnel]) -> Figures:
    """Figures of the end of October."""
    return Figures(OCTOBER.end, own)


def drawn(figures: dict[str, tuple[int, int]], earlier: dict[str, tuple[int, int]] | None = None) -> League:
    """The league of townships with these members and cards at the end of October, and a month before."""
    towns = {name: branch(COUNTY, place, name) for place, name in enumerate(figures, start=1)}
    now = {towns[name].path: some(*numbers) for name, numbers in figures.items()}
    before = {towns[name].path: some(*numbers) for name, numbers in (earlier or {}).items()}
    return ranked([COUNTY, *towns.values()], COUNTY.id, OCTOBER, ended(now), ended(before), by_union=False)


def test_the_higher_rate_stands_first_and_equal_rates_share_a_rank() -> None:
    found = drawn({"甲镇": (10, 5), "乙镇": (100, 90), "丙镇": (20, 10), "丁镇": (30, 3)})
    assert [(line.rank, line.name) for line in found.ranked] == [
        (1, "乙镇"),
        (2, "丙镇"),
        (2, "甲镇"),
        (4, "丁镇"),
    ]


def test_rates_that_print_alike_are_not_the_same_rank() -> None:
    found = drawn({"甲镇": (10_000, 5_000), "乙镇": (9_999, 5_000)})
    assert [(line.rank, line.name, percent(line.now.rate)) for line in found.ranked] == [
        (1, "乙镇", "50.0%"),
        (2, "甲镇", "50.0%"),
    ]


def test_fewer_than_ten_members_are_not_ranked_against_others() -> None:
    found = drawn({"甲镇": (9, 9), "乙镇": (10, 1), "丙镇": (0, 0)})
    assert [line.name for line in found.ranked] == ["乙镇"]
    assert [(line.rank, line.name) for line in found.small] == [(None, "甲镇"), (None, "丙镇")]
    assert (found.whole.now.registered, found.whole.now.activated) == (19, 10)


def test_the_change_is_against_the_end_of_the_month_before() -> None:
    found = drawn({"甲镇": (20, 15), "乙镇": (20, 5), "丙镇": (20, 4)}, {"甲镇": (10, 5), "乙镇": (10, 5)})
    assert {line.name: points(line.change) for line in found.lines} == {
        "甲镇": "+25.0",
        "乙镇": "−25.0",
        "丙镇": "—",
    }


def test_a_townships_own_members_are_a_line_of_their_own() -> None:
    town = branch(COUNTY, 1, "甲镇总工会")
    works = branch(town, 1, "样例厂工会", UnionKind.GRASSROOTS)
    direct = branch(COUNTY, 2, "县直样例工会", UnionKind.GRASSROOTS)
    own = {town.path: some(12, 3), works.path: some(20, 10), direct.path: some(10, 1)}
    tree = [COUNTY, town, works, direct]
    towns = ranked(tree, COUNTY.id, OCTOBER, ended(own), ended({}), by_union=False)
    unions = ranked(tree, COUNTY.id, OCTOBER, ended(own), ended({}), by_union=True)
    assert {line.name: line.now.registered for line in towns.lines} == {"甲镇总工会": 32, "县直样例工会": 10}
    assert {line.name: line.now.registered for line in unions.lines} == {
        "甲镇总工会（本级）": 12,
        "样例厂工会": 20,
        "县直样例工会": 10,
    }
    for found in (towns, unions):
        assert sum((line.now for line in found.lines), Funnel()) == found.whole.now


def test_the_league_of_the_told_county(deployed: Deployment, world: World, at: At) -> None:
    autumn(deployed, world, at)
    with deployed.database.reading() as session:
        county, town = actor_of(session, world, "county"), actor_of(session, world, "zhicheng")
        october = league(session, county, world.county.id, OCTOBER, by_union=False)
        own = league(session, town, world.zhicheng.id, OCTOBER, by_union=True)
        with pytest.raises(Refusal):
            league(session, town, world.huaxi.id, OCTOBER, by_union=True)
    assert [(line.name, line.now.activated, line.before.activated) for line in october.lines] == [
        ("雉城街道总工会（样例）", 1, 1),
        ("画溪街道总工会（样例）", 1, 0),
    ]
    assert (october.whole.now.activated, points(october.whole.change)) == (2, "+16.7")
    assert [line.name for line in own.lines] == ["雉城样例电池有限公司工会委员会"]


def test_a_league_costs_the_same_for_2_unions_and_for_42(deployed: Deployment, world: World) -> None:
    def cost() -> int:
        with deployed.database.reading() as session:
            actor = actor_of(session, world, "county")
            with statements_of(deployed.database) as statements:
                found = league(session, actor, world.county.id, OCTOBER, by_union=True)
        assert len(found.lines) in (2, 42)
        return len(statements)

    few = cost()
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        for serial in range(40):
            found_union(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
        joined(session, top, 301, date(2026, 11, 1))
    assert cost() == few == 8


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (None, "—"),
        (Fraction(0), "0.0%"),
        (Fraction(1), "100.0%"),
        (Fraction(1, 8), "12.5%"),
        (Fraction(2, 3), "66.7%"),
        (Fraction(1, 2000), "0.1%"),
        (Fraction(9_994, 10_000), "99.9%"),
    ],
)
def test_a_rate_has_one_decimal_rounded_half_up(rate: Fraction | None, words: str) -> None:
    assert percent(rate) == words


def test_the_draft_says_as_of_numbers_rate_change_and_who(at: At) -> None:
    at("2026-11-20 09:00")
    found = drawn(
        {"甲镇": (20, 15), "乙镇": (20, 10), "丙镇": (20, 5), "丁镇": (20, 0), "小镇": (5, 5)},
        {"甲镇": (20, 5)},
    )
    assert drafted(found, "样例县") == (
        "截至2026年10月31日，样例县在册工会会员 85 人，已激活惠工卡 35 人，激活率 41.2%，"
        "比上月末提高 16.2 个百分点。"
        "激活率居前的是：甲镇（75.0%）、乙镇（50.0%）。"
        "激活率靠后的是：丙镇（25.0%）、丁镇（0.0%），请抓紧通知会员激活。"
    )


def test_the_draft_of_an_empty_county_names_nobody(at: At) -> None:
    at("2026-11-20 09:00")
    assert drafted(drawn({}), "样例县") == (
        "截至2026年10月31日，样例县在册工会会员 0 人，已激活惠工卡 0 人，激活率 —。"
    )


def hostile() -> League:
    """Unions whose names a spreadsheet would take for formulas."""
    return drawn({"=1+1": (20, 15), "@SUM(A1)": (20, 10), "+甲镇": (20, 5), '乙"镇,\n二行': (20, 1)})


def test_no_name_becomes_a_formula_in_the_csv_file(at: At) -> None:
    at("2026-11-20 09:00")
    found = hostile()
    content = as_csv(found)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert [row[1] for row in rows] == [
        "工会",
        "'=1+1",
        "'@SUM(A1)",
        "'+甲镇",
        '乙"镇,\n二行',
        "合计",
    ]
    assert rows[1][:1] + rows[1][2:] == ["1", "20", "15", "15", "15", "75.0%", "—"]


@pytest.mark.parametrize("begin", "＝＋－＠﹢﹦﹣﹫")
def test_no_name_that_begins_full_width_becomes_one_either(at: At, begin: str) -> None:
    at("2026-11-20 09:00")
    content = as_csv(drawn({f"{begin}1＋1": (20, 15)})).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(StringIO(content))][1] == f"'{begin}1＋1"


def test_a_signed_change_stays_a_number_in_the_csv_file(at: At) -> None:
    at("2026-11-20 09:00")
    text = as_csv(drawn({"甲镇": (20, 15)}, {"甲镇": (20, 5)})).decode("utf-8-sig")
    assert text.splitlines()[1].endswith(",75.0%,+50.0")


def test_the_workbook_holds_the_league_as_text(at: At) -> None:
    at("2026-11-20 09:00")
    sheet = openpyxl.load_workbook(BytesIO(as_workbook(hostile(), "样例县"))).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "样例县工会会员实名制工作进度通报"
    assert cells[3] == [1, "1", "=1+1", "20", "15", "15", "15", "75.0%", "—"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4, max_row=8) for cell in row} == {"n", "s"}
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
