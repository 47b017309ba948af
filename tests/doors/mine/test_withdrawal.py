"""撤回同意: what rested on consent alone is gone at once, what the law keeps stays, and again changes nothing."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from crypto.errors import Unreadable
from service.ground.errors import Refusal
from service.ground.sealing import find, opened
from service.register.access.models import Act
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account, Consent
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.notices.models import Notice
from service.register.people.models import Identity
from service.requests.applications.models import Application, Outcome, Status
from service.requests.applications.queries import (
    ApplicationsSought,
    application_in_reach,
    applications_of,
    applications_waiting,
)
from service.requests.cards.models import Claim, ClaimState
from tests.doors.mine.given import Phone, decided
from tests.given import World, id_number, phone
from tests.requests.applications.given import identified, staff_of, submitted, union_of
from tests.requests.cards.given import bound, stated


def withdrawn(client: FlaskClient, deployed: Deployment, kind: str, openid: str = "o-new") -> Phone:
    """The phone of an account that has just withdrawn its consent."""
    mine = Phone(client, deployed, openid)
    assert mine.try_to(f"/consents/{kind}", "DELETE").status_code == 204
    return mine


def kinds_told(deployed: Deployment) -> list[str]:
    """The kinds of every notice, in order."""
    with deployed.database.reading() as session:
        return list(session.scalars(select(Notice.kind).order_by(Notice.created_at, Notice.id)))


def test_the_texts_say_when_they_were_agreed_to(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        identified(session, "o-new", "新样一", id_number(501))
    mine = Phone(client, deployed, "o-new")
    told = {one["kind"]: one for one in mine.ask("/consents")["consents"]}
    assert (told["privacy"]["agreed"], told["privacy"]["agreed_at"]) == (False, None)
    assert told["identity"]["agreed"] is True
    assert told["identity"]["agreed_at"] is not None
    withdrawn(client, deployed, "identity")
    told = {one["kind"]: one for one in mine.ask("/consents")["consents"]}
    assert (told["identity"]["agreed"], told["identity"]["agreed_at"]) == (False, None)


def test_the_stated_identity_is_destroyed_and_consent_is_asked_anew(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        identified(session, "o-new", "新样一", id_number(501))
    mine = withdrawn(client, deployed, "identity")
    assert mine.ask("/me")["identity"] is None
    with deployed.database.reading() as session:
        identity = session.scalars(select(Identity)).one()
        assert identity.replaced_at is not None
        assert find(session, "identity", "id_number", id_number(501)) == []
        with pytest.raises(Unreadable):
            opened(identity, "id_number")
    again = mine.try_to("/identity", "PUT", document_kind="resident", name="新样一", number=id_number(501))
    assert (again.status_code, again.json["code"]) == (403, "CONSENT_MISSING")


def test_an_undecided_application_is_withdrawn_and_exists_for_nobody(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        application_id = submitted(session, union_of(session, world.battery), "o-new").id
    mine = withdrawn(client, deployed, "identity")
    assert mine.ask("/applications") == {"applications": []}
    assert mine.try_to(f"/applications/{application_id}").status_code == 404
    assert mine.ask("/home")["state"] == "new"
    with deployed.database.reading() as session:
        row = session.get_one(Application, application_id)
        assert (row.status, [step.action for step in row.steps]) == (
            Status.WITHDRAWN,
            ["submit", "withdraw"],
        )
        with pytest.raises(Unreadable):
            opened(row, "name")
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal):
            application_in_reach(session, chair, Act.APPLICATION_READ, application_id)
        sought = ApplicationsSought(statuses=(Status.WITHDRAWN,))
        assert applications_waiting(session, chair, sought=sought) == []
        assert applications_of(session, chair, id_number(501)) == []
    assert kinds_told(deployed) == ["application_withdrawn", "consent_withdrawn_identity"]


def test_what_was_decided_stays_as_it_is(client: FlaskClient, deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        row = submitted(session, union_of(session, world.battery), "o-new")
        decided(session, world, row, Outcome.APPROVE)
    mine = withdrawn(client, deployed, "identity")
    assert mine.ask("/home")["state"] == "member"
    assert [one["status"] for one in mine.ask("/applications")["applications"]] == ["approved"]
    with deployed.database.reading() as session:
        assert opened(session.scalars(select(Application)).one(), "name") == "新样一"


def test_a_waiting_claim_ends(client: FlaskClient, deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        stated(session, identified(session, "o-new", "新样一", id_number(501)), "新样一", id_number(501))
    withdrawn(client, deployed, "identity")
    with deployed.database.reading() as session:
        assert session.scalars(select(Claim.state)).one() is ClaimState.CLOSED


def test_the_privacy_policy_takes_everything_with_it_but_the_card(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    with deployed.database.writing() as session:
        account = session.scalars(select(Account).where(Account.openid == "o-holder")).one()
        keep_phone(session, account, phone(901), None)
    elsewhere = Phone(client, deployed, "o-holder")
    mine = withdrawn(client, deployed, "privacy", "o-holder")
    assert [one.try_to("/home").status_code for one in (mine, elsewhere)] == [401, 401]
    with deployed.database.reading() as session:
        account = session.scalars(select(Account).where(Account.openid == "o-holder")).one()
        assert (account.phone_sealed, account.phone_verified_at) == (None, None)
        assert find(session, "account", "phone", phone(901)) == []
        assert session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))).all() == []
    again = Phone(client, deployed, "o-holder")
    assert again.ask("/home")["state"] == "active"
    assert "惠工卡按规定保留" in again.ask("/notices")["notices"][0]["text"]


def test_withdrawing_twice_is_like_once(client: FlaskClient, deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        submitted(session, union_of(session, world.battery), "o-new")
    mine = withdrawn(client, deployed, "identity")

    def written() -> list[str]:
        with deployed.database.reading() as session:
            acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq)).all()
            return [act for act in acts if act.split(":")[1] in ("withdraw", "forget")]

    once = written()
    assert once == ["consent:withdraw", "identity:forget", "application:withdraw"]
    assert mine.try_to("/consents/identity", "DELETE").status_code == 204
    assert written() == once
    assert len(kinds_told(deployed)) == 2


def test_an_unknown_kind_is_not_found(client: FlaskClient, deployed: Deployment) -> None:
    assert Phone(client, deployed, "o-nobody").try_to("/consents/everything", "DELETE").status_code == 404
