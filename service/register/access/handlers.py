"""经办人账号: a chair opens and ends the accounts of his own handlers, and hands his office over at an election (换届)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.register.access.actions import Mandate, appoint, end_term, hand_over
from service.register.access.models import Actor, Role, Term
from service.register.access.queries import in_force, successors_at
from service.register.accounts.models import Staff
from service.register.accounts.sessions import end_all_sessions
from service.register.accounts.staff import dismiss, hire
from service.register.unions.models import Union


def open_handler(
    session: Session,
    actor: Actor,
    union: Union,
    login: str,
    name: str,
    title: str,
    password: str,
    until_on: date | None,
) -> tuple[Staff, str]:
    """An account with a handler's term at ``union``, from today, never longer than asked; with its TOTP secret.

    Raises TOO_OFTEN, INPUT_INVALID, PASSWORD_WEAK.
    """
    if until_on is not None and until_on <= clock.today():
        raise invalid(until_on="任期止要在今天以后；没有期限请留空。")
    if not take(session, "handler.staff", str(actor.id)):
        raise Refusal("TOO_OFTEN")
    staff, secret = hire(session, actor, login, name, title, password)
    appoint(session, actor, staff.id, Role.HANDLER, union, clock.today(), until_on)
    return staff, secret


def end_handler(session: Session, actor: Actor, term: Term) -> bool:
    """End a handler's term; the account goes too when it has no other. Whether it went.

    Somebody who holds any other office keeps the account: it is not this chair's to touch. Raises NOT_ALLOWED for oneself.
    """
    if term.staff_id == actor.id:
        raise Refusal("NOT_ALLOWED")
    # An appointment elsewhere waits for this lock, so the account is judged by all the terms that there are.
    staff = session.scalars(select(Staff).where(Staff.id == term.staff_id).with_for_update()).one()
    end_term(session, actor, term)
    others = select(Term.id).where(Term.staff_id == staff.id, in_force(and_later=True))
    if staff.disabled_at is not None or session.scalars(others.limit(1)).one_or_none() is not None:
        return False
    dismiss(session, actor, staff)
    return True


def hand_over_chair(
    session: Session,
    actor: Actor,
    term: Term,
    successor_id: UUID,
    elected_on: date,
    approval_no: str,
    until_on: date | None,
) -> Term:
    """The chair's own term ends and that of a handler of the same union begins today, under what made it legal.

    The facts are the election day and the number of the upper union's approval (批复文号). Whoever hands over has to sign
    in anew, with what is left to him. Raises INPUT_INVALID.
    """
    if elected_on > clock.today():
        raise invalid(elected_on="选举日期不能在今天以后。")
    if until_on is not None and until_on <= clock.today():
        raise invalid(until_on="任期止要在今天以后；没有期限请留空。")
    if successor_id not in {handler.staff_id for handler in successors_at(session, term.union_id)}:
        raise invalid(successor_id="接任者要先有本工会的经办人账号，请从列表里选择。")
    session.get_one(Staff, successor_id).title = term.staff.title  # the words of the office go with it
    begun = hand_over(session, actor, term, successor_id, until_on, Mandate(elected_on, approval_no))
    end_all_sessions(session, term.staff_id)
    return begun
