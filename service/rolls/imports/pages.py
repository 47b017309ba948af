"""The console's doors to imports: upload a file, look at the preview, confirm it or give it up."""

from functools import partial
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, request, send_file
from pydantic import Field

from service.ground.errors import invalid
from service.ground.paging import paged
from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.ground.workbook import MEDIA_TYPE
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.forms import filled, says, show, shown_again, taken
from service.register.people.contact import masked_number
from service.requests.transfers.listing import lines_of
from service.requests.transfers.models import WishStatus
from service.rolls.imports.actions import confirm, discard, upload, withdraw
from service.rolls.imports.annotating import annotate, ask
from service.rolls.imports.models import ImportKind, ImportStatus
from service.rolls.imports.queries import OFFERED, import_in_reach, imports_listed, shown_rows
from service.rolls.imports.verdicts import RowKind, RowVerdict

import_pages = Blueprint("import_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    import_pages,
    {
        "uploaded": "文件已收下，正在读取。读完请核对预览，再点确认。",
        "import_ordered": "已确认，正在写入登记。要么全部写入，要么一行不动。",
        "annotated_ordered": "正在生成核对表，一般几秒钟。生成好了就在这一页下载。",
        "discarded": "已放弃这次导入，文件已销毁。",
        "line_withdrawn": "已撤下这一行。",
    },
)
PAGE, CHOICES = 100, 50
_ABSENT_KIND = {ImportKind.ROSTER: RowKind.NEW}  # who is new, nobody is told before it is written
_WRITTEN = (ImportStatus.CONFIRMED,)


class Upload(Shape):
    """Which form the file is, and whose."""

    kind: ImportKind = Field(description="请选择是哪一种表。")
    union_id: UUID = Field(description="请选择导入到哪个工会。")


def _list() -> str:
    words = request.args.get("union_name", "").strip()
    return show(
        "imports/list.html",
        page=paged(partial(imports_listed, session(), actor())),
        kinds=[(kind.value, kind.label) for kind, act in OFFERED.items() if actor().may(act)],
        unions=reached_unions(session(), actor(), Act.IMPORT_ROSTER, words, size=CHOICES),
        words=words,
    )


@import_pages.get("/imports")
@needs(Act.IMPORT_ROSTER)
def list_imports() -> str:
    """导入"""
    return _list()


@import_pages.post("/imports")
@needs(Act.IMPORT_ROSTER)
@shown_again(_list)
def upload_one() -> object:
    """上传文件: kept sealed until the worker has read it."""
    form, file = filled(Upload), request.files.get("file")
    if file is None or not file.filename:
        raise invalid(file="请选择要上传的 Excel 文件。")
    if form.kind not in OFFERED:
        raise invalid(kind="省平台结果文件请在那个报送包的页面上传。")
    union = reached_union(session(), actor(), OFFERED[form.kind], form.union_id)
    import_ = upload(session(), actor(), form.kind, union, file.filename, file.read())
    return taken(f"/console/imports/{import_.id}", "uploaded")


@import_pages.get("/imports/<uuid:import_id>")
@needs(Act.IMPORT_ROSTER)
def read_one(import_id: UUID) -> str:
    """一次导入：进度与预览"""
    return _page(import_id)


def _page(import_id: UUID) -> str:
    import_ = import_in_reach(session(), actor(), import_id)
    wanted = request.args.get("verdict", "")
    verdict = RowVerdict(wanted) if wanted in list(RowVerdict) else None
    mine = import_.uploaded_by == actor().id and import_.kind in OFFERED
    return show(
        "imports/one.html",
        one=import_,
        page=paged(partial(shown_rows, import_, verdict), PAGE),
        verdicts=list(RowVerdict),
        kinds=[kind for kind in RowKind if kind is not _ABSENT_KIND.get(import_.kind, RowKind.PENDING)],
        verdict=verdict,
        running=import_.status in (ImportStatus.UPLOADED, ImportStatus.CONFIRMING),
        mine=mine,
        annotating=mine and import_.annotating,
        lines=paged(partial(lines_of, session(), import_.id), PAGE) if import_.status in _WRITTEN else None,
        line_status=WishStatus,
        opened=opened,
        masked=masked_number,
    )


def _line_page(import_id: UUID, line_id: UUID) -> str:
    return _page(import_id)


@import_pages.post("/imports/<uuid:import_id>/confirmation")
@needs(Act.IMPORT_ROSTER)
@shown_again(_page)
def confirm_one(import_id: UUID) -> object:
    """确认导入"""
    confirm(session(), actor(), import_in_reach(session(), actor(), import_id), deployment().settings)
    return taken(f"/console/imports/{import_id}", "import_ordered")


@import_pages.post("/imports/<uuid:import_id>/annotated")
@needs(Act.IMPORT_ROSTER)
@shown_again(_page)
def draw_annotated(import_id: UUID) -> object:
    """生成核对表: the worker draws it, once."""
    ask(session(), actor(), import_id)
    return taken(f"/console/imports/{import_id}", "annotated_ordered")


@import_pages.post("/imports/<uuid:import_id>/annotated/file")
@needs(Act.IMPORT_ROSTER, step_up=True)
@shown_again(_page)
def take_annotated(import_id: UUID) -> Response:
    """下载核对表"""
    name, data = annotate(session(), actor(), import_id)
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@import_pages.post("/imports/<uuid:import_id>/lines/<uuid:line_id>/withdrawal")
@needs(Act.IMPORT_ROSTER)
@shown_again(_line_page)
def withdraw_one_line(import_id: UUID, line_id: UUID) -> object:
    """撤下一行待核对的"""
    withdraw(session(), actor(), import_in_reach(session(), actor(), import_id), line_id)
    return taken(f"/console/imports/{import_id}", "line_withdrawn")


@import_pages.post("/imports/<uuid:import_id>/discard")
@needs(Act.IMPORT_ROSTER)
@shown_again(_page)
def discard_one(import_id: UUID) -> object:
    """放弃导入"""
    discard(session(), actor(), import_in_reach(session(), actor(), import_id))
    return taken(f"/console/imports/{import_id}", "discarded")
