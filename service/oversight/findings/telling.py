"""提醒: a chair is told once a round how many questions came, and once when one is overdue; never one message a question."""

from collections import Counter

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.oversight.findings.models import Finding, FindingStatus, Round
from service.oversight.findings.waiting import TO_ANSWER
from service.register.access.chairs import accounts_of_chairs
from service.register.notices.actions import tell


def tell_owners(session: Session, one: Round) -> None:
    """Tell the chairs of the unions for which this round found something."""
    new = (
        select(Finding.union_id, func.count(), func.min(Finding.due_on))
        .where(Finding.status == FindingStatus.OPEN, Finding.opened_at >= one.begun_at)
        .group_by(Finding.union_id)
    )
    counts = {row[0]: (row[1], row[2]) for row in session.execute(new)}
    for union_id, account_id in accounts_of_chairs(session, list(counts)).items():
        count, due_on = counts[union_id]
        blanks = {"count": f"{count}", "due": clock.chinese_day(due_on)}
        dedupe = f"findings:{one.id.hex}:{union_id.hex}"
        tell(session, account_id, "findings_opened", dedupe, one.id, **blanks)


def chase_overdue(session: Session) -> None:
    """催办: each overdue question is chased once; the union above sees it from then on in its own list."""
    today = clock.today()
    late = update(Finding).where(Finding.id.in_(TO_ANSWER.chased()), Finding.chased_at.is_(None))
    chased = late.values(chased_at=clock.now(), version=Finding.version + 1).returning(Finding.union_id)
    counts = Counter(session.scalars(chased))
    for union_id, account_id in accounts_of_chairs(session, list(counts)).items():
        dedupe = f"findings_due:{today.isoformat()}:{union_id.hex}"
        tell(session, account_id, "findings_due", dedupe, None, count=f"{counts[union_id]}")
