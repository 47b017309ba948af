"""What goes in and out of a card and its claim."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from service.ground import clock
from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.facts.words import DocumentKind
from service.register.memberships.models import Membership
from service.register.people.contact import masked_name
from service.requests.cards.checks import CheckResult, Verdict
from service.requests.cards.codes import ShownCode
from service.requests.cards.models import Card, CardStatus, Claim, ClaimState
from service.requests.cards.queries import card_status, shown_state


class ClaimStated(Shape):
    """«This card is mine»: name and document as printed."""

    name: str = Field(min_length=1, max_length=60)
    document_kind: DocumentKind = DocumentKind.RESIDENT
    number: str = Field(min_length=1, max_length=40)


class MessageCode(Shape):
    """The six digits of the text message, exactly as sent: spaces are not stripped."""

    model_config = ConfigDict(str_strip_whitespace=False)

    code: str = Field(min_length=1, max_length=20)


class Route(Shape):
    """One way to prove that the card is one's own."""

    route: str
    title: str
    words: str


class ClaimSeen(Shape):
    """A claim as its account sees it; waiting reads the same whatever it waits for."""

    id: UUID
    state: ClaimState
    state_words: str
    words: str
    chair_code: str | None = Field(description="six digits to show to the union, while the claim waits")
    routes: list[Route] = Field(description="ways to prove it, the same for everybody")
    created_at: datetime
    expires_at: datetime


class CardSeen(Shape):
    """The face of the holder's own card."""

    status: CardStatus
    status_words: str
    words: str
    name: str = Field(description="masked")
    union_name: str | None
    number: str
    activated_on: date


class CodeSeen(Shape):
    """One code for the screen."""

    text: str = Field(description="what the QR code holds")
    match_number: str = Field(description="two digits that whoever scans sees too")
    valid_from: datetime
    valid_until: datetime


class CodeBatch(Shape):
    """Codes for the next ten minutes; the phone's clock only chooses among them, corrected by
    ``server_time``.
    """

    server_time: datetime
    codes: list[CodeSeen]


class CodeScanned(Shape):
    """A code as the camera read it: the code itself, or the whole address that stood in the QR code."""

    code: str = Field(min_length=1, max_length=200)


class CheckSeen(Shape):
    """What whoever scans may know; name and digits are empty but for a card in force and a fresh code."""

    verdict: Verdict
    verdict_words: str
    words: str = Field(description="what to do now")
    masked_name: str
    match_number: str = Field(description="two digits that stand on the holder's screen too")
    server_time: datetime
    first_checked_at: datetime | None = Field(description="when somebody else checked this code first")


class ChecksSeen(Shape):
    """When the card was checked, newest first."""

    checked_at: list[datetime]


CLAIM_WORDS = {
    ClaimState.WAITING: "已提交核验，结果将在本页显示。",
    ClaimState.BOUND: "惠工卡已激活，现在可以出示。",
    ClaimState.CLOSED: "这次核验已结束，没有激活。需要时请重新提交。",
}
CARD_WORDS = {
    CardStatus.ACTIVE: "请在使用时出示动态码，并和对方核对两位数字。",
    CardStatus.SUSPENDED: "卡已冻结，不能出示。要恢复使用，请先解除绑定，再重新激活。",
    CardStatus.NO_MEMBERSHIP: "会籍已结束，卡不能出示。如有疑问请联系您的工会。",
    CardStatus.REVOKED: "卡已注销。需要时请重新激活。",
    CardStatus.RETAINED: "您的会籍已保留，卡的记录都还在，现在不能出示。重新上岗以后，请到工会办理恢复或者接转。",
}
# What whoever scans should do now; no sentence says why a card stopped.
CHECK_WORDS = {
    Verdict.VALID: "请看持卡人的屏幕：数字相同才是本人出示的码；不同，请不要接受。",
    Verdict.SEEN_BEFORE: "这可能是截图或转发的码。请让持卡人当面刷新，重新扫码。",
    Verdict.SUSPENDED: "这张卡现在不能使用。请持卡人打开自己的小程序，看看怎么恢复。",
    Verdict.NO_MEMBERSHIP: "这张卡现在不能使用。请持卡人联系自己的工会。",
    Verdict.REVOKED: "这张卡现在不能使用。请持卡人打开自己的小程序，重新激活后再出示。",
    Verdict.RETAINED: "会籍保留期间，卡的优惠暂停使用。请持卡人联系自己的工会。",
}
# Always all three, in this order: which of them can succeed would tell what the roster holds.
ROUTES = [
    {
        "route": "phone",
        "title": "微信手机号",
        "words": "先点“微信手机号”授权，再提交核验。与花名册登记的手机号一致就会激活。",
    },
    {
        "route": "text_message",
        "title": "短信验证码",
        "words": "微信手机号与登记的不同，可请求短信。信息核对一致时，验证码会发到花名册登记的手机号。",
    },
    {
        "route": "chair",
        "title": "工会当面确认",
        "words": "带上证件到您的工会，把本页的 6 位核验码给工会主席看，当面确认后激活。",
    },
]


def claim_seen(claim: Claim) -> dict[str, object]:
    """A claim for its account."""
    state = shown_state(claim)
    return {
        "id": claim.id,
        "state": state,
        "state_words": state.label,
        "words": CLAIM_WORDS[state],
        "chair_code": opened(claim, "chair_code") if state is ClaimState.WAITING else None,
        "routes": ROUTES,
        "created_at": claim.created_at,
        "expires_at": claim.expires_at,
    }


def card_seen(card: Card, membership: Membership | None) -> dict[str, object]:
    """The card for its holder."""
    status = card_status(card, membership)
    return {
        "status": status,
        "status_words": status.label,
        "words": CARD_WORDS[status],
        "name": masked_name(opened(card.person, "name")),
        "union_name": membership.union.name if membership else None,
        "number": card.number,
        "activated_on": card.activated_at.astimezone(clock.COUNTY_ZONE).date(),
    }


def check_seen(result: CheckResult) -> dict[str, object]:
    """The result of a check for whoever scanned."""
    return {
        "verdict": result.verdict,
        "verdict_words": result.verdict.label,
        "words": CHECK_WORDS[result.verdict],
        "masked_name": result.masked_name,
        "match_number": result.match_number,
        "server_time": result.server_time,
        "first_checked_at": result.first_checked_at,
    }


def batch_seen(codes: list[ShownCode]) -> dict[str, object]:
    """A batch for the holder's phone."""
    return {"server_time": clock.now(), "codes": codes}
