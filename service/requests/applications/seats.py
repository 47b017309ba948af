"""一人一份申请: the seat of a document number among open applications, kept by a unique index.

The second application under the same number is not refused in the applicant's face (that would tell a stranger that
somebody applied): it waits as «contested» until the union, with the document in hand, has decided on the first.
"""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground.moves import move
from service.ground.sealing import enter, find, opened, strike
from service.requests.applications.models import MOVES, Application, Status

BOOK = "application"
SEAT = "application_seat"


def take_seat(session: Session, application: Application) -> bool:
    """Take the seat of this document number, or learn that another open application sits there."""
    number = opened(application, "id_number")
    if application.id in find(session, SEAT, "id_number", number):
        return True
    if application.id not in find(session, BOOK, "id_number", number):
        enter(session, BOOK, "id_number", application.id, number)
    try:
        with session.begin_nested():
            enter(session, SEAT, "id_number", application.id, number, only_one=True)
    except IntegrityError:
        return False
    return True


def leave_books(session: Session, application: Application) -> None:
    """The application gets another document number: seat and entry of the old one are given up."""
    free_seat(session, application)
    strike(session, BOOK, application.id)
    session.flush()


def free_seat(session: Session, application: Application) -> None:
    """Leave the seat; the oldest contested application under the same number takes it and can be checked."""
    strike(session, SEAT, application.id)
    session.flush()
    others = find(session, BOOK, "id_number", opened(application, "id_number"))
    contested = session.scalars(
        select(Application)
        .where(Application.id.in_(others), Application.status == Status.CONTESTED)
        .order_by(Application.submitted_at)
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if contested is not None and contested.id != application.id and take_seat(session, contested):
        move(contested, "clear", MOVES)
