"""On paper: A4, without the menu, with the table's head on every sheet."""

from io import BytesIO
from unicodedata import normalize

from pypdf import PdfReader
from sqlalchemy.orm import Session

from service.register.unions.models import Union
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.pending import confirmation
from tests.browser.stage import Seat, Stage
from tests.given import World, id_number, member, phone
from tests.requests.applications.given import staff_of, submitted, union_of

A4 = (595, 842)
MENU = ("跳到正文", "退出", "登录管理", "惠工卡工作台")


def printed(seat: Seat, path: str) -> list[str]:
    """The words of each sheet; every sheet is an A4 one and carries nothing of the menu."""
    paper = PdfReader(BytesIO(seat.go(path).pdf(format="A4", prefer_css_page_size=True)))
    for sheet in paper.pages:
        size = (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height)))
        assert max(abs(size[0] - A4[0]), abs(size[1] - A4[1])) <= 1, size
    words = ["".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in paper.pages]
    assert [word for word in MENU if any(word in sheet for sheet in words)] == []
    return words


def a_long_roster(session: Session, world: World) -> str:
    """A confirmed version of fifty members; its address."""
    union = session.get_one(Union, world.battery.id)
    for serial in range(301, 348):
        member(session, union, f"样长{serial}", id_number(serial), phone(serial))
    chair = staff_of(session, world, "chair_battery")
    return (
        f"/console/roster-versions/{confirm(session, chair, union, confirmation(session, union).digest).id}"
    )


def test_a_roster_has_its_head_on_every_sheet(stage: Stage) -> None:
    with stage.deployed.database.writing() as session:
        version = a_long_roster(session, stage.world)
    words = printed(stage.seat("chair_battery", "desk"), version)
    assert len(words) == 3
    rows = [sheet for sheet in words if "**" in sheet]
    assert all("证件号" in sheet and "手机号" in sheet for sheet in rows)


def test_the_poster_is_one_sheet(stage: Stage) -> None:
    poster = f"/console/unions/{stage.world.battery.id}/poster"
    (words,) = printed(stage.seat("handler_battery", "desk"), poster)
    assert "雉城样例电池有限公司工会委员会" in words


def test_an_application_prints_without_its_buttons(stage: Stage) -> None:
    with stage.deployed.database.writing() as session:
        application = submitted(session, union_of(session, stage.world.battery)).id
    words = printed(stage.seat("handler_battery", "desk"), f"/console/applications/{application}")
    assert len(words) <= 2
    assert "办理记录" in "".join(words)
    assert "初审通过" not in "".join(words)
