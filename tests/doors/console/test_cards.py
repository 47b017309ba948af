"""A member at the counter: the six digits, the document, the card; and a card that was lost."""

from uuid import UUID

import pytest

from service.ground.limits import LIMITS
from service.requests.cards.models import Card
from tests.doors.console.given import Office
from tests.requests.cards.given import bound, chair_code_of, claimed, number_of, settle_all


@pytest.fixture
def claim(office: Office) -> tuple[UUID, str]:
    """林样二 stated a claim without a phone; its id and its six digits."""
    claim_id = claimed(office.deployed.database, "林样二")
    settle_all(office.deployed)
    with office.deployed.database.reading() as session:
        return claim_id, chair_code_of(session, claim_id)


def test_the_chair_looks_and_confirms(office: Office, claim: tuple[UUID, str]) -> None:
    chair, (claim_id, code) = office.desk("chair_battery"), claim
    seen = chair.post("/console/claims", chair_code=code)
    assert ("林样二" in seen.text, number_of("林样二") in seen.text) == (True, False)
    done = chair.post(f"/console/claims/{claim_id}/confirmation", chair_code=code)
    assert (done.status_code, done.location) == (303, "/console/claims?done=card_confirmed")
    cards = chair.get(f"/console/unions/{office.world.battery.id}/cards").text
    assert ("林**" in cards, "林样二" in cards) == (True, False)


@pytest.mark.parametrize("wrong", ["000000", "１２３４５６", "12 34 56", "", "abc"])
def test_a_wrong_code_tells_nothing_and_the_form_stays(
    office: Office, claim: tuple[UUID, str], wrong: str
) -> None:
    answer = office.desk("chair_battery").post("/console/claims", chair_code=wrong)
    assert (answer.status_code, "林样二" in answer.text, 'name="chair_code"' in answer.text) == (
        422,
        False,
        True,
    )


def test_the_chair_of_the_other_union_learns_nothing(office: Office, claim: tuple[UUID, str]) -> None:
    answer = office.desk("chair_textile").post("/console/claims", chair_code=claim[1])
    assert (answer.status_code, "林样二" in answer.text) == (422, False)


def test_wrong_codes_are_counted_though_they_are_refused(office: Office, claim: tuple[UUID, str]) -> None:
    chair = office.desk("chair_battery")
    for _ in range(LIMITS["chair.code"].size):
        chair.post("/console/claims", chair_code="no code")
    assert chair.post("/console/claims", chair_code=claim[1]).status_code == 422


def test_a_lost_card_is_released_with_a_reason(office: Office) -> None:
    card_id = bound(office.deployed)
    page, chair = f"/console/cards/{card_id}/release", office.desk("chair_battery")
    assert "陈**" in chair.get(page).text
    refused = chair.post(page)
    assert (refused.status_code, 'id="e-reason"' in refused.text) == (422, True)
    assert chair.post(page, reason="holder").status_code == 422
    assert chair.post(page, reason="phone_lost").status_code == 303
    with office.deployed.database.reading() as session:
        assert session.get_one(Card, card_id).revoked_at is not None
    assert chair.get(page).status_code == 404


def test_nobody_releases_a_card_and_confirms_its_successor(office: Office) -> None:
    card_id = bound(office.deployed, "林样二")
    claim_id = claimed(office.deployed.database, "林样二", openid="o-new-phone")
    settle_all(office.deployed)
    with office.deployed.database.reading() as session:
        code = chair_code_of(session, claim_id)
    first, second = office.desk("chair_battery"), office.desk("chair_battery_two")
    assert f"/console/cards/{card_id}/release" in first.post("/console/claims", chair_code=code).text
    first.post(f"/console/cards/{card_id}/release", reason="phone_lost")
    same = first.post(f"/console/claims/{claim_id}/confirmation", chair_code=code)
    assert (same.status_code, "不能由同一个人办理" in same.text) == (403, True)
    assert second.post(f"/console/claims/{claim_id}/confirmation", chair_code=code).status_code == 303
