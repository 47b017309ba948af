"""What goes in and out of a transfer."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.requests.transfers.actions import turn_of
from service.requests.transfers.models import OPEN, Transfer, TransferStatus, TransferStep


class TransferAsked(Shape):
    """Where to: a union by id or by QR parameter; and the unit that the member works for now."""

    union_id: UUID | None = None
    scene: str | None = Field(default=None, max_length=32)
    unit_name: str = Field(min_length=2, max_length=120)


class TransferStepSeen(Shape):
    """One line of progress, with what was said to the member."""

    action: str
    words: str
    reason: str | None
    remark: str | None
    at: datetime


class TransferSeen(Shape):
    """A transfer as its member sees it."""

    id: UUID
    status: TransferStatus
    status_words: str
    from_union: str
    to_union: str
    unit_name: str
    with_whom: str = Field(description="who has it now, in words; empty once it is over")
    since: datetime = Field(description="since when it stands as it does")
    due: date | None = Field(description="the last day for the old union to answer, while it has to")
    done_on: date | None
    may_agree: bool = Field(description="whether the new union asked, and the member may agree or not")
    may_withdraw: bool
    steps: list[TransferStepSeen]


class TransfersSeen(Shape):
    """The member's transfers, newest first."""

    transfers: list[TransferSeen]


STEP_WORDS = {
    "ask": "已提出接转",
    "agree": "本人已同意接转",
    "decline": "没有同意接转，会籍不变",
    "lapse": "没有人答复，请求已过期，会籍不变",
    "release": "转出工会已放行",
    "expire": "转出工会逾期没有答复，转上级工会办理",
    "release_above": "上级工会已放行",
    "receive": "转入工会已接收，会籍已接转",
    "refuse": "有一方不同意，交县总工会裁定",
    "grant": "县总工会裁定接转，会籍已接转",
    "close": "县总工会裁定不接转",
    "withdraw": "您撤回了接转",
    "void": "会籍另有变动，接转已失效",
}


def _step_seen(step: TransferStep) -> dict[str, object]:
    return {
        "action": step.action,
        "words": STEP_WORDS[step.action],
        "reason": step.reason.label if step.reason else None,
        "remark": opened(step, "words") or None,
        "at": step.at,
    }


def transfer_seen(transfer: Transfer) -> dict[str, object]:
    """A transfer for its member."""
    waiting = transfer.status in (TransferStatus.REQUESTED, TransferStatus.OVERDUE)
    return {
        "id": transfer.id,
        "status": transfer.status,
        "status_words": transfer.status.label,
        "from_union": transfer.from_union.name,
        "to_union": transfer.to_union.name,
        "unit_name": transfer.unit_name,
        "with_whom": turn_of(transfer),
        "since": transfer.steps[-1].at if transfer.steps else transfer.asked_at,
        "due": transfer.due_on if waiting else None,
        "done_on": transfer.done_on,
        "may_agree": transfer.awaits_consent,
        "may_withdraw": transfer.status in OPEN and not transfer.awaits_consent,
        "steps": [_step_seen(step) for step in transfer.steps],
    }
