"""Sealed fields open at their own place, under their own key, and nowhere else."""

import copy
import pickle
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.derivation import frame
from crypto.errors import Unreadable
from crypto.sealed import DataKey, Place, key_id_of, open_sealed, seal, suite_of
from crypto.suites import AES_256_GCM, SM4_GCM, SUITES, Suite, box
from tests.crypto import second
from tests.crypto.world import KEY, PLACE, vectors

SEALED = vectors("sealed")["vectors"]
EACH_SUITE = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
PLAINTEXT = b"11010519491231002X"


@pytest.mark.parametrize("case", SEALED, ids=lambda case: f"{case['suite']}-{case['column']}")
def test_values_sealed_by_the_first_version_still_open(case: dict[str, Any]) -> None:
    place = Place(case["tenant"], case["table"], case["column"], bytes.fromhex(case["row"]))
    key = DataKey(case["key_id"], bytes.fromhex(case["secret"]))
    blob = bytes.fromhex(case["blob"])
    assert open_sealed(blob, key, place).decode() == case["plaintext"]
    assert (key_id_of(blob), suite_of(blob)) == (case["key_id"], case["suite_id"])


@pytest.mark.parametrize("case", SEALED, ids=lambda case: f"{case['suite']}-{case['column']}")
def test_a_second_implementation_seals_to_the_same_bytes(case: dict[str, Any]) -> None:
    place = (case["tenant"], case["table"], case["column"], bytes.fromhex(case["row"]))
    secret, nonce = bytes.fromhex(case["secret"]), bytes.fromhex(case["nonce"])
    sealed = second.sealed(case["suite_id"], case["key_id"], secret, nonce, place, case["plaintext"].encode())
    assert sealed.hex() == case["blob"]


@EACH_SUITE
@given(plaintext=st.binary(max_size=200))
def test_what_was_sealed_opens_to_itself(suite: Suite, plaintext: bytes) -> None:
    assert open_sealed(seal(suite, KEY, PLACE, plaintext), KEY, PLACE) == plaintext


@EACH_SUITE
def test_every_flipped_bit_is_unreadable(suite: Suite) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    for bit in range(8 * len(blob)):
        altered = bytearray(blob)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            open_sealed(bytes(altered), KEY, PLACE)


@EACH_SUITE
def test_every_truncation_is_unreadable(suite: Suite) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    for altered in [*(blob[:end] for end in range(len(blob))), blob + b"\x00"]:
        with pytest.raises(Unreadable):
            open_sealed(altered, KEY, PLACE)


@EACH_SUITE
@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, tenant="another"),
        replace(PLACE, table="accounts"),
        replace(PLACE, column="phone_sealed"),
        replace(PLACE, row=bytes(16)),
        Place(PLACE.table, PLACE.tenant, PLACE.column, PLACE.row),
        Place("samplep", "eople", PLACE.column, PLACE.row),
    ],
    ids=["tenant", "table", "column", "row", "names swapped", "names joined differently"],
)
def test_a_value_moved_elsewhere_is_unreadable(suite: Suite, elsewhere: Place) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    with pytest.raises(Unreadable):
        open_sealed(blob, KEY, elsewhere)


@EACH_SUITE
def test_a_wrong_key_is_unreadable_even_under_the_right_id(suite: Suite) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    for wrong in (DataKey(KEY.id, bytes(32)), DataKey(KEY.id + 1, KEY.secret)):
        with pytest.raises(Unreadable):
            open_sealed(blob, wrong, PLACE)


@EACH_SUITE
def test_a_key_id_rewritten_in_the_header_is_unreadable(suite: Suite) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    moved = blob[:3] + (8).to_bytes(4, "big") + blob[7:]
    assert key_id_of(moved) == 8
    with pytest.raises(Unreadable):
        open_sealed(moved, DataKey(8, KEY.secret), PLACE)


@EACH_SUITE
def test_a_suite_rewritten_in_the_header_is_unreadable(suite: Suite) -> None:
    blob = seal(suite, KEY, PLACE, PLAINTEXT)
    for other in set(range(256)) - {suite.id}:
        with pytest.raises(Unreadable):
            open_sealed(blob[:1] + bytes([other]) + blob[2:], KEY, PLACE)


def test_a_suite_that_was_switched_off_is_unreadable() -> None:
    blob = seal(AES_256_GCM, KEY, PLACE, PLAINTEXT)
    assert open_sealed(blob, KEY, PLACE, frozenset({AES_256_GCM.id, SM4_GCM.id})) == PLAINTEXT
    with pytest.raises(Unreadable):
        open_sealed(blob, KEY, PLACE, frozenset({SM4_GCM.id}))


@EACH_SUITE
def test_the_length_shows_only_its_bucket_of_32_bytes(suite: Suite) -> None:
    lengths = [len(seal(suite, KEY, PLACE, bytes(length))) for length in range(96)]
    overhead = 7 + suite.nonce_size + suite.tag_size
    assert lengths == [overhead + 32] * 32 + [overhead + 64] * 32 + [overhead + 96] * 32


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(32), b"\x80" + bytes(31) + bytes(32), b"plain\x80", b"\x00" * 31 + b"\x81"],
    ids=["none", "no mark", "a bucket too many", "short", "another mark"],
)
def test_padding_that_we_never_write_is_unreadable(padded: bytes) -> None:
    header = bytes((1, AES_256_GCM.id, 0)) + KEY.id.to_bytes(4, "big")
    aad = frame(b"hgk/1", b"sample", b"people", b"id_number_sealed", PLACE.row, header)
    with pytest.raises(Unreadable):
        open_sealed(header + box(AES_256_GCM, KEY.secret, aad, padded), KEY, PLACE)


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.binary(max_size=40), max_size=6))
def test_two_lists_of_pieces_never_frame_alike(left: list[bytes], right: list[bytes]) -> None:
    assert (frame(*left) == frame(*right)) == (left == right)


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_a_frame_reads_back_as_the_pieces_it_was_made_of(pieces: list[bytes]) -> None:
    framed, found = frame(*pieces), []
    while framed:
        size = int.from_bytes(framed[:8], "little")
        found.append(framed[8 : 8 + size])
        framed = framed[8 + size :]
    assert found == pieces


@EACH_SUITE
def test_no_nonce_comes_twice_in_a_hundred_thousand(suite: Suite) -> None:
    nonces = {box(suite, KEY.secret, b"", b"")[: suite.nonce_size] for _ in range(100_000)}
    assert len(nonces) == 100_000


def test_equal_values_do_not_look_equal() -> None:
    blobs = sorted(seal(AES_256_GCM, KEY, PLACE, PLAINTEXT) for _ in range(50))
    assert all(left != right for left, right in pairwise(blobs))


def test_a_data_key_shows_nothing_and_cannot_be_pickled() -> None:
    assert (repr(KEY), str(KEY), f"{KEY}") == ("DataKey(id=7)",) * 3
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled or copied"):
            leave(KEY)


def test_unreadable_tells_nothing() -> None:
    blob = seal(AES_256_GCM, KEY, PLACE, PLAINTEXT)
    with pytest.raises(Unreadable) as caught:
        open_sealed(blob, DataKey(7, bytes(32)), PLACE)
    assert str(caught.value) == "does not open with this key at this place"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "blob", [b"", b"\x01\x01", b"\x02\x01" + bytes(60), b"\x01\x02" + bytes(60), b"\x01" * 60]
)
def test_a_malformed_header_is_unreadable(blob: bytes) -> None:
    for read in (key_id_of, suite_of):
        with pytest.raises(Unreadable):
            read(blob)


def test_keys_and_places_of_the_wrong_size_are_refused_when_made() -> None:
    for key_id, secret in [(-1, bytes(32)), (1 << 32, bytes(32)), (0, bytes(31)), (0, bytes(33))]:
        with pytest.raises(ValueError, match="32 secret bytes"):
            DataKey(key_id, secret)
    with pytest.raises(ValueError, match="16 bytes"):
        Place("sample", "people", "name_sealed", b"1")
