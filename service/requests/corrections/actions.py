"""更正: a proved member asks, the union answers; what is accepted goes into the register at once."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.limits import take
from service.ground.moves import move
from service.ground.sealing import opened, seal_fields
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.audit.log import By, record
from service.register.facts.kinds import Whose
from service.register.inquiries.budget import spend
from service.register.inquiries.models import AskedHow
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.memberships.actions import correct_many
from service.register.memberships.models import Membership
from service.register.memberships.queries import last_membership
from service.register.notices.actions import tell, text
from service.register.people.documents import read_document
from service.register.people.models import Person
from service.register.people.register import change, change_number
from service.requests.applications.models import Correctable
from service.requests.cards.queries import card_held
from service.requests.corrections.fields import correctable, fact_of, read_value, value_now
from service.requests.corrections.models import MOVES, Correction

# 个人信息保护法 第四十六条 asks for an answer in time and names none; fifteen working days are the most that the rules on
# apps leave (App违法违规收集使用个人信息行为认定方法 第六条).
ANSWER_WORKING_DAYS = 15
SHORTEST, LONGEST = 4, 200


def ask(
    session: Session, actor: Actor, account: Account, field: Correctable, raw: str, reason: str = ""
) -> Correction:
    """Ask that one field be put right; only the holder of a card in force is proved to be the person.

    Raises CORRECTION_NEEDS_CARD, INPUT_INVALID, TOO_OFTEN, CORRECTION_ALREADY_OPEN.
    """
    card = card_held(session, account.id)
    if card is None:
        raise Refusal("CORRECTION_NEEDS_CARD")
    if not take(session, "correction.account", account.id.hex):
        raise Refusal("TOO_OFTEN")
    held = last_membership(session, card.person_id)
    if field not in correctable(card.person, held):
        raise invalid(field="这一项不能在这里更正，请联系您的工会。")
    value = read_value(field, card.person, raw)
    if value == value_now(field, card.person, held):
        raise invalid(value="与现在登记的一样，不用更正。")
    correction = _added(session, account, card.person, field, value, reason)
    union_id = held.union_id if held else None
    details: dict[str, int | str] = {"field": field.value}
    record(session, actor, "correction:ask", "correction", correction.id, union_id=union_id, details=details)
    return correction


def _added(
    session: Session, account: Account, person: Person, field: Correctable, value: str, reason: str
) -> Correction:
    due_on = clock.working_days_after(clock.today(), ANSWER_WORKING_DAYS)
    correction = Correction(
        id=new_id(), account_id=account.id, person_id=person.id, field=field, due_on=due_on
    )
    seal_fields(session, correction, value=value, reason=reason)
    try:
        with session.begin_nested():
            session.add(correction)
            session.flush()
    except IntegrityError:
        raise Refusal("CORRECTION_ALREADY_OPEN") from None
    return correction


def withdraw(session: Session, actor: Actor, correction: Correction) -> None:
    """Take back what has not been answered; raises MOVE_NOT_ALLOWED."""
    move(correction, "withdraw", MOVES)
    record(session, actor, "correction:withdraw", "correction", correction.id)


def accept(
    session: Session, actor: Actor, correction: Correction, held: Membership, settings: Settings
) -> None:
    """Write the value into the register, where the next roster shows it as corrected; the member is told.

    A document number is compared by the worker first (``settling``): whether somebody else has it is told to nobody, and
    it counts against the union's budget. Raises MOVE_NOT_ALLOWED, ASKED_TOO_MANY.
    """
    hold(session, {Person: [correction.person_id]})
    _answer(session, actor, correction, held, "accept")
    if correction.field.value == "id_number":
        spend(session, settings, actor, held.union, AskedHow.CORRECTION, 1)
        enqueue(session, JobKind.SETTLE_CORRECTION, correction.id)
    else:
        write_accepted(session, actor, correction, held)


def write_accepted(session: Session, actor: By, correction: Correction, held: Membership) -> None:
    """Write an accepted value. Raises CORRECTION_NUMBER_TAKEN for a document number that is somebody else's."""
    hold(session, {Person: [correction.person_id]})
    correction.settled_at = clock.now()
    person = session.get_one(Person, correction.person_id)
    _write(session, correction, person, held)
    details: dict[str, int | str] = {"columns": correction.field.label, "source": "correction"}
    union_id = held.union_id
    record(session, actor, "person:correct", "person", person.id, union_id=union_id, details=details)
    _tell(session, correction, "correction_accepted")


def refuse(session: Session, actor: Actor, correction: Correction, held: Membership, words: str) -> None:
    """Leave the register as it is, and say why; raises MOVE_NOT_ALLOWED, INPUT_INVALID."""
    words = words.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise invalid(words=f"请写清楚为什么不更正，{SHORTEST} 到 {LONGEST} 个字，申请人会看到。")
    _answer(session, actor, correction, held, "refuse")
    _tell(session, correction, "correction_refused")
    seal_fields(session, correction, answer=words)


def _answer(session: Session, actor: Actor, correction: Correction, held: Membership, action: str) -> None:
    move(correction, action, MOVES)
    correction.answered_at, correction.answered_by = clock.now(), actor.id
    session.flush()
    details: dict[str, int | str] = {"field": correction.field.value}
    act, id_ = f"correction:{action}", correction.id
    record(session, actor, act, "correction", id_, union_id=held.union_id, details=details)


def _tell(session: Session, correction: Correction, kind: str) -> None:
    id_, field = correction.id, correction.field.label
    tell(session, correction.account_id, kind, f"{kind}:{id_}", id_, field=field)


def _write(session: Session, correction: Correction, person: Person, held: Membership) -> None:
    """The register's own ways to change a fact, which keep its indexes in step."""
    fact, value = fact_of(correction.field), opened(correction, "value")
    if fact.name == "phone":
        _tell_old_phone(session, correction, opened(person, "phone"))
    if fact.name == "id_number":
        change_number(session, person, read_document(person.document_kind, value))
    elif fact.whose is Whose.MEMBERSHIP:
        correct_many(session, {held.id: {fact.name: fact.read(value)}})
    else:
        change(session, person, fact.name, fact.read(value))
    session.flush()


def _tell_old_phone(session: Session, correction: Correction, phone: str) -> None:
    """Send a text message to the old number when the number changes, since the new one can claim a card."""
    if phone:
        kind = "text_phone_corrected"
        text(session, correction.person_id, phone, kind, f"{kind}:{correction.id}", subject_id=correction.id)
