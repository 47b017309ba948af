"""Who knows a login name only and wants to keep its owner out: what he reaches.

The figures of the table in docs/security.md, «Limits and whom they can hurt», are those of these tests.
"""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.ground.errors import CATALOGUE
from service.ground.limits import LIMITS, Bucket, take
from service.register.access.guard import coarse
from service.register.accounts.devices import known_device, new_device
from tests.doors.console.given import OURS, Desk, Office, code_of, sign_in
from tests.doors.console.phones import phone_for
from tests.given import PASSWORD

pytestmark = pytest.mark.both("locks")
Later = Callable[..., None]
FOE, HOME = "203.0.113.9", "198.51.100.1"
WHO = "chair_battery"


def at_address(office: Office, address: str) -> Desk:
    """A browser in which nobody has signed in, at some address."""
    desk = office.stranger()
    desk.browser.environ_base["REMOTE_ADDR"] = address
    return desk


def wrong(office: Office, address: str = FOE, who: str = WHO, **changed: str) -> TestResponse:
    """One wrong attempt from a browser that nobody knows."""
    form = {"login": who, "password": "a-wrong-password-2026", "code": "000000"} | changed
    return at_address(office, address).browser.post("/console/sign-in", data=form, headers=OURS)


def right(office: Office, address: str = HOME, **changed: str) -> int:
    """The owner signs in from a browser that nobody knows."""
    return sign_in(at_address(office, address), office.world, WHO, **changed).status_code


def two_codes(office: Office, later: Later, who: str = WHO) -> dict[str, str]:
    """The code of now, and the next one when it has come."""
    first = code_of(office.world, who)
    later(seconds=30)
    return {"code": first, "second": code_of(office.world, who)}


def under_pressure(office: Office, who: str = WHO) -> None:
    """Strangers of many addresses tried this name until two codes are asked."""
    for number in range(LIMITS["sign_in.name"].size):
        assert wrong(office, f"203.0.113.{number}", who).status_code == 401
    assert CATALOGUE["SIGN_IN_TWO_CODES"].message in wrong(office, "203.0.113.99", who).text


def test_six_wrong_sign_ins_lock_nobody_out_elsewhere(office: Office) -> None:
    assert [wrong(office).status_code for _ in range(7)] == [401] * 6 + [429]
    assert right(office) == 303


def test_wrong_sign_ins_of_strangers_do_not_touch_who_is_signed_in(office: Office, later: Later) -> None:
    desk = office.desk(WHO)
    later(minutes=6)
    under_pressure(office)
    assert desk.post("/console/step-up", code=code_of(office.world, WHO)).status_code == 303


def test_an_attempt_every_quarter_of_an_hour_keeps_the_owner_out_in_none_of_twenty_times(
    office: Office, later: Later
) -> None:
    for _ in range(6):
        wrong(office)
    came_in = 0
    for _ in range(20):
        later(minutes=15)
        wrong(office)
        came_in += right(office) == 303
    assert came_in == 20


def test_while_strangers_try_a_known_browser_comes_in_as_ever_and_any_other_with_two_codes(
    office: Office, later: Later
) -> None:
    known = at_address(office, HOME)
    assert sign_in(known, office.world, WHO).status_code == 303
    later(minutes=1)
    under_pressure(office)
    assert sign_in(known, office.world, WHO).status_code == 303
    later(minutes=2)
    asked = sign_in(at_address(office, "192.0.2.77"), office.world, WHO)
    assert (asked.status_code, 'name="second"' in asked.text) == (429, True)
    assert right(office, "192.0.2.77", **two_codes(office, later)) == 303


def test_two_codes_pass_every_waiting_time_of_the_attackers_own_address(office: Office, later: Later) -> None:
    for _ in range(7):
        wrong(office)
    slowed = sign_in(at_address(office, FOE), office.world, WHO)
    assert (slowed.status_code, "分钟后再试" in slowed.text) == (429, True)
    assert right(office, FOE, **two_codes(office, later)) == 303


def test_a_browser_of_the_same_address_that_is_known_does_not_wait(office: Office, later: Later) -> None:
    known = at_address(office, FOE)
    assert sign_in(known, office.world, WHO).status_code == 303
    later(minutes=1)
    for number in range(LIMITS["sign_in.address"].size + 5):
        wrong(office, FOE, f"somebody-{number}")
    assert wrong(office, FOE).status_code == 429
    assert sign_in(known, office.world, WHO).status_code == 303


def test_a_bound_phone_comes_in_whatever_strangers_try(office: Office, later: Later) -> None:
    phone = phone_for(office, WHO)
    under_pressure(office)
    desk = at_address(office, FOE)
    desk.browser.post("/console/scans", data={"next": "/console/"}, headers=OURS)
    phone.confirm(desk)
    with office.deployed.database.writing() as session:
        digest = office.deployed.vault.index.current("address", coarse(FOE)).digest.hex()
        while take(session, "scan.address", digest):
            pass
    assert desk.browser.post("/console/scans", headers=OURS).status_code == 429
    entered = desk.browser.post("/console/scans/current/session", data={"next": "/console/"}, headers=OURS)
    assert entered.status_code == 303


def test_who_is_signed_in_asks_for_a_scan_though_strangers_of_his_address_asked_too_often(
    office: Office, later: Later
) -> None:
    phone_for(office, WHO)
    desk = at_address(office, FOE)
    assert sign_in(desk, office.world, WHO).status_code == 303
    limit = LIMITS["scan.address"].size
    asked = [at_address(office, FOE).browser.post("/console/scans", headers=OURS) for _ in range(limit + 1)]
    assert asked[-1].status_code == 429
    assert desk.post("/console/step-up/scans").status_code == 303


def test_what_is_told_is_the_same_for_a_name_that_is_nobodys(office: Office) -> None:
    told = {}
    for who in (WHO, "nobody-of-this-name"):
        seen = [wrong(office, who=who) for _ in range(8)]
        told[who] = [
            (one.status_code, re.sub(r'nonce="[^"]+"', "", one.text).replace(who, "")) for one in seen
        ]
    assert told[WHO] == told["nobody-of-this-name"]


@pytest.mark.parametrize(
    "spelt",
    [
        lambda first, second: (first, first),
        lambda first, second: (second, first),
        lambda first, second: (second, second),
        lambda first, second: (first, "000000"),
        lambda first, second: (first, f"{second} 1"),
    ],
)
def test_two_codes_are_two_that_follow_one_another(
    office: Office, later: Later, spelt: Callable[[str, str], tuple[str, str]]
) -> None:
    codes = two_codes(office, later)
    first, second = spelt(codes["code"], codes["second"])
    assert right(office, code=first, second=second) == 401
    assert right(office, **codes) == 303
    assert right(office, **codes) == 401  # each was used


def test_a_browser_is_known_to_the_name_that_signed_in_and_to_no_other(office: Office, later: Later) -> None:
    known = at_address(office, HOME)
    assert sign_in(known, office.world, "handler_battery").status_code == 303
    later(minutes=1)
    under_pressure(office)
    assert sign_in(known, office.world, WHO).status_code == 429
    assert sign_in(known, office.world, "handler_battery").status_code == 303


def test_a_known_browser_may_guess_no_faster_than_a_stranger(office: Office, later: Later) -> None:
    known = at_address(office, HOME)
    assert sign_in(known, office.world, WHO).status_code == 303
    later(minutes=1)
    tried = [sign_in(known, office.world, WHO, code="000000").status_code for _ in range(8)]
    assert tried == [401] * 6 + [429] * 2


def test_successes_of_a_whole_office_behind_one_address_are_not_counted(office: Office, later: Later) -> None:
    later(seconds=0)
    for _ in range(LIMITS["sign_in.address"].size // 10):
        later(minutes=1)
        assert right(office) == 303
    with office.deployed.database.reading() as session:
        used = select(func.max(Bucket.level)).where(Bucket.name.startswith("sign_in."))
        assert session.scalar(used) == 0


def test_a_forged_or_old_mark_of_a_browser_is_none(office: Office, later: Later) -> None:
    later(seconds=0)
    index = office.deployed.vault.index
    mark = new_device(index, WHO)
    assert known_device(index, WHO, mark)
    assert known_device(index, f" {WHO.upper()} ", mark)
    said, _, mac = mark.rpartition(".")
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in said)
    nonce, _, issued = said.partition(".")
    forged = ["", "x", "..", mark[:-1], f"{said}.{'0' * len(mac)}", f"0{mark}"]
    forged += [f"{nonce}.{int(issued) + 1}.{mac}", f"{wide}.{mac}", f" {mark}", f"{mark.upper()}"]
    assert [known_device(index, WHO, one) for one in forged] == [None] * len(forged)
    assert known_device(index, "county", mark) is None
    later(days=181)
    assert known_device(index, WHO, mark) is None


def test_the_password_stands_in_no_answer(office: Office) -> None:
    under_pressure(office)
    answer = sign_in(at_address(office, HOME), office.world, WHO)
    assert PASSWORD not in answer.text
