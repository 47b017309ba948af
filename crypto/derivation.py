"""Framing and sub-keys (密钥派生): where careless joining would let one thing pass for another."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

HASHES: Mapping[str, type[hashes.HashAlgorithm]] = MappingProxyType(
    {"sha256": hashes.SHA256, "sm3": hashes.SM3}
)


def frame(*pieces: bytes) -> bytes:
    """Join pieces, each behind its length (8 bytes, little endian), so that no two lists look alike."""
    return b"".join(len(piece).to_bytes(8, "little") + piece for piece in pieces)


def derive(digest: str, secret: bytes, length: int, *info: bytes) -> bytes:
    """Derive `length` bytes from a uniform secret by HKDF-Expand with "sha256" or "sm3"; RFC 5869 §3.3.

    `info` is framed, so distinct lists of pieces give independent keys.
    """
    return HKDFExpand(HASHES[digest](), length, frame(*info)).derive(secret)
