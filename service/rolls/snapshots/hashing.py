"""内容校验值: one hash over a whole snapshot, so that nothing in it can change unseen."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from service.rolls.rosters.lines import chained
from service.rolls.snapshots.models import SnapshotKind

FIELDS = (
    *("union_id", "position", "name", "path", "kind", "roster_id", "number", "confirmed_on", "status"),
    *("members", "registered", "reported", "roster_hash"),
)


def content_hash(
    kind: SnapshotKind, label: str, as_of: datetime, lines: Iterable[Mapping[str, Any]]
) -> bytes:
    """SHA-256 (32 bytes) over kind, name, moment and every line in its order, the hash of its roster in it."""
    head = json.dumps([kind.value, label, as_of.astimezone(UTC).isoformat()], ensure_ascii=True)
    return chained(head.encode(), *(_line(line) for line in lines))


def _line(line: Mapping[str, Any]) -> bytes:
    return json.dumps([_told(line[name]) for name in FIELDS], ensure_ascii=True).encode()


def _told(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return str(getattr(value, "value", value))
