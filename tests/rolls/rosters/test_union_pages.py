"""Unions at the desk: the tree within reach and the page of one union."""

from service.register.unions.models import Union
from service.register.units.models import Unit, UnitNature
from tests.doors.console.given import Office


def test_the_tree_shows_what_is_in_reach_and_how_many_members(office: Office) -> None:
    page = office.desk("zhicheng").get("/console/unions").text
    assert ("雉城样例电池" in page, "画溪样例纺织" in page, "3 人" in page) == (True, False, True)
    county = office.desk("county").get("/console/unions?name=纺织").text
    assert ("雉城样例电池" in county, "画溪样例纺织" in county) == (False, True)


def test_a_name_is_searched_as_it_stands(office: Office) -> None:
    county = office.desk("county")
    assert "没有找到" in county.get("/console/unions?name=%25").text
    assert "没有找到" in county.get("/console/unions?name=_").text


def test_a_union_shows_its_latest_rosters_and_no_phone(office: Office) -> None:
    page = office.desk("chair_battery").get(f"/console/unions/{office.world.battery.id}").text
    assert "还没有确认过花名册。" in page
    assert f"/console/rosters/{office.world.battery.id}" in page


def test_a_union_shows_the_items_of_annex_1_and_the_units_that_it_covers(office: Office) -> None:
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        union.reported_members, union.remark = 88, "样例备注"
        place = "样例路 1 号"
        session.add(
            Unit(
                name="样例单位甲",
                uscc="91330522MA2B4C5D6E",
                nature=UnitNature.PRIVATE,
                place=place,
                headcount=120,
                union_id=union.id,
            )
        )
    page = office.desk("chair_battery").get(f"/console/unions/{office.world.battery.id}").text
    wanted = ("汇总表上报 88 人", "样例备注", "样例单位甲", "91330522MA2B4C5D6E", "私营经济", place, "120 人")
    assert [words for words in wanted if words not in page] == []


def test_the_tree_below_one_union_is_reached_from_it_and_only_within_reach(office: Office) -> None:
    world, county = office.world, office.desk("county")
    below = county.get(f"/console/unions?under={world.zhicheng.id}").text
    assert ("雉城样例电池" in below, "画溪样例纺织" in below) == (True, False)
    assert (
        f"/console/unions?under={world.zhicheng.id}"
        in county.get(f"/console/unions/{world.zhicheng.id}").text
    )
    assert office.desk("huaxi").get(f"/console/unions?under={world.zhicheng.id}").status_code == 404
