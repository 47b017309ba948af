"""The suites against the standards' own vectors, a second implementation and every kind of tampering."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crypto.derivation import derive
from crypto.errors import Unreadable
from crypto.suites import (
    AES_256_GCM,
    SM4_CTR_HMAC_SM3,
    SM4_GCM,
    SUITES,
    Sm4CtrHmacSm3,
    Sm4Gcm,
    Suite,
    box,
    suite_named,
    unbox,
)
from tests.crypto import second
from tests.crypto.world import vectors

PUBLISHED = vectors("published")
WYCHEPROOF = vectors("wycheproof")
SECRET = bytes(range(32))
EACH_SUITE = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)


class BareSm4Gcm(Sm4Gcm):
    """SM4-GCM under the very key of a published vector, without our derivation before it."""

    def _key(self, secret: bytes) -> bytes:
        return secret


def unhex(case: dict[str, str], *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(case[name]) for name in names)


@pytest.mark.parametrize("case", PUBLISHED["sm4"], ids=lambda case: case["source"])
def test_sm4_is_that_of_the_standard(case: dict[str, str]) -> None:
    key, plaintext, ciphertext = unhex(case, "key", "plaintext", "ciphertext")
    assert Cipher(algorithms.SM4(key), modes.ECB()).encryptor().update(plaintext) == ciphertext
    assert second.sm4_block(key)(plaintext) == ciphertext


@pytest.mark.parametrize("case", PUBLISHED["sm3"], ids=lambda case: case["source"])
def test_sm3_is_that_of_the_standard(case: dict[str, str]) -> None:
    message, digest = unhex(case, "message", "digest")
    assert hashlib.new("sm3", message).digest() == digest
    assert second.sm3(message) == digest


@pytest.mark.parametrize("case", WYCHEPROOF["hmac_sm3"], ids=lambda case: str(case["tcId"]))
def test_hkdf_sm3_rests_on_the_published_hmac_sm3(case: dict[str, str]) -> None:
    key, message, tag = unhex(case, "key", "message", "tag")
    assert second.hmac_sm3(key, message) == tag
    assert derive("sm3", key, 32, message) == second.hmac_sm3(key, second.frame(message) + b"\x01")


@pytest.mark.parametrize("case", PUBLISHED["sm4_gcm"] + WYCHEPROOF["sm4_gcm"], ids=str)
def test_sm4_gcm_is_that_of_rfc_8998(case: dict[str, str]) -> None:
    key, nonce, aad, plaintext, sealed = unhex(case, "key", "nonce", "aad", "plaintext", "sealed")
    assert BareSm4Gcm().encrypt(key, nonce, aad, plaintext) == sealed
    assert BareSm4Gcm().decrypt(key, nonce, aad, sealed) == plaintext
    assert second.gcm(second.sm4_block(key), nonce, aad, plaintext) == sealed


@pytest.mark.parametrize("case", PUBLISHED["aes_256_gcm"], ids=lambda case: case["source"])
def test_aes_gcm_is_that_of_mcgrew_and_viega(case: dict[str, str]) -> None:
    key, nonce, aad, plaintext, sealed = unhex(case, "key", "nonce", "aad", "plaintext", "sealed")
    assert AES_256_GCM.encrypt(key, nonce, aad, plaintext) == sealed
    assert AES_256_GCM.decrypt(key, nonce, aad, sealed) == plaintext
    assert second.gcm(second.aes_block(key), nonce, aad, plaintext) == sealed


@EACH_SUITE
@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 32, 100])
def test_a_second_implementation_writes_the_same_bytes(suite: Suite, length: int) -> None:
    nonce, aad, plaintext = bytes(range(suite.nonce_size)), b"place", bytes(length)
    assert suite.encrypt(SECRET, nonce, aad, plaintext) == second.encrypt(
        suite.id, SECRET, nonce, aad, plaintext
    )


@EACH_SUITE
def test_what_was_boxed_opens_to_itself(suite: Suite) -> None:
    boxed = box(suite, SECRET, b"place", b"plain")
    assert len(boxed) == suite.nonce_size + len(b"plain") + suite.tag_size
    assert unbox(suite, SECRET, b"place", boxed) == b"plain"


@EACH_SUITE
def test_every_flipped_bit_is_unreadable(suite: Suite) -> None:
    boxed = box(suite, SECRET, b"place", b"plain")
    for bit in range(8 * len(boxed)):
        altered = bytearray(boxed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            unbox(suite, SECRET, b"place", bytes(altered))


@EACH_SUITE
def test_every_truncation_and_extension_is_unreadable(suite: Suite) -> None:
    boxed = box(suite, SECRET, b"place", b"plain")
    for altered in [boxed[:end] for end in range(len(boxed))] + [boxed + b"\x00", b"\x00" + boxed]:
        with pytest.raises(Unreadable):
            unbox(suite, SECRET, b"place", altered)


@EACH_SUITE
def test_another_secret_or_another_place_is_unreadable(suite: Suite) -> None:
    boxed = box(suite, SECRET, b"place", b"plain")
    for secret, aad in [(bytes(32), b"place"), (SECRET, b"elsewhere"), (SECRET, b"")]:
        with pytest.raises(Unreadable):
            unbox(suite, secret, aad, boxed)


def test_the_three_sm_keys_of_one_secret_differ() -> None:
    keys = {derive("sm3", SECRET, 16, b"hgk/1 suite", use) for use in (b"sm4-gcm", b"sm4-ctr", b"hmac-sm3")}
    assert len(keys) == 3


def test_the_committing_suite_does_not_open_under_two_keys() -> None:
    """Ciphertext kept, key changed: the tag cannot fit, because the tag is a hash of the key as well."""
    suite, nonce = Sm4CtrHmacSm3(), bytes(16)
    tags = {suite.encrypt(bytes([first]) + SECRET[1:], nonce, b"", b"")[-32:] for first in range(256)}
    assert len(tags) == 256


def test_suites_are_found_by_name_and_by_id() -> None:
    assert {suite_id: suite.name for suite_id, suite in SUITES.items()} == {
        0x01: "aes-256-gcm",
        0x11: "sm4-gcm",
        0x12: "sm4-ctr-hmac-sm3",
    }
    assert [suite_named(suite.name) for suite in SUITES.values()] == [AES_256_GCM, SM4_GCM, SM4_CTR_HMAC_SM3]
    with pytest.raises(ValueError, match="there are aes-256-gcm, sm4-gcm, sm4-ctr-hmac-sm3"):
        suite_named("rot13")
