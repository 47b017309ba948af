"""报送情况: every number has its people behind it, whatever happens; who may see whom follows the tree of unions."""

import random
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.oversight.province.models import ProvincePack, RowResult
from service.oversight.province.queries import results_counted, rows_listed
from service.oversight.province.standings import BESIDE, OF_MEMBERS, Standing, numbers, people
from service.oversight.province.tree import lines_below, top_lines
from service.register.access.models import SYSTEM, Actor
from service.register.deployment import Deployment
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.retention import retain
from service.register.unions.models import Union
from tests.given import World, id_number, member, phone
from tests.oversight.province.given import (
    Line,
    actor_of,
    answered,
    handed_in,
    left,
    moved,
    pack_made,
    renamed,
    without,
)
from tests.queries import counted
from tests.register.memberships.given import held

pytestmark = pytest.mark.both("search", "sums")


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in July."""
    at("2026-07-06 09:00")


def seen(deployed: Deployment, world: World, login: str, standing: Standing, union: Union) -> list[str]:
    """Who stands behind a number, by the world's names (lists show them masked)."""
    by_id = {person.id: name for name, person in world.members.items()}
    with deployed.database.reading() as session:
        of = session.get_one(Union, union.id)
        found = people(session, actor_of(session, world, login), of, standing, size=1000)
        return [by_id.get(one.person_id, "") for one in found]


def counts(deployed: Deployment, world: World, login: str) -> dict[str, int]:
    with deployed.database.reading() as session:
        (line,) = top_lines(session, actor_of(session, world, login))
        return {standing.value: count for standing, count in line.counts.items() if count}


def test_a_county_that_never_reported_has_everybody_to_report(deployed: Deployment, world: World) -> None:
    assert counts(deployed, world, "county") == {"missing": 6}


def test_what_was_handed_in_waits_and_what_was_only_made_does_not(deployed: Deployment, world: World) -> None:
    pack_id = pack_made(deployed, world)
    assert counts(deployed, world, "county") == {"missing": 6}
    handed_in(deployed, world, pack_id)
    assert counts(deployed, world, "county") == {"waiting": 6}


def test_the_answer_to_what_was_handed_in_last_holds(deployed: Deployment, world: World) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二"]))
    assert counts(deployed, world, "county") == {"accepted": 5, "rejected": 1}
    answered(deployed, world, pack_made(deployed, world), without(["周样三"]))
    assert seen(deployed, world, "county", Standing.REJECTED, world.county) == ["周样三"]


def test_differences_name_who_left_moved_or_was_corrected_since(deployed: Deployment, world: World) -> None:
    answered(deployed, world, pack_made(deployed, world))
    with deployed.database.writing() as session:
        left(session, world, "沈样四")
        moved(session, world, "钱样五", world.battery)
        renamed(session, world, "费样六", "费新样")
    for standing, place, expected in (
        (Standing.GONE, world.county, ["沈样四"]),
        (Standing.MOVED, world.county, ["钱样五"]),
        (Standing.CHANGED, world.textile, ["费样六"]),
    ):
        assert seen(deployed, world, "county", standing, place) == expected
    assert counts(deployed, world, "county") == {"accepted": 5, "gone": 1, "moved": 1}
    answered(deployed, world, pack_made(deployed, world, changes=True))
    assert counts(deployed, world, "county") == {"accepted": 5}


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("county", {"林样二", "沈样四"}),
        ("zhicheng", {"林样二"}),
        ("chair_battery", {"林样二"}),
        ("huaxi", {"沈样四"}),
        ("chair_textile", {"沈样四"}),
        ("handler_battery", set()),
        ("auditor", set()),
    ],
)
def test_everybody_sees_his_own_part_of_the_tree(
    deployed: Deployment, world: World, login: str, expected: set[str]
) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二", "沈样四"]))
    assert set(seen(deployed, world, login, Standing.REJECTED, world.county)) == expected


def test_a_reason_that_quotes_a_number_is_shown_without_it(deployed: Deployment, world: World) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二"], f"与 {id_number(5)} 重复"))
    with deployed.database.reading() as session:
        battery = session.get_one(Union, world.battery.id)
        (one,) = people(session, actor_of(session, world, "chair_battery"), battery, Standing.REJECTED)
        assert (one.name, one.corrected) == ("林**", False)
        assert id_number(5) not in one.reason
        assert one.reason.startswith("与 ")


def test_a_member_put_right_waits_for_the_next_pack(deployed: Deployment, world: World) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二"]))
    with deployed.database.writing() as session:
        renamed(session, world, "林样二", "林新样")
    with deployed.database.reading() as session:
        battery = session.get_one(Union, world.battery.id)
        (one,) = people(session, actor_of(session, world, "chair_battery"), battery, Standing.REJECTED)
        assert one.corrected


@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_their_lists_and_add_up_whatever_happens(
    deployed: Deployment, world: World, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        pack_id = _report(deployed, world, dice)
        with deployed.database.writing() as session:
            for name in dice.sample(list(world.members), 2):
                _live(session, world, name, dice)
            serial = 100 + len(world.members)
            name = f"新样{serial}"
            world.members[name] = member(
                session, session.get_one(Union, world.battery.id), name, id_number(serial), phone(serial)
            )
        with deployed.database.reading() as session:
            _judge(session, world, pack_id)


def _report(deployed: Deployment, world: World, dice: random.Random) -> UUID:
    pack_id = pack_made(deployed, world, changes=dice.random() < 0.5)

    def judgement(_line: Line) -> tuple[str, str] | None:
        return dice.choice([None, ("成功", ""), ("失败", "不一致")])

    answered(deployed, world, pack_id, judgement)
    return pack_id


def _live(session: Session, world: World, name: str, dice: random.Random) -> None:
    """Something happens to a member, if he still is one."""
    mine = select(Membership).where(Membership.person_id == world.members[name].id)
    if session.scalars(mine.where(Membership.ended_on.is_(None))).first() is None:
        return
    what = dice.choice(["left", "moved", "renamed", "retained"])
    one = held(session, world, name)
    if what == "left":
        left(session, world, name)
    elif what == "moved":
        moved(session, world, name, world.textile if one.union_id == world.battery.id else world.battery)
    elif what == "renamed":
        renamed(session, world, name, f"改样{dice.randrange(100)}")
    elif not one.is_retained:
        retain(session, SYSTEM, one, RetainReason.RETIRED, clock.today(), words="退休证已看")


def _judge(session: Session, world: World, pack_id: UUID) -> None:
    """Every number is its list; the standings of members add up to the members; a line has one result."""
    county = actor_of(session, world, "county")
    for union in session.scalars(select(Union)).all():
        whole, _ = lines_below(session, county, union.path)
        for standing in (*OF_MEMBERS, *BESIDE):
            listed = people(session, county, union, standing, size=1000)
            assert whole.counts[standing] == len(listed) == len({one.person_id for one in listed}), standing
        within = select(Membership).join(Union).where(Union.path.startswith(union.path))
        members = session.scalars(within.where(Membership.ended_on.is_(None))).all()
        assert whole.members == len(members)
    pack = session.get_one(ProvincePack, pack_id)
    found = results_counted(session, [pack_id])[pack_id]
    assert sum(found.values()) == pack.rows == len(rows_listed(session, pack, size=1000))
    for result in RowResult:
        assert found[result] == len(rows_listed(session, pack, result, size=1000))


def test_lists_and_numbers_cost_the_same_for_1_and_for_30(deployed: Deployment, world: World) -> None:
    def costs() -> list[int]:
        found = []
        for standing in (*Standing,):
            with deployed.database.reading() as session:
                county = actor_of(session, world, "county")
                battery = session.get_one(Union, world.battery.id)
                with counted(deployed.database) as statements:
                    people(session, county, battery, standing)
                    numbers(session, county)
                found.append(len(statements))
        return found

    answered(deployed, world, pack_made(deployed, world), without(["林样二"]))
    one = costs()
    with deployed.database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        for serial in range(200, 230):
            member(session, union, f"多样{serial}", id_number(serial), phone(serial))
    names = [f"多样{serial}" for serial in range(200, 230)]
    answered(deployed, world, pack_made(deployed, world, changes=True), without([*names, "林样二"]))
    assert costs() == one


def test_all_numbers_of_the_county_take_two_statements(deployed: Deployment, world: World) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二"]))
    with deployed.database.reading() as session:
        county = actor_of(session, world, "county")
        with counted(deployed.database) as statements:
            numbers(session, county)
    assert len(statements) == 2


def test_nobody_without_a_role_sees_a_number(deployed: Deployment, world: World) -> None:
    with deployed.database.reading() as session:
        assert numbers(session, Actor()) == {}
