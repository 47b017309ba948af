"""Sealed fields of the county's tables: a data key per owner, ciphertexts bound to their row, blind indexes beside them.

The bytes are the business of ``crypto``; here stands which key opens which row. Every row with sealed columns names its
``key_owner``: a person, an account, an application, an uploaded file. Destroying that one key makes every copy
unreadable (PIPL 47), in the live database and in a restored backup whose key table was pruned.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Index, LargeBinary, Select, String, delete, exists, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, object_session

from crypto.blind import BlindIndex, Tag
from crypto.derivation import derive, frame
from crypto.errors import Unreadable
from crypto.keys import KeyRing, WrappedKey
from crypto.marks import MARK_BYTES, Marks
from crypto.sealed import ALL_SUITES, DataKey, Place, open_sealed, seal
from service.ground import clock
from service.ground.db import Base, in_parts, insert_many, insert_unless_there, new_id, primary_key
from service.ground.marks import Marked, RowMark, genuine, note_mark, report

Values = dict[str, Any]
Pointer = tuple[int, bytes, UUID]  # version and digest of an entry, and the record that it leads to


class OwnedKey(Base):
    """数据密钥: the random key of one owner (a person, an account, a file), wrapped by a ring key."""

    __tablename__ = "data_keys"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True, comment="所有者")
    key_id: Mapped[int] = mapped_column(comment="密钥编号，写在每个密文里")
    wrapping_version: Mapped[int] = mapped_column(index=True, comment="包裹密钥的版本")
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(200), comment="包裹后的数据密钥")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="生成时间")


class DestroyedKey(Base):
    """已销毁的密钥: whose key was destroyed. A backup from before still has the key: restored, it is pruned by this list.

    Copied off the host beside the backups, never only inside them (docs/operations.md).
    """

    __tablename__ = "destroyed_keys"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True, comment="所有者")
    destroyed_at: Mapped[datetime] = mapped_column(default=clock.now, comment="销毁时间")


class IndexEntry(Base):
    """盲索引: a keyed digest by which an exact value can be found without being read."""

    __tablename__ = "index_entries"

    id: Mapped[UUID] = primary_key()
    book: Mapped[str] = mapped_column(String(30), comment="登记簿（哪类记录）")
    field: Mapped[str] = mapped_column(String(30), comment="字段")
    version: Mapped[int] = mapped_column(comment="索引密钥版本")
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), comment="128 位摘要")
    subject_id: Mapped[UUID] = mapped_column(index=True, comment="记录")
    only_one: Mapped[bool] = mapped_column(default=False, comment="同一值是否只许一条")
    mark: Mapped[bytes] = mapped_column(LargeBinary(MARK_BYTES), comment="校验值：这一条指向这个记录")

    __table_args__ = (
        # The digest first: with the others first, PostgreSQL reads a whole book after a large import, until it is analysed.
        Index("ix_index_entries_digest", "digest", "book", "field", "version"),
        Index(
            "uq_index_entries_only_one",
            "book",
            "field",
            "version",
            "digest",
            unique=True,
            sqlite_where=text("only_one"),
            postgresql_where=text("only_one"),
        ),
    )


class Sealable(Protocol):
    """A row with sealed columns named ``<field>_sealed``."""

    __tablename__: str
    id: Any

    @property
    def key_owner(self) -> UUID: ...


class Vault:
    """The key ring of this deployment, its tenant and its blind index; one per process, carried by every session."""

    def __init__(self, tenant: str, ring: KeyRing, accepted: frozenset[int] = ALL_SUITES) -> None:
        """Bind a ring to the county's code (AAD of every seal); suites not ``accepted`` do not open any more."""
        self.tenant = tenant
        self.ring = ring
        self.accepted = accepted
        self.index = BlindIndex(ring)
        self.marks = Marks(ring, "authority")
        self.tokens = Marks(ring, "session")

    def place(self, row: Sealable, field: str) -> Place:
        """Where a ciphertext stands: tenant, table, column, row."""
        return Place(self.tenant, row.__tablename__, f"{field}_sealed", row.id.bytes)


def vault(session: Session) -> Vault:
    """The vault that this session carries."""
    return session.info["vault"]  # type: ignore[no-any-return]


def _opened_keys(session: Session) -> dict[UUID, DataKey]:
    return session.info.setdefault("data_keys", {})  # type: ignore[no-any-return]


def load_keys(session: Session, owners: Iterable[UUID]) -> None:
    """Fetch the data keys of many owners in one query, so that a list opens without a query per row."""
    known = _opened_keys(session)
    missing = list({owner for owner in owners if owner not in known})
    with_marks = select(OwnedKey, RowMark.mark).outerjoin(RowMark, RowMark.row_id == OwnedKey.owner_id)
    for part in in_parts(missing):
        for row, mark in session.execute(with_marks.where(OwnedKey.owner_id.in_(part))):
            wrapped = WrappedKey(row.key_id, row.wrapping_version, row.wrapped)
            known[row.owner_id] = vault(session).ring.open_data_key(row.owner_id, wrapped)
            note_mark(session, row.owner_id, mark)


def _key_for(session: Session, owner: UUID) -> DataKey:
    """The owner's data key; made on first use."""
    known = _opened_keys(session)
    if owner not in known:
        load_keys(session, [owner])
    if owner not in known:
        if session.get(DestroyedKey, owner) is not None:
            raise Unreadable  # nothing is sealed for the erased any more
        make_keys(session, [owner])
    return known[owner]


def make_keys(session: Session, owners: Iterable[UUID]) -> None:
    """Make the data keys of many new owners in one statement; IntegrityError when one has a key already."""
    made, rows = _new_keys(session, owners)
    insert_many(session, OwnedKey, rows)
    _opened_keys(session).update(made)


def prepare_keys(session: Session, owners: Iterable[UUID]) -> list[Values]:
    """Data keys of many new owners, to seal with in this session at once, as rows that are still to be written."""
    made, rows = _new_keys(session, owners)
    _opened_keys(session).update(made)
    return rows


def _new_keys(session: Session, owners: Iterable[UUID]) -> tuple[dict[UUID, DataKey], list[Values]]:
    made: dict[UUID, DataKey] = {}
    rows: list[Values] = []
    for owner in owners:
        made[owner], wrapped = vault(session).ring.new_data_key(owner)
        rows.append(
            {
                "owner_id": owner,
                "key_id": wrapped.key_id,
                "wrapping_version": wrapped.wrapping_version,
                "wrapped": wrapped.blob,
                "created_at": clock.now(),
            }
        )
    return made, rows


def keyed_digest(session: Session, owner: UUID, purpose: str, content: bytes) -> bytes:
    """HMAC-SHA256 of ``content`` under a key derived from the owner's data key; Unreadable once it is erased.

    It says whether a record changed without opening it, outlives every key rotation, and dies with its owner.
    """
    load_keys(session, [owner])
    key = _opened_keys(session).get(owner)
    if key is None:
        raise Unreadable
    tenant = vault(session).tenant.encode()
    secret = derive("sha256", key.secret, 32, b"hgk/1 digest", tenant, purpose.encode())
    return hmac.digest(secret, content, "sha256")


def seal_bytes(session: Session, row: Sealable, field: str, value: bytes | None) -> None:
    """Seal ``value`` into ``row.<field>_sealed``; the row gets its key before it gets its ciphertext."""
    if row.id is None:
        row.id = new_id()
    if value is None:
        setattr(row, f"{field}_sealed", None)
        return
    key = _key_for(session, row.key_owner)
    blob = seal(vault(session).ring.suite, key, vault(session).place(row, field), value)
    setattr(row, f"{field}_sealed", blob)


def seal_fields(session: Session, row: Sealable, **values: str | None) -> None:
    """Seal text fields of a row: ``seal_fields(session, person, name="…", phone="…")``."""
    for field, value in values.items():
        seal_bytes(session, row, field, value.encode() if value else None)


def opened_bytes(row: Sealable, field: str) -> bytes | None:
    """The plaintext of ``row.<field>_sealed``.

    Raises crypto Unreadable when it is not what was sealed there, and when an older one was put back (``marks``).
    """
    blob = getattr(row, f"{field}_sealed")
    if blob is None:
        return None
    session = object_session(row)
    if session is None:
        raise RuntimeError("a sealed row is opened inside its session")
    load_keys(session, [row.key_owner])
    key = _opened_keys(session).get(row.key_owner)
    if key is None:
        raise Unreadable  # the owner was erased
    if isinstance(row, Marked) and not genuine(session, row):
        raise Unreadable
    return open_sealed(blob, key, vault(session).place(row, field), vault(session).accepted)


def opened(row: Sealable, field: str) -> str:
    """The text of a sealed field, empty when there is none."""
    value = opened_bytes(row, field)
    return value.decode() if value is not None else ""


def with_key(session: Session, owners: Iterable[UUID]) -> set[UUID]:
    """The owners whose data key still exists; one query for 500 of them."""
    wanted = set(owners)
    load_keys(session, wanted)
    return wanted & _opened_keys(session).keys()


def destroy_key(session: Session, owner: UUID) -> None:
    """Destroy an owner's data key: everything sealed under it is unreadable from this commit on, and stays so."""
    noted = insert_unless_there(session, DestroyedKey, owner_id=owner, destroyed_at=clock.now())
    session.execute(noted)
    session.execute(delete(OwnedKey).where(OwnedKey.owner_id == owner))
    _opened_keys(session).pop(owner, None)


def forget_keys(session: Session, owners: Iterable[UUID]) -> None:
    """Have keys that were opened before looked up again: whoever waited for a lock may find that one was destroyed."""
    for owner in owners:
        _opened_keys(session).pop(owner, None)


def prune(session: Session, owners: Iterable[UUID]) -> int:
    """Destroy in a restored backup what was destroyed since it was taken, with its blind index entries; how many keys it had."""
    pruned = 0
    for part in in_parts(list(owners)):
        gone = delete(OwnedKey).where(OwnedKey.owner_id.in_(part)).returning(OwnedKey.owner_id)
        pruned += len(session.scalars(gone).all())
        session.execute(delete(IndexEntry).where(IndexEntry.subject_id.in_(part)))
        rows = [{"owner_id": owner, "destroyed_at": clock.now()} for owner in part]
        session.execute(insert_unless_there(session, DestroyedKey), rows)
    return pruned


def readable(owner: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether a row's owner still has a key, as a condition: what was erased does not exist for anybody."""
    return exists().where(OwnedKey.owner_id == owner)


def destroyed(owner: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether a row's owner was erased, as a condition: unlike one who never had anything sealed, and so no key."""
    return exists().where(DestroyedKey.owner_id == owner)


def enter(
    session: Session, book: str, field: str, subject: UUID, value: str, *, only_one: bool = False
) -> None:
    """Enter a value into a blind index under every live version; IntegrityError when it must be the only one."""
    enter_many(session, book, field, {subject: value}, only_one=only_one)


def enter_many(
    session: Session, book: str, field: str, values: Mapping[UUID, str], *, only_one: bool = False
) -> None:
    """Enter the value of each record, in one statement: for imports. IntegrityError as with ``enter``."""
    rows = prepare_entries(session, book, field, values, only_one=only_one)
    insert_many(session, IndexEntry, rows)


def prepare_entries(
    session: Session, book: str, field: str, values: Mapping[UUID, str], *, only_one: bool = False
) -> list[Values]:
    """The blind index entries of many records as rows that are still to be written."""
    index = vault(session).index
    return [
        {
            "id": new_id(),
            "book": book,
            "field": field,
            "version": tag.version,
            "digest": tag.digest,
            "subject_id": subject,
            "only_one": only_one,
            "mark": entry_mark(session, book, field, tag, subject),
        }
        for subject, value in values.items()
        for tag in index.tags(field, value)
    ]


def entry_mark(session: Session, book: str, field: str, tag: Tag, subject: UUID) -> bytes:
    """The mark of an index entry: this digest leads to this record."""
    return vault(session).marks.make(_pointing(book, field, tag.version, tag.digest, subject))


def pointing(entry: Any) -> bytes:
    """What the mark of an index entry covers."""
    return _pointing(entry.book, entry.field, entry.version, entry.digest, entry.subject_id)


def _pointing(book: str, field: str, version: int, digest: bytes, subject: UUID) -> bytes:
    names = book.encode(), field.encode(), str(version).encode()
    return frame(b"index_entries", *names, digest, subject.bytes)


def _found(session: Session, book: str, field: str, keys: Sequence[tuple[int, bytes]]) -> Iterator[Pointer]:
    """The entries under some digests that were entered by the service; one that was not is reported and passed over."""
    versions = {version for version, _ in keys}
    for part in in_parts(keys):
        rows = session.execute(
            select(*IndexEntry.__table__.columns)
            .where(
                IndexEntry.book == book,
                IndexEntry.field == field,
                IndexEntry.version.in_(versions),
                IndexEntry.digest.in_([digest for _, digest in part]),
            )
            .order_by(IndexEntry.id)
        )
        for row in rows:
            if entered_by_us(session, row):
                yield row.version, row.digest, row.subject_id


def entered_by_us(session: Session, entry: Any) -> bool:
    """Whether the service itself entered an index entry, given as a row or an object; one that it did not is reported."""
    fits = vault(session).marks.fits(pointing(entry), entry.mark)
    if not fits:
        report(IndexEntry, entry.id)
    return fits


def strike(session: Session, book: str, subject: UUID, field: str | None = None) -> None:
    """Strike a record out of a blind index (one field, or all)."""
    struck = delete(IndexEntry).where(IndexEntry.book == book, IndexEntry.subject_id == subject)
    session.execute(struck if field is None else struck.where(IndexEntry.field == field))


def find(session: Session, book: str, field: str, value: str) -> list[UUID]:
    """The records whose field has exactly this value; the caller normalises it first."""
    keys = [(tag.version, tag.digest) for tag in vault(session).index.tags(field, value)]
    found = _found(session, book, field, keys)
    return list(dict.fromkeys(subject for version, digest, subject in found if (version, digest) in keys))


def entered(session: Session, book: str, field: str, value: str) -> Select[UUID]:
    """The records under this value, as a subquery of a search that is narrowed further: by reach, by a page's size.

    One statement whoever is meant, so that out of reach and nobody cost the same. Marks are not looked at here: the caller
    opens what he found and compares it with what was sought.
    """
    tags = vault(session).index.tags(field, value)
    under = [(IndexEntry.version == tag.version) & (IndexEntry.digest == tag.digest) for tag in tags]
    return select(IndexEntry.subject_id).where(
        IndexEntry.book == book, IndexEntry.field == field, or_(*under)
    )


def find_many(session: Session, book: str, field: str, values: Iterable[str]) -> dict[str, UUID]:
    """The record of each value that has one, in a query per 500 values: for imports."""
    index = vault(session).index
    by_digest = {(tag.version, tag.digest): value for value in values for tag in index.tags(field, value)}
    found: dict[str, UUID] = {}
    for version, digest, subject in _found(session, book, field, list(by_digest)):
        value = by_digest.get((version, digest))
        if value is not None:
            found[value] = subject
    return found
