"""退会、视为自动退会、去世、登记错误: how a membership ends, each with what its article asks for."""

from datetime import date

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.register.audit.log import By
from service.register.memberships.changes import MembershipChange, VoidReason
from service.register.memberships.models import EndReason, Membership
from service.register.memberships.queries import open_membership
from service.register.memberships.segments import Evidence, end, hold_member, judge_day
from service.register.people.models import Person

IDLE_MONTHS = 6


def leave(
    session: Session,
    actor: By,
    membership: Membership,
    *,
    asked_on: date,
    persuaded_on: date,
    declared_on: date,
    minute_no: str,
    words: str = "",
) -> MembershipChange:
    """退会: the member asked, was persuaded in vain, and the committee declares it; the membership ends that day.

    工会章程第六条: 会员有退会自由。会员退会由本人向工会小组提出，由工会基层委员会宣布其退会并收回会员证. 《会籍管理办法》
    第二十二条: 会员要求退会的，应当先做劝导工作. Raises MEMBERSHIP_ENDED, INPUT_INVALID.
    """
    hold_member(session, membership)
    judge_day(membership, "declared_on", declared_on)
    faults = _minutes(minute_no)
    if persuaded_on < asked_on:
        faults["persuaded_on"] = "劝导要在本人提出以后。"
    if declared_on < persuaded_on:
        faults["declared_on"] = "委员会宣布要在劝导以后：先劝导，本人坚持的才宣布退会。"
    if faults:
        raise invalid(**faults)
    evidence = Evidence(minute_no, words, asked_on=asked_on, persuaded_on=persuaded_on)
    return end(session, actor, membership, EndReason.LEFT, declared_on, evidence)


def lapse(
    session: Session,
    actor: By,
    membership: Membership,
    *,
    idle_since: date,
    persuaded_on: date,
    declared_on: date,
    minute_no: str,
    words: str = "",
) -> MembershipChange:
    """视为自动退会: six months without dues and activities, education in vain, declared by the committee.

    工会章程第六条: 会员没有正当理由连续六个月不交纳会费、不参加工会组织生活，经教育拒不改正，应当视为自动退会. Never of a
    retained member, who pays nothing (第八条). Raises MEMBERSHIP_ENDED, MEMBERSHIP_DUES_FREE, INPUT_INVALID.
    """
    hold_member(session, membership)
    if membership.is_retained:
        raise Refusal("MEMBERSHIP_DUES_FREE")
    judge_day(membership, "declared_on", declared_on)
    faults = _minutes(minute_no)
    if idle_since < membership.started_on:
        faults["idle_since"] = f"不能早于这段会籍开始的那天（{membership.started_on}）。"
    if clock.months_after(idle_since, IDLE_MONTHS) > declared_on:
        faults["idle_since"] = "到宣布那天还不满六个月，不能视为自动退会。"
    if not idle_since <= persuaded_on <= declared_on:
        faults["persuaded_on"] = "教育要在不交会费、不参加活动以后，在宣布以前。"
    if faults:
        raise invalid(**faults)
    evidence = Evidence(minute_no, words, persuaded_on=persuaded_on, idle_since=idle_since)
    return end(session, actor, membership, EndReason.LAPSED, declared_on, evidence)


def decease(
    session: Session, actor: By, membership: Membership, *, died_on: date, words: str = ""
) -> MembershipChange:
    """去世: the membership ends with the day; one that became known later ends the stretch that was recorded since.

    《会籍管理办法》: 会籍即会员资格, it ends with the person. Raises MEMBERSHIP_ENDED, INPUT_INVALID.
    """
    hold_member(session, membership)
    if died_on > clock.today():
        raise invalid(died_on="日期不能晚于今天。")
    return end(session, actor, membership, EndReason.DECEASED, died_on, Evidence(words=words))


def void(
    session: Session,
    actor: By,
    membership: Membership,
    reason: VoidReason,
    *,
    words: str,
    survivor: Person | None = None,
) -> MembershipChange:
    """登记错误: what was entered wrongly ends today, so that figures of the past stay as they were reported.

    长总工〔2018〕12号: 避免重复、遗漏、错误. A duplicate names the ``survivor``, who stays a member; both histories are kept.
    Raises MEMBERSHIP_ENDED, INPUT_INVALID.
    """
    hold_member(session, membership, beside=[survivor.id] if survivor else [])
    if len(words.strip()) < 4:
        raise invalid(words="请写明怎么发现的、核对了什么。")
    if (survivor is None) == (reason is VoidReason.DUPLICATE):
        raise invalid(survivor_id="重复登记的，请写明合并到哪一份登记；不是重复的不用写。")
    if survivor is not None:
        itself = survivor.id == membership.person_id
        if itself or open_membership(session, survivor.id) is None:
            raise invalid(survivor_id="合并到的那一份登记要是另一份，并且现在有会籍。")
    evidence = Evidence(words=words, void_for=reason, survivor_id=survivor.id if survivor else None)
    return end(session, actor, membership, EndReason.VOID, clock.today(), evidence)


def _minutes(minute_no: str) -> dict[str, str]:
    if 1 <= len(minute_no.strip()) <= 60:
        return {}
    return {"minute_no": "请填写会议纪要编号，不超过 60 个字。"}
