"""核对: the one comparison of a name and a document number with the register, for import, wish, correction and claim.

What it finds is never an answer by itself: whoever asks tells only what is his own, and leaves the rest to the person
concerned or to the union that he is in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.blind import Tag
from service.ground.db import in_parts
from service.ground.sealing import IndexEntry, entered_by_us, opened, vault, with_key
from service.register.inquiries.decoys import BOOK
from service.register.memberships.models import Membership
from service.register.people.contact import name_key
from service.register.people.models import Person
from service.register.people.register import has_number

Tags = Mapping[str, tuple[Tag, ...]]


@dataclass(frozen=True)
class Found:
    """Whom a document number means: nobody, or somebody, with his membership in force or his last one.

    ``named`` says that the name fits too: nobody hears of anything before it does.
    """

    person: Person | None = field(default=None, repr=False)
    named: bool = False
    held: Membership | None = None
    decoy_id: UUID | None = None

    @property
    def unknown(self) -> bool:
        """Whether nobody holds the number, and it is not planted either."""
        return self.person is None and self.decoy_id is None

    @property
    def member(self) -> Membership | None:
        """The membership in force of exactly this person: name and number fit."""
        return self.held if self.named and self.held is not None and self.held.ended_on is None else None


def match(session: Session, name: str, number: str) -> Found:
    """Compare one name and number, as ``match_many`` does."""
    return match_many(session, [(name, number)])[0]


def tags_of(session: Session, numbers: Iterable[str]) -> Tags:
    """What the blind index calls each of these numbers; computed once for everything that is looked up by them."""
    index = vault(session).index
    return {number: index.tags("id_number", number) for number in set(numbers)}


def match_many(session: Session, stated: Sequence[tuple[str, str]], tags: Tags | None = None) -> list[Found]:
    """Compare names and normalised numbers, in the order given; the same statements for 500 of them, whoever is meant."""
    known = tags if tags is not None else tags_of(session, [number for _, number in stated])
    found: list[Found] = []
    for part in in_parts(stated):
        held_by, planted = _holders(session, {number: known[number] for _, number in part})
        people = {
            one.id: one for one in session.scalars(select(Person).where(Person.id.in_(held_by.values())))
        }
        chain = select(Membership).where(Membership.person_id.in_(people)).order_by(Membership.sequence)
        last = {one.person_id: one for one in session.scalars(chain)}
        there = with_key(session, people)  # whoever was erased since he was found is nobody any more
        for name, number in part:
            person = people.get(held_by[number]) if number in held_by else None
            if person is None or person.id not in there or not has_number(person, number):
                found.append(Found(decoy_id=planted.get(number)))
                continue
            named = name_key(opened(person, "name")) == name_key(name)
            found.append(Found(person, named, last.get(person.id)))
    return found


def _holders(session: Session, tags: Tags) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Who holds these numbers, and which of them are planted; one statement."""
    by_tag = _by_tag(tags)
    entries = select(IndexEntry).where(
        IndexEntry.book.in_(["person", BOOK]),
        IndexEntry.field == "id_number",
        IndexEntry.version.in_({version for version, _ in by_tag}),
        IndexEntry.digest.in_([digest for _, digest in by_tag]),
    )
    held_by: dict[str, UUID] = {}
    planted: dict[str, UUID] = {}
    for entry in session.scalars(entries):
        number = by_tag.get((entry.version, entry.digest))
        if number is not None and entered_by_us(session, entry):
            (planted if entry.book == BOOK else held_by)[number] = entry.subject_id
    return held_by, planted


def _by_tag(tags: Tags) -> dict[tuple[int, bytes], str]:
    return {(tag.version, tag.digest): number for number, ones in tags.items() for tag in ones}


def members_by_number(session: Session, union_id: UUID, tags: Tags) -> dict[str, UUID]:
    """The union's own members in force among these numbers.

    One statement that reads the union's own entries and no others, so that neither the answer nor the time it takes
    depends on who is registered elsewhere.
    """
    by_tag = _by_tag(tags)
    own = (
        select(IndexEntry)
        .join(Membership, Membership.person_id == IndexEntry.subject_id)
        .where(IndexEntry.book == "person", IndexEntry.field == "id_number")
        .where(Membership.union_id == union_id, Membership.ended_on.is_(None))
    )
    found: dict[str, UUID] = {}
    for entry in session.scalars(own):
        number = by_tag.get((entry.version, entry.digest))
        if number is not None and entered_by_us(session, entry):
            found[number] = entry.subject_id
    return found
