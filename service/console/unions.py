"""Unions as staff see them: the tree within reach, one union, its poster and where the poster's code leads."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.access.guard import actor, deployment, needs, session
from service.access.models import Act
from service.access.queries import reached_union, reached_unions
from service.cards.drawing import draw_png
from service.errors import Refusal
from service.forms import show
from service.memberships.queries import members_counted
from service.people.contact import masked_phone
from service.rosters.queries import history
from service.sealing import opened
from service.unions.queries import union_of_scene
from wechat.client import Gateway
from wechat.codes import mini_program_code
from wechat.errors import WeChatError

union_pages = Blueprint("union_pages", __name__, template_folder="templates")
PAGE = 100
JOIN_PAGE = "pages/apply/apply"


@union_pages.get("/console/unions")
@needs(Act.UNION_READ)
def list_unions() -> str:
    """工会组织"""
    words, start = request.args.get("name", "").strip(), max(0, request.args.get("start", 0, int))
    rows = reached_unions(session(), actor(), Act.UNION_READ, words, start=start, size=PAGE + 1)
    top = min((row.path.count(".") for row in rows), default=0)
    return show(
        "console/unions.html",
        rows=[(row, min(row.path.count(".") - top, 3)) for row in rows[:PAGE]],
        members=members_counted(session(), [row.id for row in rows[:PAGE]]),
        more=len(rows) > PAGE,
        words=words,
        start=start,
        size=PAGE,
    )


@union_pages.get("/console/unions/<uuid:union_id>")
@needs(Act.UNION_READ)
def read_union(union_id: UUID) -> str:
    """一个工会"""
    union = reached_union(session(), actor(), Act.UNION_READ, union_id)
    return show(
        "console/union.html",
        union=union,
        leader=opened(union, "leader"),
        phone=masked_phone(opened(union, "phone")),
        members=members_counted(session(), [union.id]).get(union.id, 0),
        rosters=history(session(), actor(), union.id)[:3],
    )


@union_pages.get("/console/unions/<uuid:union_id>/poster")
@needs(Act.UNION_POSTER)
def read_poster(union_id: UUID) -> str:
    """入会二维码海报"""
    return show("console/poster.html", union=reached_union(session(), actor(), Act.UNION_POSTER, union_id))


@union_pages.get("/console/unions/<uuid:union_id>/poster.png")
@needs(Act.UNION_POSTER)
def draw_poster(union_id: UUID) -> Response:
    """海报上的码: WeChat's round code, or a plain QR code while WeChat does not answer."""
    with deployment().database.reading() as reading:
        scene = reached_union(reading, actor(), Act.UNION_POSTER, union_id).scene
    return _picture(_code(deployment().gateway, scene))


def _code(gateway: Gateway, scene: str) -> bytes:
    try:
        return mini_program_code(gateway, scene, JOIN_PAGE)
    except WeChatError:
        address = url_for("union_pages.join", scene=scene)
        return draw_png(f"{deployment().settings.public_url}{address}")


def _picture(image: bytes) -> Response:
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    return Response(image, mimetype=kind)


@union_pages.get("/join/<scene>")
@needs(Act.SIGN_IN)
def join(scene: str) -> str:
    """扫海报进来的网页: for a phone whose camera read the plain code."""
    union = union_of_scene(session(), scene)
    if union is None:
        raise Refusal("UNION_CODE_INVALID")
    return show("console/join.html", union=union)
