"""How the log stands (审计链状态): how long it is, when it was last verified, what was last signed."""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.standing import Condition
from service.register.audit.authority import last_check
from service.register.audit.checkpoint import fingerprint
from service.register.audit.models import AuditCheckpoint, AuditEntry
from service.register.audit.queries import chain_state

VERIFIED_WITHIN, SIGNED_WITHIN, CHECKED_WITHIN = timedelta(days=31), timedelta(days=7), timedelta(days=2)


def chain_standings(session: Session) -> list[Condition]:
    """Four sentences; small queries only, so that the page may say them every time."""
    state = chain_state(session)
    return [
        Condition(True, f"日志现有 {state.size} 条"),
        _verified(state.verified),
        _signed(state.checkpoint, state.size),
        _marks(last_check(session)),
    ]


def _marks(last: AuditEntry | None) -> Condition:
    """校验值: whether the last night found a row that the service did not write."""
    if last is None:
        return Condition(
            False, "还没有核对过记录的校验值", "后台每天 4 点核对；一天以后还没有，请系统管理员查看运行状态。"
        )
    when, checked = clock.county_time(last.at), last.details.get("checked", 0)
    if last.outcome != "done":
        found = last.details.get("found", 0)
        advice = (
            "可能有人直接改了数据库。请保留现场，立即报告县总工会负责人；下面可以只看“发现被改动的记录”。"
        )
        return Condition(
            False, f"{when} 核对了 {checked} 条记录的校验值，其中 {found} 条不是本系统写的", advice
        )
    recent = clock.now() - last.at < CHECKED_WITHIN
    advice = "" if recent else "已超过两天没有核对，请系统管理员查看运行状态。"
    return Condition(recent, f"{when} 核对了 {checked} 条记录的校验值，全部相符", advice)


def _verified(last: AuditEntry | None) -> Condition:
    if last is None:
        return Condition(False, "还没有在工作台校验过", "请点下面的“校验整条链”。")
    when = clock.county_time(last.at)
    if last.outcome != "done":
        return Condition(False, f"{when} 校验不通过", "请保留现场，立即报告县总工会负责人。")
    recent = clock.now() - last.at < VERIFIED_WITHIN
    sentence = f"{when} 校验通过，当时 {last.details.get('checked', 0)} 条"
    return Condition(recent, sentence, "" if recent else "已超过一个月，请再校验一次。")


def _signed(last: AuditCheckpoint | None, size: int) -> Condition:
    if last is None:
        return Condition(
            False,
            "还没有签过检查点",
            "请系统管理员在服务器上运行 huigongka-admin audit checkpoint，并把结果存到另一台机器。",
        )
    recent = clock.now() - last.at < SIGNED_WITHIN
    when = clock.county_time(last.at)
    sentence = (
        f"{when} 签了检查点：第 {last.seq} 条，摘要 {fingerprint(last.note)}，此后又有 {size - last.seq} 条"
    )
    return Condition(
        recent, sentence, "" if recent else "已超过 7 天，请系统管理员再签一次，并存到另一台机器。"
    )
