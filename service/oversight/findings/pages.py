"""The console's doors to findings: the overview, lists, one question, its answer, its closing."""

from datetime import date
from functools import partial
from uuid import UUID

from flask import Blueprint, request
from pydantic import Field

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.paging import paged
from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.oversight.findings.actions import MOST, answer, close, send_back
from service.oversight.findings.models import DUPLICATES, REPLIES, Finding, FindingStatus, Kind, Reply
from service.oversight.findings.overview import overview, unions_below
from service.oversight.findings.queries import (
    FindingsShown,
    finding_in_reach,
    findings_in_reach,
    findings_listed,
    last_round,
    others_of,
    place_of,
)
from service.oversight.findings.words import ADVICE, signal_told
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.unions.models import Union

finding_pages = Blueprint(
    "finding_pages", __name__, url_prefix="/console/findings", template_folder="templates"
)
says(
    finding_pages,
    {
        "finding_answered": "已答复，等上级工会销号。",
        "findings_answered": "选中的都已答复，等上级工会销号。",
        "finding_closed": "已销号。",
        "finding_returned": "已退回，工会会重新核对。",
    },
)


class FindingAnswer(Shape):
    """The answer of a union to one question."""

    reply: Reply
    evidence: str = Field(default="", max_length=200)
    seen_on: date = Field(default_factory=clock.today)


class AnsweredTogether(FindingAnswer):
    """One answer of a union to several questions of one kind."""

    finding: list[UUID] = Field(default_factory=list)


class SentBack(Shape):
    """The reason for sending an answer back."""

    remark: str = Field(default="", max_length=200)


@finding_pages.get("")
@needs(Act.FINDING_READ)
def list_findings() -> str:
    """数据疑点"""
    return _list()


def _under() -> Union | None:
    """The union that a page is narrowed to, if any."""
    union_id = request.args.get("union_id", None, UUID)
    return reached_union(session(), actor(), Act.FINDING_READ, union_id) if union_id else None


def _list() -> str:
    shown = request.args.get("shown", FindingsShown.OPEN, FindingsShown)
    kind = request.args.get("kind", None, Kind)
    under = _under()
    page = paged(partial(findings_listed, session(), actor(), shown, kind, under))
    rows = page.rows
    others = others_of(session(), actor(), rows)
    together = kind is not None and shown in (FindingsShown.OPEN, FindingsShown.OVERDUE)
    answers = together and any(map(_answers_for, rows))
    one = last_round(session())
    return show(
        "findings/list.html",
        rows=[(row, signal_told(row, others, in_clear=_answers_for(row))) for row in rows],
        page=page,
        shown=shown,
        choices=list(FindingsShown),
        kind=kind,
        kinds=list(Kind),
        under=under,
        as_of=one.begun_at if one else None,
        replies=[(reply.value, reply.label) for reply in REPLIES[kind]] if answers and kind else [],
        may_answer={row.id for row in rows if _answers_for(row)},
    )


def _answers_for(one: Finding) -> bool:
    """Who has to answer must know of whom: two members of one family name look alike when masked."""
    return reaches(actor(), Act.FINDING_ANSWER, one.union)


@finding_pages.get("/overview")
@needs(Act.FINDING_READ)
def read_overview() -> str:
    """数据疑点一览"""
    under = _under()
    page = paged(partial(unions_below, session(), actor(), under))
    seen = overview(session(), actor(), under, page.rows)
    return show("findings/overview.html", seen=seen, page=page, under=under)


@finding_pages.get("/<uuid:finding_id>")
@needs(Act.FINDING_READ)
def read_one(finding_id: UUID) -> str:
    """一个数据疑点"""
    return _page(finding_id)


def _page(finding_id: UUID) -> str:
    one = finding_in_reach(session(), actor(), Act.FINDING_READ, finding_id)
    others = others_of(session(), actor(), [one])
    is_open, answered = one.status is FindingStatus.OPEN, one.status is FindingStatus.ANSWERED
    closes = reaches(actor(), Act.FINDING_CLOSE, one.union)
    held = place_of(session(), one.person_id) if one.person_id else None
    return show(
        "findings/one.html",
        one=one,
        words=signal_told(one, others, in_clear=_answers_for(one)),
        advice=ADVICE[one.kind],
        evidence=opened(one, "evidence"),
        remark=opened(one, "remark"),
        held=held,
        may_change=held is not None and reaches(actor(), Act.MEMBERSHIP_CHANGE, held.union),
        may_merge=one.kind in DUPLICATES and actor().may(Act.MEMBERSHIP_MERGE),
        may_answer=is_open and _answers_for(one),
        closes=closes,
        may_close=answered and closes and one.answered_by != actor().id,
    )


@finding_pages.post("/<uuid:finding_id>/answer")
@needs(Act.FINDING_ANSWER)
@shown_again(_page)
def answer_one(finding_id: UUID) -> object:
    """答复"""
    one, form = (
        finding_in_reach(session(), actor(), Act.FINDING_ANSWER, finding_id, lock=True),
        filled(FindingAnswer),
    )
    answer(session(), actor(), [one], form.reply, form.evidence, form.seen_on)
    return taken(f"/console/findings/{finding_id}", "finding_answered")


@finding_pages.post("/answers")
@needs(Act.FINDING_ANSWER)
@shown_again(_list)
def answer_together() -> object:
    """一起答复同一种疑点"""
    form = filled(AnsweredTogether)
    if len(form.finding) > MOST:
        raise Refusal("FINDING_TOO_MANY", most=str(MOST))
    rows = findings_in_reach(session(), actor(), Act.FINDING_ANSWER, form.finding, lock=True)
    answer(session(), actor(), rows, form.reply, form.evidence, form.seen_on)
    return taken("/console/findings", "findings_answered")


@finding_pages.post("/<uuid:finding_id>/closing")
@needs(Act.FINDING_CLOSE)
@shown_again(_page)
def close_one(finding_id: UUID) -> object:
    """销号"""
    close(session(), actor(), finding_in_reach(session(), actor(), Act.FINDING_CLOSE, finding_id, lock=True))
    return taken(f"/console/findings/{finding_id}", "finding_closed")


@finding_pages.post("/<uuid:finding_id>/return")
@needs(Act.FINDING_CLOSE)
@shown_again(_page)
def return_one(finding_id: UUID) -> object:
    """退回重新核对"""
    one = finding_in_reach(session(), actor(), Act.FINDING_CLOSE, finding_id, lock=True)
    send_back(session(), actor(), one, filled(SentBack).remark)
    return taken(f"/console/findings/{finding_id}", "finding_returned")
