"""Card codes: genuine ones are read, everything else is unreadable."""

import base64
import string

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import KeyUnavailable, Unreadable
from crypto.keys import KeyRing, RingKey
from crypto.providers import EnvironmentProvider
from crypto.suites import AES_256_GCM
from crypto.tokens import STEP_SECONDS, CardCode, CardCodes
from tests.crypto import second
from tests.crypto.world import Clock, Table, vectors

RING = vectors("ring")
HANDLE = b"sample-h"
ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


class BareProvider(EnvironmentProvider):
    """Ring keys that are not wrapped at all, so that a thousand rings cost nothing."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        return wrapped


@pytest.fixture
def codes(table: Table) -> CardCodes:
    table.add("card_code", 1)
    return CardCodes(table.ring())


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize("case", vectors("published")["aes_siv"], ids=lambda case: case["source"])
def test_aes_siv_is_that_of_rfc_5297(case: dict[str, str]) -> None:
    key, plaintext, sealed = unhex(case["key"]), unhex(case["plaintext"]), unhex(case["sealed"])
    associated = [unhex(piece) for piece in case["aad"]]
    assert AESSIV(key).encrypt(plaintext, associated) == sealed
    assert second.siv_encrypt(key, associated, plaintext) == sealed


def test_codes_issued_by_the_first_version_are_still_read(frozen: KeyRing) -> None:
    codes = CardCodes(frozen)
    for case in RING["card_codes"]:
        handle, step, version = unhex(case["handle"]), case["step"], case["key_version"]
        assert codes.read(case["code"]) == CardCode(handle, step, case["purpose"], version)
        assert codes.match_number(handle, step, version) == case["match_number"]
        if version == 258:
            assert codes.issue(handle, step, case["purpose"]) == case["code"]


def test_a_second_implementation_issues_the_same_codes() -> None:
    keys = {
        row["version"]: unhex(row["secret"]) for row in RING["ring_keys"] if row["purpose"] == "card_code"
    }
    for case in RING["card_codes"]:
        key, version, handle = keys[case["key_version"]], case["key_version"], unhex(case["handle"])
        raw = second.card_code(key, version, RING["tenant"], handle, case["step"], case["purpose"])
        assert base64.urlsafe_b64encode(raw).decode() == case["code"] + "=="
        assert second.match_number(key, RING["tenant"], handle, case["step"]) == case["match_number"]


def test_a_code_says_what_was_put_in(codes: CardCodes) -> None:
    code = codes.issue(HANDLE, 58_000_000, 3)
    assert codes.read(code) == CardCode(HANDLE, 58_000_000, 3, 1)
    assert len(code) == 42
    assert set(code) <= set(ALPHABET)
    assert STEP_SECONDS == 30


def test_two_codes_of_one_card_have_nothing_in_common_but_their_versions(codes: CardCodes) -> None:
    raw = [base64.urlsafe_b64decode(codes.issue(HANDLE, step) + "==") for step in range(200)]
    assert {code[:2] for code in raw} == {b"\x01\x01"}
    for length in (8, 4):
        pieces = [code[start : start + length] for code in raw for start in range(2, 32 - length)]
        assert len(pieces) == len(set(pieces))
    assert not any(HANDLE in code for code in raw)


def test_every_flipped_bit_is_unreadable(codes: CardCodes) -> None:
    raw = base64.urlsafe_b64decode(codes.issue(HANDLE, 1) + "==")
    for bit in range(8 * len(raw)):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            codes.read(base64.urlsafe_b64encode(altered).rstrip(b"=").decode())


def test_every_truncation_and_extension_is_unreadable(codes: CardCodes) -> None:
    code = codes.issue(HANDLE, 1)
    for altered in [
        *(code[:end] for end in range(len(code))),
        code + "A",
        code + "=",
        code + "==",
        " " + code,
    ]:
        with pytest.raises(Unreadable):
            codes.read(altered)


def test_every_other_spelling_of_the_same_bytes_is_unreadable(codes: CardCodes) -> None:
    code = codes.issue(HANDLE, 1)
    raw = base64.urlsafe_b64decode(code + "==")
    aliases = [
        code[:-1] + last for last in ALPHABET if base64.urlsafe_b64decode(code[:-1] + last + "==") == raw
    ]
    assert len(aliases) == 16
    assert [alias for alias in aliases if _is_read(codes, alias)] == [code]


def test_standard_base64_and_foreign_characters_are_unreadable(codes: CardCodes) -> None:
    code = next(c for c in (codes.issue(HANDLE, step) for step in range(100)) if "-" in c or "_" in c)
    spellings = [code.translate(str.maketrans("-_", "+/")), code[:-1] + "é", code[:-1] + "\n", "码" * 42]
    assert [_is_read(codes, spelling) for spelling in spellings] == [False] * 4


@given(st.text(max_size=60) | st.text(ALPHABET, min_size=42, max_size=42))
def test_no_made_up_text_is_read(text: str) -> None:
    row = RingKey("card_code", 1, bytes(32), "aes-siv")
    codes = CardCodes(KeyRing("sample", AES_256_GCM, BareProvider("UNSET"), lambda: [row]))
    with pytest.raises(Unreadable):
        codes.read(text)


def test_the_code_of_another_tenant_is_unreadable_even_under_the_same_key() -> None:
    row = RingKey("card_code", 1, bytes(32), "aes-siv")
    ours, theirs = (
        CardCodes(KeyRing(tenant, AES_256_GCM, BareProvider("UNSET"), lambda: [row])) for tenant in ("a", "b")
    )
    with pytest.raises(Unreadable):
        ours.read(theirs.issue(HANDLE, 1))


def test_the_current_and_the_previous_key_are_accepted_and_no_older_one(table: Table) -> None:
    clock = Clock()
    codes = CardCodes(table.ring(clock=clock))
    issued = []
    for version in (1, 2, 3):
        table.add("card_code", version)
        clock.now += 600
        issued.append(codes.issue(HANDLE, 1))
    assert [_is_read(codes, code) for code in issued] == [False, True, True]


def test_key_versions_above_255_wrap_round_in_the_code(table: Table) -> None:
    for version in (255, 256):
        table.add("card_code", version)
    codes = CardCodes(table.ring())
    assert codes.read(codes.issue(HANDLE, 1)).key_version == 256


def test_a_code_of_a_key_just_made_elsewhere_is_read_after_five_seconds_at_most(table: Table) -> None:
    table.add("card_code", 1)
    clock = Clock()
    here = CardCodes(table.ring(clock=clock))
    here.issue(HANDLE, 1)
    table.add("card_code", 2)
    code = CardCodes(table.ring(clock=clock)).issue(HANDLE, 1)
    assert not _is_read(here, code)
    clock.now += 5
    assert _is_read(here, code)


def test_match_numbers_are_two_digits_alike_for_both_sides_and_spread_evenly(codes: CardCodes) -> None:
    numbers = [codes.match_number(HANDLE, step) for step in range(5000)]
    assert {len(number) for number in numbers} == {2}
    assert len(set(numbers)) == 100
    code = codes.read(codes.issue(HANDLE, 7))
    assert codes.match_number(code.handle, code.step, code.key_version) == numbers[7]


def test_the_match_number_of_an_open_code_outlives_a_rotation(table: Table) -> None:
    table.add("card_code", 1)
    clock = Clock()
    codes = CardCodes(table.ring(clock=clock))
    shown = [(codes.issue(HANDLE, step), codes.match_number(HANDLE, step)) for step in range(20)]
    table.add("card_code", 2)
    clock.now += 600
    read = [codes.read(code) for code, _ in shown]
    assert [codes.match_number(c.handle, c.step, c.key_version) for c in read] == [
        number for _, number in shown
    ]


def test_what_does_not_fit_is_refused_when_issued(codes: CardCodes) -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        codes.issue(b"short", 1)
    for step, purpose in [(-1, 1), (1 << 32, 1), (1, -1), (1, 256)]:
        with pytest.raises(OverflowError):
            codes.issue(HANDLE, step, purpose)


def test_without_a_key_nothing_is_issued(table: Table) -> None:
    with pytest.raises(KeyUnavailable):
        CardCodes(table.ring()).issue(HANDLE, 1)


def _is_read(codes: CardCodes, code: str) -> bool:
    try:
        codes.read(code)
    except Unreadable:
        return False
    return True
