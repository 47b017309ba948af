"""确认: what waits is derived, what is confirmed is frozen, numbered and checkable."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.sealing import destroy_key
from service.register.memberships.actions import enlist
from service.register.memberships.models import EndReason, Membership
from service.register.people.register import change, register_person
from service.register.unions.models import Union
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.lines import ERASED
from service.rolls.rosters.models import Change, Roster
from service.rolls.rosters.pending import confirmation
from service.rolls.rosters.queries import rows_of, shown_rows
from service.rolls.rosters.verify import verify
from tests.given import World, id_number, member, phone
from tests.queries import counted
from tests.rolls.rosters.chair import actor_of, battery_of, confirm_battery, refusal_of


def waiting(session: Session, world: World) -> list[tuple[Change, str, tuple[str, ...]]]:
    return [
        (row.change, row.name, row.corrected)
        for row in confirmation(session, battery_of(session, world)).rows
    ]


def test_before_the_first_version_every_member_waits_as_joined(database: Database, world: World) -> None:
    with database.reading() as session:
        assert waiting(session, world) == [
            (Change.JOINED, "陈样一", ()),
            (Change.JOINED, "林样二", ()),
            (Change.JOINED, "周样三", ()),
        ]


def test_confirming_freezes_every_member_and_nothing_waits_any_more(database: Database, world: World) -> None:
    with database.writing() as session:
        roster = confirm_battery(session, world)
        assert (roster.number, roster.members, roster.joined, roster.left, roster.corrected) == (
            1,
            3,
            3,
            0,
            0,
        )
        assert waiting(session, world) == []
        assert verify(session, roster)


def test_joined_left_and_corrected_wait_until_the_next_version(database: Database, world: World) -> None:
    with database.writing() as session:
        confirm_battery(session, world)
    with database.writing() as session:
        member(session, battery_of(session, world), "吴样七", id_number(101), phone(101))
        leave(session, world.members["陈样一"].id)
        change(session, session.merge(world.members["林样二"]), "phone", phone(99))
        expected = [
            (Change.CORRECTED, "林样二", ("手机号码",)),
            (Change.JOINED, "吴样七", ()),
            (Change.LEFT, "陈样一", ()),
        ]
        assert waiting(session, world) == expected
        roster = confirm_battery(session, world)
        assert (roster.number, roster.members, roster.joined, roster.left, roster.corrected) == (
            2,
            3,
            1,
            1,
            1,
        )
        positions = [(row.position, row.change) for row in rows_of(session, roster)]
        assert positions == [(1, Change.CORRECTED), (2, Change.SAME), (3, Change.JOINED)]


def leave(session: Session, person_id: object) -> None:
    membership = session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
    membership.ended_on, membership.end_reason = membership.started_on, EndReason.LEFT
    session.flush()


def test_earlier_members_keep_their_position_when_an_older_membership_appears(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirm_battery(session, world)
        newcomer = member(session, battery_of(session, world), "吴样七", id_number(101), phone(101))
        session.scalars(select(Membership).where(Membership.person_id == newcomer.id)).one().started_on = (
            session.scalars(select(Membership.started_on).limit(1)).one().replace(year=1999)
        )
        session.flush()
        roster = confirm_battery(session, world)
        names = [line.name for _, line in shown_rows(session, roster)]
    assert names == ["陈**", "林**", "周**", "吴**"]


def test_a_change_after_the_chair_looked_is_refused(database: Database, world: World) -> None:
    with database.session() as session:
        union, chair = battery_of(session, world), actor_of(session, world, "chair_battery")
        seen = confirmation(session, union).digest
        member(session, union, "吴样七", id_number(101), phone(101))
        assert refusal_of(confirm, session, chair, union, seen) == "COLLEAGUE_WAS_FASTER"


def test_an_unchanged_roster_is_confirmed_only_as_unchanged(database: Database, world: World) -> None:
    with database.session() as session:
        confirm_battery(session, world)
        assert refusal_of(confirm_battery, session, world) == "ROSTER_UNCHANGED"
        again = confirm_battery(session, world, unchanged=True)
        assert (again.number, again.joined, again.left, again.corrected) == (2, 0, 0, 0)


def test_a_union_without_members_has_nothing_to_confirm(database: Database, world: World) -> None:
    with database.session() as session:
        union, street = session.get_one(Union, world.zhicheng.id), actor_of(session, world, "zhicheng")
        seen = confirmation(session, union).digest
        assert refusal_of(confirm, session, street, union, seen) == "ROSTER_EMPTY"


def test_only_the_chair_of_the_union_confirms(database: Database, world: World) -> None:
    with database.session() as session:
        union = battery_of(session, world)
        seen = confirmation(session, union).digest
        for login in ("chair_textile", "handler_battery", "zhicheng", "county", "auditor", "admin"):
            actor = actor_of(session, world, login)
            assert refusal_of(confirm, session, actor, union, seen) == "NOT_FOUND"


TAMPERINGS = (
    "UPDATE roster_rows SET unit_name = 'X' WHERE position = 2",
    "UPDATE roster_rows SET education = 'bachelor' WHERE position = 2",
    "UPDATE roster_rows SET phone_sealed = NULL WHERE position = 2",
    "UPDATE roster_rows SET name_sealed = id_number_sealed WHERE position = 2",
    "UPDATE roster_rows SET position = position + 3",
    "UPDATE roster_rows SET digest = (SELECT o.digest FROM roster_rows o WHERE o.position = 1)",
    "DELETE FROM roster_rows WHERE position = 3",
    "UPDATE rosters SET members = 4",
    "UPDATE rosters SET as_of = '2020-01-01'",
    "UPDATE rosters SET number = 7",
)


def test_a_roster_altered_behind_our_back_does_not_verify(database: Database, world: World) -> None:
    with database.writing() as session:
        roster_id = confirm_battery(session, world).id
    verified = {}
    for tampering in TAMPERINGS:
        with database.session() as session:
            session.execute(text(tampering))
            verified[tampering] = verify(session, session.get_one(Roster, roster_id))
    assert verified == dict.fromkeys(TAMPERINGS, False)


def test_an_erased_person_leaves_a_roster_that_still_verifies_and_shows_no_name(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        roster_id = confirm_battery(session, world).id
        destroy_key(session, world.members["林样二"].id)
    with database.reading() as session:
        roster = session.get_one(Roster, roster_id)
        assert verify(session, roster)
        assert [line.name for _, line in shown_rows(session, roster)] == ["陈**", ERASED, "周**"]


def test_pages_show_masked_names_and_numbers(database: Database, world: World) -> None:
    with database.writing() as session:
        roster = confirm_battery(session, world)
        frozen = [line for _, line in shown_rows(session, roster)]
    assert (frozen[0].name, frozen[0].id_number, frozen[0].phone) == (
        "陈**",
        "3" + "*" * 16 + "2",
        "139******01",
    )


def test_reading_a_roster_takes_as_many_queries_for_sixty_members_as_for_three(
    database: Database, world: World
) -> None:
    few = queries_of_a_look(database, world)
    with database.writing() as session:
        union = battery_of(session, world)
        for serial in range(201, 261):
            person = register_person(session, name="样例", number=id_number(serial), phone=phone(serial))
            enlist(
                session,
                actor_of(session, world, "county"),
                person,
                union,
                unit_name="",
                employment=None,
                post=None,
            )
        confirm_battery(session, world)
    assert queries_of_a_look(database, world) == few


def queries_of_a_look(database: Database, world: World) -> tuple[int, int]:
    """Statements of the two reads of the console (what waits; a page of the last version)."""
    with database.writing() as session:
        newest = session.scalars(select(Roster.id).order_by(Roster.number.desc())).first()
        roster_id = newest or confirm_battery(session, world).id
    with database.reading() as session, counted(database) as waits:
        waiting(session, world)
    with database.reading() as session, counted(database) as page:
        shown_rows(session, session.get_one(Roster, roster_id))
    return len(waits), len(page)
