"""Checkpoints: what was signed is returned, anything else is unreadable."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.checkpoints import Checkpoint, sign_checkpoint, verify_checkpoint
from crypto.errors import Unreadable
from tests.crypto.world import vectors

FROZEN = vectors("chain")["checkpoint"]
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
ORIGIN = "sample.example/audit"
HEAD = bytes(range(32))


def test_a_checkpoint_signed_by_the_first_version_still_verifies() -> None:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(FROZEN["public_key"]))
    found = verify_checkpoint(public, FROZEN["origin"], FROZEN["text"])
    assert found == Checkpoint(FROZEN["origin"], FROZEN["size"], bytes.fromhex(FROZEN["head"]))
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(FROZEN["seed"]))
    assert sign_checkpoint(private, found.origin, found.size, found.head) == FROZEN["text"]


def test_a_checkpoint_is_a_signed_note() -> None:
    origin, size, head, blank, line = sign_checkpoint(PRIVATE, ORIGIN, 7, HEAD).splitlines()
    assert (origin, size, head, blank) == (ORIGIN, "7", base64.b64encode(HEAD).decode(), "")
    mark, name, encoded = line.split(" ")
    signature = base64.b64decode(encoded)
    key_hash = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + PUBLIC.public_bytes_raw()).digest()[:4]
    assert (mark, name, signature[:4]) == ("—", ORIGIN, key_hash)
    PUBLIC.verify(signature[4:], f"{origin}\n{size}\n{head}\n".encode())


def test_every_changed_character_is_unreadable() -> None:
    text = sign_checkpoint(PRIVATE, ORIGIN, 7, HEAD)
    for place in range(len(text) - 1):
        for character in "A7\n ":
            if text[place] != character:
                altered = text[:place] + character + text[place + 1 :]
                with pytest.raises(Unreadable):
                    verify_checkpoint(PUBLIC, ORIGIN, altered)


def test_every_truncation_is_unreadable() -> None:
    text = sign_checkpoint(PRIVATE, ORIGIN, 7, HEAD)
    for end in range(len(text) - 1):
        with pytest.raises(Unreadable):
            verify_checkpoint(PUBLIC, ORIGIN, text[:end])


def test_another_key_or_another_origin_is_unreadable() -> None:
    text = sign_checkpoint(PRIVATE, ORIGIN, 7, HEAD)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    for public, origin in [(other, ORIGIN), (PUBLIC, "another.example/audit")]:
        with pytest.raises(Unreadable):
            verify_checkpoint(public, origin, text)


def test_what_the_same_key_signed_for_another_log_cannot_be_relabelled() -> None:
    body, _, line = sign_checkpoint(PRIVATE, "another.example/audit", 7, HEAD).partition("\n\n")
    signature = base64.b64decode(line.split(" ")[2])[4:]
    key_hash = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + PUBLIC.public_bytes_raw()).digest()[:4]
    relabelled = f"{body}\n\n— {ORIGIN} {base64.b64encode(key_hash + signature).decode()}\n"
    with pytest.raises(Unreadable):
        verify_checkpoint(PUBLIC, ORIGIN, relabelled)


@pytest.mark.parametrize("size", ["07", "+7", " 7", "7_0", "７"])
def test_another_spelling_of_the_size_is_unreadable_even_when_signed(size: str) -> None:
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(HEAD).decode()}\n"
    key_hash = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + PUBLIC.public_bytes_raw()).digest()[:4]
    signature = base64.b64encode(key_hash + PRIVATE.sign(text.encode())).decode()
    with pytest.raises(Unreadable):
        verify_checkpoint(PUBLIC, ORIGIN, f"{text}\n— {ORIGIN} {signature}\n")


def test_the_line_of_another_witness_is_passed_over() -> None:
    text = sign_checkpoint(PRIVATE, ORIGIN, 7, HEAD)
    body, _, line = text.partition("\n\n")
    witnessed = f"{body}\n\n— witness.example {base64.b64encode(bytes(68)).decode()}\n{line}"
    assert verify_checkpoint(PUBLIC, ORIGIN, witnessed) == Checkpoint(ORIGIN, 7, HEAD)
    with pytest.raises(Unreadable):
        verify_checkpoint(PUBLIC, ORIGIN, witnessed.removesuffix(line))


@pytest.mark.parametrize(
    ("origin", "size", "head"),
    [
        ("", 1, HEAD),
        ("a b", 1, HEAD),
        ("a\nb", 1, HEAD),
        ("a+b", 1, HEAD),
        (ORIGIN, -1, HEAD),
        (ORIGIN, 1, b""),
    ],
)
def test_a_checkpoint_that_could_be_misread_is_not_signed(origin: str, size: int, head: bytes) -> None:
    with pytest.raises(ValueError, match="a checkpoint needs"):
        sign_checkpoint(PRIVATE, origin, size, head)
