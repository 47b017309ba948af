"""附件3 花名册 on paper (纸质稿一式三份): a confirmed version with every column, to sign and to seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.printing import pdf
from service.ground.sealing import opened
from service.ground.workbook import Annex
from service.register.access.models import Actor
from service.register.access.purpose import stated_purpose
from service.register.audit.log import record
from service.rolls.rosters.lines import frozen_line
from service.rolls.rosters.models import Roster
from service.rolls.rosters.queries import rows_of
from service.rolls.rosters.sheets import Heading
from service.rolls.rosters.verify import verify

# What one request draws in about ten seconds; beyond that Excel prints better.
MOST_ROWS = 2000


@dataclass(frozen=True)
class Version:
    """Which version it is, as the foot of every page says."""

    number: int
    as_of: date
    content_hash: str

    def __str__(self) -> str:
        """第 3 版　截至 2026年7月31日　校验值 …"""
        return f"第 {self.number} 版　截至 {clock.chinese_day(self.as_of)}　校验值 {self.content_hash}"


@dataclass(frozen=True)
class Printout:
    """A version as it is printed; in clear, so it lives no longer than its printing."""

    heading: Heading
    lines: list[list[str]] = field(repr=False)
    version: Version


def print_roster(session: Session, actor: Actor, roster: Roster, purpose: str) -> Printout:
    """What is printed of a version; who prints it and what for stands in the audit log first.

    A roster on paper is an export, and counts as one. Raises PRINT_TOO_LONG, PURPOSE_MISSING, INPUT_INVALID,
    ROSTER_TAMPERED, TOO_OFTEN.
    """
    if roster.members > MOST_ROWS:
        raise Refusal("PRINT_TOO_LONG", rows=roster.members, most=MOST_ROWS)
    lines = [frozen_line(row) for row in rows_of(session, roster)]
    purpose = stated_purpose(purpose, *(line.name for line in lines))
    if not verify(session, roster):
        raise Refusal("ROSTER_TAMPERED")
    if actor.id is None or not take(session, "export.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    version = Version(roster.number, roster.as_of, roster.content_hash.hex())
    details: dict[str, int | str] = {
        "number": roster.number,
        "rows": len(lines),
        "content_hash": version.content_hash,
        "purpose": purpose,
    }
    record(session, actor, "roster:print", "roster", roster.id, union_id=roster.union_id, details=details)
    union = roster.union
    heading = Heading(union.name, opened(union, "leader"), opened(union, "phone"))
    return Printout(heading, [line.texts() for line in lines], version)


def roster_pdf(annex: Annex, heading: Heading, lines: Sequence[Sequence[str]], version: Version) -> bytes:
    """Annex 3 in A4 landscape, the header row on every page; raises PRINT_NOT_READY, BUSY."""
    return pdf("rosters/annex3.html", annex=annex, heading=heading.texts(), lines=lines, version=str(version))
