"""激活漏斗: four numbers that were counted by hand, at any moment, and the list behind each."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from service.oversight.progress.figures import activation, figures_of
from service.oversight.progress.funnel import Funnel, FunnelStep, funnels
from service.oversight.progress.members import Listing, members_at, members_behind, members_counted_at
from service.oversight.progress.moments import Month, month_of, this_moment, this_month
from service.oversight.progress.overview import ProgressOverview, overview
from service.register.deployment import Deployment
from service.register.memberships.models import Basis
from service.register.unions.models import Union, UnionState
from service.requests.cards.endings import suspend
from tests.given import World, id_number
from tests.oversight.progress.given import (
    At,
    actor_of,
    autumn,
    came,
    carded,
    counted,
    ended,
    joined,
    released,
    told,
)
from tests.queries import counted as statements_of
from tests.requests.cards.given import claimed, holder, settle_all

pytestmark = pytest.mark.both("search", "sums", "dates")

STEPS = [Listing.REGISTERED, Listing.INVITED, Listing.CLAIMED, Listing.ACTIVATED]


def seen_by(session: Session, world: World, login: str, month: Month | None = None) -> ProgressOverview:
    """The overview of a member of staff, now or at the end of a month."""
    return overview(session, actor_of(session, world, login), month or this_month())


def test_the_numbers_are_those_that_were_counted_by_hand(deployed: Deployment, world: World, at: At) -> None:
    autumn(deployed, world, at)
    with deployed.database.reading() as session:
        battery, textile = (seen_by(session, world, f"chair_{name}").whole for name in ("battery", "textile"))
        county = seen_by(session, world, "county")
    assert counted(battery) == (3, 3, 2, 1)
    assert counted(textile) == (2, 1, 1, 0)
    assert counted(county.whole) == (5, 4, 3, 1)
    assert [(branch.name, counted(funnel)) for branch, funnel in county.lines] == [
        ("雉城街道总工会（样例）", (3, 3, 2, 1)),
        ("画溪街道总工会（样例）", (2, 1, 1, 0)),
    ]


def test_each_past_month_is_recomputed_from_dated_facts(deployed: Deployment, world: World, at: At) -> None:
    autumn(deployed, world, at)
    with deployed.database.reading() as session:
        months = {
            month: [
                counted(seen_by(session, world, f"chair_{name}", month_of(month)).whole)
                for name in ("battery", "textile")
            ]
            for month in ("2026-08", "2026-09", "2026-10", "2026-11")
        }
    assert months == {
        "2026-08": [(3, 0, 0, 0), (3, 0, 0, 0)],
        "2026-09": [(3, 1, 1, 1), (3, 0, 0, 0)],
        "2026-10": [(3, 3, 2, 1), (3, 1, 1, 1)],
        "2026-11": [(3, 3, 2, 1), (2, 1, 1, 0)],
    }


@pytest.mark.parametrize("login", ["chair_battery", "chair_textile", "zhicheng", "county"])
@pytest.mark.parametrize("month", ["2026-09", "2026-10", "2026-11"])
def test_every_number_is_as_long_as_its_list_and_each_step_holds_the_next(
    deployed: Deployment, world: World, at: At, login: str, month: str
) -> None:
    autumn(deployed, world, at)
    with deployed.database.reading() as session:
        actor, seen = actor_of(session, world, login), seen_by(session, world, login, month_of(month))
        moment, unions = seen.moment, list(figures_of(session, actor, month_of(month)).own)
        lists = {
            listing: {one.membership_id for one in members_at(session, actor, unions, listing, moment)}
            for listing in Listing
        }
        counts = {listing: members_counted_at(session, actor, unions, listing, moment) for listing in Listing}
    assert counts == {listing: len(found) for listing, found in lists.items()}
    assert tuple(len(lists[listing]) for listing in STEPS) == counted(seen.whole)
    assert all(lists[later] <= lists[earlier] for earlier, later in pairwise(STEPS))
    assert lists[Listing.CARDLESS] == lists[Listing.REGISTERED] - lists[Listing.ACTIVATED]
    assert lists[Listing.UNINVITED] <= lists[Listing.CARDLESS]


def test_a_frozen_card_is_still_the_members_and_a_released_one_is_not(
    deployed: Deployment, world: World
) -> None:
    frozen, gone = carded(deployed, "陈样一", "林样二")
    with deployed.database.writing() as session:
        suspend(session, holder(session, frozen))
    released(deployed, world, gone)
    with deployed.database.reading() as session:
        assert counted(seen_by(session, world, "chair_battery").whole) == (3, 2, 2, 1)
        funnel, _ = activation(session, actor_of(session, world, "chair_battery"))
        assert (funnel.registered, funnel.activated) == (3, 1)


def test_a_claim_that_names_nobody_of_the_roster_moves_no_number(deployed: Deployment, world: World) -> None:
    claimed(deployed.database, "陈样一", openid="o-wrong-number", number=id_number(901))
    claimed(deployed.database, "无此人", openid="o-wrong-name", number=id_number(3))
    settle_all(deployed)
    with deployed.database.reading() as session:
        assert counted(seen_by(session, world, "county").whole) == (6, 0, 0, 0)
    came(deployed, "陈样一")
    with deployed.database.reading() as session:
        assert counted(seen_by(session, world, "county").whole) == (6, 1, 1, 0)


def test_who_was_imported_and_who_was_decided_are_told_apart(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        joined(session, session.get_one(Union, world.battery.id), 901, date(2026, 1, 5), Basis.DECISION)
    with deployed.database.reading() as session:
        whole = seen_by(session, world, "chair_battery").whole
    assert (whole.registered, whole.imported, whole.decided) == (4, 3, 1)


def test_a_membership_counts_from_its_first_day_to_the_day_before_its_end(
    deployed: Deployment, world: World, at: At
) -> None:
    with deployed.database.writing() as session:
        joined(session, session.get_one(Union, world.battery.id), 901, date(2026, 10, 31))
    ended(deployed, world, "陈样一", date(2026, 10, 31))
    ended(deployed, world, "林样二", date(2026, 11, 1))
    at("2026-11-20 09:00")
    with deployed.database.reading() as session:
        numbers = [
            seen_by(session, world, "chair_battery", month_of(month)).whole.registered
            for month in ("2026-09", "2026-10", "2026-11")
        ]
    assert numbers == [3, 3, 2]


def test_a_township_sums_its_unions_and_its_own_members(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        joined(session, session.get_one(Union, world.zhicheng.id), 901, date(2026, 1, 5))
        session.get_one(Union, world.battery.id).state = UnionState.CLOSED
    with deployed.database.reading() as session:
        seen = seen_by(session, world, "zhicheng")
    assert (seen.whole.registered, seen.own.registered) == (4, 1)
    assert [(branch.name, funnel.registered) for branch, funnel in seen.lines] == [(world.battery.name, 3)]


def test_a_closed_union_without_members_is_no_line(deployed: Deployment, world: World) -> None:
    for name in ("陈样一", "林样二", "周样三"):
        ended(deployed, world, name, date(2026, 1, 1))
    with deployed.database.writing() as session:
        session.get_one(Union, world.battery.id).state = UnionState.CLOSED
    with deployed.database.reading() as session:
        assert seen_by(session, world, "zhicheng").lines == []


def test_who_stands_at_several_unions_sees_each(deployed: Deployment, world: World) -> None:
    with deployed.database.reading() as session:
        one, other = (actor_of(session, world, f"chair_{name}") for name in ("battery", "textile"))
        both = type(one)("staff", one.id, one.places + other.places)
        seen = overview(session, both, this_month())
    assert (seen.top, seen.whole.registered) == (None, 6)
    assert {branch.id for branch, _ in seen.lines} == {world.battery.id, world.textile.id}


def test_nobody_counts_in_another_township(deployed: Deployment, world: World) -> None:
    with deployed.database.reading() as session:
        found = funnels(session, actor_of(session, world, "zhicheng"), this_moment())
        assert set(found) == {world.battery.path}
        assert funnels(session, actor_of(session, world, "auditor"), this_moment()) == {}
        assert activation(session, actor_of(session, world, "huaxi"))[0].registered == 3
        for login, seen in (("zhicheng", 3), ("huaxi", 0), ("chair_textile", 0), ("county", 3)):
            actor = actor_of(session, world, login)
            asked = (session, actor, [world.battery.path], Listing.REGISTERED, this_moment())
            rows, count = members_at(*asked), members_counted_at(*asked)
            assert (len(rows), count) == (seen, seen), login


def test_names_are_in_clear_for_the_unions_own_chair_only(deployed: Deployment, world: World) -> None:
    alone = [world.battery.path]
    with deployed.database.reading() as session:
        names = {
            login: members_at(
                session, actor_of(session, world, login), alone, Listing.REGISTERED, this_moment()
            )[0].name
            for login in ("chair_battery", "handler_battery", "zhicheng", "county")
        }
    assert names == {
        "chair_battery": "陈样一",
        "handler_battery": "陈**",
        "zhicheng": "陈**",
        "county": "陈**",
    }


def test_a_list_of_a_past_month_knows_no_later_notification(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-11-05 09:00")
    told(deployed, world, "chair_battery", world.battery)
    with deployed.database.reading() as session:
        actor = actor_of(session, world, "chair_battery")
        ways = {
            month: [
                one.invitation is not None
                for one in members_at(
                    session, actor, [world.battery.path], Listing.REGISTERED, month_of(month).end
                )
            ]
            for month in ("2026-10", "2026-11")
        }
    assert ways == {"2026-10": [False] * 3, "2026-11": [True] * 3}


def test_funnels_and_lists_cost_the_same_for_6_and_for_300(deployed: Deployment, world: World) -> None:
    def cost() -> tuple[int, int]:
        with deployed.database.reading() as session:
            actor = actor_of(session, world, "county")
            with statements_of(deployed.database) as numbers:
                overview(session, actor, this_month(), world.county.id)
            figures = figures_of(session, actor, this_month())
            with statements_of(deployed.database) as names:
                members_behind(session, actor, Listing.REGISTERED, figures, size=300)
        return len(numbers), len(names)

    few = cost()
    with deployed.database.writing() as session:
        for serial in range(294):
            joined(session, session.get_one(Union, world.textile.id), 301 + serial, date(2026, 1, 5))
    assert cost() == few == (5, 2)


def test_an_empty_county_has_no_rate(deployed: Deployment) -> None:
    assert (Funnel().rate, Funnel().cardless, Funnel().share(FunnelStep.CLAIMED)) == (None, 0, None)
