"""进度统计: what is stored is what the dated facts say, for every month; the page, its list and its moment agree."""

from datetime import date

import pytest
from sqlalchemy import func, select

from service.ground import clock
from service.oversight.progress.counting import MONTHS, count, count_due
from service.oversight.progress.figures import Figures, activation, figures_of
from service.oversight.progress.funnel import Funnel, funnels
from service.oversight.progress.members import COUNTED, Listing, listed, members_behind
from service.oversight.progress.models import Tally
from service.oversight.progress.moments import AsOf, month_of, months_back, this_moment, this_month
from service.oversight.progress.overview import overview
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from tests.given import World
from tests.oversight.progress.given import (
    At,
    actor_of,
    autumn,
    came,
    counted,
    ended,
    joined,
    long_known,
    tallied,
    told,
)
from tests.queries import counted as statements_of

pytestmark = pytest.mark.both("upserts", "sums", "dates")

AUTUMN = ("2026-08", "2026-09", "2026-10", "2026-11")


def seen(deployed: Deployment, world: World, login: str, month: str = "") -> Figures:
    """The figures that a member of staff is shown."""
    with deployed.database.reading() as session:
        return figures_of(session, actor_of(session, world, login), month_of(month))


def derived(deployed: Deployment, world: World, login: str, moment: AsOf) -> dict[str, Funnel]:
    """The same figures, from the dated facts themselves."""
    with deployed.database.reading() as session:
        return dict(funnels(session, actor_of(session, world, login), moment))


@pytest.mark.parametrize("login", ["county", "zhicheng", "huaxi"])
def test_what_is_stored_is_what_the_dated_facts_say_of_every_month(
    deployed: Deployment, world: World, at: At, login: str
) -> None:
    long_known(deployed)
    autumn(deployed, world, at)
    tallied(deployed, *AUTUMN)
    for month in AUTUMN:
        figures = seen(deployed, world, login, month)
        assert figures.moment.known_at == clock.now()
        assert figures.own == derived(deployed, world, login, month_of(month).end)
        assert list(figures.own) == list(derived(deployed, world, login, month_of(month).end))


def test_the_stored_numbers_are_those_that_were_counted_by_hand(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    autumn(deployed, world, at)
    tallied(deployed, *AUTUMN)
    assert [counted(seen(deployed, world, "county", month).whole) for month in AUTUMN] == [
        (6, 0, 0, 0),
        (6, 1, 1, 1),
        (6, 4, 3, 2),
        (5, 4, 3, 1),
    ]


def test_who_oversees_reads_what_was_counted_last_and_a_chair_what_is(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    at("2026-11-20 10:35")
    assert count_due(deployed)
    at("2026-11-20 10:40")
    told(deployed, world, "chair_battery", world.battery)
    for login in ("county", "zhicheng"):
        figures = seen(deployed, world, login)
        assert (figures.whole.invited, figures.moment.told) == (0, "2026-11-20 10:35，每 10 分钟更新")
    chair = seen(deployed, world, "chair_battery")
    assert (chair.whole.invited, chair.moment.told) == (3, "2026-11-20 10:40")
    at("2026-11-20 10:45")
    assert count_due(deployed)
    assert seen(deployed, world, "county").whole.invited == 3


def test_the_list_behind_a_stored_number_is_of_the_same_moment(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    autumn(deployed, world, at)
    tallied(deployed)
    at("2026-11-20 09:05")
    told(deployed, world, "chair_textile", world.textile)
    came(deployed, "周样三")
    with deployed.database.writing() as session:
        joined(session, session.get_one(Union, world.battery.id), 901, date(2026, 1, 5))
        actor = actor_of(session, world, "county")
        figures = figures_of(session, actor, this_month())
        lengths = {one: len(members_behind(session, actor, one, figures)) for one in COUNTED}
    assert lengths == {one: listed(figures.whole, one) for one in COUNTED}
    assert counted(figures.whole) == (5, 4, 3, 1)


def test_whose_membership_ended_since_is_left_out_and_nobody_else(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    at("2026-11-20 09:00")
    tallied(deployed)
    ended(deployed, world, "林样二", date(2026, 11, 20))
    with deployed.database.reading() as session:
        actor = actor_of(session, world, "county")
        figures = figures_of(session, actor, this_month())
        pages = [
            members_behind(session, actor, Listing.REGISTERED, figures, start=start, size=2)
            for start in range(0, 6, 2)
        ]
    assert figures.whole.registered == 6
    assert len({one.membership_id for page in pages for one in page}) == 5


@pytest.mark.parametrize("stored", [True, False])
def test_the_pages_of_a_list_make_the_whole_list(
    deployed: Deployment, world: World, at: At, stored: bool
) -> None:
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        for serial in range(5):
            union = found(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
            for member in range(serial):
                joined(session, union, 301 + 10 * serial + member, date(2026, 1, 5))
    long_known(deployed)
    autumn(deployed, world, at)
    if stored:
        tallied(deployed)
    with deployed.database.reading() as session:
        actor = actor_of(session, world, "county")
        figures = figures_of(session, actor, this_month())
        for listing in COUNTED:
            count = listed(figures.whole, listing)
            whole = members_behind(session, actor, listing, figures, size=100)
            pages = [
                members_behind(session, actor, listing, figures, start=start, size=2)
                for start in range(0, count + 3, 2)
            ]
            assert len(whole) == count
            assert [one for page in pages for one in page] == whole
    assert listed(figures.whole, Listing.REGISTERED) == 15


def test_a_month_is_counted_once_more_when_it_is_over_and_then_stays(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    at("2026-11-30 23:55")
    count_due(deployed)
    came(deployed, "林样二")
    assert seen(deployed, world, "county").whole.claimed == 0
    at("2026-12-01 00:01")
    while count_due(deployed):
        pass
    november = seen(deployed, world, "county", "2026-11")
    assert (november.whole.claimed, november.moment.told) == (1, "2026-11-30")
    at("2026-12-20 09:00")
    with deployed.database.writing() as session:
        joined(session, session.get_one(Union, world.battery.id), 901, date(2026, 1, 5))
    while count_due(deployed):
        pass
    assert seen(deployed, world, "county", "2026-11") == november
    assert seen(deployed, world, "county").whole.registered == 7


def test_a_month_that_was_never_stored_is_derived_on_the_spot(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    autumn(deployed, world, at)
    tallied(deployed)
    october = seen(deployed, world, "county", "2026-10")
    assert (counted(october.whole), october.moment.known_at) == ((6, 4, 3, 2), None)
    assert seen(deployed, world, "county").moment.known_at is not None


def test_the_worker_counts_this_month_then_one_older_month_a_turn_and_rests(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-11-20 09:00")
    order = []
    while count_due(deployed):
        with deployed.database.reading() as session:
            newest = select(Tally.ends_on).group_by(Tally.ends_on).order_by(Tally.ends_on)
            order.append(session.scalars(newest).first())
    assert order == [month.last_day for month in months_back(MONTHS)]
    at("2026-11-20 09:09")
    assert not count_due(deployed)
    at("2026-11-20 09:10")
    assert count_due(deployed)
    assert not count_due(deployed)


def test_a_slower_worker_does_not_put_older_figures_back(deployed: Deployment, world: World, at: At) -> None:
    long_known(deployed)
    at("2026-11-20 09:00")
    told(deployed, world, "chair_battery", world.battery)
    tallied(deployed)
    at("2026-11-20 08:59")
    count(deployed, this_month())
    with deployed.database.reading() as session:
        assert session.scalar(select(func.max(Tally.invited))) == 3


def test_a_union_founded_since_has_no_figures_yet_and_its_township_still_has(
    deployed: Deployment, world: World, at: At
) -> None:
    long_known(deployed)
    at("2026-11-20 09:00")
    tallied(deployed)
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        new = found(session, SYSTEM, top, "样例新工会", UnionKind.GRASSROOTS)
    with deployed.database.reading() as session:
        page = overview(session, actor_of(session, world, "huaxi"), this_month())
    assert [(branch.id, funnel.registered) for branch, funnel in page.lines] == [
        (world.textile.id, 3),
        (new.id, 0),
    ]


def test_the_home_page_sums_what_is_stored(deployed: Deployment, world: World, at: At) -> None:
    long_known(deployed)
    autumn(deployed, world, at)
    tallied(deployed)
    with deployed.database.reading() as session:
        sums = {
            login: activation(session, actor_of(session, world, login))
            for login in ("county", "zhicheng", "huaxi", "chair_battery")
        }
    assert {login: (one.registered, one.activated) for login, (one, _) in sums.items()} == {
        "county": (5, 1),
        "zhicheng": (3, 1),
        "huaxi": (2, 0),
        "chair_battery": (3, 1),
    }
    assert {login for login, (_, moment) in sums.items() if moment.known_at is None} == {"chair_battery"}


def test_stored_figures_cost_the_same_for_4_unions_and_for_44(
    deployed: Deployment, world: World, at: At
) -> None:
    def cost() -> tuple[int, int, int]:
        with deployed.database.reading() as session:
            actor = actor_of(session, world, "county")
            with statements_of(deployed.database) as numbers:
                overview(session, actor, this_month(), world.county.id)
            with statements_of(deployed.database) as figures:
                stored = figures_of(session, actor, this_month())
            with statements_of(deployed.database) as names:
                members_behind(session, actor, Listing.CARDLESS, stored)
        return len(numbers), len(figures), len(names)

    long_known(deployed)
    at("2026-11-20 09:00")
    tallied(deployed)
    few = cost()
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        for serial in range(40):
            union = found(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
            joined(session, union, 301 + serial, date(2026, 1, 5))
    long_known(deployed)
    at("2026-11-20 09:10")
    tallied(deployed)
    assert this_moment().day == date(2026, 11, 20)
    assert cost() == few == (3, 1, 2)
