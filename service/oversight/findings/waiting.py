"""等办的数据疑点: one line for each union, however many questions there are; to answer, and above to close."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.orm import Session

from service.oversight.findings.models import Finding, FindingStatus
from service.oversight.findings.queries import legible
from service.register.access.models import Act, Actor
from service.register.matters import Matter, Render, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union


def _open(within: Within) -> Rows:
    rows = waits(Finding.id, since=Finding.opened_at, due_on=Finding.due_on)
    rows = rows.join(Union, Union.id == Finding.union_id)
    return rows.where(within, legible(), Finding.status == FindingStatus.OPEN)


def _answered(within: Within) -> Rows:
    rows = waits(Finding.id, since=Finding.answered_at).join(Union, Union.id == Finding.union_id)
    return rows.where(within, legible(), Finding.status == FindingStatus.ANSWERED)


def _telling(what: Callable[[int], str], page: str) -> Render:
    def tell(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
        for row in rows:
            yield row.matter(what(row.count), page.format(union=row.union_id))

    return tell


TO_ANSWER = Waiting(
    "findings-to-answer",
    "数据疑点，没有答复",
    Act.FINDING_ANSWER,
    _open,
    _telling("核对 {} 处数据疑点".format, "/console/findings?union_id={union}"),
    by_union=True,
    menu="/console/findings",
    above="/console/findings?shown=overdue&union_id={union}",
    to_do="数据疑点，待答复",
)
FINDINGS = (
    TO_ANSWER,
    Waiting(
        "findings-to-close",
        "数据疑点已答复，待销号",
        Act.FINDING_CLOSE,
        _answered,
        _telling("{} 处数据疑点已答复，请销号".format, "/console/findings?shown=answered&union_id={union}"),
        by_union=True,
        menu="/console/findings",
    ),
)
