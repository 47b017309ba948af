"""核对额度: a union asks about so many numbers a year as its head-count allows; over it the county agrees."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.errors import Refusal
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.inquiries.budget import Budget, ask_more, budget_of, decide, spend
from service.register.inquiries.models import AllowanceStatus, AskedHow, NumbersAsked
from service.register.memberships.models import Membership
from service.register.unions.models import Union
from service.register.units.models import Unit
from service.requests.transfers.models import TransferWish
from service.requests.transfers.wishes import wish
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World, id_number, phone
from tests.queries import counted
from tests.races import race, tally
from tests.register.inquiries.given import REASON, more_asked
from tests.requests.applications.given import staff_of, union_of
from tests.rolls.imports.office import confirmed, line, previewed, refused_confirmation, sheet

pytestmark = pytest.mark.both("sums", "only one", "locks")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A county in which four numbers are enough for a union without a head-count."""
    return settings.model_copy(update={"asked_first": 4})


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The console over the told world."""
    return Office(application(deployed), deployed, world)


def roster(count: int, first: int = 301) -> bytes:
    return sheet([line("吴样七", id_number(first + one), phone(first + one)) for one in range(count)])


def budget(deployed: Deployment, union_id: UUID) -> Budget:
    with deployed.database.reading() as session:
        return budget_of(session, deployed.settings, union_id)


def test_what_a_union_may_ask_is_twice_its_head_count_and_never_less_than_a_first_roster(
    deployed: Deployment, world: World
) -> None:
    battery = world.battery.id
    assert budget(deployed, battery) == Budget(6, 0)  # three members of long standing
    with deployed.database.writing() as session:
        session.get_one(Union, battery).reported_members = 10
    assert budget(deployed, battery).allowed == 20
    with deployed.database.writing() as session:
        session.add(Unit(name="样例单位一", headcount=30, union_id=battery))
        session.add(Unit(name="样例单位二", headcount=12, union_id=battery))
    assert budget(deployed, battery).allowed == 84
    assert budget(deployed, world.huaxi.id) == Budget(4, 0)  # no members, and no head-count


def test_people_whom_a_roster_brought_this_year_make_no_room_for_more(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    confirmed(deployed, world, previewed(deployed, world, roster(4)))
    assert budget(deployed, world.battery.id) == Budget(6, 4)
    later(days=366)
    assert budget(deployed, world.battery.id) == Budget(14, 0)


def test_a_file_within_the_budget_is_written_and_one_over_it_waits_for_the_county(
    deployed: Deployment, world: World
) -> None:
    confirmed(deployed, world, previewed(deployed, world, roster(4)))
    import_id = previewed(deployed, world, roster(3, 401))
    assert refused_confirmation(deployed, world, import_id) == "ASKED_TOO_MANY"
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        allowance = more_asked(session, chair, union, 1)
        assert budget_of(session, deployed.settings, union.id).left == 2  # asked is not granted
        decide(session, staff_of(session, world, "county"), allowance, "agree")
    assert confirmed(deployed, world, import_id)["new"] == 3
    assert budget(deployed, world.battery.id) == Budget(7, 7)


def test_what_is_given_up_and_the_unions_own_cost_nothing(deployed: Deployment, world: World) -> None:
    previewed(deployed, world, roster(4))
    own = sheet([line("陈样一", id_number(3), phone(1), 学历="本科")])
    confirmed(deployed, world, previewed(deployed, world, own))
    assert budget(deployed, world.battery.id).used == 0


def test_the_county_that_would_have_to_agree_is_counted_and_not_held(
    deployed: Deployment, world: World
) -> None:
    import_id = previewed(deployed, world, roster(20))
    assert refused_confirmation(deployed, world, import_id, "zhicheng") == "ASKED_TOO_MANY"
    assert confirmed(deployed, world, import_id, "county")["new"] == 20
    assert budget(deployed, world.battery.id).used == 20


def test_a_wish_counts_like_a_line(deployed: Deployment, world: World) -> None:
    def wished(session: Session, serial: int) -> None:
        chair, union = staff_of(session, world, "chair_textile"), union_of(session, world.textile)
        wish(session, chair, union, "无样人", id_number(serial), "", "新入职职工接转", deployed.settings)

    for serial in range(6):
        with deployed.database.writing() as session:
            wished(session, 301 + serial)
    with pytest.raises(Refusal, match="ASKED_TOO_MANY"), deployed.database.writing() as session:
        wished(session, 401)
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TransferWish)) == 6
        assert set(session.scalars(select(NumbersAsked.how))) == {AskedHow.WISH}


def test_of_many_at_once_no_more_pass_than_the_budget_has(deployed: Deployment, world: World) -> None:
    def one(_: int) -> None:
        with deployed.database.writing() as session:
            union = union_of(session, world.battery)
            spend(
                session,
                deployed.settings,
                staff_of(session, world, "chair_battery"),
                union,
                AskedHow.IMPORT,
                2,
            )

    assert tally(race(one, 16)) == {"done": 3, "ASKED_TOO_MANY": 13}


def test_a_union_asks_once_until_it_is_answered_and_says_why(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        first = more_asked(session, chair, union)
        with pytest.raises(Refusal, match="ALLOWANCE_WAITING"):
            more_asked(session, chair, union)
        for numbers, reason in ((0, REASON), (20_001, REASON), (5, "要")):
            with pytest.raises(Refusal, match=r"INPUT_INVALID|PURPOSE_MISSING"):
                ask_more(session, chair, union, numbers, reason)
        county = staff_of(session, world, "county")
        assert decide(session, county, first, "refuse").status is AllowanceStatus.REFUSED
        with pytest.raises(Refusal, match="MOVE_NOT_ALLOWED"):
            decide(session, county, first, "agree")
        again = more_asked(session, chair, union)
        with pytest.raises(Refusal, match="NOT_FOUND"):
            decide(session, staff_of(session, world, "zhicheng"), again, "agree")
    assert budget(deployed, world.battery.id).allowed == 6


def test_nobody_agrees_to_what_he_asked_himself(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        county = staff_of(session, world, "county")
        own = more_asked(session, county, union_of(session, world.battery))
        with pytest.raises(Refusal, match="ALLOWANCE_OWN"):
            decide(session, county, own, "agree")


def test_the_county_finds_it_among_what_waits_and_agrees_with_one_button(office: Office) -> None:
    chair, county = office.desk("chair_battery"), office.desk("county")
    asked = {"union_id": str(office.world.battery.id), "numbers": "300", "purpose": REASON}
    assert chair.post("/console/allowances", **asked).location == "/console/allowances?done=allowance_asked"
    assert "同意或不同意多核对 300 人" in county.get("/console/").text
    page = county.get("/console/allowances").text
    found = page.split("/console/allowances/")[1].split("/")[0]
    assert chair.post(f"/console/allowances/{found}/agreement").status_code == 404
    answer = county.post(f"/console/allowances/{found}/agreement")
    assert answer.location == "/console/allowances?done=allowance_agreed"
    assert "本工会一年里可以核对 306 人，已核对 0 人" in chair.get("/console/allowances").text
    with office.deployed.database.reading() as session:
        acts = session.scalars(
            select(AuditEntry.act).where(AuditEntry.act.startswith("allowance:")).order_by(AuditEntry.seq)
        ).all()
        assert acts == ["allowance:ask", "allowance:agree"]


def test_the_list_takes_as_many_statements_for_one_as_for_two(office: Office) -> None:
    desk = office.desk("county")

    def statements(union: Union) -> int:
        with office.deployed.database.writing() as session:
            chair = staff_of(session, office.world, "chair_battery")
            more_asked(session, chair, union_of(session, union))
        desk.get("/console/allowances")
        with counted(office.deployed.database) as sent:
            desk.get("/console/allowances")
        return len(sent)

    assert statements(office.world.battery) == statements(office.world.textile)


def test_the_day_a_stretch_began_decides_whether_it_counts(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        mine = update(Membership).where(Membership.union_id == world.battery.id)
        session.execute(mine.values(started_on=clock.today()))
    assert budget(deployed, world.battery.id).allowed == 4
