"""谁要确认、算不算按期: the denominator and the end of a campaign (长总工〔2018〕12号: 每年1月、7月更新，及时入库归档)."""

import pytest
from sqlalchemy import true

from service.register.access.models import SYSTEM, Role
from service.register.accounts.bindings import bind
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.schedule import do_due
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.rolls.campaigns.actions import CAMPAIGNS
from service.rolls.campaigns.answers import answers_of, figures_of
from service.rolls.campaigns.models import CampaignAnswer
from service.rolls.campaigns.queries import campaign_open, campaigns
from service.rolls.rosters.actions import send_back
from service.rolls.rosters.models import Roster
from tests.given import World, appoint_sample, id_number, member, phone, worker
from tests.rolls.campaigns.given import (
    At,
    answered,
    autumn,
    calendar,
    reminded,
    the_campaign,
    told,
    with_days,
    with_wechat,
)
from tests.rolls.rosters.chair import actor_of
from tests.rolls.snapshots.given import instant, leaves


@pytest.fixture
def january(deployed: Deployment, world: World, at: At) -> Deployment:
    """The campaign of January has begun, and it is the fifth."""
    autumn(deployed, world, at)
    at("2027-01-01 00:00")
    calendar(deployed)
    at("2027-01-05 09:00")
    return deployed


def test_a_union_without_members_cannot_answer_and_is_not_asked(january: Deployment, world: World) -> None:
    with january.database.writing() as session:
        for name in ("陈样一", "林样二", "周样三"):
            leaves(session, world, name)
        assert told(session, world) == {"textile": CampaignAnswer.SILENT}


def test_a_union_whose_members_left_after_it_answered_stays_counted(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        answered(session, world)
        for name in ("陈样一", "林样二", "周样三"):
            leaves(session, world, name)
    at("2027-02-01 00:00")
    calendar(january)
    with january.database.reading() as session:
        assert told(session, world)["battery"] is CampaignAnswer.UNCHANGED


def test_a_union_founded_while_it_lasts_is_asked_the_next_time(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        street = session.get_one(Union, world.zhicheng.id)
        new = found(session, SYSTEM, street, "雉城新样工会委员会", UnionKind.GRASSROOTS)
        new.created_at = instant("2027-01-05 09:00")
        member(session, new, "新样", id_number(901), phone(901))
        assert len(answers_of(session, the_campaign(session), true())) == 2
    at("2027-07-01 00:00")
    calendar(january)
    with january.database.reading() as session:
        assert len(answers_of(session, the_campaign(session), true())) == 3


def test_what_was_answered_in_time_stays_answered_when_it_is_returned_after_the_end(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        roster_id = answered(session, world).id
    at("2027-02-01 00:00")
    calendar(january)
    at("2027-02-03 09:00")
    with january.database.writing() as session:
        street, roster = actor_of(session, world, "zhicheng"), session.get_one(Roster, roster_id)
        send_back(session, street, roster, "第 2 行的单位名称请补全")
        assert told(session, world)["battery"] is CampaignAnswer.UNCHANGED
        figures = figures_of(answers_of(session, the_campaign(session), true()))
        [entry] = session.query(AuditEntry).filter(AuditEntry.act == "campaign:close")
        assert entry.details["confirmed"] == figures.confirmed == 1


@pytest.mark.parametrize(
    ("refresh", "last_day", "closing"),
    [
        ("01-01/02-15,07-01/07-31", "2027-02-15", "2027-02-16 00:00"),
        ("01-01/01-20,07-01/07-31", "2027-01-20", "2027-01-21 00:00"),
        ("01-10/01-25,07-01/07-31", "2027-01-25", "2027-01-26 00:00"),
    ],
    ids=["longer", "shorter", "moved"],
)
def test_other_days_count_for_the_campaign_under_way(
    january: Deployment, at: At, refresh: str, last_day: str, closing: str
) -> None:
    """A campaign that never closed would never be archived."""
    county = with_days(january, refresh)
    at("2027-01-11 08:00")
    calendar(county)
    with county.database.reading() as session:
        assert [str(one.last_day) for one in campaigns(session)] == [last_day]
        assert campaign_open(session) is not None
    at(closing)
    calendar(county)
    with county.database.reading() as session:
        assert campaign_open(session) is None
        assert the_campaign(session).snapshot_id is not None


def test_a_union_is_told_once_a_day_however_many_chairs_it_has(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        with_wechat(session, world)
        battery = session.get_one(Union, world.battery.id)
        second = appoint_sample(session, world, "chair_two", "辛主席", "工会副主席", Role.CHAIR, battery)
        bind(session, actor_of(session, world, "chair_two"), second.id, worker(session, "o-two").id)
    for day in (25, 26):
        at(f"2027-01-{day} 08:00")
        calendar(january)
    assert reminded(january) == ["2027-01-25 08:00", "2027-01-26 08:00"]


def test_after_days_without_a_worker_opening_chasing_and_closing_come_in_their_order(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        with_wechat(session, world)
    at("2027-01-28 10:00")
    calendar(january)
    assert reminded(january) == ["2027-01-28 10:00"]
    at("2027-07-31 23:00")
    order = []
    while done := [plan.task.value for plan in CAMPAIGNS if do_due(january, plan)]:
        order += [one for one in done if one not in order]
    assert order == ["open_campaign", "chase_campaign", "close_campaign"]
    assert reminded(january, "campaign_opened") == ["2027-07-31 23:00"]
    with january.database.reading() as session:
        assert [one.period for one in campaigns(session) if one.snapshot_id] == ["2027-01"]
