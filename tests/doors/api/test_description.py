"""The description of the API is valid OpenAPI 3.1, complete, and true: schemathesis tries to prove it wrong."""

import threading
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS
from werkzeug.serving import make_server

from service.register.deployment import Deployment
from tests.application import application
from tests.given import World
from tests.platform import Platform


@pytest.fixture
def live(weixin: Platform, deployed: Deployment, world: World) -> Iterator[str]:
    """The service on real HTTP."""
    server = make_server("127.0.0.1", 0, application(deployed), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def test_the_description_is_valid_and_names_every_door(deployed: Deployment) -> None:
    app = application(deployed)
    spec = app.test_client().get("/api/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    validate(spec)
    doors = {
        rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint.split(".")[0] != "api_pages"
    }
    assert set(spec["paths"]) == doors
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], f"{method} {path}"


def test_the_reference_page_shows_every_door(deployed: Deployment) -> None:
    client = application(deployed).test_client()
    page = client.get("/api/reference").get_data(as_text=True)
    for path in client.get("/api/openapi.json").json["paths"]:
        assert path in page


@pytest.mark.parametrize("who", ["nobody", "worker"])
def test_schemathesis_finds_no_answer_that_the_description_does_not_promise(
    live: str, weixin: Platform, who: str
) -> None:
    def headers() -> dict[str, str]:
        """A worker's session, opened anew for every door: some of them end it."""
        if who == "nobody":
            return {}
        opened = requests.post(f"{live}/api/sessions", json={"code": weixin.login_code("o-fuzz")}, timeout=10)
        return {"Authorization": f"Bearer {opened.json()['token']}"}

    schema = schemathesis.openapi.from_url(f"{live}/api/openapi.json")
    checks = [
        CHECKS.get_one(name)
        for name in (
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
            "unsupported_method",
        )
    ]
    mine: dict[str, str] = {}
    for operation in schema.get_all_operations():
        case_of = operation.ok().as_strategy()
        mine.update(headers())

        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @__import__("hypothesis").given(case=case_of)
        def try_it(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=mine, checks=checks)

        try_it()
