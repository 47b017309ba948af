"""The poster of a union: one sheet to print or to send, whose code can be made to stop."""

from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from sqlalchemy import select

from service.ground.drawing import draw_png
from service.register.access.models import SYSTEM
from service.register.audit.models import AuditEntry
from service.register.posters.sheet import STEPS, WIDE, Poster, poster_pdf, poster_png
from service.register.unions.actions import renew_scene
from service.register.unions.models import Union
from tests.doors.console.given import Office
from tests.paper import fonts_of, pages_of


def address(office: Office, page: str) -> str:
    """A page about the battery union."""
    return f"/console/unions/{office.world.battery.id}/{page}"


def test_the_printed_poster_has_the_union_the_steps_and_the_county_s_telephone(office: Office) -> None:
    answer = office.desk("handler_battery").get(address(office, "poster.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    steps = [f"{number}.{words}" for number, words in enumerate(STEPS, start=1)]
    words = ["微信扫一扫，加入工会", office.world.battery.name, *steps, "长兴县总工会咨询电话0572-6022447"]
    assert pages_of(answer.data) == ["".join(words)]
    assert {name.split("-CJK-")[0] for name in fonts_of(answer.data)} == {"Noto-Sans"}


def test_the_poster_to_send_round_is_a_picture_of_a_whole_sheet(office: Office) -> None:
    answer = office.desk("handler_battery").get(address(office, "poster.png"))
    picture = Image.open(BytesIO(answer.data))
    assert (answer.mimetype, picture.size) == ("image/png", (1240, 1754))


@pytest.mark.parametrize("name", ["样", "样例" * 60, "W" * 120, "<b>样</b>", "䶮𠮷工会委员会"])
def test_whatever_a_union_is_called_its_poster_is_one_sheet(name: str) -> None:
    poster = Poster(name, "长兴县", "0572-6022447", draw_png("https://example.org/join/ABC"))
    pages = pages_of(poster_pdf(poster))
    assert (len(pages), name in pages[0]) == (1, True)
    [paper] = PdfDocument(poster_pdf(poster))
    seen = Image.open(BytesIO(poster_png(poster)))
    assert seen.tobytes() == paper.render(scale=WIDE / paper.get_width()).to_pil().tobytes()
    written = seen.convert("L")
    assert all(
        written.getpixel((x, y)) == 255 for x in (20, 1220) for y in range(0, 1754, 3)
    )  # nothing runs over the edge
    assert written.crop((90, 1380, 1150, 1660)).getextrema()[0] < 120  # the telephone stands where it belongs
    assert written.crop((0, 1670, 1240, 1754)).getextrema()[0] == 255


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
        renew_scene(session, SYSTEM, union)
    gone = stranger.get(f"/join/{scene}")
    assert (gone.status_code, "这个工会二维码已失效。" in gone.text) == (404, True)


def test_a_new_code_is_asked_for_twice_and_stops_the_old_poster(office: Office) -> None:
    desk, old = office.desk("chair_battery"), office.world.battery.scene
    assert f'href="{address(office, "scene")}"' in desk.get(address(office, "poster")).text
    assert "旧海报马上失效" in desk.get(address(office, "scene")).text
    assert office.stranger().get(f"/join/{old}").status_code == 200
    answer = desk.post(address(office, "scene"))
    assert (answer.status_code, answer.location) == (303, f"{address(office, 'poster')}?done=scene_renewed")
    assert "旧海报上的码已经失效" in desk.get(answer.location).text
    assert office.stranger().get(f"/join/{old}").status_code == 404
    with office.deployed.database.reading() as session:
        new = session.get_one(Union, office.world.battery.id).scene
        logged = session.scalars(select(AuditEntry).where(AuditEntry.act == "union:scene")).one()
    assert office.stranger().get(f"/join/{new}").status_code == 200
    assert (logged.object_id, logged.actor_id) == (
        office.world.battery.id,
        office.world.staff_id("chair_battery"),
    )


def test_looking_at_the_question_changes_nothing(office: Office) -> None:
    office.desk("chair_battery").get(address(office, "scene"))
    assert office.stranger().get(f"/join/{office.world.battery.scene}").status_code == 200


def test_who_only_prints_is_not_offered_a_new_code(office: Office) -> None:
    desk = office.desk("handler_battery")
    assert address(office, "scene") not in desk.get(address(office, "poster")).text
    assert desk.post(address(office, "scene")).status_code == 404
