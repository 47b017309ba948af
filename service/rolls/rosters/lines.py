"""A line of the roster: the ten facts that annex 3 prints of a member, now or as they were frozen."""

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from uuid import UUID

from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground.sealing import keyed_digest
from service.ground.words import Words
from service.register.facts.declared import ANNEX3
from service.register.facts.kinds import Whose
from service.register.facts.words import Education, Employment, Gender, Household, Post
from service.register.memberships.models import Membership
from service.register.people.contact import masked_name, masked_number
from service.register.people.phones import masked_phone
from service.rolls.rosters.models import RosterRow


@dataclass(frozen=True)
class Line:
    """花名册的一行 (附件3 without 序号), in clear; kept in memory only."""

    name: str = field(repr=False)
    gender: Gender
    id_number: str = field(repr=False)
    nationality: str
    education: Education | None
    phone: str = field(repr=False)
    household: Household | None
    unit_name: str
    employment: Employment | None
    post: Post | None

    def texts(self) -> list[str]:
        """The line as it is printed, in the order of the columns; what is not known is empty."""
        return [_printed(getattr(self, one.name)) for one in fields(self)]


ERASED = "（个人信息已删除）"
# The printed heading of every field, in the order of annex 3; 序号 stands before them.
TITLES = {fact.name: column.heading for fact, column in ANNEX3.items()}


def _printed(value: Words | str | None) -> str:
    return value.label if isinstance(value, Words) else value or ""


def line_of(membership: Membership) -> Line:
    """The member as the register has him now."""
    rows = {Whose.PERSON: membership.person, Whose.MEMBERSHIP: membership}
    return Line(**{fact.name: fact.kept(rows[fact.whose]) for fact in ANNEX3})


def frozen_line(row: RosterRow) -> Line:
    """The member as a confirmed roster froze him; once the person is erased, without name and numbers."""
    try:
        sealed = {fact.name: fact.kept(row) for fact in ANNEX3 if fact.sealed}
    except Unreadable:
        sealed = {fact.name: "" for fact in ANNEX3 if fact.sealed} | {"name": ERASED}
    return Line(**sealed, **{fact.name: fact.kept(row) for fact in ANNEX3 if not fact.sealed})


def masked(line: Line) -> Line:
    """The line as lists show it: who it is can be told by those who know him, no number can be copied."""
    return replace(
        line,
        name=line.name if line.name == ERASED else masked_name(line.name),
        id_number=masked_number(line.id_number),
        phone=masked_phone(line.phone),
    )


def digest_of(session: Session, person_id: UUID, line: Line) -> bytes:
    """Keyed digest (32 bytes) of a line's content: equal when nothing printed has changed."""
    content = json.dumps([getattr(line, one.name) for one in fields(line)], ensure_ascii=True)
    return keyed_digest(session, person_id, "roster_row", content.encode())


def differing(one: Line, other: Line) -> list[str]:
    """Headings of the columns in which two lines differ."""
    return [title for name, title in TITLES.items() if getattr(one, name) != getattr(other, name)]


def chained(*parts: bytes) -> bytes:
    """SHA-256 over parts of any length, each behind its length, so that no two lists look alike."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()
