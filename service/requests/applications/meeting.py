"""委员会会议: when the committee met, who was present and in which minutes; judged before its decision is recorded.

No text that binds every union names a quorum, so too few present is a question that the chair answers, never a refusal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from service.ground import clock
from service.register.people.contact import ContactInvalid, read_name

LARGEST = 99


@dataclass(frozen=True)
class Meeting:
    """One meeting as its minutes have it; ``committee`` counts all members, ``present`` names those who came."""

    held_on: date
    minute_no: str
    committee: int
    present: tuple[str, ...] = field(repr=False)
    few_confirmed: bool = False


def names_typed(words: str) -> list[str]:
    """The names in a text: one a line, or divided by commas, semicolons and 、."""
    return [name for part in re.split(r"[\n,，、;；]", words) if (name := part.strip())]


def attendance(chosen: Iterable[str], typed: str) -> tuple[str, ...]:
    """Everyone present, those chosen from the list first; who is chosen and typed as well counts once."""
    return tuple(dict.fromkeys([*chosen, *names_typed(typed)]))


def faults_of(meeting: Meeting, earliest: date) -> dict[str, str]:
    """A sentence for each field that cannot be right; ``earliest`` is when the last of the applications had come in."""
    faults = _attendance_faults(meeting)
    if meeting.held_on > clock.today():
        faults["decided_on"] = "会议日期不能晚于今天。"
    if meeting.held_on < earliest:
        faults["decided_on"] = f"会议日期不能早于申请送到本工会的那天（{earliest}）。"
    if not meeting.minute_no.strip() or len(meeting.minute_no.strip()) > 60:
        faults["minute_no"] = "请填写会议纪要编号，不超过 60 个字。"
    return faults


def _attendance_faults(meeting: Meeting) -> dict[str, str]:
    present, committee = len(meeting.present), meeting.committee
    if not 1 <= committee <= LARGEST:
        return {"committee": f"请填写委员会一共几人，1 到 {LARGEST}。"}
    if not present:
        return {"present": "请选出或者写下出席的委员。"}
    if any(not _is_name(name) for name in meeting.present):
        return {"others": "姓名每行写一个，只能有汉字、字母和间隔号。"}
    if present > committee:
        return {"committee": f"出席 {present} 人，比委员会的 {committee} 人还多，请核对。"}
    if present * 2 <= committee and not meeting.few_confirmed:
        return {
            "few_confirmed": f"委员会 {committee} 人，出席 {present} 人，没有过半。请核对；确实如此，请勾选后再记录。"
        }
    return {}


def _is_name(name: str) -> bool:
    try:
        return bool(read_name(name))
    except ContactInvalid:
        return False
