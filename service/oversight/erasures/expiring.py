"""保存期限届满: whoever has long ceased to be a member, and accounts that nobody uses, are erased without being asked.

个人信息保护法 第十九条: 个人信息的保存期限应当为实现处理目的所必要的最短时间; 第四十七条: 保存期限已届满的，应当主动删除. It takes the
way of every erasure: written down, told to whoever holds the account, done some days later.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.oversight.erasures.actions import holder_of, tell_of_the_day
from service.oversight.erasures.models import Erasure, ErasureBasis
from service.oversight.erasures.queries import outlived, unused
from service.register.access.models import SYSTEM
from service.register.audit.log import record

AT_ONCE = 500


def end_periods(session: Session, settings: Settings) -> int:
    """Write down whose period is over, some hundreds a night; how many."""
    due_at = clock.now() + timedelta(days=settings.erasure_days)
    former = clock.months_after(clock.today(), -12 * settings.former_years)
    idle = clock.months_after(clock.today(), -12 * settings.idle_years)
    filed = [
        Erasure(id=new_id(), person_id=person, union_id=union, basis=ErasureBasis.PERIOD, due_at=due_at)
        for person, union in outlived(session, former, AT_ONCE)
    ]
    filed += [
        Erasure(id=new_id(), account_id=account, basis=ErasureBasis.PERIOD, due_at=due_at)
        for account in unused(session, idle, AT_ONCE)
    ]
    for one in filed:
        session.add(one)
        session.flush()
        record(session, SYSTEM, "erasure:expire", "erasure", one.id, union_id=one.union_id)
        tell_of_the_day(session, one, holder_of(session, one))
    return len(filed)
