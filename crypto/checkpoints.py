"""Checkpoints (存证): the head of the audit chain, signed, for keeping out of the DBA's reach.

A C2SP signed note (https://c2sp.org/tlog-checkpoint): lines of origin, size and base64 head, an empty line,
then "— origin base64(key hash(4) ‖ Ed25519 signature(64))". It can be printed, and checked with other tools.
"""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.derivation import derive
from crypto.errors import Unreadable


@dataclass(frozen=True)
class Checkpoint:
    """What was signed: the log's origin, how many records it had, and the hash of the last (32 bytes)."""

    origin: str
    size: int
    head: bytes


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    """The signing key that a ring key of purpose "chain" (32 bytes) stands for."""
    return Ed25519PrivateKey.from_private_bytes(derive("sha256", secret, 32, b"checkpoint"))


def sign_checkpoint(private_key: Ed25519PrivateKey, origin: str, size: int, head: bytes) -> str:
    """Sign that the log `origin` had `size` records and ended in `head`; verify the chain before calling.

    `origin` names log and signer without blanks or "+", such as "example.gov.cn/audit"; ValueError otherwise.
    """
    if not origin or "+" in origin or origin != "".join(origin.split()) or size < 0 or len(head) != 32:
        raise ValueError("a checkpoint needs an origin without blanks or plus, a size and a head of 32 bytes")
    text = _text(origin, size, head)
    signature = _key_hash(private_key.public_key(), origin) + private_key.sign(text.encode())
    return f"{text}\n— {origin} {base64.b64encode(signature).decode()}\n"


def verify_checkpoint(public_key: Ed25519PublicKey, origin: str, checkpoint: str) -> Checkpoint:
    """Return what `public_key` signed for `origin`, or raise Unreadable; other witnesses are ignored."""
    text, _, signatures = checkpoint.partition("\n\n")
    try:
        signed_origin, size, head = text.split("\n")
        found = Checkpoint(signed_origin, int(size), base64.b64decode(head, validate=True))
    except ValueError:
        raise Unreadable from None
    # Rebuilt, not taken as it came: +7, 07 or another spelling of base64 is not what was signed.
    if found.origin != origin or _text(found.origin, found.size, found.head) != f"{text}\n":
        raise Unreadable
    if not any(_signed(public_key, origin, text, line) for line in signatures.splitlines()):
        raise Unreadable
    return found


def _text(origin: str, size: int, head: bytes) -> str:
    return f"{origin}\n{size}\n{base64.b64encode(head).decode()}\n"


def _key_hash(public_key: Ed25519PublicKey, origin: str) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n\x01" + public_key.public_bytes_raw()).digest()[:4]


def _signed(public_key: Ed25519PublicKey, origin: str, text: str, line: str) -> bool:
    mark, _, encoded = line.rpartition(" ")
    try:
        signature = base64.b64decode(encoded, validate=True)
        public_key.verify(signature[4:], f"{text}\n".encode())
    except (ValueError, InvalidSignature):
        return False
    return mark == f"— {origin}" and signature[:4] == _key_hash(public_key, origin)
