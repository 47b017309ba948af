"""信息副本: what the county keeps of one person, gathered for himself; it is handed over and not kept."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from service.ground import clock
from service.ground.sealing import opened_bytes
from service.register.facts.kinds import PersonalFact

Line = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """One kind of record: its title and its entries, each of them lines of a label and a value in clear."""

    title: str
    entries: list[list[Line]] = field(repr=False)


def entry(*lines: tuple[str, object]) -> list[Line]:
    """The lines that say something, as people read them."""
    return [(label, words(value)) for label, value in lines if value not in (None, "")]


def known_of(row: Any, facts: Iterable[PersonalFact]) -> Iterator[tuple[str, object]]:
    """What a row keeps of these facts, under their words."""
    for fact in facts:
        yield fact.label, _picture(row, fact.name) if fact.picture else fact.kept(row)


def _picture(row: Any, name: str) -> str:
    image = opened_bytes(row, name)
    return f"data:image/png;base64,{b64encode(image).decode()}" if image else ""


def words(value: object) -> str:
    """A code by its word, an instant by the county's clock, anything else as it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return clock.county_time(value)
    if isinstance(value, date):
        return clock.chinese_day(value)
    return str(getattr(value, "label", value))


def section(title: str, entries: Iterable[list[Line]]) -> Section:
    """A section of the entries that are not empty."""
    return Section(title, [one for one in entries if one])
