"""半年更新: every January and July each union goes through its roster (长总工〔2018〕12号: 每年1月、7月更新，及时入库归档)."""

import pytest
from sqlalchemy import func, select, true

from service.ground import clock
from service.ground.config import SettingMissing, Settings
from service.ground.errors import Refusal
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.notices.models import Notice
from service.register.schedule import do_due
from service.register.unions.models import Union
from service.rolls.campaigns.actions import CAMPAIGNS, answer
from service.rolls.campaigns.answers import answers_of, figures_of, never_changed
from service.rolls.campaigns.models import Campaign, CampaignAnswer
from service.rolls.campaigns.queries import campaign_open, last_campaigns
from service.rolls.rosters.actions import accept, send_back
from service.rolls.rosters.models import RosterStatus
from service.rolls.rosters.pending import confirmation
from service.rolls.snapshots.models import Snapshot, SnapshotLine
from tests.given import World
from tests.races import race
from tests.rolls.campaigns.given import (
    At,
    answered,
    autumn,
    calendar,
    long_known,
    reminded,
    the_campaign,
    told,
    with_wechat,
)
from tests.rolls.rosters.chair import actor_of
from tests.rolls.snapshots.given import instant, joins


@pytest.fixture
def january(deployed: Deployment, world: World, at: At) -> Deployment:
    """Both unions have confirmed once in autumn; the year's first campaign has begun."""
    autumn(deployed, world, at)
    at("2027-01-01 00:00")
    calendar(deployed)
    return deployed


def test_it_begins_and_ends_by_the_calendar(january: Deployment, at: At) -> None:
    with january.database.reading() as session:
        campaign = campaign_open(session)
        assert campaign is not None
        assert (campaign.period, campaign.label) == ("2027-01", "2027年1月花名册更新")
        assert str(campaign.last_day) == "2027-01-31"
    at("2027-01-31 23:59")
    calendar(january)
    with january.database.reading() as session:
        assert campaign_open(session) is not None
    at("2027-02-01 00:00")
    calendar(january)
    with january.database.reading() as session:
        assert campaign_open(session) is None
        assert the_campaign(session).closed_at == clock.now()


def test_a_county_that_starts_in_the_middle_waits_for_the_next_one(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2027-07-15 09:00")
    calendar(deployed)
    at("2027-08-01 00:00")
    calendar(deployed)
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0
    at("2028-01-01 00:00")
    calendar(deployed)
    with deployed.database.reading() as session:
        assert the_campaign(session).period == "2028-01"


@pytest.mark.both("locks")
def test_each_moment_is_done_once_by_eight_workers(january: Deployment, at: At) -> None:
    at("2027-02-01 00:00")
    close = CAMPAIGNS[2]
    assert sorted(race(lambda _: do_due(january, close), 8)) == [False] * 7 + [True]
    at("2027-07-01 00:00")
    race(lambda _: do_due(january, CAMPAIGNS[0]), 8)
    with january.database.reading() as session:
        assert session.scalars(select(Campaign.period).order_by(Campaign.period)).all() == [
            "2027-01",
            "2027-07",
        ]
        assert session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_a_worker_that_was_down_for_a_whole_campaign_makes_up_for_it_in_order(
    january: Deployment, world: World, at: At
) -> None:
    at("2027-08-20 09:00")
    with january.database.writing() as session:
        with_wechat(session, world)
    calendar(january)
    with january.database.reading() as session:
        rows = session.scalars(select(Campaign).order_by(Campaign.period)).all()
        assert [one.period for one in rows] == ["2027-01", "2027-07"]
        assert all(one.closed_at == clock.now() for one in rows)
        moments = session.scalars(select(Snapshot.as_of).order_by(Snapshot.as_of)).all()
        assert moments == [instant("2027-02-01 00:00"), instant("2027-08-01 00:00")]
        # nobody is told in August that July's has begun, or to hurry
        assert session.scalar(select(func.count()).select_from(Notice)) == 0


@pytest.mark.both("dates")
def test_unchanged_changed_and_silent_are_read_from_the_rosters(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        assert told(session, world) == {"battery": CampaignAnswer.SILENT, "textile": CampaignAnswer.SILENT}
        at("2027-01-11 09:00")
        roster = answered(session, world, "battery")
        assert roster.status is RosterStatus.SUBMITTED  # confirmed and reported in one step
        joins(session, world, 801, "textile")
        answered(session, world, "textile")
        assert told(session, world) == {
            "battery": CampaignAnswer.UNCHANGED,
            "textile": CampaignAnswer.CHANGED,
        }
        figures = figures_of(answers_of(session, the_campaign(session), true()))
        assert (figures.unions, figures.confirmed, figures.unanswered, figures.received) == (2, 2, 0, 0)


def test_a_version_that_was_returned_is_no_answer(january: Deployment, world: World, at: At) -> None:
    at("2027-01-11 09:00")
    with january.database.writing() as session:
        roster = answered(session, world)
        send_back(session, actor_of(session, world, "zhicheng"), roster, "第 2 行的单位名称请补全")
        assert told(session, world)["battery"] is CampaignAnswer.RETURNED
        again = answered(session, world)
        assert told(session, world)["battery"] is CampaignAnswer.UNCHANGED
        accept(session, actor_of(session, world, "zhicheng"), again)
        assert figures_of(answers_of(session, the_campaign(session), true())).received == 1


def test_before_and_after_a_campaign_nothing_is_answered(january: Deployment, world: World, at: At) -> None:
    at("2027-02-01 00:00")
    with january.database.writing() as session:
        campaign, union = the_campaign(session), session.get_one(Union, world.battery.id)
        chair = actor_of(session, world, "chair_battery")
        with pytest.raises(Refusal, match="CAMPAIGN_CLOSED"):
            answer(session, chair, campaign, union, confirmation(session, union).digest, unchanged=True)


@pytest.mark.parametrize("login", ["chair_textile", "handler_battery", "zhicheng", "county"])
def test_only_the_unions_own_chair_answers(january: Deployment, world: World, login: str) -> None:
    """工会主席负总责."""
    with january.database.writing() as session:
        campaign, union = the_campaign(session), session.get_one(Union, world.battery.id)
        staff = actor_of(session, world, login)
        with pytest.raises(Refusal, match="NOT_FOUND"):
            answer(session, staff, campaign, union, confirmation(session, union).digest, unchanged=True)


def test_at_closing_what_was_confirmed_is_frozen(january: Deployment, world: World, at: At) -> None:
    at("2027-01-11 09:00")
    with january.database.writing() as session:
        joins(session, world, 801, "battery")
        answered(session, world, "battery")
    at("2027-02-01 00:00")
    calendar(january)
    with january.database.reading() as session:
        campaign = the_campaign(session)
        snapshot = session.get_one(Snapshot, campaign.snapshot_id)
        assert snapshot.label == "2027年1月花名册更新"
        lines = select(SnapshotLine.number, SnapshotLine.members).where(
            SnapshotLine.snapshot_id == snapshot.id
        )
        assert session.execute(lines.order_by(SnapshotLine.position)).all() == [(2, 4), (1, 3)]
        assert told(session, world) == {"battery": CampaignAnswer.CHANGED, "textile": CampaignAnswer.SILENT}
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign:close"))
        assert entry.details == {"period": "2027-01", "unions": 2, "confirmed": 1}


def test_who_confirms_no_change_three_times_running_is_shown(
    january: Deployment, world: World, at: At
) -> None:
    for number, month in enumerate(("2027-01", "2027-07", "2028-01")):
        at(f"{month}-01 00:00")
        calendar(january)
        at(f"{month}-12 09:00")
        with january.database.writing() as session:
            answered(session, world, "battery")
            if number == 1:
                joins(session, world, 801, "textile")
            answered(session, world, "textile")
            assert never_changed(session, last_campaigns(session, the_campaign(session)), true()) == []
        year, following = int(month[:4]), int(month[5:]) + 1
        at(f"{year}-{following:02}-01 00:00")
        calendar(january)
    with january.database.reading() as session:
        found = never_changed(session, last_campaigns(session, the_campaign(session)), true())
        assert [one.union_id for one in found] == [world.battery.id]


def test_who_has_not_answered_is_reminded_once_a_day_in_the_last_week(
    january: Deployment, world: World, at: At
) -> None:
    with january.database.writing() as session:
        with_wechat(session, world, "battery")
        with_wechat(session, world, "textile")
    at("2027-01-12 09:00")
    with january.database.writing() as session:
        answered(session, world, "textile")

    at("2027-01-24 08:00")
    calendar(january)
    assert reminded(january) == []
    for day in (25, 26):
        at(f"2027-01-{day} 08:00")
        calendar(january)
        calendar(january)
    assert reminded(january) == ["2027-01-25 08:00", "2027-01-26 08:00"]
    with january.database.writing() as session:
        answered(session, world, "battery")
    at("2027-01-27 08:00")
    calendar(january)
    assert len(reminded(january)) == 2


def test_the_chairs_are_told_when_it_begins(deployed: Deployment, world: World, at: At) -> None:
    at("2027-06-30 09:00")
    long_known(deployed)
    calendar(deployed)
    with deployed.database.writing() as session:
        with_wechat(session, world)
    at("2027-07-01 00:00")
    calendar(deployed)
    with deployed.database.reading() as session:
        [notice] = session.scalars(select(Notice))
        assert (notice.kind, notice.blanks) == (
            "campaign_opened",
            {"label": "2027年7月花名册更新", "due": "2027年7月31日"},
        )


@pytest.mark.parametrize(
    "refresh",
    [
        *("01-01", "01-31/01-01", "01-01/07-15,07-01/07-31", "01-01/01-10,01-15/01-31", "02-30/03-01"),
        *("07-01/07-31,01-01/01-31", "12-20/01-10", "1-1/1-31"),
    ],
)
def test_windows_that_cannot_be_are_refused_with_the_name_of_the_setting(refresh: str) -> None:
    with pytest.raises(SettingMissing, match="HUIGONGKA_REFRESH"):
        Settings(database_url="x", refresh=refresh)


def test_a_county_may_have_no_campaigns_or_other_days() -> None:
    after = instant("2027-02-01 00:00")
    opens = CAMPAIGNS[0].following
    assert opens(Settings(database_url="x", refresh=""), after).year == 9999
    assert opens(Settings(database_url="x", refresh="03-15/04-30"), after) == instant("2027-03-15 00:00")
    assert opens(Settings(database_url="x"), after) == instant("2027-07-01 00:00")
