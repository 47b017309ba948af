"""The worker's side of an application: begin, fill, sign, submit, withdraw (入会申请)."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.ground.moves import move
from service.ground.sealing import destroy_key, opened, seal_bytes, seal_fields, strike
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.facts.declared import BY_NAME, STATED
from service.register.facts.kinds import Erased, PersonalFact
from service.register.notices.actions import tell
from service.register.people.actions import current_identity
from service.register.people.contact import ContactInvalid
from service.register.people.documents import read_document
from service.register.people.phones import read_phone
from service.register.unions.models import Union
from service.register.units.actions import note_lead
from service.requests.applications.models import MOVES, Application, Status
from service.requests.applications.oath import CURRENT as OATH
from service.requests.applications.seats import BOOK, free_seat, leave_books, take_seat
from service.requests.applications.signature import clean_signature
from service.requests.applications.steps import note_step

DECISION_WORKING_DAYS = 5


def begin(
    session: Session, actor: Actor, account: Account, union: Union, *, unit_has_union: bool = True
) -> Application:
    """Start an application to ``union`` from the account's identity; one under way at a time.

    Raises IDENTITY_MISSING, UNION_NOT_OPEN, APPLICATION_ALREADY_OPEN. 《会籍管理办法》第五条: 通过互联网提出申请.
    """
    identity = current_identity(session, account, hold=True)
    if identity is None:
        raise Refusal("IDENTITY_MISSING")
    if not union.takes_applications:
        raise Refusal("UNION_NOT_OPEN")
    number = opened(identity, "id_number")
    application = Application(
        id=new_id(),
        account_id=account.id,
        identity_id=identity.id,
        union_id=union.id,
        document_kind=identity.document_kind,
        gender=read_document(identity.document_kind, number).gender,
        unit_has_union=unit_has_union,
    )
    seal_fields(
        session,
        application,
        name=opened(identity, "name"),
        id_number=number,
        phone=opened(account, "phone"),
    )
    try:
        with session.begin_nested():
            session.add(application)
            session.flush()
    except IntegrityError:
        raise Refusal("APPLICATION_ALREADY_OPEN") from None
    record(session, actor, "application:begin", "application", application.id, union_id=union.id)
    return application


def fill(session: Session, actor: Actor, application: Application, facts: dict[str, Any]) -> None:
    """Keep what the worker filled in, field by field, as often as he likes before submitting.

    Raises MOVE_NOT_ALLOWED once it is with the union, INPUT_INVALID with a sentence at the field.
    """
    _must_be_editable(application)
    if facts.pop("verified_phone", False):
        _take_verified_phone(session, application)
    if "phone" in facts:
        try:
            facts["phone"] = read_phone(facts["phone"] or "")
        except ContactInvalid as fault:
            raise invalid(phone=str(fault)) from None
    if "unit_uscc" in facts:
        facts["unit_uscc"] = facts["unit_uscc"].upper() or None
    for name, value in facts.items():
        if BY_NAME[name].sealed:
            seal_fields(session, application, **{name: value})
        else:
            setattr(application, name, value)
    session.flush()


def _take_verified_phone(session: Session, application: Application) -> None:
    """The phone that WeChat verified (微信手机号): the number itself never passes through the phone's own pages."""
    phone = opened(session.get_one(Account, application.account_id), "phone")
    if not phone:
        raise invalid(phone="还没有取到微信手机号，请再点一次，或者自己填写。")
    seal_fields(session, application, phone=phone)


def sign(session: Session, actor: Actor, application: Application, image: bytes, oath_version: str) -> None:
    """Keep the signature under the oath that was read; raises SIGNATURE_INVALID, or INPUT_INVALID for an old oath."""
    _must_be_editable(application)
    if oath_version != OATH.version:
        raise invalid(oath_version="誓词已更新，请重新阅读后再签名。")
    seal_bytes(session, application, "signature", clean_signature(image))
    application.oath_version = oath_version
    session.flush()


def submit(session: Session, actor: Actor, application: Application) -> None:
    """Hand the application to the union; raises APPLICATION_INCOMPLETE with every missing field, TOO_OFTEN.

    Whether another application or a membership stands under the same document is not answered here: a stranger who
    knows a number must not learn that (the union sees it, and looks at the document).
    """
    _take_over_identity(session, application)
    missing = {fact.name: fact.needed for fact in STATED if fact.needed and not _filled(application, fact)}
    if missing:
        raise Refusal("APPLICATION_INCOMPLETE", fields=missing)
    if not take(session, "submission.account", application.account_id.hex):
        raise Refusal("TOO_OFTEN")
    move(application, "submit", MOVES)
    application.submitted_at = clock.now()
    application.due_on = clock.working_days_after(clock.today(), DECISION_WORKING_DAYS)
    if not take_seat(session, application):
        move(application, "contest", MOVES)
    if not application.unit_has_union:
        note_lead(session, actor, application.unit_name, application.unit_uscc, application.union)
    note_step(session, application, "submit")
    record(session, actor, "application:submit", "application", application.id, union_id=application.union_id)


def _take_over_identity(session: Session, application: Application) -> None:
    """A corrected identity (更正) goes into the application that is handed in again; its old number leaves the books."""
    identity = current_identity(session, session.get_one(Account, application.account_id))
    if identity is None or identity.id == application.identity_id:
        return
    number = opened(identity, "id_number")
    if number != opened(application, "id_number"):
        leave_books(session, application)
    application.identity_id, application.document_kind = identity.id, identity.document_kind
    application.gender = read_document(identity.document_kind, number).gender or application.gender
    seal_fields(session, application, name=opened(identity, "name"), id_number=number)
    session.flush()
    session.expire(application, ["identity"])


def withdraw(session: Session, actor: Actor, application: Application) -> None:
    """Take an application back before it is decided."""
    move(application, "withdraw", MOVES)
    free_seat(session, application)
    note_step(session, application, "withdraw")
    record(
        session, actor, "application:withdraw", "application", application.id, union_id=application.union_id
    )


def forget(session: Session, application: Application) -> None:
    """Destroy what was filled in, and how it was found (个人信息保护法 第四十七条); what is not sealed is emptied."""
    empty(session, application)
    destroy_key(session, application.key_owner)


def empty(session: Session, application: Application) -> None:
    """Empty what is not sealed and strike it out of the books; its key is still there."""
    for fact in STATED:
        if fact.erased is Erased.EMPTIED:
            setattr(application, fact.name, None)
    strike(session, BOOK, application.id)
    session.flush()


def withdraw_and_erase(session: Session, actor: Actor, application: Application) -> None:
    """Take an undecided application back because consent was withdrawn; what was filled in is destroyed.

    Its line of progress stays; without its key it does not exist for anybody (个人信息保护法 第四十七条). Its applicant is
    told.
    """
    withdraw(session, actor, application)
    forget(session, application)
    tell(session, application.account_id, "application_withdrawn", f"withdrawn:{application.id}")


def _must_be_editable(application: Application) -> None:
    if application.status not in (Status.DRAFT, Status.RETURNED):
        raise Refusal("MOVE_NOT_ALLOWED", action="修改", state=application.status.label)


def _filled(application: Application, fact: PersonalFact) -> bool:
    return bool(getattr(application, fact.column))
