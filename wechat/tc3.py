"""TC3-HMAC-SHA256, the request signature of Tencent Cloud (API v3 签名), for JSON posted to the root path."""

import hashlib
import hmac
from datetime import UTC, datetime

CONTENT_TYPE = "application/json; charset=utf-8"
_SIGNED_HEADERS = "content-type;host"


def authorization(
    secret_id: str, secret_key: str, service: str, host: str, payload: bytes, timestamp: int
) -> str:
    """The Authorization header; `host` as sent in the Host header, `timestamp` as sent in X-TC-Timestamp."""
    scope = f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}/{service}/tc3_request"
    signature = _signature(secret_key, scope, canonical_hash(host, payload), timestamp)
    return (
        f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, "
        f"SignedHeaders={_SIGNED_HEADERS}, Signature={signature}"
    )


def canonical_hash(host: str, payload: bytes) -> str:
    """SHA-256 of the canonical request, in hex."""
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host}\n"
    hashed = hashlib.sha256(payload).hexdigest()
    return hashlib.sha256(f"POST\n/\n\n{headers}\n{_SIGNED_HEADERS}\n{hashed}".encode()).hexdigest()


def _signature(secret_key: str, scope: str, request_hash: str, timestamp: int) -> str:
    key = f"TC3{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{request_hash}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
