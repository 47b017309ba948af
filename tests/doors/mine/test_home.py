"""首页: one state from dated facts, the main thing to do first, nothing told of a number that is only stated."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from service.doors.mine.words import ACT_WORDS, ACTS, STATE_WORDS, HomeAct, HomeState
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.people.register import find_person
from service.requests.applications.actions import begin, submit, withdraw
from service.requests.applications.decisions import send_back
from service.requests.applications.models import Outcome, Reason
from service.requests.cards.endings import suspend
from tests.doors.mine.given import Phone, acts, applicant, decided, identify, without_ids
from tests.given import World, id_number
from tests.queries import counted
from tests.requests.applications.given import actor_of, drafted, fresh, staff_of, submitted, union_of
from tests.requests.cards.given import bound, end_membership, holder, number_of, settle_all, stated


def test_a_new_account_may_join_or_activate(client: FlaskClient, deployed: Deployment) -> None:
    home = Phone(client, deployed, "o-nobody").ask("/home")
    assert (home["state"], acts(home)) == ("new", ["join", "claim", "help"])
    assert home["county"] == {"name": "长兴县总工会", "phone": "0572-6022447"}
    assert [home[name] for name in ("application", "claim", "card", "membership")] == [None] * 4


def test_an_application_is_told_step_by_step(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    database = deployed.database
    at("2026-11-20 09:00")
    with database.writing() as session:
        application_id = drafted(session, union_of(session, world.battery), "o-new").id
    phone = Phone(client, deployed, "o-new")
    home = phone.ask("/home")
    assert (home["state"], acts(home)) == ("draft", ["continue", "claim", "help"])
    assert home["application"]["with_whom"] == "您本人"
    at("2026-11-23 09:00")
    with database.writing() as session:
        row = fresh(session, application_id)
        submit(session, applicant(row), row)
    home = phone.ask("/home")
    assert (home["state"], acts(home)[0]) == ("waiting", "progress")
    told = home["application"]
    assert told["with_whom"] == told["union_name"] == world.battery.name
    assert (told["since"], told["due_on"], told["overdue"]) == (
        "2026-11-23T01:00:00Z",
        "2026-11-30",
        False,
    )
    at("2026-12-01 09:00")
    assert phone.ask("/home")["application"]["overdue"] is True
    with database.writing() as session:
        send_back(
            session,
            staff_of(session, world, "handler_battery"),
            fresh(session, application_id),
            Reason.PHOTO_UNCLEAR,
        )
    home = phone.ask("/home")
    assert (home["state"], acts(home)) == ("returned", ["correct", "progress", "help"])
    assert (home["application"]["due_on"], home["unread"]) == (None, 1)


@pytest.mark.parametrize(
    ("outcome", "state", "offered"),
    [(Outcome.APPROVE, "member", "claim"), (Outcome.REJECT, "rejected", "progress")],
)
def test_a_decided_application_says_what_to_do_next(
    client: FlaskClient, deployed: Deployment, world: World, outcome: Outcome, state: str, offered: str
) -> None:
    with deployed.database.writing() as session:
        decided(session, world, submitted(session, union_of(session, world.battery), "o-new"), outcome)
    home = Phone(client, deployed, "o-new").ask("/home")
    assert (home["state"], acts(home)[0]) == (state, offered)
    assert (home["membership"] is not None) == (outcome is Outcome.APPROVE)


def test_a_withdrawn_application_counts_as_nothing(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        row = submitted(session, union_of(session, world.battery), "o-new")
        withdraw(session, applicant(row), row)
    assert Phone(client, deployed, "o-new").ask("/home")["state"] == "new"


def test_the_holder_of_a_card_is_told_where_he_is_a_member(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    phone = Phone(client, deployed, "o-holder")
    home = phone.ask("/home")
    assert (home["state"], acts(home)) == ("active", ["show_card", "transfer", "help"])
    assert home["membership"] == {"union_name": world.battery.name, "started_on": "2022-05-04"}
    assert "会籍接转" in home["words"]
    with deployed.database.writing() as session:
        suspend(session, holder(session, card_id))
    assert acts(phone.ask("/home"))[0] == "recover_card"
    end_membership(deployed.database, world.members["陈样一"].id)
    home = phone.ask("/home")
    assert (home["state"], home["membership"], acts(home)) == ("ended", None, ["help", "join"])


def test_a_membership_that_ended_is_not_told_of_an_old_approval(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-05-20 09:00")  # before it ends
    with deployed.database.writing() as session:
        decided(
            session, world, submitted(session, union_of(session, world.battery), "o-new"), Outcome.APPROVE
        )
        person = find_person(session, id_number(501))
        assert person is not None
        person_id = person.id
    end_membership(deployed.database, person_id)
    assert Phone(client, deployed, "o-new").ask("/home")["state"] == "new"


def test_a_claim_goes_before_an_application_that_stays_in_reach(
    client: FlaskClient, deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    with deployed.database.writing() as session:
        row = submitted(session, union_of(session, world.battery), "o-new")
        stated(session, session.get_one(Account, row.account_id), "新样一", id_number(501))
    phone = Phone(client, deployed, "o-new")
    home = phone.ask("/home")
    assert (home["state"], acts(home)) == ("claiming", ["claim_progress", "progress", "help"])
    assert home["application"]["status"] == "submitted"
    later(days=8)
    assert phone.ask("/home")["state"] == "waiting"


def test_a_stated_number_tells_nothing_of_its_owner(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    """Whoever states a member's number reads at every step what whoever states a stranger's number reads."""
    member, stranger = ("o-one", "陈样一", number_of("陈样一")), ("o-two", "新样一", id_number(901))
    phones = [Phone(client, deployed, openid) for openid, _, _ in (member, stranger)]
    with deployed.database.writing() as session:
        accounts = [identify(session, openid, name, number).id for openid, name, number in (member, stranger)]
    assert_same(phones, "new")
    with deployed.database.writing() as session:
        union = union_of(session, world.battery)
        for account_id in accounts:
            account = session.get_one(Account, account_id)
            begin(session, actor_of(account), account, union)
    assert_same(phones, "draft")
    with deployed.database.writing() as session:
        for account_id, (_, name, number) in zip(accounts, (member, stranger), strict=True):
            stated(session, session.get_one(Account, account_id), name, number)
    assert_same(phones, "claiming")
    settle_all(deployed)
    assert_same(phones, "claiming")


def assert_same(phones: list[Phone], state: str) -> None:
    """Every phone reads the same home page."""
    one, other = (without_ids(phone.ask("/home")) for phone in phones)
    assert one == other
    assert one["state"] == state


def test_the_home_page_costs_the_same_for_1_and_for_10_applications(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    phone = Phone(client, deployed, "o-new")

    def apply(times: int) -> None:
        for _ in range(times):
            with deployed.database.writing() as session:
                account = identify(session, "o-new", "新样一", id_number(501))
                row = begin(session, actor_of(account), account, union_of(session, world.battery))
                withdraw(session, actor_of(account), row)

    apply(1)
    costs = []
    for more in (9, 0):
        with counted(deployed.database) as statements:
            phone.ask("/home")
        costs.append(len(statements))
        apply(more)
    assert costs[0] == costs[1]


def test_every_state_has_words_and_offers_something() -> None:
    assert set(STATE_WORDS) == set(ACTS) == set(HomeState)
    assert set(ACT_WORDS) == set(HomeAct)
    assert all(ACTS.values())
    asked_for = {HomeAct.ANSWER_TRANSFER}  # offered beside any state while a union waits for an answer
    assert {act for offered in ACTS.values() for act in offered} | asked_for == set(HomeAct)
