"""动态会员码: what is issued, what is accepted, and what whoever scans learns."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import func, select

from crypto.tokens import STEP_SECONDS, CardCodes
from service.ground import clock
from service.ground.db import Database, new_id
from service.ground.errors import Refusal
from service.ground.limits import LIMITS, Limit
from service.ground.sealing import vault
from service.register.deployment import Deployment
from service.register.notices.queries import inbox, sentence
from service.requests.cards.checks import CheckResult, Verdict
from service.requests.cards.codes import ShownCode, batch, step_now
from service.requests.cards.endings import suspend
from service.requests.cards.models import Card, CardCheck
from service.requests.cards.settling import forget_checks
from tests.given import World
from tests.requests.cards.given import bound, end_membership, holder, issued, scan

PUBLIC_URL = "https://card.example.cn"


@pytest.fixture
def card_id(deployed: Deployment, world: World, at: Callable[[str], None]) -> UUID:
    """陈样一's card, on a morning that stands still."""
    at("2026-11-20 09:00")
    return bound(deployed)


def codes(database: Database, card_id: UUID) -> list[ShownCode]:
    """A batch for the holder's phone."""
    with database.writing() as session:
        return batch(session, holder(session, card_id), PUBLIC_URL)


def verdict(database: Database, code: str, scanner: str = "shop-1") -> Verdict | str:
    """Only the verdict."""
    result = scan(database, code, scanner)
    return result if isinstance(result, str) else result.verdict


def test_a_batch_is_twenty_codes_of_half_a_minute_each_from_now_on(database: Database, card_id: UUID) -> None:
    batch_of = codes(database, card_id)
    assert len({code.text for code in batch_of}) == 20
    assert batch_of[0].valid_from <= clock.now() < batch_of[0].valid_until
    for earlier, later in pairwise(batch_of):
        assert earlier.valid_until == later.valid_from
    assert batch_of[-1].valid_until - batch_of[0].valid_from == timedelta(seconds=20 * STEP_SECONDS)


def test_the_text_of_a_code_is_a_short_address_without_anything_stable(
    database: Database, card_id: UUID
) -> None:
    first, second = (code.text.removeprefix(f"{PUBLIC_URL}/v/") for code in codes(database, card_id)[:2])
    assert (len(first), len(second)) == (42, 42)
    assert first[4:] != second[4:]
    assert sum(one == two for one, two in zip(first[4:], second[4:], strict=True)) < 12


def test_the_shop_sees_surname_and_the_digits_of_the_holders_screen(
    database: Database, card_id: UUID
) -> None:
    shown = codes(database, card_id)[0]
    result = scan(database, shown.text.rsplit("/", 1)[1])
    assert result == CheckResult(Verdict.VALID, clock.now(), "陈**", shown.match_number)


def test_the_holder_is_told_of_the_check_once(database: Database, card_id: UUID) -> None:
    shown = codes(database, card_id)[0]
    for scanner in ("shop-1", "shop-1", "shop-2"):
        scan(database, shown.text.rsplit("/", 1)[1], scanner)
    with database.reading() as session:
        account_id = session.get_one(Card, card_id).account_id
        told = [sentence(notice) for notice in inbox(session, account_id) if notice.kind == "card_checked"]
    assert told == [f"刚刚有人核验了您的卡，核对数字 {shown.match_number}。如非您本人出示，请立即冻结。"]


def test_the_same_scanner_sees_the_same_again(
    database: Database, card_id: UUID, later: Callable[..., None]
) -> None:
    code = issued(database, card_id)
    first = scan(database, code)
    later(seconds=20)
    second = scan(database, code)
    assert isinstance(first, CheckResult)
    assert isinstance(second, CheckResult)
    assert (second.verdict, second.masked_name, second.match_number) == (
        Verdict.VALID,
        first.masked_name,
        first.match_number,
    )


def test_another_scanner_sees_when_the_code_was_checked_first_and_nothing_else(
    database: Database, card_id: UUID, later: Callable[..., None]
) -> None:
    code = issued(database, card_id)
    scan(database, code, "shop-1")
    first_at = clock.now()
    later(seconds=20)
    assert scan(database, code, "shop-2") == CheckResult(
        Verdict.SEEN_BEFORE, clock.now(), first_checked_at=first_at
    )


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        (-3, "CARD_CODE_INVALID"),
        (-2, Verdict.VALID),
        (-1, Verdict.VALID),
        (1, Verdict.VALID),
        (2, "CARD_CODE_INVALID"),
    ],
)
def test_a_code_is_good_for_ninety_seconds_and_one_step_of_skew(
    database: Database, card_id: UUID, steps: int, outcome: Verdict | str
) -> None:
    assert verdict(database, issued(database, card_id, steps)) == outcome


@pytest.mark.parametrize(("seconds", "outcome"), [(89, Verdict.VALID), (91, "CARD_CODE_INVALID")])
def test_a_code_shown_now_dies_ninety_seconds_later(
    database: Database, card_id: UUID, later: Callable[..., None], seconds: int, outcome: Verdict | str
) -> None:
    code = issued(database, card_id)
    later(seconds=seconds)
    assert verdict(database, code) == outcome


def test_a_code_of_another_purpose_is_invalid(database: Database, card_id: UUID) -> None:
    assert verdict(database, issued(database, card_id, purpose=2)) == "CARD_CODE_INVALID"


def test_a_code_with_any_flipped_bit_is_invalid(
    database: Database, card_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "code.check", Limit(1000, 1.0))
    raw = base64.urlsafe_b64decode(issued(database, card_id) + "==")
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        code = base64.urlsafe_b64encode(bytes(flipped)).rstrip(b"=").decode()
        assert verdict(database, code) == "CARD_CODE_INVALID", bit


def test_other_spellings_of_a_code_are_invalid(database: Database, card_id: UUID) -> None:
    code = issued(database, card_id)
    spellings = (
        f"{code}=",
        f" {code}",
        code[:-1],
        code + "A",
        code.swapcase(),
        code.translate({65: 0xFF21}),
        "",
    )
    for spelling in spellings:
        if spelling != code:
            assert verdict(database, spelling) == "CARD_CODE_INVALID"


def test_a_genuine_code_of_no_card_is_invalid(database: Database, card_id: UUID) -> None:
    with database.reading() as session:
        code = CardCodes(vault(session).ring).issue(b"\0" * 8, step_now())
    assert verdict(database, code) == "CARD_CODE_INVALID"


def test_a_frozen_card_says_frozen_and_nothing_else(database: Database, card_id: UUID) -> None:
    code = issued(database, card_id)
    with database.writing() as session:
        suspend(session, holder(session, card_id))
    assert scan(database, code) == CheckResult(Verdict.SUSPENDED, clock.now())
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CardCheck)) == 0


def test_a_card_frozen_after_the_check_is_frozen_at_the_next(database: Database, card_id: UUID) -> None:
    code = issued(database, card_id)
    assert verdict(database, code) == Verdict.VALID
    with database.writing() as session:
        suspend(session, holder(session, card_id))
    assert verdict(database, code) == Verdict.SUSPENDED


def test_a_revoked_card_says_revoked(database: Database, card_id: UUID) -> None:
    code = issued(database, card_id)
    with database.writing() as session:
        session.get_one(Card, card_id).revoked_at = clock.now()
    assert scan(database, code) == CheckResult(Verdict.REVOKED, clock.now())


def test_the_card_of_who_left_says_so(database: Database, world: World, card_id: UUID) -> None:
    end_membership(database, world.members["陈样一"].id)
    assert scan(database, issued(database, card_id)) == CheckResult(Verdict.NO_MEMBERSHIP, clock.now())


@pytest.mark.parametrize(("fact", "word"), [("suspended_at", "已冻结"), ("ended", "会籍已结束")])
def test_no_codes_are_issued_for_a_card_that_is_not_in_force(
    database: Database, world: World, card_id: UUID, fact: str, word: str
) -> None:
    if fact == "ended":
        end_membership(database, world.members["陈样一"].id)
    else:
        with database.writing() as session:
            session.get_one(Card, card_id).suspended_at = clock.now()
    with pytest.raises(Refusal) as refusal:
        codes(database, card_id)
    assert refusal.value.message == f"这张卡现在不能出示：{word}。"


def test_batches_are_limited_per_account(
    database: Database, card_id: UUID, later: Callable[..., None]
) -> None:
    for _ in range(LIMITS["code.batch"].size):
        codes(database, card_id)
    with pytest.raises(Refusal) as refusal:
        codes(database, card_id)
    assert refusal.value.code == "TOO_OFTEN"
    later(seconds=LIMITS["code.batch"].refill_seconds)
    assert len(codes(database, card_id)) == 20


def test_checks_are_limited_per_address_and_wrong_codes_count(database: Database, card_id: UUID) -> None:
    for _ in range(LIMITS["code.check"].size):
        assert verdict(database, "A" * 42) == "CARD_CODE_INVALID"
    assert verdict(database, issued(database, card_id)) == "TOO_OFTEN"
    assert isinstance(scan(database, issued(database, card_id), address="198.51.100.7"), CheckResult)


def test_a_check_outlives_its_code_by_far_and_is_forgotten_after_thirty_days(
    deployed: Deployment, card_id: UUID, later: Callable[..., None]
) -> None:
    scan(deployed.database, issued(deployed.database, card_id))
    later(days=29)
    assert forget_checks(deployed) is True  # who scanned
    assert forget_checks(deployed) is False
    later(days=2)
    assert forget_checks(deployed) is True
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CardCheck)) == 0


def test_who_scanned_is_known_for_a_day_and_to_nobody_who_has_the_accounts(
    deployed: Deployment, card_id: UUID, later: Callable[..., None]
) -> None:
    account_id = str(new_id())
    for step in (0, 1):
        scan(deployed.database, issued(deployed.database, card_id, step), account_id)

    def marks() -> list[bytes | None]:
        with deployed.database.reading() as session:
            return list(session.scalars(select(CardCheck.scanner)))

    assert len(set(marks())) == 2  # the same account, and nothing that ties the two together
    assert hashlib.sha256(account_id.encode()).digest()[:16] not in marks()
    later(hours=23)
    assert forget_checks(deployed) is False
    later(hours=2)
    assert forget_checks(deployed) is True
    assert marks() == [None, None]
