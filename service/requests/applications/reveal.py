"""查看完整信息: one field of one application, for a stated purpose, counted and written into the audit log."""

from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import opened
from service.ground.words import Words
from service.register.access.models import Actor
from service.register.access.purpose import stated_purpose
from service.register.audit.log import record
from service.register.facts.declared import STATED, entries
from service.requests.applications.models import Application


class Field(Words):
    """可以查看的字段."""

    # What the page of an application shows in part only.
    vars().update(entries(tuple(fact for fact in STATED if fact.in_part)))


def reveal(session: Session, actor: Actor, application: Application, field: Field, purpose: str) -> str:
    """One field in clear. Raises PURPOSE_MISSING, INPUT_INVALID for a purpose that says who it is, TOO_OFTEN.

    The purpose is kept in the audit log as given, so it may hold neither numbers nor the applicant's name.
    """
    purpose = stated_purpose(purpose, opened(application, "name"))
    if not take(session, "reveal.staff", actor.id.hex if actor.id else ""):
        raise Refusal("TOO_OFTEN")
    record(
        session,
        actor,
        "application:reveal",
        "application",
        application.id,
        union_id=application.union_id,
        details={"field": field.value, "purpose": purpose},
    )
    return opened(application, field.value)
