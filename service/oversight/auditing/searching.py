"""What the auditor typed above the log, turned into a search; what cannot be meant is told, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.oversight.auditing.naming import staff_meant
from service.register.audit.queries import Search
from service.register.audit.words import acts_meant
from service.register.unions.models import Union

NAMES = ("act", "since", "until", "actor", "object", "union", "outcome")
PRESETS = (("export:", "导出"), (":reveal", "查看完整信息"), ("session:", "登录"))


@dataclass(frozen=True)
class LogSearch:
    """The search, what was typed, and what of it could not be understood."""

    search: Search
    typed: dict[str, str]
    faults: list[str] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The same search as the tail of an address."""
        return urlencode({name: words for name, words in self.typed.items() if words})


def asked(session: Session, given: Mapping[str, str]) -> LogSearch:
    """Read the filters."""
    typed = {name: given.get(name, "").strip() for name in NAMES}
    faults: list[str] = []
    search = Search(
        acts=acts_meant(typed["act"]) if typed["act"] else None,
        since=_day(typed["since"], faults),
        until=_day(typed["until"], faults),
        actor_id=_actor(session, typed["actor"], faults),
        object_id=_number(typed["object"], faults),
        unions=_unions(typed["union"]),
        outcome=typed["outcome"] or None,
    )
    return LogSearch(search, typed, faults)


def _day(words: str, faults: list[str]) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        faults.append("日期请写成 2026-01-31 这样。")
        return None


def _number(words: str, faults: list[str]) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError:
        faults.append("对象编号不对，请从日志里复制完整的编号。")
        return None


def _actor(session: Session, words: str, faults: list[str]) -> UUID | None:
    found = staff_meant(session, words) if words else None
    if words and found is None:
        faults.append("没有这个用户名。请核对，或者从日志里复制操作者的编号。")
    return found


def _unions(words: str) -> Select[Any] | None:
    return select(Union.id).where(Union.name.contains(words, autoescape=True)) if words else None
