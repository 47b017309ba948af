"""What waits to be confirmed in a union's roster: joined, corrected, left (待确认的变动)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from service.register.memberships.models import GOES_ON, Membership
from service.register.memberships.queries import chains
from service.register.people.contact import masked_name
from service.register.unions.models import Union
from service.rolls.rosters.lines import Line, chained, differing, digest_of, frozen_line, line_of
from service.rolls.rosters.models import Change, Roster, RosterRow
from service.rolls.rosters.queries import last_confirmed, members_of, rows_of


@dataclass(frozen=True)
class PendingRow:
    """One change that waits: who, in clear for the chair who answers for it, and which columns."""

    change: Change
    person_id: UUID
    name: str = field(repr=False)
    corrected: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class MemberNow:
    """A member as he would be frozen now: his membership, his line, its digest, and the row before it."""

    membership: Membership
    line: Line
    digest: bytes
    before: RosterRow | None

    @property
    def change(self) -> Change:
        """What this member is against the version confirmed before."""
        if self.before is None:
            return Change.JOINED
        return Change.SAME if self.before.digest == self.digest else Change.CORRECTED


@dataclass(frozen=True)
class Confirmation:
    """What the chair confirms: every member as he would be frozen, and what changed since last time."""

    union: Union
    last: Roster | None
    standing: tuple[MemberNow, ...]
    gone: tuple[RosterRow, ...]
    reasons: Mapping[UUID, str]

    @property
    def members(self) -> int:
        """会员人数 of the version to be."""
        return len(self.standing)

    def count(self, change: Change) -> int:
        """How many rows of one kind of change."""
        if change is Change.LEFT:
            return len(self.gone)
        return sum(one.change is change for one in self.standing)

    @property
    def unchanged(self) -> bool:
        """Whether nobody joined, left or was corrected since the last version."""
        return self.last is not None and self.count(Change.SAME) == self.members and not self.gone

    @property
    def rows(self) -> list[PendingRow]:
        """The changes with names opened: joined and corrected in roster order, then those who left."""
        changed = [self._pending(one) for one in self.standing if one.change is not Change.SAME]
        left = [
            PendingRow(
                Change.LEFT, row.person_id, frozen_line(row).name, reason=self.reasons.get(row.person_id, "")
            )
            for row in self.gone
        ]
        return changed + left

    def changed(self, *, in_clear: bool) -> dict[Change, list[tuple[str, tuple[str, ...], str]]]:
        """Name, corrected columns and reason of each change, by its kind; names in clear for who answers for the roster."""
        found: dict[Change, list[tuple[str, tuple[str, ...], str]]] = {
            change: [] for change in (Change.JOINED, Change.CORRECTED, Change.LEFT)
        }
        for row in self.rows:
            name = row.name if in_clear else masked_name(row.name)
            found[row.change].append((name, row.corrected, row.reason))
        return found

    def _pending(self, one: MemberNow) -> PendingRow:
        person_id = one.membership.person_id
        if one.before is None:
            return PendingRow(one.change, person_id, one.line.name, reason=self.reasons.get(person_id, ""))
        return PendingRow(
            one.change, person_id, one.line.name, tuple(differing(frozen_line(one.before), one.line))
        )

    @property
    def digest(self) -> bytes:
        """Digest (32 bytes) of exactly this: handed to the page, asked back on confirming."""
        last = self.last.content_hash if self.last else b""
        gone = sorted(row.digest for row in self.gone)
        return chained(self.union.id.bytes, last, *(one.digest for one in self.standing), b"-", *gone)


def confirmation(session: Session, union: Union) -> Confirmation:
    """Compare the union's open memberships with its last version, in a fixed number of queries."""
    last = last_confirmed(session, union.id)
    before = {row.person_id: row for row in rows_of(session, last)} if last else {}
    standing = []
    for member in members_of(session, union.id):
        line = line_of(member)
        digest = digest_of(session, member.person_id, line)
        standing.append(MemberNow(member, line, digest, before.pop(member.person_id, None)))
    standing.sort(key=_place)
    gone = tuple(before.values())
    joined = [one.membership.person_id for one in standing if one.before is None]
    reasons = _reasons(session, union, joined, [row.person_id for row in gone])
    return Confirmation(union, last, tuple(standing), gone, reasons)


def _reasons(session: Session, union: Union, joined: Sequence[UUID], gone: Sequence[UUID]) -> dict[UUID, str]:
    """Why somebody stands in the roster anew, or no longer (接转、保留会籍、退会…), from the chain of memberships."""
    known = chains(session, [*joined, *gone])
    left = {person: how_left(known.get(person, []), union.id) for person in gone}
    return left | {person: how_joined(known.get(person, [])) for person in joined}


def how_left(chain: Sequence[Membership], union_id: UUID) -> str:
    """What became of the last stretch that counted in this union."""
    here = [one for one in chain if one.union_id == union_id and not one.is_retained]
    if not here or here[-1].end_reason is None:
        return ""
    following = [one for one in chain if one.sequence == here[-1].sequence + 1]
    return following[0].standing if following and following[0].is_retained else here[-1].end_reason.label


def how_joined(chain: Sequence[Membership]) -> str:
    """Whether the person came from elsewhere or from 保留会籍; empty for who is new."""
    before = [one for one in chain if one.end_reason is not None]
    return before[-1].end_reason.label if before and before[-1].end_reason in GOES_ON else ""


def _place(one: MemberNow) -> tuple[bool, int]:
    """Earlier members keep their order; new ones follow in the order of joining, for sorting is stable."""
    return (one.before is None, one.before.position if one.before else 0)
