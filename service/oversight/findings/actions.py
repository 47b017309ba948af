"""答复、退回、销号: a question, an answer with its evidence, a closing by somebody else; the register itself is never changed here."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.moves import move
from service.ground.sealing import load_keys, seal_fields
from service.oversight.findings.models import MOVES, REPLIES, SETTLING, Finding, FindingStatus, Reply
from service.register.access.models import Actor
from service.register.audit.log import record

MOST = 200  # alike questions answered at once


def answer(
    session: Session, actor: Actor, findings: Sequence[Finding], reply: Reply, evidence: str, seen_on: date
) -> None:
    """答复 alike questions (of one kind) with what the union found, what it looked at, and on which day.

    长总工〔2018〕12号: 边采集、边核查; 秦工办字〔2021〕13号: 防止弄虚作假, so «right as it is» names its evidence. Raises
    FINDING_NONE, FINDING_TOO_MANY, INPUT_INVALID, MOVE_NOT_ALLOWED.
    """
    if not findings:
        raise Refusal("FINDING_NONE")
    if len(findings) > MOST:
        raise Refusal("FINDING_TOO_MANY", most=str(MOST))
    faults = _faults(findings, reply, evidence, seen_on)
    if faults:
        raise invalid(**faults)
    load_keys(session, [one.key_owner for one in findings])
    for one in findings:
        move(one, "answer", MOVES)
        one.reply, one.evidence_on = reply, seen_on
        one.answered_at, one.answered_by = clock.now(), actor.id
        seal_fields(session, one, evidence=evidence, remark=None)
        details: dict[str, int | str] = {"kind": one.kind.value, "outcome": reply.value}
        record(session, actor, "finding:answer", "finding", one.id, union_id=one.union_id, details=details)


def _faults(findings: Sequence[Finding], reply: Reply, evidence: str, seen_on: date) -> dict[str, str]:
    faults: dict[str, str] = {}
    if any(reply not in REPLIES[one.kind] for one in findings):
        faults["reply"] = "请从列表里选择；一次只能答复同一种疑点。"
    if reply in SETTLING and not evidence.strip():
        faults["evidence"] = "请写看过什么材料，例如：身份证原件、返聘协议。不要写姓名和号码。"
    if seen_on > clock.today():
        faults["seen_on"] = "核对日期不能晚于今天。"
    return faults


def send_back(session: Session, actor: Actor, one: Finding, remark: str) -> None:
    """退回重新核对, with the reason; the union has as many days as at first. Raises INPUT_INVALID, FINDING_OWN, MOVE_NOT_ALLOWED."""
    if not remark.strip():
        raise invalid(remark="请写为什么退回，还要核对什么。")
    _somebody_else(actor, one)
    days = one.due_on - clock.county_day(one.opened_at)
    move(one, "return", MOVES)
    one.due_on, one.chased_at = clock.today() + days, None
    seal_fields(session, one, remark=remark)
    record(session, actor, "finding:return", "finding", one.id, union_id=one.union_id)


def close(session: Session, actor: Actor, one: Finding) -> None:
    """销号: the union above is satisfied with the answer. Raises FINDING_OWN, MOVE_NOT_ALLOWED.

    What was only promised (已经办好、正在办理) is asked anew by the next look if it is still so.
    """
    _somebody_else(actor, one)
    move(one, "close", MOVES)
    one.ended_at, one.ended_by = clock.now(), actor.id
    record(session, actor, "finding:close", "finding", one.id, union_id=one.union_id)


def _somebody_else(actor: Actor, one: Finding) -> None:
    """Refuse whoever answered the question himself: a different person closes it."""
    if one.status is FindingStatus.ANSWERED and one.answered_by == actor.id:
        raise Refusal("FINDING_OWN")


def forget_said(session: Session, person_id: UUID) -> None:
    """What was said of a pair of which this is the other one goes too, when he is erased (个人信息保护法 第四十七条)."""
    other = (Finding.about_id == person_id) & (Finding.subject_id != person_id)
    session.execute(update(Finding).where(other).values(evidence_sealed=None, remark_sealed=None))
