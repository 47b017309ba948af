"""What waits for the background worker (任务): how much of each kind, since when, and what was given up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, false, func, or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.standing import Standing
from service.register.notices.models import Channel, Notice
from service.requests.cards.models import Claim, ClaimState
from service.rolls.exports.models import Export, ExportStatus
from service.rolls.imports.models import Import, ImportStatus

PATIENCE = timedelta(minutes=10)
FAILED_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Queue:
    """One kind of work, as conditions on its table, and since when a row of it waits."""

    name: str
    waiting: ColumnElement[bool]
    running: ColumnElement[bool]
    failed: ColumnElement[bool]
    since: SQLColumnExpression[Any]
    failed_advice: str = ""

    def standing(self, session: Session) -> Standing:
        """One query, one sentence."""
        waiting, running, failed, oldest = session.execute(
            select(
                func.count().filter(self.waiting),
                func.count().filter(self.running),
                func.count().filter(self.failed),
                func.min(self.since).filter(self.waiting),
            ).where(or_(self.waiting, self.running, self.failed))
        ).one()
        words = f"{self.name}：{waiting} 个在等，{running} 个在做，{failed} 个没有做成"
        if oldest is None:
            return Standing(not failed, words, self.failed_advice if failed else "")
        age = clock.now() - oldest
        advice = (
            "等得太久，请看后台进程是不是在运行。" if age > PATIENCE else self.failed_advice if failed else ""
        )
        return Standing(not advice, f"{words}；最早的等了 {_told(age)}", advice)


def _told(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds())) // 60
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // 1440} 天"


def queue_standings(session: Session) -> list[Standing]:
    """Every queue; one query each, whatever its length."""
    return [queue.standing(session) for queue in (_claims(), _messages(), _imports(), _exports())]


def _claims() -> Queue:
    live = (Claim.state == ClaimState.WAITING) & (Claim.expires_at > clock.now())
    unsettled = or_(Claim.settled_at.is_(None), Claim.message_wanted_at.is_not(None))
    since = func.coalesce(Claim.message_wanted_at, Claim.created_at)
    return Queue("激活核验", live & unsettled, false(), false(), since)


def _messages() -> Queue:
    text = Notice.channel == Channel.TEXT_MESSAGE
    open_ = text & Notice.sent_at.is_(None) & Notice.dead_at.is_(None)
    recent = Notice.dead_at > clock.now() - FAILED_WITHIN
    return Queue(
        "短信",
        open_ & (Notice.due_at <= clock.now()),
        open_ & (Notice.due_at > clock.now()),
        text & recent,
        Notice.due_at,
        "一天内有短信多次发不出去，已放弃。请检查短信通道；收信人可以改为当面确认。",
    )


def _imports() -> Queue:
    under_way = Import.status.in_([ImportStatus.UPLOADED, ImportStatus.CONFIRMING])
    return Queue(
        "导入",
        under_way & Import.claimed_at.is_(None),
        under_way & Import.claimed_at.is_not(None),
        (Import.status == ImportStatus.FAILED) & (Import.uploaded_at > clock.now() - FAILED_WITHIN),
        func.coalesce(Import.confirmed_at, Import.uploaded_at),
        "一天内有文件读不出来，多半是表格不对，上传的人已看到原因。",
    )


def _exports() -> Queue:
    waiting = Export.status == ExportStatus.WAITING
    return Queue(
        "导出",
        waiting & Export.claimed_at.is_(None),
        waiting & Export.claimed_at.is_not(None),
        (Export.status == ExportStatus.FAILED) & (Export.requested_at > clock.now() - FAILED_WITHIN),
        Export.requested_at,
        "一天内有文件没有生成，申请的人已看到原因；说是“出了故障”的，请查服务日志。",
    )
