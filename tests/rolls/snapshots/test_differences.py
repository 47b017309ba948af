"""差异: numbers that equal the people behind them, per union and in total; who moves within the county neither joins nor leaves."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import true
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import destroy_key
from service.rolls.rosters.lines import ERASED
from service.rolls.snapshots.differences import Counts, Difference, counted, people, total
from service.rolls.snapshots.models import Snapshot
from tests.given import World
from tests.queries import counted as statements
from tests.rolls.snapshots.given import confirmed, frozen, is_corrected, joins, leaves, moves

pytestmark = pytest.mark.both("sums")

At = Callable[[str], None]


def told(session: Session, world: World, earlier: Snapshot, later: Snapshot) -> dict[str, Counts]:
    """The differences by the name of the union in the told world; the lists have as many people as the numbers say."""
    names = {world.battery.id: "battery", world.textile.id: "textile"}
    found = counted(session, earlier, later, true())
    assert all(one != Counts() for one in found.values())
    for kind in Difference:
        rows = people(session, earlier, later, kind, true(), size=1000)
        assert len({row.id for _, row, _ in rows}) == len(rows)
        behind = dict.fromkeys(found, 0)
        for union_id, _, _ in rows:
            behind[union_id] += 1
        assert behind == {union_id: getattr(one, kind.value) for union_id, one in found.items()}
        assert sum(behind.values()) == getattr(total(found.values()), kind.value)
    return {names[union_id]: counts for union_id, counts in found.items()}


def first_half(session: Session, world: World, at: At) -> Snapshot:
    """Both unions confirm in January, and January is frozen."""
    at("2027-01-10 09:00")
    confirmed(session, world, "battery")
    confirmed(session, world, "textile")
    at("2027-02-01 00:00")
    return frozen(session, "2027-02-01 00:00")


def test_each_kind_of_change_has_its_number_and_its_names(database: Database, world: World, at: At) -> None:
    with database.writing() as session:
        earlier = first_half(session, world, at)
        at("2027-07-05 09:00")
        joins(session, world, 801)
        joins(session, world, 802)
        leaves(session, world, "林样二")
        moves(session, world, "陈样一")
        is_corrected(session, world, "周样三", 803)
        confirmed(session, world, "battery")
        confirmed(session, world, "textile")
        at("2027-08-01 00:00")
        later = frozen(session, "2027-08-01 00:00")
        assert told(session, world, earlier, later) == {
            "battery": Counts(joined=2, left=1, moved_out=1, corrected=1),
            "textile": Counts(moved_in=1),
        }
        names = {
            kind: sorted(line.name for _, _, line in people(session, earlier, later, kind, true()))
            for kind in Difference
        }
        assert names == {
            Difference.JOINED: ["新**", "新**"],
            Difference.MOVED_IN: ["陈**"],
            Difference.LEFT: ["林**"],
            Difference.MOVED_OUT: ["陈**"],
            Difference.CORRECTED: ["周**"],
        }


def test_a_union_that_did_not_confirm_has_no_differences(database: Database, world: World, at: At) -> None:
    with database.writing() as session:
        earlier = first_half(session, world, at)
        at("2027-07-05 09:00")
        leaves(session, world, "林样二")
        at("2027-08-01 00:00")
        assert told(session, world, earlier, frozen(session, "2027-08-01 00:00")) == {}


def test_looked_at_backwards_joined_is_left(database: Database, world: World, at: At) -> None:
    with database.writing() as session:
        earlier = first_half(session, world, at)
        at("2027-07-05 09:00")
        joins(session, world, 801)
        moves(session, world, "陈样一")
        confirmed(session, world, "battery")
        confirmed(session, world, "textile")
        at("2027-08-01 00:00")
        later = frozen(session, "2027-08-01 00:00")
        assert told(session, world, later, earlier) == {
            "battery": Counts(left=1, moved_in=1),
            "textile": Counts(moved_out=1),
        }


def test_an_erased_person_still_counts_and_has_no_name(database: Database, world: World, at: At) -> None:
    """个人信息保护法 第四十七条: the number stays, the name does not."""
    with database.writing() as session:
        earlier = first_half(session, world, at)
        at("2027-07-05 09:00")
        leaves(session, world, "林样二")
        confirmed(session, world, "battery")
        at("2027-08-01 00:00")
        later = frozen(session, "2027-08-01 00:00")
        destroy_key(session, world.members["林样二"].id)
        assert told(session, world, earlier, later) == {"battery": Counts(left=1)}
        [(_, _, line)] = people(session, earlier, later, Difference.LEFT, true())
        assert (line.name, line.id_number, line.phone) == (ERASED, "", "")


def test_it_costs_the_same_statements_however_many_changed(database: Database, world: World, at: At) -> None:
    with database.writing() as session:
        earlier = first_half(session, world, at)
        at("2027-07-05 09:00")
        joins(session, world, 801)
        confirmed(session, world, "battery")
        at("2027-07-06 00:00")
        middle = frozen(session, "2027-07-06 00:00")
        for serial in range(802, 832):
            joins(session, world, serial, "textile" if serial % 2 else "battery")
        confirmed(session, world, "battery")
        confirmed(session, world, "textile")
        at("2027-08-01 00:00")
        later = frozen(session, "2027-08-01 00:00")

    def look(until: UUID) -> int:
        with database.reading() as session:
            one, other = session.get_one(Snapshot, earlier.id), session.get_one(Snapshot, until)
            with statements(database) as cost:
                counted(session, one, other, true())
                people(session, one, other, Difference.JOINED, true())
            return len(cost)

    assert look(middle.id) == look(later.id)


def test_numbers_are_names_whatever_happened(database: Database, world: World, at: At) -> None:
    """数据说得清、对得上: for any half-year, the numbers of every union are its people, and the total is their sum."""
    serial = iter(range(810, 100_000))
    half = iter(range(3000))
    acts = st.lists(
        st.tuples(
            st.sampled_from(["joins", "leaves", "moves", "corrected", "confirms", "freezes"]),
            st.sampled_from(["battery", "textile"]),
            st.sampled_from([*world.members]),
        ),
        min_size=2,
        max_size=12,
    )

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(acts)
    def run(acts: list[tuple[str, str, str]]) -> None:
        number = next(half)
        year, month = 2028 + number // 12, number % 12 + 1
        with database.session() as session:
            at(f"{year}-{month:02}-01 09:00")
            confirmed(session, world, "battery", unchanged=True)
            at(f"{year}-{month:02}-02 00:00")
            taken = [frozen(session, f"{year}-{month:02}-02 00:00")]
            for day, (act, union, member) in enumerate(acts, start=3):
                at(f"{year}-{month:02}-{day:02} 09:00")
                _do(session, world, act, union, member, serial)
                if act == "freezes":
                    at(f"{year}-{month:02}-{day:02} 12:00")
                    taken.append(frozen(session, f"{year}-{month:02}-{day:02} 12:00"))
            at(f"{year}-{month:02}-28 00:00")
            taken.append(frozen(session, f"{year}-{month:02}-28 00:00"))
            for earlier in taken:
                for later in taken:
                    told(session, world, earlier, later)
            assert told(session, world, taken[0], taken[0]) == {}
            session.rollback()

    run()


def _do(session: Session, world: World, act: str, union: str, member: str, serial: object) -> None:
    """One act; one that the rules refuse is none."""
    try:
        if act == "joins":
            joins(session, world, next(serial), union)  # type: ignore[call-overload]
        elif act == "confirms":
            confirmed(session, world, union, unchanged=True)
        elif act == "moves":
            moves(session, world, member, union)
        elif act == "leaves":
            leaves(session, world, member)
        elif act == "corrected":
            is_corrected(session, world, member, next(serial))  # type: ignore[call-overload]
    except (Refusal, NoResultFound):
        return
