"""A phone is a country and a number: the roster's own proves, the same digits of another country do not."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.doors.app import create_app
from service.register.deployment import Deployment
from service.register.people.models import Person
from service.register.people.register import change, find_person
from service.requests.cards.models import Claim, MatchResult
from tests.given import World
from tests.requests.cards.given import claimant, number_of, phone_of, settle_all, token
from wechat.simulator.side import PlatformSide

CLAIM = {"name": "陈样一", "number": number_of("陈样一"), "document_kind": "resident"}
HONG_KONG = "61234567"


@pytest.fixture
def client(
    weixin: PlatformSide, deployed: Deployment, world: World, at: Callable[[str], None]
) -> FlaskClient:
    """The application before a simulated WeChat; the platform's own clock runs on."""
    return create_app(deployed).test_client()


def _claim(client: FlaskClient, deployed: Deployment, weixin: PlatformSide, number: str, country: str) -> Any:
    """A worker gives the phone that WeChat verified and claims the card; the claim as it is settled."""
    with deployed.database.writing() as session:
        claimant(session, "o-abroad")
    headers = token(deployed.database, "o-abroad")
    code = weixin.phone_code("o-abroad", number, country)
    assert client.post("/api/phone", json={"code": code}, headers=headers).status_code == 201
    claim = client.post("/api/card-claims", json=CLAIM, headers=headers)
    assert claim.status_code == 202
    settle_all(deployed)
    return client.get(f"/api/card-claims/{claim.json['id']}", headers=headers).json


def test_a_german_number_with_the_same_digits_does_not_activate_the_card(
    client: FlaskClient, deployed: Deployment, weixin: PlatformSide
) -> None:
    assert _claim(client, deployed, weixin, phone_of("陈样一"), "49")["state"] == "waiting"
    with deployed.database.reading() as session:
        assert session.query(Claim).one().finding is MatchResult.PHONE_DIFFERS


def test_the_mainland_number_of_the_roster_activates_it(
    client: FlaskClient, deployed: Deployment, weixin: PlatformSide
) -> None:
    assert _claim(client, deployed, weixin, phone_of("陈样一"), "86")["state"] == "bound"


def test_a_hong_kong_number_of_the_roster_activates_its_own_card_and_unbinds_it(
    client: FlaskClient, deployed: Deployment, weixin: PlatformSide
) -> None:
    with deployed.database.writing() as session:
        person = find_person(session, number_of("陈样一"))
        assert isinstance(person, Person)
        change(session, person, "phone", f"+852 {HONG_KONG}")
    assert _claim(client, deployed, weixin, HONG_KONG, "852")["state"] == "bound"
    headers = token(deployed.database, "o-abroad")
    code = weixin.phone_code("o-abroad", HONG_KONG, "49")
    assert client.post("/api/phone", json={"code": code}, headers=headers).status_code == 201
    assert client.delete("/api/card/binding", headers=headers).json["code"] == "CARD_PHONE_NEEDED"
    code = weixin.phone_code("o-abroad", HONG_KONG, "852")
    answer = client.post("/api/phone", json={"code": code}, headers=headers)
    assert answer.json == {"phone": "+852 ******67"}
    assert client.delete("/api/card/binding", headers=headers).status_code == 204
