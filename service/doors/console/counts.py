"""Two numbers of the home page that no other room counts, each by one statement within the actor's reach."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.audit.models import AuditEntry
from service.register.unions.models import Union
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.verdicts import RowVerdict

WEEK, LATELY = timedelta(days=7), timedelta(days=30)
EXPORTING = ("export:request", "export:download")


def refused_rows(session: Session, actor: Actor) -> int:
    """How many rows of the files of the last thirty days were refused, in all that the actor imports."""
    kept = Import.status.in_([ImportStatus.PREVIEWED, ImportStatus.CONFIRMED])
    rows = func.sum(Import.counts[RowVerdict.REFUSED.value].as_integer())
    lately = (
        select(rows)
        .join(Union, Union.id == Import.union_id)
        .where(reachable(actor, Act.IMPORT_ROSTER), kept, Import.uploaded_at > clock.now() - LATELY)
    )
    return int(session.scalar(lately) or 0)


def exports_of_the_week(session: Session) -> dict[str, int]:
    """How often each of the acts on exports was recorded in the last seven days; the log is read whole or not at all."""
    # One row, so that the index of the days is taken: grouped by act, SQLite goes through every act of all years.
    counted = select(*(func.count().filter(AuditEntry.act == act) for act in EXPORTING))
    row = session.execute(counted.where(AuditEntry.at > clock.now() - WEEK)).one()
    return dict(zip(EXPORTING, row, strict=True))
