"""No oracle: whoever asks about whomever reads the same answer, made by the same work (ASVS 6.3.8)."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.ground.db import Database
from service.ground.limits import LIMITS, take
from service.register.deployment import Deployment
from service.requests.cards.models import Claim, MatchResult
from tests.application import application
from tests.given import World, id_number, phone
from tests.queries import counted
from tests.requests.cards.given import bound, claimant, claimed, number_of, phone_of, settle_all, token

# Who asks: the phone that WeChat verified, and what the form says.
CLAIMANTS = {
    "member": (phone_of("陈样一"), "陈样一", number_of("陈样一")),
    "stranger": (phone(701), "样样样", id_number(999)),
    "bound": (phone_of("林样二"), "林样二", number_of("林样二")),
    "other phone": (phone(702), "周样三", number_of("周样三")),
    "locked": (phone(703), "沈样四", number_of("沈样四")),
    "aimed at": (phone(704), "费样六", number_of("费样六")),
    "other name": (phone_of("钱样五"), "别样五", number_of("钱样五")),
}
FINDINGS = {
    "member": MatchResult.MATCHED,
    "stranger": MatchResult.NO_MATCH,
    "bound": MatchResult.BOUND_ELSEWHERE,
    "other phone": MatchResult.PHONE_DIFFERS,
    "locked": MatchResult.CHAIR_ONLY,
    "aimed at": MatchResult.PHONE_DIFFERS,
    "other name": MatchResult.NO_MATCH,
}
VARIES = ("id", "chair_code", "created_at", "expires_at")


@pytest.fixture
def doors(deployed: Deployment, world: World, at: Callable[[str], None]) -> FlaskClient:
    """The application, in a county where 林样二 has a card and 费样六 was aimed at six times."""
    at("2026-11-20 09:00")
    bound(deployed, "林样二", "o-first")
    for attempt in range(6):
        claimed(deployed.database, "错样六", None, f"o-guess-{attempt}", number_of("费样六"))
    settle_all(deployed)
    return application(deployed).test_client()


class Answer:
    """What can be seen of one answer from outside, and the statements that made it."""

    def __init__(self, response: Any, statements: list[str]) -> None:
        """Take the response apart."""
        self.statements = statements
        self.headers = [(name, value) for name, value in response.headers]
        self.size = len(response.data)
        self.body = json.loads(response.data)
        self.seen = (response.status_code, self.headers, self.size, self._same_for_all())

    def _same_for_all(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.body.items() if name not in VARIES and name != "request_id"
        }


def ask(
    client: FlaskClient, database: Database, who: str, method: str, path: str, body: Any = None
) -> Answer:
    """One request of one claimant."""
    headers = token(database, f"o-{who}")
    with counted(database) as statements:
        response = client.open(path, method=method, json=body, headers=headers)
    return Answer(response, statements)


def state_all(client: FlaskClient, database: Database) -> dict[str, Answer]:
    """Everybody states a claim."""
    answers = {}
    for who, (mobile, name, number) in CLAIMANTS.items():
        with database.writing() as session:
            account = claimant(session, f"o-{who}", mobile)
            if who == "locked":  # an account that failed too often
                assert take(session, "claim.failures", account.id.hex, LIMITS["claim.failures"].size)
        answers[who] = ask(
            client, database, who, "POST", "/api/card-claims", {"name": name, "number": number}
        )
    return answers


def all_alike(answers: dict[str, Answer]) -> None:
    """Status, headers, length, body and the very list of statements are the same."""
    first = next(iter(answers.values()))
    for who, answer in answers.items():
        assert answer.seen == first.seen, who
        assert answer.statements == first.statements, who


def test_a_claim_is_answered_the_same_whomever_it_names(doors: FlaskClient, deployed: Deployment) -> None:
    answers = state_all(doors, deployed.database)
    all_alike(answers)
    assert answers["member"].seen[0] == 202
    assert answers["member"].body["words"] == "已提交核验，结果将在本页显示。"
    assert len(answers["member"].statements) > 10


def test_the_claimants_are_found_to_be_as_different_as_they_are(
    doors: FlaskClient, deployed: Deployment
) -> None:
    answers = state_all(doors, deployed.database)
    settle_all(deployed)
    with deployed.database.reading() as session:
        found = {row.id: row.finding for row in session.scalars(select(Claim))}
    assert {who: found[UUID(answer.body["id"])] for who, answer in answers.items()} == FINDINGS


def test_after_settling_only_the_rightful_claim_looks_different(
    doors: FlaskClient, deployed: Deployment
) -> None:
    stated = state_all(doors, deployed.database)
    settle_all(deployed)
    for method, path, status in (("GET", "", 200), ("POST", "/text-message", 202)):
        answers = {
            who: ask(doors, deployed.database, who, method, f"/api/card-claims/{answer.body['id']}{path}")
            for who, answer in stated.items()
        }
        assert answers.pop("member").body["state"] == "bound"
        all_alike(answers)
        assert answers["stranger"].seen[0] == status
        assert answers["stranger"].body["state"] == "waiting"
        settle_all(deployed)


def test_a_wrong_code_is_refused_the_same_whether_or_not_one_was_sent(
    doors: FlaskClient, deployed: Deployment
) -> None:
    stated = state_all(doors, deployed.database)
    settle_all(deployed)
    stated.pop("member")
    paths = {who: f"/api/card-claims/{answer.body['id']}" for who, answer in stated.items()}
    for who, path in paths.items():
        ask(doors, deployed.database, who, "POST", f"{path}/text-message")
    settle_all(deployed)
    with deployed.database.reading() as session:
        sent = set(session.scalars(select(Claim.id).where(Claim.message_code_tag.is_not(None))))
    assert sent == {UUID(stated[who].body["id"]) for who in ("other phone", "aimed at")}
    for code in ("12345", "１２３４５６"):
        answers = {
            who: ask(doors, deployed.database, who, "POST", f"{path}/verification", {"code": code})
            for who, path in paths.items()
        }
        all_alike(answers)
        assert answers["stranger"].body["code"] == "CLAIM_CODE_WRONG"


def test_six_wrong_digits_cost_the_same_work_for_everybody(doors: FlaskClient, deployed: Deployment) -> None:
    stated = state_all(doors, deployed.database)
    settle_all(deployed)
    stated.pop("member")
    answers = {
        who: ask(
            doors,
            deployed.database,
            who,
            "POST",
            f"/api/card-claims/{answer.body['id']}/verification",
            {"code": "000000"},
        )
        for who, answer in stated.items()
    }
    all_alike(answers)
    assert answers["stranger"].body["code"] == "CLAIM_CODE_WRONG"


def test_a_malformed_number_is_refused_the_same_for_a_member_and_a_stranger(
    doors: FlaskClient, deployed: Deployment
) -> None:
    answers = {}
    for who, name in (("member", "陈样一"), ("stranger", "样样样")):
        with deployed.database.writing() as session:
            claimant(session, f"o-{who}")
        wrong = {"name": name, "number": "330522199003070000"}
        answers[who] = ask(doors, deployed.database, who, "POST", "/api/card-claims", wrong)
    all_alike(answers)
    assert answers["member"].seen[0] == 422
