"""Re-enter the blind indexes under a new index key: new entries are written beside the old ones, resumable at any point.

A rotation of the index key is three steps: ``keys rotate index``; after the ring's ten minutes ``keys reindex``; and,
once nothing is left, the old version may be retired. Until then every look-up asks both versions.
``keys reindex`` also enters names of people who were registered before there was an index of names.
"""

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from service.ground.db import Database
from service.ground.sealing import (
    IndexEntry,
    Sealable,
    enter_many,
    entry_mark,
    load_keys,
    opened,
    readable,
    vault,
)
from service.register.accounts.models import Account
from service.register.inquiries.decoys import BOOK as DECOYS
from service.register.inquiries.models import Decoy
from service.register.people.contact import name_key
from service.register.people.models import Identity, Person
from service.requests.applications.models import Application
from service.requests.applications.seats import BOOK, SEAT

# Which rows stand in which book.
BOOKS: dict[str, type[Sealable]] = {
    "account": Account,
    DECOYS: Decoy,
    "identity": Identity,
    "person": Person,
    BOOK: Application,
    SEAT: Application,
}


def reindex_some(database: Database, most: int = 500) -> int:
    """Enter up to ``most`` values that stand under an older version only; returns how many."""
    with database.writing() as session:
        ring = vault(session).ring
        newest = ring.versions("index", reread=True)[0]
        entered = sum(_reindex_book(session, book, newest, most) for book in BOOKS)
        return entered + _enter_names(session, most)


def _reindex_book(session: Session, book: str, newest: int, most: int) -> int:
    old, new = aliased(IndexEntry), aliased(IndexEntry)
    same = and_(
        new.book == old.book,
        new.field == old.field,
        new.subject_id == old.subject_id,
        new.version == newest,
    )
    left = select(old).where(old.book == book, old.version < newest, ~exists().where(same))
    entries = session.scalars(left.order_by(old.id).limit(most).with_for_update(skip_locked=True)).all()
    model = BOOKS[book]
    found = {entry.subject_id: session.get(model, entry.subject_id) for entry in entries}
    load_keys(session, [row.key_owner for row in found.values() if row is not None])
    for entry in entries:
        row = found[entry.subject_id]
        if row is None:
            session.delete(entry)  # its row is gone, so it finds nothing
            continue
        tag = vault(session).index.current(entry.field, _value(row, entry.field))
        session.add(
            IndexEntry(
                book=book,
                field=entry.field,
                version=tag.version,
                digest=tag.digest,
                subject_id=entry.subject_id,
                only_one=entry.only_one,
                mark=entry_mark(session, book, entry.field, tag, entry.subject_id),
            )
        )
    session.flush()
    return len(entries)


def _value(row: Sealable, field: str) -> str:
    """The value that is entered in the index: a name without its spaces, anything else as it is."""
    value = opened(row, field)
    return name_key(value) if field == "name" else value


def _enter_names(session: Session, most: int) -> int:
    """People without an entry of their name get one; who was erased has no key, and none."""
    named = exists().where(
        IndexEntry.book == "person", IndexEntry.field == "name", IndexEntry.subject_id == Person.id
    )
    left = select(Person).where(~named, readable(Person.id)).order_by(Person.id).limit(most)
    people = session.scalars(left.with_for_update(skip_locked=True)).all()
    load_keys(session, [person.id for person in people])
    enter_many(session, "person", "name", {person.id: _value(person, "name") for person in people})
    return len(people)
