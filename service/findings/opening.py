"""逐人核对: what only an opened record tells (age, what the number says, namesakes born on the same day), a batch at a time.

Nothing of it is kept: no birthday and no age stands anywhere in clear.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from service import clock
from service.db import in_parts
from service.findings.facts import Fact
from service.findings.models import Kind, Signal
from service.memberships.models import Membership
from service.people.documents import Document, DocumentInvalid, read_document, too_young
from service.people.models import Person
from service.people.retirement import retirement_due_on
from service.sealing import IndexEntry, load_keys, opened, readable

BATCH = 1000
KINDS = (Kind.DUPLICATE_PERSON, Kind.ERROR, Kind.OVER_AGE)


def next_batch(session: Session, after: UUID | None) -> Sequence[Membership]:
    """The next members in force who can be read, in the order of their ids."""
    rows = (
        select(Membership)
        .where(Membership.ended_on.is_(None), readable(Membership.person_id))
        .options(joinedload(Membership.person), joinedload(Membership.union))
        .order_by(Membership.person_id)
        .limit(BATCH)
    )
    found = session.scalars(rows.where(Membership.person_id > after) if after else rows).all()
    load_keys(session, [one.person_id for one in found])
    return found


def facts_of(session: Session, batch: Sequence[Membership]) -> Iterator[Fact]:
    """What the records of these members tell."""
    documents = {one.person_id: _read(one.person) for one in batch}
    for held in batch:
        document = documents[held.person_id]
        signs = tuple(_errors(held, document))
        if signs:
            shown = ",".join(signs)
            yield Fact(
                Kind.ERROR, held.person_id, held.union_id, shown, person_id=held.person_id, signals=signs
            )
        if document is not None and _past_retirement(held, document):
            # A year later the same question may have another answer: 返聘 ends.
            year = f"{clock.today().year}"
            yield Fact(Kind.OVER_AGE, held.person_id, held.union_id, year, person_id=held.person_id)
    yield from _namesakes(session, batch, documents)


def _read(person: Person) -> Document | None:
    try:
        return read_document(person.document_kind, opened(person, "id_number"))
    except DocumentInvalid:
        return None


def _errors(held: Membership, document: Document | None) -> Iterator[Signal]:
    """错误: what contradicts itself."""
    founded_on = held.union.founded_on
    if founded_on is not None and held.started_on < founded_on and held.sequence == 1:
        yield Signal.BEFORE_FOUNDING
    if document is None:
        yield Signal.NUMBER_INVALID
    elif document.gender is not None and document.gender is not held.person.gender:
        yield Signal.GENDER_DIFFERS
    if held.person.phone_sealed is None:
        yield Signal.NO_PHONE
    if document is not None and too_young(document, held.started_on):
        yield Signal.TOO_YOUNG


def _past_retirement(held: Membership, document: Document) -> bool:
    """超龄: past the later of both tracks where the track is not known; who retains a membership has been asked."""
    if document.born_on is None or held.is_retained:
        return False
    return clock.today() >= retirement_due_on(document.born_on, held.person.gender)


def _namesakes(
    session: Session, batch: Sequence[Membership], documents: dict[UUID, Document | None]
) -> Iterator[Fact]:
    """姓名和出生日期相同: a pair is asked about once, at the one registered later."""
    pairs = _same_name(session, [one.person_id for one in batch])
    births = {key: one.born_on for key, one in documents.items() if one is not None}
    births |= _births(session, {other for _, other in pairs} - births.keys())
    first: dict[UUID, UUID] = {}
    for person_id, other in pairs:
        born = births.get(person_id)
        if born is not None and births.get(other) == born:
            first[person_id] = min(other, first.get(person_id, other))
    for held in batch:
        if held.person_id in first:
            about = first[held.person_id]
            kind, person = Kind.DUPLICATE_PERSON, held.person_id
            yield Fact(kind, person, held.union_id, "", about_id=about, person_id=person)


def _same_name(session: Session, people: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Each of these people with every member of the same name who was registered before him."""
    other, held = aliased(IndexEntry), aliased(Membership)
    found: list[tuple[UUID, UUID]] = []
    for part in in_parts(people):
        same = (
            select(IndexEntry.subject_id, other.subject_id)
            .join(other, (other.digest == IndexEntry.digest) & (other.version == IndexEntry.version))
            .join(held, (held.person_id == other.subject_id) & held.ended_on.is_(None))
            .where(IndexEntry.subject_id.in_(part), IndexEntry.book == "person", IndexEntry.field == "name")
            .where(other.book == "person", other.field == "name", other.subject_id < IndexEntry.subject_id)
            .distinct()
        )
        found += [(row[0], row[1]) for row in session.execute(same)]
    return found


def _births(session: Session, people: set[UUID]) -> dict[UUID, date | None]:
    found: dict[UUID, date | None] = {}
    for part in in_parts(sorted(people)):
        rows = session.scalars(select(Person).where(Person.id.in_(part), readable(Person.id))).all()
        load_keys(session, [one.id for one in rows])
        for person in rows:
            document = _read(person)
            found[person.id] = document.born_on if document else None
    return found
