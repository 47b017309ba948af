"""The worker's doors to the copy of his data: to be read by a machine, or on paper."""

from typing import Any

from apiflask import APIBlueprint

from service.doors.copies.actions import Copy, make_copy
from service.doors.copies.paper import copy_pdf
from service.doors.copies.shapes import CopySeen, CopyWanted
from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import printed

copies = APIBlueprint("copies", __name__, url_prefix="/api/me/copy", tag="我的信息副本")


def _made(wanted: Any) -> Copy:
    return make_copy(session(), actor(), account(), wanted.number_tail)


@copies.post("")
@needs(Act.COPY_OWN)
@copies.input(CopyWanted, arg_name="wanted")
@copies.output(CopySeen)
@copies.doc(security="worker", responses=[401, 409, 422, 429])
def copy_own(wanted: CopyWanted) -> dict[str, object]:
    """我的信息副本（可以转到别处使用）"""
    made = _made(wanted)
    sections = [
        {"title": one.title, "entries": [[_line(line) for line in lines] for lines in one.entries]}
        for one in made.sections
    ]
    return {"made_at": made.made_at, "county": deployment().settings.county_name, "sections": sections}


def _line(line: tuple[str, str]) -> dict[str, str]:
    return {"label": line[0], "value": line[1]}


@copies.post("/paper")
@needs(Act.COPY_OWN)
@copies.input(CopyWanted, arg_name="wanted")
@copies.doc(security="worker", responses=[401, 409, 422, 429, 503])
def print_own(wanted: CopyWanted) -> object:
    """我的信息副本（PDF）

    The answer is `application/pdf`.
    """
    made, county = _made(wanted), deployment().settings.county_name
    return printed("my-data", lambda: copy_pdf(made, county))
