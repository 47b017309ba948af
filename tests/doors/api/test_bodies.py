"""What is sent to the doors: too deep to be read, and files that nobody may find on a disk afterwards."""

from io import BytesIO

import pytest

from service.ground.errors import CATALOGUE
from service.register.deployment import Deployment
from tests.application import application
from tests.given import World
from tests.requests.cards.given import token


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"name":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_json_that_nests_too_deep_is_unreadable_and_no_fault(
    deployed: Deployment, world: World, deep: str
) -> None:
    client, mine = application(deployed).test_client(), token(deployed.database, "o-sample")
    answer = client.post("/api/card-claims", data=deep, headers=mine, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "REQUEST_UNREADABLE")


@pytest.mark.parametrize("size", [10, 600 * 1024, 5 * 1024 * 1024])
def test_an_upload_stays_in_memory_whatever_its_size(deployed: Deployment, size: int) -> None:
    app = application(deployed)
    sent = {"file": (BytesIO(b"x" * size), "roster.xlsx")}
    with app.test_request_context("/console/imports", method="POST", data=sent) as context:
        stream = context.request.files["file"].stream
        assert isinstance(stream, BytesIO)
        assert len(stream.read()) == size


def test_more_than_the_service_takes_is_refused_before_it_is_kept(deployed: Deployment) -> None:
    client = application(deployed).test_client()
    sent = {"file": (BytesIO(b"x" * 7 * 1024 * 1024), "roster.xlsx")}
    answer = client.post("/console/sign-in", data=sent, headers={"Origin": "http://localhost"})
    assert (answer.status_code, CATALOGUE["REQUEST_TOO_LARGE"].message in answer.text) == (413, True)
