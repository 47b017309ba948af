"""建会批转: a unit that has founded its own union takes its members out of the joint union, or the township, in one act."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import SYSTEM
from service.register.memberships.models import Membership
from service.register.memberships.queries import members_counted
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionForm, UnionKind
from service.register.units.models import Unit
from service.requests.transfers.founding import (
    fingerprint,
    ids_of_unit,
    members_of_unit,
    move_unit,
    units_to_move,
)
from tests.given import World, id_number, member, phone
from tests.queries import counted
from tests.register.memberships.given import told
from tests.requests.applications.given import staff_of, union_of
from tests.requests.transfers.given import asked

UNIT, OTHER = "样例竹木制品厂", "样例茶叶合作社"


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def joint(session: Session, world: World, count: int = 3) -> tuple[Union, Union]:
    """A joint union of two units below the street, and the union that one of them has founded since."""
    street = union_of(session, world.zhicheng)
    of_two = found(
        session, SYSTEM, street, "雉城样例联合工会委员会", UnionKind.GRASSROOTS, form=UnionForm.JOINT
    )
    own = found(session, SYSTEM, street, f"{UNIT}工会委员会", UnionKind.GRASSROOTS, form=UnionForm.SINGLE)
    session.add_all([Unit(name=UNIT, union_id=own.id), Unit(name=OTHER, union_id=of_two.id)])
    for serial in range(count + 2):
        person = member(
            session,
            of_two,
            f"联样{serial}",
            id_number(serial % 500 + 400, f"199{serial // 500}0307"),
            phone(400 + serial),
        )
        held = session.query(Membership).filter_by(person_id=person.id).one()
        held.unit_name = UNIT if serial < count else OTHER
    session.flush()
    return of_two, own


def test_a_unit_leaves_the_joint_union_for_its_own_and_the_others_stay(
    database: Database, world: World
) -> None:
    """《会籍管理办法》第六条: 用人单位建立工会后及时接转."""
    with database.writing() as session:
        of_two, own = joint(session, world)
        street = staff_of(session, world, "zhicheng")
        assert [(name, union.id, count) for name, union, count in units_to_move(session, street)] == [
            (UNIT, own.id, 3)
        ]
        mark = fingerprint(ids_of_unit(session, street, UNIT))
        assert move_unit(session, street, UNIT, own, mark, minute_no="样例〔2026〕3号") == 3
        assert members_counted(session, [of_two.id, own.id]) == {of_two.id: 2, own.id: 3}
        assert units_to_move(session, street) == []
    with database.reading() as session:
        assert told(session, "membership") == ["transfer"] * 3


@pytest.mark.parametrize(("login", "sees"), [("zhicheng", True), ("county", True), ("huaxi", False)])
def test_who_oversees_the_joint_union_sees_it_and_nobody_else(
    database: Database, world: World, login: str, sees: bool
) -> None:
    with database.writing() as session:
        joint(session, world)
        actor = staff_of(session, world, login)
        assert bool(units_to_move(session, actor)) is bool(members_of_unit(session, actor, UNIT)) is sees


def test_nobody_is_taken_out_of_a_union_of_one_unit(database: Database, world: World) -> None:
    with database.reading() as session:
        street = staff_of(session, world, "zhicheng")
        assert members_of_unit(session, street, "雉城样例电池有限公司") == []


def test_who_is_on_the_way_elsewhere_stays_on_it(database: Database, world: World) -> None:
    with database.writing() as session:
        street, battery = staff_of(session, world, "zhicheng"), union_of(session, world.battery)
        battery.form = UnionForm.JOINT
        assert len(members_of_unit(session, street, "雉城样例电池有限公司")) == 3
        asked(session, world)
        assert len(members_of_unit(session, street, "雉城样例电池有限公司")) == 2


def test_all_six_hundred_go_or_nobody(database: Database, world: World) -> None:
    with database.writing() as session:
        _, own = joint(session, world, 600)
        street = staff_of(session, world, "zhicheng")
        ids = ids_of_unit(session, street, UNIT)
        with pytest.raises(Refusal, match="BATCH_CHANGED"):
            move_unit(session, street, UNIT, own, fingerprint(ids[:500]), minute_no="样例〔2026〕3号")
        assert move_unit(session, street, UNIT, own, fingerprint(ids), minute_no="样例〔2026〕3号") == 600
        assert members_counted(session, [own.id]) == {own.id: 600}


def test_the_list_costs_the_same_for_1_unit_and_for_20(database: Database, world: World) -> None:
    def cost() -> int:
        with database.reading() as session, counted(database) as statements:
            units_to_move(session, staff_of(session, world, "zhicheng"))
        return len(statements)

    with database.writing() as session:
        of_two, _ = joint(session, world)
    one = cost()
    with database.writing() as session:
        street = union_of(session, world.zhicheng)
        for serial in range(20):
            own = found(
                session, SYSTEM, street, f"样例{serial}厂", UnionKind.GRASSROOTS, form=UnionForm.SINGLE
            )
            session.add(Unit(name=f"样例{serial}厂", union_id=own.id))
            person = member(session, of_two, "批样", id_number(800 + serial), phone(800 + serial))
            session.query(Membership).filter_by(person_id=person.id).one().unit_name = f"样例{serial}厂"
    assert cost() == one


def test_a_unit_that_founded_its_union_takes_its_members_over_in_one_act(
    database: Database, world: World
) -> None:
    """《会籍管理办法》第六条: 尚未建立工会的用人单位职工，向上级工会提出入会申请; 建立工会后及时接转."""
    with database.writing() as session:
        upper = union_of(session, world.zhicheng)
        for serial in range(301, 321):
            member(session, upper, "批样", id_number(serial), phone(serial))
        unit = upper.name
        new = found(session, SYSTEM, upper, "样例新厂工会委员会", UnionKind.GRASSROOTS)
    with database.writing() as session:
        street = staff_of(session, world, "zhicheng")
        ids = [one.id for one in members_of_unit(session, street, unit)]
        with counted(database) as statements:
            moved = move_unit(
                session, street, unit, session.get_one(Union, new.id), fingerprint(ids), minute_no="2"
            )
        assert moved == 20
        assert len(statements) < 20
    with database.reading() as session:
        assert members_counted(session, [new.id, world.zhicheng.id]) == {new.id: 20}
        assert told(session, "membership") == ["transfer"] * 20


def test_a_list_that_changed_since_it_was_shown_moves_nobody(database: Database, world: World) -> None:
    with database.writing() as session:
        upper, street = union_of(session, world.zhicheng), staff_of(session, world, "zhicheng")
        member(session, upper, "批样", id_number(301), phone(301))
        mark = fingerprint([one.id for one in members_of_unit(session, street, upper.name)])
        member(session, upper, "批样", id_number(302), phone(302))
        new = found(session, SYSTEM, upper, "样例新厂工会委员会", UnionKind.GRASSROOTS)
        with pytest.raises(Refusal) as refusal:
            move_unit(session, street, upper.name, new, mark, minute_no="2")
    assert refusal.value.code == "BATCH_CHANGED"
