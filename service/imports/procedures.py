"""What to do with each kind of file: which form, who judges its rows, which register they are held against."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor
from service.imports import roster_rows, union_rows
from service.imports.models import ImportKind
from service.imports.progress import Report
from service.imports.roster_register import RosterComparison, known_kinds, unit_of
from service.imports.table import Form, TableRow
from service.imports.union_register import UnionComparison
from service.imports.verdicts import JudgedRow
from service.unions.models import Union


class Change(Protocol):
    """What a file writes into the register."""

    def apply(self, session: Session, actor: Actor) -> None: ...


class Comparison(Protocol):
    """Judged rows held against the register; each row carries its finding."""

    absent: int

    def prepare(self, session: Session, report: Report) -> Change: ...


@dataclass(frozen=True)
class Procedure:
    """The three steps from a sheet to the register."""

    form: Form
    judge: Callable[[Session, Union, Sequence[TableRow]], Iterator[JudgedRow]]
    compare: Callable[[Session, Union, Sequence[JudgedRow], Report], Comparison]


def _judge_roster(session: Session, union: Union, rows: Sequence[TableRow]) -> Iterator[JudgedRow]:
    kinds = known_kinds(session, (row.cell("身份证号码").text for row in rows))
    return roster_rows.RosterJudge(unit_of(session, union), clock.today(), kinds).judge(rows)


def _judge_unions(_session: Session, _union: Union, rows: Sequence[TableRow]) -> Iterator[JudgedRow]:
    return union_rows.UnionJudge(clock.today()).judge(rows)


PROCEDURES = {
    ImportKind.ROSTER: Procedure(roster_rows.FORM, _judge_roster, RosterComparison),
    ImportKind.UNIONS: Procedure(union_rows.FORM, _judge_unions, UnionComparison),
}
