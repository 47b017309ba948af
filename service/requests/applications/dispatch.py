"""派发: an application that went to the wrong union is referred upwards, and the union above sends it to the right one.

《会籍管理办法》第六条 (属地和行业就近): a worker whose unit has no union turns to the union above, which finds the place.
The applicant does nothing again; he is told at every step where it is.
"""

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.moves import move
from service.register.access.models import Act, Actor
from service.register.notices.actions import tell
from service.register.unions.models import Union
from service.requests.applications.actions import DECISION_WORKING_DAYS
from service.requests.applications.models import MOVES, Application, Status
from service.requests.applications.queries import acting_unions
from service.requests.applications.seats import take_seat
from service.requests.applications.steps import move_by_staff, must_be_undecided


def refer(session: Session, actor: Actor, application: Application, words: str) -> None:
    """转上级派发: the union says that the applicant is not its own; raises INPUT_INVALID without a word why.

    The seat of the document number is kept, and the clock goes on until it is dispatched.
    """
    must_be_undecided(session, application)
    _must_say_why(words)
    move_by_staff(session, actor, application, "refer", words=words)
    _tell_referred(session, application)


def pass_on(session: Session, actor: Actor, application: Application, words: str, *, seen: int) -> None:
    """转上一级派发: no union below fits, so the next union above finds one; raises COLLEAGUE_WAS_FASTER, INPUT_INVALID.

    Only a union that itself has one above can pass on; for the county MOVE_NOT_ALLOWED.
    """
    _must_be_as_seen(application, seen)
    _must_say_why(words)
    desk = passing_desk(session, actor, application)
    if desk is None:
        label, state = MOVES["pass_on"].label, application.status.label
        raise Refusal("MOVE_NOT_ALLOWED", action=label, state=state)
    move_by_staff(session, actor, application, "pass_on", words=words, to_union_id=desk.id)
    application.union = desk
    session.flush()
    _tell_referred(session, application)


def dispatch(
    session: Session, actor: Actor, application: Application, union: Union, words: str = "", *, seen: int
) -> None:
    """派发: send the application to ``union``, which checks it from the beginning; the days for deciding start again.

    ``seen`` is the version that the dispatcher looked at. Raises COLLEAGUE_WAS_FASTER, INPUT_INVALID for a union that
    cannot take it.
    """
    _must_be_as_seen(application, seen)
    if not application.awaits_dispatch:
        raise Refusal("COLLEAGUE_WAS_FASTER")
    if not union.takes_applications:
        raise invalid(union_id="这个工会现在不能接收入会申请，请选别的工会。")
    if union.id == application.union_id and application.status is Status.SUBMITTED:
        raise invalid(union_id="申请现在就在这个工会，请选别的工会。")
    application.union = union
    application.due_on = clock.working_days_after(clock.today(), DECISION_WORKING_DAYS)
    move_by_staff(session, actor, application, "dispatch", words=words, to_union_id=union.id)
    if not take_seat(session, application):
        move(application, "contest", MOVES)
    session.flush()
    tell(
        session,
        application.account_id,
        "application_dispatched",
        dedupe=f"dispatched:{application.id}:{application.version}",
        subject_id=application.id,
        union=union.name,
        due=f"{application.due_on}",
    )


def _must_be_as_seen(application: Application, seen: int) -> None:
    if application.version != seen:
        raise Refusal("COLLEAGUE_WAS_FASTER")


def _must_say_why(words: str) -> None:
    if not words.strip():
        raise invalid(why="请写一句为什么转，例如单位在哪个乡镇、归哪个工会。申请人也会看到。")


def passing_desk(session: Session, actor: Actor, application: Application) -> Union | None:
    """The actor's own union that may pass a referred application on: above the application's, with one above itself."""
    if application.status is not Status.REFERRED:
        return None
    for union in acting_unions(session, actor, Act.APPLICATION_DISPATCH):
        above = application.union.path.startswith(union.path) and union.id != application.union_id
        if above and union.parent_id is not None:
            return union
    return None


def _tell_referred(session: Session, application: Application) -> None:
    above = application.union.parent
    tell(
        session,
        application.account_id,
        "application_referred",
        dedupe=f"referred:{application.id}:{application.version}",
        subject_id=application.id,
        desk=above.name if above else "上级工会",
    )
