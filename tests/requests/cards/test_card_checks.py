"""在小程序里验卡: the same check as the page behind the QR code; the account is the scanner."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.register.deployment import Deployment
from service.requests.cards.codes import batch
from service.requests.cards.endings import suspend
from service.requests.cards.shapes import CHECK_WORDS, Verdict
from tests.application import application
from tests.given import World
from tests.queries import counted
from tests.requests.cards.given import bound, end_membership, holder, issued, number_of, phone_of, scan
from tests.requests.cards.test_api import Phone

PUBLIC_URL = "https://card.example.cn"


@pytest.fixture
def card_id(deployed: Deployment, world: World, at: Callable[[str], None]) -> UUID:
    """陈样一's card, on a morning that stands still."""
    at("2026-11-20 09:00")
    return bound(deployed)


@pytest.fixture
def client(deployed: Deployment, card_id: UUID) -> FlaskClient:
    """The service's doors."""
    return application(deployed).test_client()


def test_a_worker_who_scans_sees_surname_digits_and_what_to_do(
    client: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    with deployed.database.writing() as session:
        shown = batch(session, holder(session, card_id), PUBLIC_URL)[0]
    status, seen = Phone(client, deployed, "o-scanner").ask("POST", "/card-checks", {"code": shown.text})
    assert (status, seen) == (
        200,
        {
            "verdict": "valid",
            "verdict_words": "有效",
            "words": "请看持卡人的屏幕：数字相同才是本人出示的码；不同，请不要接受。",
            "masked_name": "陈**",
            "match_number": shown.match_number,
            "server_time": "2026-11-20T01:00:00Z",
            "first_checked_at": None,
        },
    )
    for secret in ("样一", "电池", number_of("陈样一"), phone_of("陈样一"), str(card_id)):
        assert secret not in str(seen)


@pytest.mark.parametrize("before", ["", f"{PUBLIC_URL}/v/", "http://127.0.0.1:8080/v/", "/v/", "  "])
def test_the_code_is_read_alone_or_behind_any_address(
    client: FlaskClient, deployed: Deployment, card_id: UUID, before: str
) -> None:
    code = before + issued(deployed.database, card_id)
    status, seen = Phone(client, deployed, "o-scanner").ask("POST", "/card-checks", {"code": code})
    assert (status, seen["verdict"]) == (200, "valid")


@pytest.mark.both("upserts")
def test_the_same_account_sees_it_again_and_another_one_when_it_was_checked_first(
    client: FlaskClient, deployed: Deployment, card_id: UUID, later: Callable[..., None]
) -> None:
    code = {"code": issued(deployed.database, card_id)}
    mine, other = Phone(client, deployed, "o-one"), Phone(client, deployed, "o-two")
    assert mine.ask("POST", "/card-checks", code)[1]["verdict"] == "valid"
    later(seconds=5)
    assert mine.ask("POST", "/card-checks", code)[1]["verdict"] == "valid"
    status, seen = other.ask("POST", "/card-checks", code)
    assert (status, seen["verdict"], seen["masked_name"], seen["match_number"]) == (
        200,
        "seen_before",
        "",
        "",
    )
    assert seen["verdict_words"] == "此码已被核验过"
    assert seen["first_checked_at"] == "2026-11-20T01:00:00Z"


def test_a_code_that_the_page_checked_is_seen_before_here(
    client: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    code = issued(deployed.database, card_id)
    scan(deployed.database, code)
    answer = Phone(client, deployed, "o-scanner").ask("POST", "/card-checks", {"code": code})
    assert answer[1]["verdict"] == "seen_before"


def test_a_card_that_stopped_shows_no_name(
    client: FlaskClient, deployed: Deployment, card_id: UUID, world: World
) -> None:
    code, mine = {"code": issued(deployed.database, card_id)}, Phone(client, deployed, "o-scanner")
    with deployed.database.writing() as session:
        suspend(session, holder(session, card_id))
    frozen = mine.ask("POST", "/card-checks", code)[1]
    end_membership(deployed.database, world.members["陈样一"].id)
    ended = mine.ask("POST", "/card-checks", code)[1]
    assert [ended["verdict"], frozen["verdict"]] == ["no_membership", "suspended"]
    assert [(one["masked_name"], one["match_number"]) for one in (ended, frozen)] == [("", "")] * 2


def test_a_get_claims_nothing_because_there_is_none(
    client: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    mine, code = Phone(client, deployed, "o-scanner"), issued(deployed.database, card_id)
    with counted(deployed.database) as statements:
        status, refusal = mine.ask("GET", f"/card-checks?code={code}")
    assert (status, refusal["code"], statements) == (405, "METHOD_WRONG", [])
    assert mine.ask("POST", "/card-checks", {"code": code})[1]["verdict"] == "valid"


@pytest.mark.parametrize("code", ["A" * 42, "x", "https://card.example.cn/v/", "/v/" + "A" * 42])
def test_a_forged_code_is_one_refusal_and_counted(
    client: FlaskClient, deployed: Deployment, code: str
) -> None:
    mine = Phone(client, deployed, "o-scanner")
    answers = [mine.ask("POST", "/card-checks", {"code": code}) for _ in range(61)]
    assert {(status, said["code"]) for status, said in answers[:60]} == {(404, "CARD_CODE_INVALID")}
    assert (answers[60][0], answers[60][1]["code"]) == (429, "TOO_OFTEN")


def test_the_form_takes_a_code_of_two_hundred_characters_and_nobody_without_a_session(
    client: FlaskClient, deployed: Deployment
) -> None:
    mine = Phone(client, deployed, "o-scanner")
    assert mine.ask("POST", "/card-checks", {"code": "x" * 201})[1]["fields"] == {"code": "太长了，请缩短。"}
    answer = client.post("/api/card-checks", json={"code": "A" * 42})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "SESSION_MISSING")


def test_every_verdict_says_what_to_do_now() -> None:
    assert list(CHECK_WORDS) == list(Verdict)
    assert all(words.endswith("。") for words in CHECK_WORDS.values())
