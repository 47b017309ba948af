"""What to do with each kind of file: which form, who judges its rows, which register they are held against."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import Actor
from service.rolls.imports import roster_rows, union_rows
from service.rolls.imports.models import Import, ImportKind
from service.rolls.imports.progress import Report
from service.rolls.imports.roster_register import RosterComparison, known_kinds, unit_of
from service.rolls.imports.table import Form, TableRow
from service.rolls.imports.union_register import UnionComparison
from service.rolls.imports.verdicts import JudgedRow


class RegisterChange(Protocol):
    """What a file writes into the register."""

    def apply(self, session: Session, actor: Actor) -> Mapping[str, int]:
        """Write, and tell the counts that only the writing knows."""
        ...


class Comparison(Protocol):
    """Judged rows held against the register; each row carries its finding."""

    absent: int

    def prepare(self, session: Session, report: Report) -> RegisterChange: ...


@dataclass(frozen=True)
class Procedure:
    """The three steps from a sheet to the register."""

    form: Form
    judge: Callable[[Session, Import, Sequence[TableRow]], Iterator[JudgedRow]]
    compare: Callable[[Session, Import, Sequence[JudgedRow], Report], Comparison]


Procedures = Mapping[ImportKind, Procedure]


def _judge_roster(session: Session, import_: Import, rows: Sequence[TableRow]) -> Iterator[JudgedRow]:
    kinds = known_kinds(session, import_.union, (row.cell("身份证号码").text for row in rows))
    return roster_rows.RosterJudge(unit_of(session, import_.union), clock.today(), kinds).judge(rows)


def _compare_roster(
    session: Session, import_: Import, rows: Sequence[JudgedRow], report: Report
) -> Comparison:
    return RosterComparison(session, import_, rows, report)


def _judge_unions(_session: Session, _import: Import, rows: Sequence[TableRow]) -> Iterator[JudgedRow]:
    return union_rows.UnionJudge(clock.today()).judge(rows)


def _compare_unions(
    session: Session, import_: Import, rows: Sequence[JudgedRow], report: Report
) -> Comparison:
    return UnionComparison(session, import_.union, rows, report)


# The rooms above bring their own beside these.
PROCEDURES: Procedures = {
    ImportKind.ROSTER: Procedure(roster_rows.FORM, _judge_roster, _compare_roster),
    ImportKind.UNIONS: Procedure(union_rows.FORM, _judge_unions, _compare_unions),
}
