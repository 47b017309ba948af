"""幂等: one key, one effect. The key's unique row is written in the transaction of the effect itself."""

import hashlib
import json
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.holding import hold
from service.register.accounts.models import Account, IdempotencyKey


def earlier_result(session: Session, account_id: UUID, key: str | None, request: Any) -> UUID | None:
    """The record that this key produced before, or None when it is new.

    Two at once: the account's row is locked, so the second sees what the first did. Raises IDEMPOTENCY_KEY_MISSING,
    and IDEMPOTENCY_KEY_REUSED when the same key comes with another request.
    """
    if not key or len(key) > 80:
        raise Refusal("IDEMPOTENCY_KEY_MISSING")
    hold(session, {Account: [account_id]})
    known = session.scalars(
        select(IdempotencyKey).where(IdempotencyKey.account_id == account_id, IdempotencyKey.key == key)
    ).one_or_none()
    if known is None:
        return None
    if known.request_hash != _digest(request):
        raise Refusal("IDEMPOTENCY_KEY_REUSED")
    return known.result_id


def remember(session: Session, account_id: UUID, key: str, request: Any, result: UUID) -> None:
    """Tie the key to its effect."""
    session.add(
        IdempotencyKey(account_id=account_id, key=key, request_hash=_digest(request), result_id=result)
    )
    session.flush()


def _digest(request: Any) -> bytes:
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).digest()
