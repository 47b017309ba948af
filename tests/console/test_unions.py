"""Unions at the desk, the poster, and the page behind the poster's code."""

from io import BytesIO

from PIL import Image

from service.unions.actions import renew_scene
from service.unions.models import Union
from tests.console.given import Office


def test_the_tree_shows_what_is_in_reach_and_how_many_members(office: Office) -> None:
    page = office.desk("zhicheng").get("/console/unions").text
    assert ("雉城样例电池" in page, "画溪样例纺织" in page, "3 人" in page) == (True, False, True)
    county = office.desk("county").get("/console/unions?name=纺织").text
    assert ("雉城样例电池" in county, "画溪样例纺织" in county) == (False, True)


def test_a_name_is_searched_as_it_stands(office: Office) -> None:
    county = office.desk("county")
    assert "没有找到" in county.get("/console/unions?name=%25").text
    assert "没有找到" in county.get("/console/unions?name=_").text


def test_a_poster_has_a_code_even_while_wechat_is_silent(office: Office) -> None:
    answer = office.desk("chair_battery").get(f"/console/unions/{office.world.battery.id}/poster.png")
    assert answer.mimetype == "image/png"
    assert min(Image.open(BytesIO(answer.data)).size) >= 250


def test_the_code_leads_to_the_union_until_it_is_renewed(office: Office) -> None:
    stranger, scene = office.stranger(), office.world.battery.scene
    page = stranger.get(f"/join/{scene}")
    assert (page.status_code, "加入雉城样例电池有限公司工会委员会" in page.text) == (200, True)
    assert "退出" not in page.text
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        renew_scene(session, office_actor(), union)
    gone = stranger.get(f"/join/{scene}")
    assert (gone.status_code, "这个工会二维码已失效。" in gone.text) == (404, True)


def office_actor() -> object:
    """Whoever renews the code."""
    from service.access.models import SYSTEM

    return SYSTEM


def test_a_union_shows_its_latest_rosters_and_no_phone(office: Office) -> None:
    page = office.desk("chair_battery").get(f"/console/unions/{office.world.battery.id}").text
    assert "还没有确认过花名册。" in page
    assert f"/console/rosters/{office.world.battery.id}" in page
