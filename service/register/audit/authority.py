"""核对校验值: every night all marks are gone through; a row that the service did not write is noted and told."""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database
from service.ground.marking import look_through
from service.register.audit.log import Author, record
from service.register.audit.models import AuditEntry
from service.register.audit.queries import Search, entries

AT_NIGHT = timedelta(hours=4)
MOST = 50  # rows that are named one by one; the number of all stands in the first entry


def check_marks(database: Database) -> bool:
    """Go through all marks, once for each night; whether this was the time for it."""
    with database.reading() as session:
        last = last_check(session)
    tonight = clock.midnight(clock.today()) + AT_NIGHT
    due = tonight if clock.now() >= tonight else tonight - timedelta(days=1)
    if last is not None and last.at >= due:
        return False
    look = look_through(database)
    system, altered = Author("system"), look.altered
    with database.writing() as session:
        outcome, first = ("refused", altered[0].row_id) if altered else ("done", None)
        details: dict[str, int | str] = {"checked": look.rows, "found": len(altered)}
        record(session, system, "authority:check", "audit", first, outcome=outcome, details=details)
        for one in altered[:MOST]:
            details = {"table": one.table}
            record(
                session, system, "authority:altered", "row", one.row_id, outcome="refused", details=details
            )
    return True


def last_check(session: Session) -> AuditEntry | None:
    """What the last look through the marks said."""
    return next(iter(entries(session, Search(acts=("authority:check",)), size=1)), None)
