"""取信息副本 (个人信息保护法 第四十五条): 个人有权向个人信息处理者查阅、复制其个人信息; in a form that can be taken elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from service.doors.copies.models import Section, entry, section
from service.doors.copies.of_account import sections_of_account
from service.doors.copies.of_person import sections_of_person
from service.doors.mine.looks import looks_seen
from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.notices.actions import tell
from service.register.people.actions import current_identity
from service.register.people.models import Person
from service.requests.cards.holders import proved_card
from service.requests.cards.queries import card_held

TAIL = 4


@dataclass(frozen=True)
class Copy:
    """信息副本: when it was made and what is in it, in clear; dropped as soon as it is answered."""

    made_at: datetime
    sections: list[Section] = field(repr=False)


def make_copy(session: Session, actor: Actor, account: Account, number_tail: str) -> Copy:
    """Gather everything of one account, and of the register what its card proves to be his own.

    It shows in clear what everything else masks, so it asks for the last digits of the document number: a phone left
    lying open is not enough, and a wrong guess counts. Raises CARD_NOT_ACTIVE when the card is frozen, INPUT_INVALID at
    ``number_tail``, TOO_OFTEN.
    """
    if not take(session, "copy.account", account.id.hex):
        raise Refusal("TOO_OFTEN")
    person = proved_card(session, actor).person if card_held(session, account.id) else None
    _must_know(session, account, person, number_tail)
    found = list(sections_of_account(session, account))
    if person is not None:
        found += sections_of_person(session, person)
    found.append(_looks(session, account))
    record(session, actor, "copy:make", "account", account.id)
    tell(session, account.id, "copy_made", f"copy_made:{new_id()}")
    return Copy(clock.now(), [one for one in found if one.entries])


def _must_know(session: Session, account: Account, person: Person | None, number_tail: str) -> None:
    known = person or current_identity(session, account)
    if known is not None and opened(known, "id_number")[-TAIL:] != number_tail.strip().upper():
        wrong = {"number_tail": "和登记的证件号码对不上，请照证件填写最后四位。"}
        raise Refusal("INPUT_INVALID", fields=wrong, keep=True)


def _looks(session: Session, account: Account) -> Section:
    seen = looks_seen(session, account)
    looks = seen["looks"]
    assert isinstance(looks, list)
    return section(
        "谁看过您的信息",
        (
            entry(
                ("时间", one["at"]), ("谁", one["who"]), ("做了什么", one["what"]), ("用途", one["purpose"])
            )
            for one in looks
        ),
    )
