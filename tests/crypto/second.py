"""A second implementation of the formats, written from the standards and sharing no code with the first.

SM3, SM4, GCM, CTR, HMAC, HKDF-Expand, CMAC and SIV are spelt out; only the single AES block is not. Slow and
not constant-time: it checks, it does not serve.
"""

import hashlib
import hmac
import json
import struct
import unicodedata
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Block = Callable[[bytes], bytes]

# SM4: GB/T 32907-2016. The S-box is computed from its algebra (affine, inverse in GF(2^8) mod 0x1F5, affine).
MASK = 0xFFFFFFFF


def _rol(value: int, count: int) -> int:
    count %= 32
    return (value << count | value >> (32 - count)) & MASK


def _gf_inverse(value: int) -> int:
    def times(a: int, b: int) -> int:
        product = 0
        while b:
            product ^= a if b & 1 else 0
            a = (a << 1) ^ (0x1F5 if a & 0x80 else 0)
            b >>= 1
        return product

    return next((candidate for candidate in range(256) if times(value, candidate) == 1), 0)


def _affine(value: int) -> int:
    bits = 0
    for row in range(8):
        rotated = (0xA7 << row | 0xA7 >> (8 - row)) & 0xFF
        bits |= (bin(rotated & value).count("1") & 1) << row
    return bits ^ 0xD3


SBOX = bytes(_affine(_gf_inverse(_affine(value))) for value in range(256))


def _tau(word: int) -> int:
    return int.from_bytes(bytes(SBOX[byte] for byte in word.to_bytes(4, "big")), "big")


def sm4_block(key: bytes) -> Block:
    keys = [
        a ^ b
        for a, b in zip(
            struct.unpack(">4I", key), (0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC), strict=True
        )
    ]
    for i in range(32):
        constant = int.from_bytes(bytes((4 * i + j) * 7 % 256 for j in range(4)), "big")
        mixed = _tau(keys[i + 1] ^ keys[i + 2] ^ keys[i + 3] ^ constant)
        keys.append(keys[i] ^ mixed ^ _rol(mixed, 13) ^ _rol(mixed, 23))

    def encrypt(block: bytes) -> bytes:
        x = list(struct.unpack(">4I", block))
        for i in range(32):
            m = _tau(x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ keys[i + 4])
            x.append(x[i] ^ m ^ _rol(m, 2) ^ _rol(m, 10) ^ _rol(m, 18) ^ _rol(m, 24))
        return struct.pack(">4I", x[35], x[34], x[33], x[32])

    return encrypt


def aes_block(key: bytes) -> Block:
    return lambda block: Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


# SM3: GB/T 32905-2016
def sm3(message: bytes) -> bytes:
    padded = message + b"\x80" + bytes((55 - len(message)) % 64) + (8 * len(message)).to_bytes(8, "big")
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    for start in range(0, len(padded), 64):
        state = _sm3_compress(state, padded[start : start + 64])
    return struct.pack(">8I", *state)


def _sm3_compress(state: list[int], block: bytes) -> list[int]:
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _rol(w[j - 3], 15)
        w.append(x ^ _rol(x, 15) ^ _rol(x, 23) ^ _rol(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        ss1 = _rol((_rol(a, 12) + e + _rol(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & MASK, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ _rol(a, 12)) + (w[j] ^ w[j + 4])) & MASK
        tt2 = (gg + h + ss1 + w[j]) & MASK
        a, b, c, d = tt1, a, _rol(b, 9), c
        e, f, g, h = tt2 ^ _rol(tt2, 9) ^ _rol(tt2, 17), e, _rol(f, 19), g
    return [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True)]


# HMAC (RFC 2104) and HKDF-Expand (RFC 5869)
def hmac_sm3(key: bytes, message: bytes) -> bytes:
    key = (key if len(key) <= 64 else sm3(key)).ljust(64, b"\x00")
    return sm3(bytes(k ^ 0x5C for k in key) + sm3(bytes(k ^ 0x36 for k in key) + message))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


MACS = {"sha256": hmac_sha256, "sm3": hmac_sm3}


def frame(*pieces: bytes) -> bytes:
    return b"".join(struct.pack("<Q", len(piece)) + piece for piece in pieces)


def expand(digest: str, secret: bytes, length: int, *info: bytes) -> bytes:
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = MACS[digest](secret, block + frame(*info) + bytes([counter]))
        output, counter = output + block, counter + 1
    return output[:length]


# Modes: CTR, GCM (SP 800-38D), CMAC (SP 800-38B), SIV (RFC 5297)
def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))


def ctr(block: Block, counter: int, text: bytes) -> bytes:
    stream = b"".join(
        block(((counter + i) % (1 << 128)).to_bytes(16, "big")) for i in range(len(text) // 16 + 1)
    )
    return _xor(text, stream)


def gcm(block: Block, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
    h = int.from_bytes(block(bytes(16)), "big")
    first = int.from_bytes(nonce + b"\x00\x00\x00\x01", "big")
    ciphertext = ctr(block, first + 1, plaintext)
    padded = aad + bytes(-len(aad) % 16) + ciphertext + bytes(-len(ciphertext) % 16)
    padded += struct.pack(">QQ", 8 * len(aad), 8 * len(ciphertext))
    y = 0
    for start in range(0, len(padded), 16):
        y = _ghash_times(y ^ int.from_bytes(padded[start : start + 16], "big"), h)
    return ciphertext + _xor(y.to_bytes(16, "big"), block(first.to_bytes(16, "big")))


def _ghash_times(x: int, y: int) -> int:
    product = 0
    for i in range(127, -1, -1):
        if x >> i & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product


def _double(value: bytes) -> bytes:
    number = int.from_bytes(value, "big") << 1
    return ((number & (1 << 128) - 1) ^ (0x87 if number >> 128 else 0)).to_bytes(16, "big")


def cmac(block: Block, message: bytes) -> bytes:
    sub = _double(block(bytes(16)))
    tail = len(message) % 16 if message else 0
    if message and not tail:
        last, rest = _xor(message[-16:], sub), message[:-16]
    else:
        rest = message[: len(message) - tail]
        last = _xor((message[len(rest) :] + b"\x80").ljust(16, b"\x00"), _double(sub))
    state = bytes(16)
    for start in range(0, len(rest), 16):
        state = block(_xor(state, rest[start : start + 16]))
    return block(_xor(state, last))


def siv_encrypt(key: bytes, associated: list[bytes], plaintext: bytes) -> bytes:
    mac, cipher = aes_block(key[: len(key) // 2]), aes_block(key[len(key) // 2 :])
    d = cmac(mac, bytes(16))
    for piece in associated:
        d = _xor(_double(d), cmac(mac, piece))
    if len(plaintext) >= 16:
        last = plaintext[:-16] + _xor(plaintext[-16:], d)
    else:
        last = _xor(_double(d), (plaintext + b"\x80").ljust(16, b"\x00"))
    v = cmac(mac, last)
    counter = int.from_bytes(v, "big") & ~(1 << 63) & ~(1 << 31)
    return v + ctr(cipher, counter, plaintext)


# Formats of this project
def encrypt(suite: int, secret: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """Ciphertext ‖ tag of one suite."""
    if suite == 0x01:
        return gcm(aes_block(secret), nonce, aad, plaintext)
    if suite == 0x11:
        return gcm(sm4_block(expand("sm3", secret, 16, b"hgk/1 suite", b"sm4-gcm")), nonce, aad, plaintext)
    key = expand("sm3", secret, 16, b"hgk/1 suite", b"sm4-ctr")
    ciphertext = ctr(sm4_block(key), int.from_bytes(nonce, "big"), plaintext)
    mac = expand("sm3", secret, 32, b"hgk/1 suite", b"hmac-sm3")
    return ciphertext + hmac_sm3(mac, frame(aad, nonce, ciphertext))


def sealed(
    suite: int, key_id: int, secret: bytes, nonce: bytes, place: tuple[str, str, str, bytes], plaintext: bytes
) -> bytes:
    header = struct.pack(">BBBI", 1, suite, 0, key_id)
    tenant, table, column, row = place
    aad = frame(b"hgk/1", tenant.encode(), table.encode(), column.encode(), row, header)
    padded = plaintext + b"\x80"
    padded += bytes((32 - len(padded) % 32) % 32)
    return header + nonce + encrypt(suite, secret, nonce, aad, padded)


def wrapped_data_key(
    suite: int,
    wrapping: bytes,
    nonce: bytes,
    tenant: str,
    owner: bytes,
    version: int,
    key_id: int,
    secret: bytes,
) -> bytes:
    aad = frame(b"hgk/1 data key", tenant.encode(), owner, b"%d" % version, b"%d" % key_id)
    return nonce + encrypt(suite, wrapping, nonce, aad, secret)


def wrapped_ring_key(
    root: bytes, nonce: bytes, tenant: str, purpose: str, version: int, algorithm: str, secret: bytes
) -> bytes:
    aad = frame(b"hgk/1 ring key", tenant.encode(), purpose.encode(), b"%d" % version, algorithm.encode())
    return nonce + encrypt(0x01, root, nonce, aad, secret)


def tag(digest: str, index_key: bytes, tenant: str, field: str, value: str) -> bytes:
    key = expand(digest, index_key, 32, b"hgk/1 index", tenant.encode(), field.encode())
    return MACS[digest](key, unicodedata.normalize("NFKC", value).strip().encode())[:16]


def card_code(ring_key: bytes, version: int, tenant: str, handle: bytes, step: int, purpose: int) -> bytes:
    header = bytes([1, version % 256])
    key = expand("sha256", ring_key, 64, b"hgk/1 card code", tenant.encode())
    associated = frame(b"hgk/1 card code", tenant.encode(), header)
    return header + siv_encrypt(key, [associated], handle + struct.pack(">IB", step, purpose))


def match_number(ring_key: bytes, tenant: str, handle: bytes, step: int) -> str:
    key = expand("sha256", ring_key, 32, b"hgk/1 match number", tenant.encode())
    digest = hmac_sha256(key, frame(handle, struct.pack(">I", step)))
    return str(struct.unpack(">Q", digest[:8])[0] % 100).zfill(2)


def chain_hash(previous: bytes, record: Mapping[str, object], algorithm: str) -> bytes:
    """For records of NFC text, whole numbers and nothing nested, which is enough to check the vectors."""
    digest = {"sha256": lambda data: hashlib.sha256(data).digest(), "sm3": sm3}[algorithm]
    members = (
        json.dumps(k, ensure_ascii=False) + ":" + json.dumps(record[k], ensure_ascii=False)
        for k in sorted(record)
    )
    leaf = digest(b"\x00" + ("{" + ",".join(members) + "}").encode())
    return digest(b"\x01" + previous + leaf)
