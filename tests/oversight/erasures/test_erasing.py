"""删除个人信息 (个人信息保护法 第四十七条): what is known of a person cannot be read any more, here or in an older backup."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from crypto.errors import Unreadable
from service.doors.cli.main import main
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import DestroyedKey, OwnedKey, find, seal_fields
from service.oversight.erasures.executing import erase, erase_account, erase_due
from service.oversight.erasures.models import Erasure, ErasureStatus
from service.oversight.erasures.queries import unused
from service.register.access.models import SYSTEM
from service.register.accounts.bindings import binding_of
from service.register.accounts.models import Account
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment, deploy
from service.register.memberships.actions import admit
from service.register.memberships.models import EndReason
from service.register.people.models import Identity, Person
from service.register.people.register import find_person, register_person
from service.register.unions.models import Union
from service.requests.applications.models import Outcome
from service.requests.cards.models import Card
from service.rolls.rosters.models import Roster
from service.rolls.rosters.queries import shown_rows
from service.rolls.rosters.verify import verify
from tests.application import application
from tests.doors.mine.given import Phone, decided
from tests.given import World, id_number
from tests.oversight.erasures.given import At, backup_of, erased, left, readable, restored
from tests.races import race
from tests.register.memberships.given import chain
from tests.requests.applications.given import identified, submitted
from tests.requests.cards.given import bound, number_of, phone_of
from tests.rolls.campaigns.given import with_wechat
from tests.rolls.snapshots.given import confirmed

pytestmark = pytest.mark.both("locks", "files")


@pytest.fixture
def mine(deployed: Deployment, world: World, at: At) -> Phone:
    """陈样一 holds a card, stands in a confirmed roster, and has an application behind him."""
    at("2026-12-01 09:00")
    bound(deployed)
    with deployed.database.writing() as session:
        confirmed(session, world)
    return Phone(application(deployed).test_client(), deployed, "o-holder")


def test_while_the_membership_lasts_nothing_is_erased(mine: Phone) -> None:
    """长总工〔2018〕12号: the register of members is kept."""
    answer = mine.try_to("/me/erasure", "POST")
    assert (answer.status_code, answer.json["code"]) == (409, "ERASURE_MEMBER")


def test_an_account_without_a_card_erases_what_it_stated_and_nothing_of_the_register(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    """Whoever knows the number of a member cannot have him erased."""
    with deployed.database.writing() as session:
        account = identified(session, "o-stranger", "陈样一", number_of("陈样一"))
        identity = select(Identity.id).where(Identity.account_id == account.id)
        own = {account.id, session.scalars(identity).one()}
    stranger = Phone(application(deployed).test_client(), deployed, "o-stranger")
    assert stranger.ask("/me/erasure")["may_ask"] is True
    before = readable(deployed.database)
    erased(deployed, stranger, at)
    assert set(before) - set(readable(deployed.database)) == own & set(before)
    assert stranger.try_to("/home").status_code == 401


def test_it_is_done_after_fifteen_days_and_can_be_taken_back_until_then(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    asked = mine.ask("/me/erasure", "POST")
    assert (asked["status"], asked["due_on"]) == ("asked", "2026-12-16")
    assert mine.try_to("/me/erasure", "POST").json["code"] == "ERASURE_ASKED"
    at("2026-12-16 08:59")
    assert erase_due(deployed) is False
    assert mine.ask("/me/erasure", "DELETE")["status"] == "withdrawn"
    assert mine.ask("/me/erasure")["status"] is None
    at("2027-01-16 09:00")
    assert erase_due(deployed) is False
    assert world.members["陈样一"].id in readable(deployed.database)


def test_nothing_of_the_erased_can_be_read_and_everything_of_the_others_can(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    before = readable(deployed.database)
    erased(deployed, mine, at)
    after = readable(deployed.database)
    person_id = world.members["陈样一"].id
    with deployed.database.reading() as session:
        account_id = session.scalars(select(Card.account_id)).one()
        gone = {*session.scalars(select(DestroyedKey.owner_id))}
        assert find(session, "person", "id_number", number_of("陈样一")) == []
        assert find(session, "person", "phone", phone_of("陈样一")) == []
        assert find_person(session, number_of("陈样一")) is None
        assert find_person(session, number_of("林样二")) is not None
    assert {"people.name", "roster_rows.id_number", "membership_changes.words"} <= before[person_id]
    assert {person_id, account_id} <= gone
    assert set(after) == set(before) - gone
    assert all(after[owner] == before[owner] for owner in after)


def test_the_facts_that_the_law_keeps_stay_true(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    erased(deployed, mine, at)
    with deployed.database.reading() as session:
        [stretch] = chain(session, world.members["陈样一"].id)
        assert (stretch.end_reason, str(stretch.started_on)) == (EndReason.LEFT, "2022-05-04")
        roster = session.scalars(select(Roster)).one()
        assert verify(session, roster) is True
        names = [line.name for _, line in shown_rows(session, roster)]
        assert len(names) == 3
        assert [bool(line.id_number) for _, line in shown_rows(session, roster)].count(False) == 1
        assert verify_log(session).ok
        acts = select(AuditEntry.act).where(AuditEntry.object_type == "erasure").order_by(AuditEntry.seq)
        assert session.scalars(acts).all() == ["erasure:ask", "erasure:finish"]
        assert session.scalars(select(Card)).one().revoked_at is not None


def test_the_same_worker_may_come_again_and_is_somebody_new(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    erased(deployed, mine, at)
    assert mine.try_to("/home").status_code == 401
    again = Phone(application(deployed).test_client(), deployed, "o-holder")
    assert again.ask("/home")["state"] == "new"
    with deployed.database.writing() as session:
        person = register_person(session, name="陈样一", number=number_of("陈样一"), phone=phone_of("陈样一"))
        assert person.id != world.members["陈样一"].id


def test_nothing_is_sealed_for_the_erased_any_more(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    erased(deployed, mine, at)
    with deployed.database.session() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        with pytest.raises(Unreadable):
            seal_fields(session, person, name="陈样一")


def test_who_became_a_member_again_meanwhile_is_not_erased(
    deployed: Deployment, world: World, mine: Phone, at: At
) -> None:
    left(deployed, world)
    mine.ask("/me/erasure", "POST")
    at("2026-12-10 09:00")
    with deployed.database.writing() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        union = session.get_one(Union, world.battery.id)
        admit(session, SYSTEM, person, union, person.created_at.date(), None)  # type: ignore[arg-type]
    at("2026-12-20 09:00")
    assert erase_due(deployed) is True
    with deployed.database.reading() as session:
        assert session.scalars(select(Erasure.status)).one() is ErasureStatus.REFUSED
    assert world.members["陈样一"].id in readable(deployed.database)


def test_of_eight_workers_one_erases(deployed: Deployment, world: World, mine: Phone, at: At) -> None:
    left(deployed, world)
    mine.ask("/me/erasure", "POST")
    at("2026-12-20 09:00")
    assert sorted(race(lambda _: erase_due(deployed), 8)) == [False] * 7 + [True]


def test_a_restored_older_backup_with_pruned_keys_does_not_have_them_either(
    deployed: Deployment,
    world: World,
    mine: Phone,
    at: At,
    settings: Settings,
    own_database: Database,
    tmp_path: Path,
) -> None:
    """The register of destroyed keys is kept apart from the backups and applied when one of them is restored."""
    left(deployed, world)
    backup = backup_of(deployed.database)
    erased(deployed, mine, at)
    register = tmp_path / "destroyed.txt"

    def command(url: str, *words: str) -> str:
        environment = {"HUIGONGKA_DATABASE_URL": url, "HUIGONGKA_KEYS": settings.keys}
        done = CliRunner(env=environment).invoke(main, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    command(settings.database_url, "keys", "destroyed", str(register))
    older = restored(backup, settings.model_copy(update={"database_url": own_database.url}), own_database)
    person_id = world.members["陈样一"].id
    before = readable(older.database)
    assert person_id in before  # so it would be, if the register were forgotten
    assert "清除" in command(own_database.url, "keys", "prune", str(register))
    older.database.engine.dispose()
    older = deploy(
        settings.model_copy(update={"database_url": own_database.url})
    )  # as a fresh process opens it
    after = readable(older.database)
    with older.database.reading() as session:
        assert find(session, "person", "id_number", number_of("陈样一")) == []
        assert session.get(OwnedKey, person_id) is None
    listed = {line.strip() for line in register.read_text().splitlines()}
    assert str(person_id) in listed
    assert {str(owner) for owner in set(before) - set(after)} <= listed
    assert person_id not in after
    assert world.members["林样二"].id in after
    older.database.engine.dispose()


def test_a_member_without_a_card_keeps_his_application(deployed: Deployment, world: World, at: At) -> None:
    """一书: the approved application belongs to the register while the membership lasts (长总工〔2018〕12号)."""
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        handed_in = submitted(session, session.get_one(Union, world.battery.id), "o-joined", "新样例", 841)
        decided(session, world, handed_in, Outcome.APPROVE)
        application_id = handed_in.id
    joined = Phone(application(deployed).test_client(), deployed, "o-joined")
    assert joined.ask("/me/erasure")["may_ask"] is False
    assert joined.try_to("/me/erasure", "POST").json["code"] == "ERASURE_MEMBER"
    with deployed.database.writing() as session:
        account = session.scalars(select(Account).where(Account.openid == "o-joined")).one()
        erase_account(session, account)  # nobody used it for years
    assert application_id in readable(deployed.database)
    with deployed.database.writing() as session:
        person = find_person(session, id_number(841))
        assert person is not None
    with pytest.raises(Refusal, match="ERASURE_STILL_MEMBER"), deployed.database.writing() as session:
        erase(session, session.get_one(Person, person.id))
    assert application_id in readable(deployed.database)
    with deployed.database.writing() as session:
        (stretch,) = chain(session, person.id)
        stretch.ended_on, stretch.end_reason = clock.today(), EndReason.LEFT
    with deployed.database.writing() as session:
        erase(session, session.get_one(Person, person.id))
    assert application_id not in readable(deployed.database)


def test_who_speaks_for_staff_is_unbound_with_his_account(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        with_wechat(session, world)
        account = session.scalars(select(Account).where(Account.openid == "o-battery")).one()
        assert account.id not in unused(session, date(2036, 1, 1), 100)  # a chair's account is in use
        erase_account(session, account)
        assert binding_of(session, world.staff_id("chair_battery")) is None
