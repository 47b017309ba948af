"""暗记: people who do not exist, planted in a bulk file so that a leaked copy tells which export it was.

Their document numbers fail the check digit, so they can be nobody's and no importer takes them; their phones are from a
range that the union names. All is derived from the export's own key, and only blind digests of it are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.sealing import keyed_digest, vault
from service.register.facts.words import Gender
from service.register.people.documents import check_digit
from service.rolls.exports.contents import Source
from service.rolls.exports.models import ExportCanary
from service.rolls.rosters.lines import Line

COUNT = 3
_FAMILY = "陈林周沈钱费王李张刘杨黄赵吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅曾彭吕苏卢蒋蔡"
_GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明霞平刚桂英华建国玉兰春梅秀云海燕志文斌慧红新宇佳欣晨"
_FIRST_BIRTHDAY, _BIRTHDAYS = date(1968, 1, 1), 13_000
_NUMBER, _PHONE = "canary_number", "canary_phone"


@dataclass(frozen=True)
class Canary:
    """One planted person; ``place`` says where in a sheet of any length."""

    name: str = field(repr=False)
    gender: Gender
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    place: int = field(repr=False)

    def planted(self, lines: Sequence[Line]) -> list[Line]:
        """The lines with this one among them; what is not his own he shares with a neighbour, to be one of them."""
        neighbour = lines[self.place % len(lines)]
        mine = replace(
            neighbour,
            name=self.name,
            gender=self.gender,
            id_number=self.id_number,
            phone=self.phone,
            post=None,
        )
        at = self.place % (len(lines) + 1)
        return [*lines[:at], mine, *lines[at:]]


class _Drawn:
    """A supply of numbers from 32 secret bytes: each draw takes its share and leaves the rest."""

    def __init__(self, seed: bytes) -> None:
        self._rest = int.from_bytes(seed)

    def below(self, limit: int) -> int:
        """The next number below ``limit``."""
        self._rest, drawn = divmod(self._rest, limit)
        return drawn

    def of(self, letters: str) -> str:
        """The next letter out of some."""
        return letters[self.below(len(letters))]


def canaries_of(
    session: Session, export_id: UUID, wanted: Iterable[Source], settings: Settings
) -> dict[UUID, list[Canary]]:
    """Three canaries by the union in whose sheet they stand: different sheets, as far as there are so many."""
    sheets = [source.union_id for source in wanted if source.members]
    sheets.sort(key=lambda union_id: keyed_digest(session, export_id, "canary_sheet", union_id.bytes))
    found: dict[UUID, list[Canary]] = {}
    for number in range(COUNT if sheets else 0):
        seed = keyed_digest(session, export_id, "canary", bytes([number]))
        canary = _canary(_Drawn(seed), settings.tenant, settings.canary_range)
        found.setdefault(sheets[number % len(sheets)], []).append(canary)
    return found


def _canary(drawn: _Drawn, region: str, phones: range) -> Canary:
    name = drawn.of(_FAMILY) + "".join(drawn.of(_GIVEN) for _ in range(1 + drawn.below(2)))
    born = _FIRST_BIRTHDAY + timedelta(days=drawn.below(_BIRTHDAYS))
    serial = drawn.below(1000)
    seventeen = f"{region}{born:%Y%m%d}{serial:03d}"
    wrong = drawn.of("0123456789".replace(check_digit(seventeen), ""))
    gender = Gender.MALE if serial % 2 else Gender.FEMALE
    phone = str(phones[drawn.below(len(phones))])
    return Canary(name, gender, seventeen + wrong, phone, place=drawn.below(2**32))


def keep_canaries(session: Session, export_id: UUID, canaries: Iterable[Canary]) -> None:
    """Keep the blind digests of the planted people, by which a leaked copy is traced."""
    index = vault(session).index
    for canary in canaries:
        number, phone = index.current(_NUMBER, canary.id_number), index.current(_PHONE, canary.phone)
        session.add(
            ExportCanary(
                id=new_id(),
                export_id=export_id,
                version=number.version,
                number_digest=number.digest,
                phone_digest=phone.digest,
            )
        )
    session.flush()


def exports_with_canary(session: Session, value: str) -> list[UUID]:
    """The exports in which a document number or phone was planted."""
    index = vault(session).index
    parts: list[ColumnElement[bool]] = []
    for tag in index.tags(_NUMBER, value):
        parts.append((ExportCanary.version == tag.version) & (ExportCanary.number_digest == tag.digest))
    for tag in index.tags(_PHONE, value):
        parts.append((ExportCanary.version == tag.version) & (ExportCanary.phone_digest == tag.digest))
    return list(session.scalars(select(ExportCanary.export_id).where(or_(*parts)).distinct()))
