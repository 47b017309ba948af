"""统计: the worker counts every union of the county and stores the figures, by the statement that derives them live."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import in_parts, insert_or_renew
from service.oversight.progress.funnel import Funnel, counted
from service.oversight.progress.models import Tally
from service.oversight.progress.moments import MINUTES, AsOf, Month, months_back
from service.register.deployment import Deployment
from service.register.unions.models import Union

# As far back as a page offers, and the month before, with which the first of them is compared.
MONTHS = 13


def count_due(deployment: Deployment) -> bool:
    """Count the newest month that is due, everything at one moment; whether there was any.

    The month that lasts is due every ten minutes; one that is over, until it was counted as of its last instant.
    """
    with deployment.database.reading() as session:
        month = _due(session)
    if month is None:
        return False
    count(deployment, month)
    return True


def count(deployment: Deployment, month: Month) -> None:
    """Count one month and store it; what another worker counted later stays.

    Nobody is kept from writing while it counts: it reads first, then writes the sums.
    """
    with deployment.database.reading() as session:
        end, counted_at = month.end, clock.now()
        moment = AsOf(end.day, end.instant, counted_at)
        found = counted(session, moment)
        unions = session.scalars(select(Union.id).order_by(Union.id)).all()
    facts = {"ends_on": month.last_day, "as_of": moment.instant, "counted_at": counted_at}
    rows = [facts | {"union_id": one} | vars(found.get(one, Funnel())) for one in unions]
    with deployment.database.writing() as session:
        for part in in_parts(rows):
            session.execute(insert_or_renew(session, Tally, newer="counted_at"), part)


def _due(session: Session) -> Month | None:
    months = months_back(MONTHS)
    newest = select(Tally.ends_on, func.max(Tally.as_of)).where(Tally.ends_on >= months[-1].last_day)
    found = {row[0]: row[1] for row in session.execute(newest.group_by(Tally.ends_on))}
    return next((month for month in months if _is_due(month, found.get(month.last_day))), None)


def _is_due(month: Month, as_of: datetime | None) -> bool:
    if as_of is None:
        return True
    lasts = month.last_day >= clock.today()
    return as_of <= clock.now() - timedelta(minutes=MINUTES) if lasts else as_of < month.end.instant
