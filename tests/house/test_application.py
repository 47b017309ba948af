"""One application for each test process: each test still has its own, in front of its own deployment."""

from dataclasses import replace

from service.register.deployment import Deployment
from tests.application import application
from tests.given import World


def test_an_application_stands_in_front_of_its_own_deployment_alone(
    deployed: Deployment, world: World
) -> None:
    here, there = application(deployed), application(replace(deployed))
    assert here.extensions["deployment"] is deployed
    assert there.extensions["deployment"] is not deployed
    assert here.url_map is there.url_map, "the routes are compiled once"


def test_what_a_test_changes_in_its_application_is_gone_in_the_next(deployed: Deployment) -> None:
    changed = application(deployed)
    changed.config["TESTING"], changed.view_functions["health.live"] = "changed", str
    again = application(deployed)
    assert again.config["TESTING"] is False
    assert again.view_functions["health.live"] is not str


def test_each_test_has_its_own_vault_over_the_kept_engine(deployed: Deployment) -> None:
    assert deployed.database.info["vault"] is deployed.vault
    assert deployed.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
