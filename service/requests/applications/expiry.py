"""过期: drafts and returned applications that nobody touched for a month are closed, so that the seat is free again."""

from datetime import timedelta

from sqlalchemy import select

from service.ground import clock
from service.ground.moves import move
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.notices.actions import tell
from service.requests.applications.models import MOVES, Application, Status
from service.requests.applications.seats import free_seat
from service.requests.applications.steps import note_step

FORGOTTEN = timedelta(days=30)
AT_ONCE = 100


def expire_forgotten(deployment: Deployment) -> bool:
    """Close what waits for its applicant since a month (worker); he is told, and may begin anew. False when none."""
    with deployment.database.writing() as session:
        waiting = select(Application).where(
            Application.status.in_([Status.DRAFT, Status.RETURNED]),
            Application.touched_at < clock.now() - FORGOTTEN,
        )
        rows = session.scalars(waiting.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for row in rows:
            move(row, "expire", MOVES)
            free_seat(session, row)
            note_step(session, row, "expire")
            tell(session, row.account_id, "application_expired", f"expired:{row.id}", row.id)
            record(session, SYSTEM, "application:expire", "application", row.id, union_id=row.union_id)
        return bool(rows)
