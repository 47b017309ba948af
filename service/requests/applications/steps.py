"""办理记录: the line of progress that belongs to every move of an application, and the audit row beside it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.moves import move
from service.ground.sealing import seal_fields
from service.register.access.models import Actor
from service.register.audit.log import record
from service.requests.applications.models import MOVES, Application, Correctable, Reason, Status, Step
from service.requests.applications.queries import last_step


def note_step(session: Session, application: Application, action: str, actor: Actor | None = None) -> Step:
    """Write the line of progress that belongs to a move."""
    step = Step(
        id=new_id(),
        application_id=application.id,
        action=action,
        staff_id=actor.id if actor else None,
        at=clock.now(),
    )
    session.add(step)
    session.flush()
    return step


def move_by_staff(
    session: Session,
    actor: Actor,
    application: Application,
    action: str,
    reason: Reason | None = None,
    words: str = "",
    fields: Sequence[Correctable] = (),
    to_union_id: UUID | None = None,
) -> None:
    """A move that a member of staff makes, with its line of progress and its audit row; raises MOVE_NOT_ALLOWED.

    ``words`` are sealed under the application's key and told to the applicant.
    """
    move(application, action, MOVES)
    step = note_step(session, application, action, actor)
    step.reason, step.to_union_id = reason, to_union_id
    step.fields = [one.value for one in fields]
    seal_fields(session, step, words=words.strip()[:500])
    record(
        session,
        actor,
        f"application:{action}",
        "application",
        application.id,
        union_id=application.union_id,
        reason=reason.value if reason else None,
    )


def must_be_undecided(session: Session, application: Application) -> None:
    """The colleague who comes second is told who was first, when, and what came of it; raises ALREADY_DECIDED."""
    if application.status not in (Status.APPROVED, Status.REJECTED):
        return
    found = last_step(session, application)
    if found is not None:
        step, who = found
        raise Refusal(
            "ALREADY_DECIDED", who=who, when=clock.county_time(step.at), outcome=application.status.label
        )
