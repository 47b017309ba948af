"""逐人核对: what only an opened record tells (age, what the number says), a batch at a time.

Nothing of it is kept: no birthday and no age stands anywhere in clear.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.sealing import load_keys, opened, readable
from service.oversight.findings.facts import Observation
from service.oversight.findings.models import Kind, Signal
from service.register.facts.words import DocumentKind
from service.register.memberships.models import Membership
from service.register.people.documents import Document, DocumentInvalid, read_document, too_young
from service.register.people.retirement import retirement_due_on

BATCH = 1000
KINDS = (Kind.ERROR, Kind.OVER_AGE)


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


def facts_of(batch: Sequence[Membership]) -> Iterator[Observation]:
    """The facts that the records of these members show."""
    documents = {
        one.person_id: read(one.person.document_kind, opened(one.person, "id_number")) for one in batch
    }
    for held in batch:
        document = documents[held.person_id]
        signs = tuple(_errors(held, document))
        if signs:
            shown = ",".join(signs)
            yield Observation(
                Kind.ERROR, held.person_id, held.union_id, shown, person_id=held.person_id, signals=signs
            )
        if document is not None and _past_retirement(held, document):
            # A year later the same question may have another answer: 返聘 ends.
            year = f"{clock.today().year}"
            yield Observation(Kind.OVER_AGE, held.person_id, held.union_id, year, person_id=held.person_id)


def read(kind: DocumentKind, number: str) -> Document | None:
    """What a number tells; None when it follows no rule, which is a question of its own."""
    try:
        return read_document(kind, number)
    except DocumentInvalid:
        return None


def _errors(held: Membership, document: Document | None) -> Iterator[Signal]:
    """错误: the signals that the record of one member contradicts itself."""
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
