"""当面确认: the union sees document and person, enters the six digits of the member's phone, and confirms
the claim.

For those whose phone in the roster is wrong or missing. Staff have no account of their own kind here, so
whether a chair confirms his own claim cannot be known; what is known is that nobody both releases a card and
confirms its successor.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.limits import take
from service.ground.sealing import opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.facts.words import DocumentKind
from service.register.memberships.models import Membership
from service.register.people.contact import masked_number
from service.register.people.models import Level, Person
from service.register.unions.models import Union
from service.requests.cards.binding import bind
from service.requests.cards.digits import chair_tags, well_spelt
from service.requests.cards.models import Card, Claim, ClaimState
from service.requests.cards.queries import live_cards

FOUR_EYES_FOR = timedelta(days=3)


@dataclass(frozen=True)
class ClaimLookedAt:
    """What the union compares with the document on the table; ``bound_card_id`` must be released before
    confirming.
    """

    claim_id: UUID
    name: str = field(repr=False)
    masked_number: str = field(repr=False)
    document_kind: DocumentKind
    union_name: str
    bound_card_id: UUID | None


def look_at_claim(session: Session, actor: Actor, chair_code: str) -> ClaimLookedAt:
    """The claim behind six digits, when its person is a member within the actor's reach; every look is
    audited.

    Raises CLAIM_CODE_WRONG (counted), the same for unknown, ended, unmatched and out of reach.
    """
    claim, person, union = _claim_of(session, actor, chair_code)
    record(session, actor, "card:look", "claim", claim.id, union_id=union.id)
    bound = live_cards(session, [person.id]).get(person.id)
    return ClaimLookedAt(
        claim.id,
        opened(person, "name"),
        masked_number(opened(person, "id_number")),
        person.document_kind,
        union.name,
        bound.id if bound else None,
    )


def confirm_in_person(session: Session, actor: Actor, claim_id: UUID, chair_code: str) -> Card:
    """Bind the claim that was looked at: the document was seen, and it is this person's.

    Raises CLAIM_CODE_WRONG (counted), SECOND_PERSON_NEEDED, CARD_BOUND_ELSEWHERE.
    """
    claim, person, union = _claim_of(session, actor, chair_code)
    if claim.id != claim_id:
        raise Refusal("CLAIM_CODE_WRONG", keep=True)
    if _released_by(session, actor, person):
        raise Refusal("SECOND_PERSON_NEEDED")
    card = bind(session, actor, claim, person)
    if card is None:
        raise Refusal("CARD_BOUND_ELSEWHERE")
    person.level = Level.SEEN
    record(session, actor, "card:confirm", "card", card.id, union_id=union.id)
    return card


def _claim_of(session: Session, actor: Actor, chair_code: str) -> tuple[Claim, Person, Union]:
    within = actor.id is not None and take(session, "chair.code", actor.id.hex)
    found = None
    if within and well_spelt(chair_code):
        reached = (
            select(Claim, Person, Union)
            .join(Person, Person.id == Claim.person_id)
            .join(Membership, (Membership.person_id == Person.id) & Membership.ended_on.is_(None))
            .join(Union, Union.id == Membership.union_id)
            .where(
                Claim.chair_code_tag.in_(chair_tags(session, chair_code)),
                Claim.state == ClaimState.WAITING,
                Claim.expires_at > clock.now(),
                reachable(actor, Act.CARD_CONFIRM),
            )
        )
        who = {
            Account: reached.with_only_columns(Claim.account_id),
            Person: reached.with_only_columns(Person.id),
        }
        hold(session, who)
        locked = reached.with_for_update(of=Claim).execution_options(populate_existing=True)
        found = session.execute(locked).one_or_none()
    if found is None:
        record(session, actor, "card:look", "claim", None, outcome="refused")
        raise Refusal("CLAIM_CODE_WRONG", keep=True)
    return found[0], found[1], found[2]


def _released_by(session: Session, actor: Actor, person: Person) -> bool:
    """Whether this member of staff released the person's card a short while ago (四眼原则)."""
    released = select(Card.id).where(
        Card.person_id == person.id,
        Card.revoked_by == actor.id,
        Card.revoked_at > clock.now() - FOUR_EYES_FOR,
    )
    return session.scalars(released.limit(1)).first() is not None
