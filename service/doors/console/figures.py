"""首页的数字: a few numbers by role, each with the page that stands behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.doors.console.checkup import worker_standing
from service.doors.console.counts import exports_of_the_week, refused_rows
from service.doors.console.registered import kinds
from service.ground import clock
from service.ground.standing import Condition
from service.oversight.auditing.chain import chain_standings
from service.oversight.progress.bulletin import percent
from service.oversight.progress.figures import activation
from service.register.access.models import Act, Actor
from service.register.matters import late_counted
from service.requests.applications.queries import waiting_counts
from service.requests.cards.attempts import breaker_standings


@dataclass(frozen=True)
class HomeFigure:
    """One number, what it counts, where its list stands, as of when, and for a rate what is divided by what."""

    label: str
    number: str
    link: str
    as_of: str
    parts: str = ""


def figures(session: Session, actor: Actor) -> list[HomeFigure]:
    """The numbers of the actor's roles; a fixed number of queries."""
    found: list[HomeFigure] = []
    now = _today(clock.county_time(clock.now()))
    if actor.may(Act.PROGRESS_READ):
        found += _progress(session, actor)
    if actor.may(Act.PROGRESS_COMPARE):
        found += _overseen(session, actor, now)
    if actor.may(Act.IMPORT_UNIONS):
        link = "/console/imports"
        found.append(HomeFigure("30 天内导入时拒收的行", str(refused_rows(session, actor)), link, now))
    if actor.may(Act.AUDIT_READ):
        week = exports_of_the_week(session)
        for act, label in (("export:request", "7 天内申请导出"), ("export:download", "7 天内下载导出")):
            found.append(HomeFigure(label, str(week[act]), "/console/audit/exports", now))
    return found


def standings(session: Session, actor: Actor) -> Iterator[tuple[str, list[Condition]]]:
    """How what this role watches over stands, with the page that says more."""
    if actor.may(Act.AUDIT_READ):
        yield "/console/audit", chain_standings(session)
        full = [one for one in breaker_standings(session) if not one.good]
        if full:
            yield "/console/claims/attempts", full
    if actor.may(Act.SYSTEM_READ):
        yield "/console/system", [worker_standing(session)]


def _progress(session: Session, actor: Actor) -> list[HomeFigure]:
    funnel, moment = activation(session, actor)
    told = (
        ("在册会员", str(funnel.registered), ""),
        ("已激活惠工卡", str(funnel.activated), ""),
        ("激活率", percent(funnel.rate), f"{funnel.activated} / {funnel.registered} 人"),
    )
    as_of = _today(moment.words)
    return [HomeFigure(label, number, "/console/progress", as_of, parts) for label, number, parts in told]


def _overseen(session: Session, actor: Actor, now: str) -> list[HomeFigure]:
    under_way, _ = waiting_counts(session, actor)
    return [
        HomeFigure("在办的入会申请", str(under_way), "/console/applications", now),
        HomeFigure("超期的事", str(late_counted(session, actor, kinds())), "/console/progress/late", now),
    ]


def _today(moment: str) -> str:
    """A moment of this day without its date, so that it stands in one line under its number."""
    return moment.replace(str(clock.today()), "今天")
