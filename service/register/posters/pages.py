"""The poster of a union: its page, its code, the sheet to print or to send, a new code when the old one must stop; and
where the code leads a camera.
"""

from uuid import UUID

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from service.ground.errors import Refusal
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.forms import says, show, taken
from service.register.posters.codes import code_for, picture
from service.register.posters.sheet import MARKS, STEPS, Poster, poster_pdf, poster_png
from service.register.unions.actions import renew_scene
from service.register.unions.models import Union
from service.register.unions.queries import union_of_scene

poster_pages = Blueprint("poster_pages", __name__, template_folder="templates")
says(
    poster_pages,
    {
        "scene_renewed": "入会二维码已更换。旧海报上的码已经失效，请打印新海报换上。",
    },
)
JOIN_PAGE = "pages/join/join"


@poster_pages.get("/console/unions/<uuid:union_id>/poster")
@needs(Act.UNION_POSTER)
def read_poster(union_id: UUID) -> str:
    """入会海报"""
    union = reached_union(session(), actor(), Act.UNION_POSTER, union_id)
    may_renew = reaches(actor(), Act.UNION_SCENE, union)
    mark = MARKS[deployment().settings.code_version]
    return show("posters/one.html", union=union, steps=STEPS, may_renew=may_renew, mark=mark)


@poster_pages.get("/console/unions/<uuid:union_id>/code.png")
@needs(Act.UNION_POSTER)
def draw_code(union_id: UUID) -> Response:
    """海报上的码"""
    return picture(_code(_reached(union_id).scene))


@poster_pages.get("/console/unions/<uuid:union_id>/poster.png")
@needs(Act.UNION_POSTER)
def draw_poster(union_id: UUID) -> Response:
    """整张海报，图片: to send round."""
    return picture(poster_png(_poster(union_id)))


@poster_pages.get("/console/unions/<uuid:union_id>/poster.pdf")
@needs(Act.UNION_POSTER)
def print_poster(union_id: UUID) -> Response:
    """整张海报，A4 打印"""
    return Response(poster_pdf(_poster(union_id)), mimetype="application/pdf")


def _reached(union_id: UUID) -> Union:
    """The union, in a session that ends here: nothing is held while WeChat is asked and the sheet is drawn."""
    with deployment().database.reading() as reading:
        return reached_union(reading, actor(), Act.UNION_POSTER, union_id)


def _poster(union_id: UUID) -> Poster:
    union, settings = _reached(union_id), deployment().settings
    mark = MARKS[settings.code_version]
    return Poster(union.name, settings.county_name, settings.county_phone, _code(union.scene), mark)


def _code(scene: str) -> bytes:
    return code_for(JOIN_PAGE, scene, url_for("poster_pages.join", scene=scene))


@poster_pages.get("/console/unions/<uuid:union_id>/scene")
@needs(Act.UNION_SCENE)
def renewal_page(union_id: UUID) -> str:
    """更换入会二维码: what it means, before it happens."""
    return show("posters/scene.html", union=reached_union(session(), actor(), Act.UNION_SCENE, union_id))


@poster_pages.post("/console/unions/<uuid:union_id>/scene")
@needs(Act.UNION_SCENE)
def renew(union_id: UUID) -> BaseResponse:
    """更换入会二维码"""
    renew_scene(session(), actor(), reached_union(session(), actor(), Act.UNION_SCENE, union_id))
    return taken(f"/console/unions/{union_id}/poster", "scene_renewed")


@poster_pages.get("/join/<scene>")
@needs(Act.SIGN_IN)
def join(scene: str) -> str:
    """扫海报进来的网页: for a phone whose camera read the plain code."""
    union = union_of_scene(session(), scene)
    if union is None:
        raise Refusal("UNION_CODE_INVALID")
    return show("posters/join.html", union=union)
