"""The member's doors to a transfer, over HTTP."""

import pytest

from service.register.deployment import Deployment
from service.requests.cards.endings import suspend
from tests.application import application
from tests.given import World
from tests.requests.cards.given import bound, holder, token


def test_who_is_proved_by_his_card_asks_sees_and_withdraws(deployed: Deployment, world: World) -> None:
    """第三条: 一次入会、动态接转."""
    bound(deployed)
    client, mine = application(deployed).test_client(), token(deployed.database, "o-holder")
    wish = {"union_id": str(world.textile.id), "unit_name": "画溪样例纺织有限公司"}
    asked = client.post("/api/transfers", headers=mine, json=wish)
    assert asked.status_code == 201, asked.text
    seen = client.get("/api/transfers", headers=mine).json["transfers"]
    assert [one["id"] for one in seen] == [asked.json["id"]]
    assert (seen[0]["status"], seen[0]["with_whom"]) == ("requested", world.battery.name)
    assert [step["action"] for step in seen[0]["steps"]] == ["ask"]
    assert seen[0]["due"] is not None
    assert client.post("/api/transfers", headers=mine, json=wish).json["code"] == "TRANSFER_OPEN"
    address = f"/api/transfers/{asked.json['id']}/withdrawal"
    other = token(deployed.database, "o-other")
    assert client.post(address, headers=other).status_code == 404
    withdrawn = client.post(address, headers=mine)
    assert (withdrawn.status_code, withdrawn.json["status"]) == (200, "withdrawn")


@pytest.mark.parametrize("scene", [True, False])
def test_the_union_is_named_by_its_id_or_by_its_code(deployed: Deployment, world: World, scene: bool) -> None:
    bound(deployed)
    client, mine = application(deployed).test_client(), token(deployed.database, "o-holder")
    where = {"scene": world.textile.scene} if scene else {"union_id": str(world.textile.id)}
    asked = client.post("/api/transfers", headers=mine, json=where | {"unit_name": "样例纺织"})
    assert asked.json["to_union"] == world.textile.name


def test_an_account_without_a_card_or_with_a_frozen_one_asks_nothing(
    deployed: Deployment, world: World
) -> None:
    client, wish = (
        application(deployed).test_client(),
        {"union_id": str(world.textile.id), "unit_name": "样例"},
    )
    stranger = client.post("/api/transfers", headers=token(deployed.database, "o-stranger"), json=wish)
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        suspend(session, holder(session, card_id))
    frozen = client.post("/api/transfers", headers=token(deployed.database, "o-holder"), json=wish)
    assert (stranger.json["code"], frozen.json["code"]) == ("CARD_MISSING", "CARD_NOT_ACTIVE")
