"""How far the worker has come with a file, where the file's page looks."""

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.register.jobs.leases import Lease
from service.rolls.imports.models import Import, Stage

Report = Callable[[int], None]


class Progress:
    """The bar of one file: every report is a short transaction of its own and renews the worker's lease."""

    def __init__(self, database: Database, lease: Lease, total: int) -> None:
        """Begin a bar of ``total`` rows."""
        self._database = database
        self._lease = lease
        self._total = total

    def during(self, stage: Stage, reading: Session) -> Report:
        """Reports of one stage, whose work reads through ``reading``; shown at once as nothing done yet."""

        def report(done: int) -> None:
            reading.commit()  # on SQLite a reader that is still open would hold the report back
            with self._database.writing() as session:
                self._lease.report(session, done, self._total)
                now = {"stage": stage, "done": done, "total": self._total}
                session.execute(update(Import).where(Import.id == self._lease.subject).values(**now))

        report(0)
        return report
