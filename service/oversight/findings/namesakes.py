"""同名同一天出生: name after name through the blind index; each bearer of a shared name is opened once, nobody else is.

A birthday stands in no index and is kept nowhere, so it is read here and forgotten. Members are compared under the
oldest live version of the index, which alone holds everybody while a new one is being filled.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from service.ground.db import in_parts
from service.ground.sealing import IndexEntry, load_keys, opened, readable, vault
from service.oversight.findings.facts import Observation
from service.oversight.findings.models import LIVE, Finding, Kind
from service.oversight.findings.opening import read
from service.register.memberships.models import Membership
from service.register.people.models import Person

BATCH = 1000  # people in a piece; a name that has more of them is not divided
Bearer = tuple[bytes, UUID, UUID]  # digest of the name, person, union


def next_names(session: Session, after: UUID | None) -> tuple[Sequence[bytes], UUID | None]:
    """Of the next thousand entries the names that several members bear, and from where to go on, if there are more.

    The cursor is a digest, which has as many bits as an id. A piece ends with a name, never within one; it reads no
    further than that, so all pieces together read the index once.
    """
    named = _named(session, IndexEntry)
    if after is not None:
        named &= IndexEntry.digest > after.bytes
    ahead = select(IndexEntry.digest).where(named).order_by(IndexEntry.digest)
    last = session.scalar(ahead.offset(BATCH - 1).limit(1))
    if last is not None:
        named &= IndexEntry.digest <= last
    member = exists().where(Membership.person_id == IndexEntry.subject_id, Membership.ended_on.is_(None))
    shared = select(IndexEntry.digest).where(named, member).group_by(IndexEntry.digest)
    names = session.scalars(shared.having(func.count() > 1).order_by(IndexEntry.digest)).all()
    return names, UUID(bytes=bytes(last)) if last is not None else None


def bearers(session: Session, names: Sequence[bytes]) -> list[Bearer]:
    """The members who bear these names, with their unions."""
    return [
        (row[0], row[1], row[2])
        for part in in_parts(names)
        for row in session.execute(
            select(IndexEntry.digest, IndexEntry.subject_id, Membership.union_id)
            .join(Membership, Membership.person_id == IndexEntry.subject_id)
            .where(_named(session, IndexEntry), IndexEntry.digest.in_(part), Membership.ended_on.is_(None))
        )
    ]


def facts_of_names(session: Session, found: Sequence[Bearer]) -> Iterator[Observation]:
    """A person with the first one of his name and birthday beside him: a pair is asked about at the one registered later."""
    births = _births(session, sorted({person_id for _, person_id, _ in found}))
    first: dict[tuple[bytes, date], UUID] = {}
    for digest, person_id, union_id in sorted(found, key=lambda one: one[1]):
        born = births.get(person_id)
        if born is None:
            continue
        about = first.setdefault((digest, born), person_id)
        if about != person_id:
            kind = Kind.DUPLICATE_PERSON
            yield Observation(kind, person_id, union_id, "", about_id=about, person_id=person_id)


def called_otherwise(session: Session) -> Sequence[Finding]:
    """Live questions about two who do not share a name any more: no name that is gone through leads to them."""
    own, other = aliased(IndexEntry), aliased(IndexEntry)
    shared = exists().where(
        _named(session, own),
        _named(session, other),
        own.subject_id == Finding.subject_id,
        other.subject_id == Finding.about_id,
        own.digest == other.digest,
    )
    member = exists().where(Membership.person_id == Finding.about_id, Membership.ended_on.is_(None))
    asked = select(Finding).where(Finding.kind == Kind.DUPLICATE_PERSON, Finding.status.in_(LIVE))
    return session.scalars(asked.where(~(shared & member))).all()


def _named(session: Session, entry: type[IndexEntry]) -> ColumnElement[bool]:
    oldest = vault(session).ring.versions("index")[-1]
    return (entry.book == "person") & (entry.field == "name") & (entry.version == oldest)


def _births(session: Session, people: Sequence[UUID]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    for part in in_parts(people):
        rows = session.scalars(select(Person).where(Person.id.in_(part), readable(Person.id))).all()
        load_keys(session, [one.id for one in rows])
        for person in rows:
            document = read(person.document_kind, opened(person, "id_number"))
            if document is not None and document.born_on is not None:
                found[person.id] = document.born_on
    return found
