"""The page that a download link leads to: looking uses nothing up, the button does."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from service.ground.workbook import MEDIA_TYPE
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import show, shown_again
from service.rolls.exports.downloads import download, is_open
from service.rolls.exports.queries import own_link

download_pages = Blueprint("download_pages", __name__, url_prefix="/console", template_folder="templates")


def _page(token: str) -> str:
    link = own_link(session(), actor(), token)
    return show("exports/download.html", token=token, link=link, one=link.export, open=is_open(link))


@download_pages.get("/downloads/<token>")
@needs(Act.EXPORT_MAKE)
def read_link(token: str) -> str:
    """下载页: what the file is; whoever looks ahead of the reader uses nothing up."""
    return _page(token)


@download_pages.post("/downloads/<token>")
@needs(Act.EXPORT_MAKE)
@shown_again(_page)
def use_link(token: str) -> Response:
    """下载: once; presence was proved when the link was taken, a quarter of an hour ago at most."""
    name, data = download(session(), actor(), token)
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)
