"""转为会籍接转: who is a member already does not join again; the chair turns the application into a transfer."""

from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.memberships.queries import open_membership
from service.register.notices.actions import tell
from service.register.people.models import Person
from service.register.people.register import hold_people
from service.requests.applications.models import Application
from service.requests.applications.seats import free_seat
from service.requests.applications.steps import move_by_staff, must_be_undecided
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy, Transfer


def convert(session: Session, actor: Actor, application: Application, *, seen: bool, days: int) -> Transfer:
    """Convert an application of a member into a transfer to the union that he applied to, with him as who asks.

    《会籍管理办法》第三条: 一次入会、动态接转; 第八条: 变换用人单位的，接转会籍，不需重复入会. The form itself answers nobody whether he
    is a member: somebody must have looked at the document (``seen``), or WeChat verified the phone of the roster.
    Raises ALREADY_DECIDED, MOVE_NOT_ALLOWED, APPLICATION_NOT_MEMBER, IDENTITY_NOT_PROVED, TRANSFER_OPEN, TRANSFER_SAME_UNION.
    """
    must_be_undecided(session, application)
    move_by_staff(session, actor, application, "convert")
    free_seat(session, application)
    number = opened(application, "id_number")
    person = hold_people(session, [number]).get(number)
    held = open_membership(session, person.id) if person is not None else None
    if person is None or held is None:
        raise Refusal("APPLICATION_NOT_MEMBER")
    if not (seen or _phone_proves(session, application, person)):
        raise Refusal("IDENTITY_NOT_PROVED", fields={"seen": "请当面看过证件原件后勾选。"})
    account = application.account_id
    tell(session, account, "application_converted", f"converted:{application.id}", application.id)
    return ask(
        session,
        actor,
        held,
        application.union,
        AskedBy.MEMBER,
        days=days,
        unit_name=application.unit_name,
        account_id=account,
        application_id=application.id,
    )


def _phone_proves(session: Session, application: Application, person: Person) -> bool:
    """Whether the account's phone, which WeChat verified, is the one that the roster has."""
    account = session.get_one(Account, application.account_id)
    verified = opened(account, "phone")
    return bool(verified) and verified == opened(person, "phone")
