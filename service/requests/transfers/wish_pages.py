"""The console's doors of a union that asks for a worker whom it knows (接转请求)."""

from functools import partial

from flask import Blueprint

from service.ground.paging import paged
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.forms import filled, says, show, shown_again, taken
from service.requests.transfers.typed import Wished
from service.requests.transfers.wishes import wish, wishes_listed

wish_pages = Blueprint("wish_pages", __name__, url_prefix="/console/transfers", template_folder="templates")
says(
    wish_pages,
    {
        "transfer_wished": "已送出。如果该职工是本县会员，接转请求已送到本人和原工会；有一方答应了，这里才看得到。",
    },
)


def _page() -> str:
    return show(
        "transfers/wishes.html",
        unions=reached_unions(session(), actor(), Act.TRANSFER_HANDLE, size=50),
        page=paged(partial(wishes_listed, session(), actor())),
    )


@wish_pages.get("/wishes")
@needs(Act.TRANSFER_HANDLE)
def wishes_page() -> str:
    """请职工把会籍接转过来"""
    return _page()


@wish_pages.post("/wishes")
@needs(Act.TRANSFER_HANDLE)
@shown_again(_page)
def wish_for_one() -> object:
    """提出接转请求: the answer is the same for everybody."""
    form = filled(Wished)
    union = reached_union(session(), actor(), Act.TRANSFER_HANDLE, form.union_id)
    settings = deployment().settings
    wish(session(), actor(), union, form.name, form.id_number, form.unit_name, form.purpose, settings)
    return taken("/console/transfers/wishes", "transfer_wished")
