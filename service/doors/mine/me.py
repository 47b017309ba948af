"""我的信息: what the service knows of an account, masked; of the register only what a live card proves to be his own."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from service.ground.clock import county_day
from service.ground.sealing import opened
from service.register.accounts.models import Account
from service.register.memberships.models import Membership
from service.register.memberships.queries import last_membership
from service.register.people.actions import current_identity
from service.register.people.contact import masked_name, masked_number
from service.register.people.models import Identity, Person
from service.register.people.phones import masked_phone
from service.register.people.shown import masked
from service.requests.cards.queries import card_held
from service.requests.corrections.fields import IN_THE_REGISTER, correctable, fact_of, value_now


def me_seen(session: Session, account: Account) -> dict[str, object]:
    """Everything of one account, for its owner; a fixed number of queries."""
    identity, card = current_identity(session, account), card_held(session, account.id)
    held = last_membership(session, card.person_id) if card else None
    phone, verified = opened(account, "phone"), account.phone_verified_at
    return {
        "identity": _identity(identity) if identity else None,
        "phone": masked_phone(phone) if phone else "",
        "phone_verified_on": county_day(verified) if phone and verified else None,
        "person": {"fields": list(_fields(card.person, held))} if card else None,
    }


def _identity(identity: Identity) -> dict[str, object]:
    return {
        "name": masked_name(opened(identity, "name")),
        "document_kind": identity.document_kind,
        "document_kind_words": identity.document_kind.label,
        "number": masked_number(opened(identity, "id_number")),
        "level_words": identity.level.label,
    }


def _fields(person: Person, held: Membership | None) -> Iterator[dict[str, object]]:
    """Each line of the register: the facts that can be put right, then those that only a membership changes."""
    open_to = correctable(person, held)
    for field in IN_THE_REGISTER:
        fact = fact_of(field)
        value, label = masked(fact, value_now(field, person, held)), fact.headed(person, fact.question)
        yield {"field": field.value, "label": label, "value": value, "correctable": field in open_to}
    if held is not None and held.ended_on is None:
        yield {"field": "union", "label": "所在工会", "value": held.union.name, "correctable": False}
        started_on = held.started_on.isoformat()
        yield {"field": "started_on", "label": "会籍开始", "value": started_on, "correctable": False}
