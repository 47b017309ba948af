"""首页的数字: a few numbers by role, each with the page that stands behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from service.access.models import Act, Actor
from service.applications.queries import waiting_counts
from service.console.chain import chain_standings
from service.console.checkup import worker_standing
from service.console.standing import Standing
from service.console.waiting import exports_of_the_week, refused_rows
from service.progress.bulletin import percent
from service.progress.funnel import activation
from service.progress.late import late


@dataclass(frozen=True)
class Figure:
    """One number, what it counts, and where to look."""

    label: str
    number: str
    link: str


def figures(session: Session, actor: Actor) -> list[Figure]:
    """The numbers of the actor's roles; a fixed number of queries."""
    found: list[Figure] = []
    if actor.may(Act.PROGRESS_READ):
        found += _progress(session, actor)
    if actor.may(Act.PROGRESS_COMPARE):
        found += _overseen(session, actor)
    if actor.may(Act.IMPORT_UNIONS):
        link = "/console/imports"
        found.append(Figure("30 天内导入时拒收的行", str(refused_rows(session, actor)), link))
    if actor.may(Act.AUDIT_READ):
        week = exports_of_the_week(session)
        for act, label in (("export:request", "7 天内申请导出"), ("export:download", "7 天内下载导出")):
            found.append(Figure(label, str(week.get(act, 0)), "/console/audit/exports"))
    return found


def standings(session: Session, actor: Actor) -> Iterator[tuple[str, list[Standing]]]:
    """How what this role watches over stands, with the page that says more."""
    if actor.may(Act.AUDIT_READ):
        yield "/console/audit", chain_standings(session)
    if actor.may(Act.SYSTEM_READ):
        yield "/console/system", [worker_standing(session)]


def _progress(session: Session, actor: Actor) -> list[Figure]:
    registered, activated = activation(session, actor)
    rate = Fraction(activated, registered) if registered else None
    link = "/console/progress"
    return [
        Figure("在册会员", str(registered), link),
        Figure("已激活惠工卡", str(activated), link),
        Figure("激活率", percent(rate), link),
    ]


def _overseen(session: Session, actor: Actor) -> list[Figure]:
    under_way, _ = waiting_counts(session, actor)
    return [
        Figure("在办的入会申请", str(under_way), "/console/applications"),
        Figure("超期的事", str(len(late(session, actor))), "/console/progress/late"),
    ]
