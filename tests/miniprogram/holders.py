"""What the mini-program's journeys share about cards: how a member claims on the screen, and what the union does meanwhile."""

import json
import time
from pathlib import Path
from uuid import UUID

from playwright.sync_api import expect
from sqlalchemy import func, select

from service.register.deployment import Deployment
from service.requests.cards.confirmations import confirm_in_person, look_at_claim
from service.requests.cards.endings import release
from service.requests.cards.models import Card, Claim, RevokeReason
from tests.given import World
from tests.miniprogram.phones import Phone
from tests.requests.cards.given import number_of, staff_of

CLAIM = "/pages/claim/claim"
CARD = "/pages/card/card"
CHECKS = "/pages/card/checks"
RECOVER = "/pages/card/recover"


def agree(phone: Phone) -> None:
    """Read the notice on the way to the claim, and agree to it."""
    phone.press("看告知书")
    phone.page.get_by_text("单独同意处理我的证件号码").click()
    phone.press("同意，去填写")


def state(phone: Phone, name: str, number: str = "") -> None:
    """Fill in name and document, if not of a member of the told world with its ``number``, and hand the claim in."""
    phone.page.get_by_label("姓名").fill(name)
    phone.page.get_by_label("证件号码").fill(number or number_of(name))
    phone.press("提交核验")


def give_phone(
    phone: Phone, button: str = "微信手机号", *, first: bool = False, answer: str = "允许"
) -> None:
    """Press the button for the phone's number, and answer WeChat; the ``first`` time its privacy gate is asked too."""
    phone.press(button)
    if first:
        phone.allow("同意")
    phone.allow(answer)


def claim(phone: Phone, name: str) -> None:
    """From the claim page to the claim handed in, for somebody who never agreed before."""
    agree(phone)
    give_phone(phone, first=True)
    expect(phone.page.get_by_text("✓ 已核验")).to_be_visible()
    state(phone, name)


def match_on(phone: Phone) -> str:
    """The digits on a screen that somebody compares or reads out, without the gap between groups."""
    return phone.page.locator("[class*=digits]").inner_text().replace(" ", "")


def settled(deployed: Deployment) -> None:
    """Wait until every claim has been matched against the register, in the background."""
    unsettled = select(func.count()).select_from(Claim).where(Claim.settled_at.is_(None))
    for _ in range(100):
        with deployed.database.reading() as session:
            if not session.scalar(unsettled):
                return
        time.sleep(0.05)
    raise AssertionError("a claim was not settled")


def message_code(path: Path) -> str:
    """The six digits of the text message that was sent last; it is sent in the background."""
    for _ in range(100):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        codes = [json.loads(line)["text"] for line in lines if "验证码" in line]
        if codes:
            return "".join(filter(str.isdigit, codes[-1].split("，")[0]))
        time.sleep(0.05)
    raise AssertionError("no text message with a code was sent")


def confirmed_by_chair(deployed: Deployment, world: World, chair_code: str) -> None:
    """The chair sees the document, enters the six digits and confirms."""
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        seen = look_at_claim(session, chair, chair_code)
        confirm_in_person(session, chair, seen.claim_id, chair_code)


def released_by_chair(deployed: Deployment, world: World, card_id: UUID) -> None:
    """The chair releases the card of a phone that was lost."""
    with deployed.database.writing() as session:
        release(session, staff_of(session, world, "chair_battery"), card_id, RevokeReason.PHONE_LOST)


def live_card(deployed: Deployment, world: World, name: str) -> UUID:
    """The card in force of a member."""
    with deployed.database.reading() as session:
        held = select(Card.id).where(Card.person_id == world.members[name].id, Card.revoked_at.is_(None))
        return session.scalars(held).one()
