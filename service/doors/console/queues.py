"""What waits for the background worker (任务): how much of each kind, since when, and what was given up."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.standing import Condition
from service.register.jobs.models import JobKind
from service.register.jobs.queries import Queue, queues, together

PATIENCE = timedelta(minutes=10)
TOO_LONG = "等得太久，请看后台进程是不是在运行，以及上次没有做成的原因。"
TRY_AGAIN = "请看原因；处理以后，到“后台任务”里按“再试一次”。"


@dataclass(frozen=True)
class Kinds:
    """Kinds of work that the page tells together, and what to do when some could not be done."""

    name: str
    kinds: tuple[JobKind, ...]
    refused_advice: str = ""


TOLD = (
    Kinds("激活核验", (JobKind.SETTLE_CLAIM,)),
    Kinds("接转请求", (JobKind.SETTLE_WISH,)),
    Kinds("短信", (JobKind.TEXT,)),
    Kinds("订阅消息", (JobKind.ANNOUNCE,)),
    Kinds(
        "导入",
        (JobKind.PREVIEW, JobKind.WRITE),
        "一天内有文件读不出来或者没有写入，多半是表格不对，上传的人已看到原因。",
    ),
    Kinds("导出", (JobKind.EXPORT,), "一天内有文件没有生成，申请的人已看到原因。"),
    Kinds("数据疑点", (JobKind.LOOK,)),
)


def queue_standings(session: Session) -> list[Condition]:
    """Every queue; one query for all, whatever their length."""
    found = queues(session)
    return [_standing(told, together(found, told.kinds)) for told in TOLD]


def _standing(told: Kinds, queue: Queue) -> Condition:
    words = (
        f"{told.name}：{queue.waiting} 个在等，{queue.running} 个在做，"
        f"{queue.failed + queue.refused} 个没有做成"
    )
    advice = TRY_AGAIN if queue.failed else told.refused_advice if queue.refused else ""
    if queue.oldest is not None:
        age = clock.now() - queue.oldest
        words = f"{words}；最早的等了 {_told(age)}"
        advice = TOO_LONG if age > PATIENCE else advice
    return Condition(not advice, words, advice)


def _told(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds())) // 60
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // 1440} 天"
