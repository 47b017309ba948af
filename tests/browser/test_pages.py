"""Every page for everyone who may see it, on the smallest phone and at a desk: for other eyes, other fingers, no mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests.application import application
from tests.browser.looking import faults
from tests.browser.stage import Seat, Stage
from tests.doors.console.given import Office
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, address, logins
from tests.doors.console.things import SIDES, furnish

SIDE, WIDTHS = SIDES[0], (360, 1280)
EVERYBODY = ("chair_battery", "handler_battery", "zhicheng", "county", "auditor", "admin")
# The pages in six parts, each before everybody and on one kind of database: every page answers alike on both
# (tests/doors/console/test_every_page.py), and what is looked at here is what the browser makes of it.
ALL = tuple(OF_A_THING | OF_A_ROLE)
PARTS = tuple(("sqlite" if part % 2 else "postgresql", ALL[part::6]) for part in range(6))
# What is no page but a file or a picture.
FILES = (".csv", ".pdf", ".png", ".xlsx", "/signature")
# Refused forms, each shown again with a sentence at the field: who, on which page, which button, with nothing filled in.
REFUSED = (
    ("handler_battery", "/console/applications/<uuid:application_id>", "退回给申请人"),
    ("handler_battery", "/console/applications/<uuid:application_id>", "查看"),
    ("chair_battery", "/console/decisions?unchecked=1", "记录决议"),
    ("chair_battery", "/console/claims", "查看是谁"),
    ("chair_battery", "/console/cards/<uuid:card_id>/release", "解除绑定"),
    ("county", "/console/exports", "申请"),
    ("county", "/console/imports", "上传"),
    ("admin", "/console/staff", "开通"),
    ("admin", "/console/staff/<uuid:staff_id>", "授予"),
    ("auditor", "/console/step-up", "继续"),
)


@pytest.fixture
def things(stage: Stage) -> dict[str, object]:
    """One of everything in the battery union."""
    office = Office(application(stage.deployed), stage.deployed, stage.world)
    return dict(furnish(office, SIDE))


def named(rule: str) -> str:
    """A rule as the name of a picture."""
    return (
        re.sub(r"<(?:uuid:)?(\w+)>", r"\1", rule.removeprefix("/console")).strip("/").replace("/", "-")
        or "home"
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("backend", "rules"), PARTS, ids=range(1, 7))
def test_every_page_is_for_everyone(
    stage: Stage, things: dict[str, object], backend: str, rules: tuple[str, ...]
) -> None:
    seats, found = {login: stage.seat(login, "desk") for login in EVERYBODY}, set()
    for rule in rules:
        for login in sorted(logins((OF_A_THING | OF_A_ROLE)[rule], (SIDE,))):
            if not rule.endswith(FILES):
                found |= {f"{rule} to {login}, {fault}" for fault in looked_at(seats[login], rule, things)}
    if found:
        pytest.fail("\n".join(sorted(found)), pytrace=False)


def looked_at(seat: Seat, rule: str, things: dict[str, object]) -> Iterator[str]:
    """What is wrong with one page on a phone and at a desk."""
    seat.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    answer = seat.page.goto(seat.stage.service + address(rule, things))
    assert answer is not None
    assert answer.headers["content-type"].startswith("text/html"), rule
    for width in WIDTHS:
        seat.page.set_viewport_size({"width": width, "height": 800})
        seat.snap(f"{named(rule)}-{width}")
        # axe on the phone, where a part that does not fit must be reached by the keyboard; sizes on both.
        for fault in faults(seat.page, axe=width == WIDTHS[0]):
            yield f"at {width}: {fault}"


@pytest.mark.parametrize(
    ("login", "rule", "button"), REFUSED, ids=[f"{one[0]}-{n}" for n, one in enumerate(REFUSED)]
)
def test_a_refused_form_leads_to_what_is_missing(
    stage: Stage, things: dict[str, object], login: str, rule: str, button: str
) -> None:
    seat = stage.seat(login, "small_phone")
    page = seat.go(address(rule, things))
    unfold(page)
    page.get_by_role("button", name=button, exact=True).click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    seat.look("refused")
    assert page.title().startswith("请修改：")
    assert has_focus(summary), "the focus is elsewhere"
    missing = summary.get_by_role("link").first
    field = page.locator(missing.get_attribute("href") or "")
    missing.click()
    if not has_focus(field):  # a group of choices: the next step leads into it
        page.keyboard.press("Tab")
    assert has_focus(field)


def has_focus(place: Locator) -> bool:
    """Whether the keyboard is at or inside a place of the page."""
    return bool(place.evaluate("place => place.contains(document.activeElement)"))


def unfold(page: Page) -> None:
    """Open what is folded."""
    folded = page.locator("main details:not([open]) > summary")
    while folded.count():
        folded.first.click()
