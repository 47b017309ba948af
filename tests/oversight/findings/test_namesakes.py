"""同名同一天出生: found by name, so that a common name costs as many openings as it has bearers, whatever the batch."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from service.ground.sealing import opened
from service.oversight.findings import namesakes
from service.oversight.findings.models import Finding, FindingStatus, Kind
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.memberships.departure import decease
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.people.register import change
from tests.given import World
from tests.oversight.findings.given import found, joined, looked

BORN = date(1990, 5, 1)


def namesakes_found(deployed: Deployment) -> list[Finding]:
    """What a round asks about people of one name and birthday."""
    looked(deployed)
    with deployed.database.reading() as session:
        pairs = found(session, Kind.DUPLICATE_PERSON)
        return [one for one in pairs if one.status is FindingStatus.OPEN]


def bearers(deployed: Deployment, world: World, name: str, count: int, first: int = 0) -> list[Membership]:
    """Members of one name, each born on a day of his own."""
    with deployed.database.writing() as session:
        return [
            joined(
                session,
                world.battery,
                name,
                BORN.replace(day=1 + number, month=1 + first % 12),
                first + number,
            )
            for number in range(count)
        ]


def test_a_common_name_costs_as_many_openings_as_it_has_bearers(
    deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """长总工〔2018〕12号: 避免重复, in a county of 200,000 with hundreds of every common name."""
    for module in ("namesakes", "opening", "looking"):
        monkeypatch.setattr(f"service.oversight.findings.{module}.BATCH", 4)
    bearers(deployed, world, "常样例", 24)
    openings = []

    def counting(row: Person, field: str) -> str:
        openings.append((row.id, field))
        return opened(row, field)

    monkeypatch.setattr("service.oversight.findings.namesakes.opened", counting)
    assert namesakes_found(deployed) == []
    assert len(openings) == len(set(openings)) == 24


def test_names_are_gone_through_in_pieces_and_a_name_is_never_divided(
    deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(namesakes, "BATCH", 3)
    with deployed.database.writing() as session:
        for name in ("甲样例", "乙样例", "丙样例", "丁样例"):
            for serial in range(5):
                joined(session, world.battery, name, BORN, 10 * ord(name[0]) % 97 * 5 + serial)
    asked = namesakes_found(deployed)
    assert len(asked) == 16
    assert len({one.about_id for one in asked}) == 4  # all of one name beside the first of them


def test_who_is_called_otherwise_or_left_alone_is_asked_no_more(deployed: Deployment, world: World) -> None:
    """The name of the one, or the membership of the other: nobody visits a name that only one bears."""
    with deployed.database.writing() as session:
        joined(session, world.battery, "改样例", BORN, 1)
        renamed = joined(session, world.textile, "改样例", BORN, 2).person_id
        leaving = joined(session, world.battery, "去样例", BORN, 3).id
        joined(session, world.textile, "去样例", BORN, 4)
    assert len(namesakes_found(deployed)) == 2
    with deployed.database.writing() as session:
        change(session, session.get_one(Person, renamed), "name", "新样例")
        decease(session, SYSTEM, session.get_one(Membership, leaving), died_on=date(2026, 11, 1))
    assert namesakes_found(deployed) == []
    with deployed.database.reading() as session:
        statuses = session.scalars(select(Finding.status).where(Finding.kind == Kind.DUPLICATE_PERSON))
        assert set(statuses) == {FindingStatus.GONE}


def test_a_round_that_dies_among_the_names_goes_on_where_it_was(
    deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch, later: Callable[..., None]
) -> None:
    monkeypatch.setattr(namesakes, "BATCH", 2)  # one name in a piece
    with deployed.database.writing() as session:
        for number, name in enumerate(("甲样例", "乙样例", "丙样例")):
            for serial in range(2):
                joined(session, world.battery, name, BORN, number * 2 + serial)
    seen: list[object] = []
    real = namesakes.next_names

    def cut_once(*args: object) -> object:
        seen.append(args[1])
        if len(seen) == 2:
            raise PowerCut
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("service.oversight.findings.looking.next_names", cut_once)
    with pytest.raises(PowerCut):
        looked(deployed)
    later(minutes=1)  # the lease of whoever died has run out
    assert len(namesakes_found(deployed)) == 3
    assert seen[1] == seen[2] != seen[0]


class PowerCut(BaseException):
    """Whatever may end a worker in the middle of its work."""
