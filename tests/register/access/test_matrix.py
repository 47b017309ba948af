"""Role × act × place: who reaches what, on every route, with two mirrored unions; no name crosses between them.

The expectation is GRANTS alone (the page that is read aloud to the county): a role that has the act, in a place that
its reach covers, gets an answer; everybody else learns that there is nothing.
"""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from service.register.access.guard import OPEN_ENDPOINTS
from service.register.access.models import GRANTS, Act, Reach, Role
from service.register.deployment import Deployment
from tests.application import application
from tests.given import World
from tests.platform import Platform
from tests.register.access.sides import ORIGIN, Side, build, staff_client, worker_headers

LOGINS = {
    Role.HANDLER: "handler_battery",
    Role.CHAIR: "chair_battery",
    Role.TOWNSHIP: "zhicheng",
    Role.COUNTY: "county",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "admin",
}
# Acts whose object belongs to whoever made it: a colleague's own upload or download does not exist either.
OWN_ONLY = ("export_id", "staff_session_id", "token")
# A file with whole numbers goes back only to whoever handed it in, whoever else may confirm it.
OWN_RULES = (
    "/console/imports/<uuid:import_id>/annotated",
    "/console/imports/<uuid:import_id>/annotated/file",
)
# A body that has the right shape, so that the answer is about reach and not about the form.
BODIES = {
    "/api/applications/<uuid:application_id>/facts": {},
    "/api/applications/<uuid:application_id>/signature": {"image": "AAAA", "oath_version": "x"},
    "/api/card-claims/<uuid:claim_id>/verification": {"code": "123456"},
}
METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Cell:
    """One question of the matrix and its answer."""

    rule: str
    method: str
    status: int
    text: str


def act_of(app: Flask, rule: Rule) -> Act:
    """The act that a route is signed with."""
    act = app.view_functions[rule.endpoint].act  # type: ignore[attr-defined]
    assert isinstance(act, Act)
    return act


def signed_rules(app: Flask) -> list[Rule]:
    """Every route that carries a guard."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN_ENDPOINTS]


WAITING = "/console/waiting/<kind>"


def address(app: Flask, rule: Rule, side: Side) -> str:
    """The route's address with the side's own objects in it."""
    values = dict(side.ids) | {"code": "A" * 42, "filename": "county.css", "kind": "identity"}
    if rule.rule.startswith("/api/applications/"):
        values["application_id"] = side.ids["own_application_id"]
    if "handover" in rule.rule:
        values["term_id"] = side.ids["handed_term_id"]
    if rule.rule == WAITING:
        values["kind"] = "applications-to-check"
    if "overdue-corrections" in rule.rule:
        values["correction_id"] = side.ids["overdue_id"]
    missing = rule.arguments - values.keys()
    assert not missing, f"{rule.rule}: the sides have no {missing}"
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, _external=False, **{name: values[name] for name in rule.arguments})


def methods_of(rule: Rule) -> list[str]:
    """The methods of a route that mean something."""
    return [method for method in METHODS if method in (rule.methods or set())]


def order(rule: Rule, method: str) -> tuple[int, str]:
    """Reading first; what ends a session, a role or an account last."""
    ends = ("sign-out", "dismissal", "ending", "handover", "sessions/current", "consents/<kind>")
    last = any(word in rule.rule for word in ends)
    return (2 if last else 0 if method == "GET" else 1, rule.rule)


@pytest.fixture
def sides(deployed: Deployment, world: World, weixin: Platform) -> tuple[Side, Side]:
    """Both sides."""
    return build(deployed, world)


def ask_as_staff(
    app: Flask, deployed: Deployment, world: World, role: Role, side: Side
) -> list[tuple[Rule, Cell]]:
    """Ask every console route about one side's objects, as one role of the first side."""
    cells = []
    client, form_token = staff_client(app, deployed, world.staff_id(LOGINS[role]))
    for rule, method in sorted(
        ((one, how) for one in signed_rules(app) for how in methods_of(one)),
        key=lambda one: order(*one),
    ):
        answer = client.open(
            address(app, rule, side),
            method=method,
            data={"form_token": form_token} if method != "GET" else None,
            headers={"Origin": ORIGIN},
        )
        cells.append(
            (rule, Cell(rule.rule, method, answer.status_code, answer.get_data().decode("utf-8", "replace")))
        )
        if "sign-out" in rule.rule:
            client, form_token = staff_client(app, deployed, world.staff_id(LOGINS[role]))
    return cells


def reaches(role: Role, act: Act, own_side: bool, has_object: bool) -> bool:
    """What GRANTS says: does this role get an answer for this act at this place?"""
    if act in GRANTS[Role.ANYONE]:
        return True
    reach = GRANTS[role].get(act)
    if reach is None:
        return False
    if not has_object or reach in (Reach.SELF, Reach.NOWHERE):
        return True
    if role in (Role.COUNTY, Role.AUDITOR, Role.ADMINISTRATOR):
        return reach is Reach.BELOW  # no union of either side hangs directly on the county
    if role is Role.TOWNSHIP:
        return own_side and reach in (Reach.BELOW, Reach.DIRECT)
    return own_side


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize("own", [True, False], ids=["own side", "mirrored side"])
def test_staff_reach_what_the_grants_say_and_nothing_else(
    deployed: Deployment, world: World, sides: tuple[Side, Side], role: Role, own: bool
) -> None:
    app = application(deployed)
    side = sides[0] if own else sides[1]
    faults, asked = [], 0
    for rule, cell in ask_as_staff(app, deployed, world, role, side):
        if rule.rule.startswith("/api/"):
            expected = act_of(app, rule) in GRANTS[Role.ANYONE]
            reached = cell.status != 401
        else:
            # A claim is found by its six digits, never by its address: out of reach reads like a wrong code. A campaign
            # and a snapshot are the whole county's; whose lines of it one sees is asked in their rooms. What waits is the
            # reader's own, and of a kind that he acts on.
            named = rule.arguments - {"code", "scene", "claim_id", "campaign_id", "snapshot_id", "kind"}
            act = Act.APPLICATION_CHECK if rule.rule == WAITING else act_of(app, rule)
            of_its_maker = named & set(OWN_ONLY) or cell.rule in OWN_RULES
            mine = not of_its_maker or (own and role is Role.CHAIR)
            expected = mine and reaches(role, act, own, bool(named))
            reached = cell.status != 404
        asked += 1
        open_door = act_of(app, rule) in GRANTS[Role.ANYONE]
        if not open_door and reached != expected:
            faults.append(
                f"{role.value} {cell.method} {cell.rule}: {cell.status}, expected {'in' if expected else 'out'}"
            )
        if cell.status >= 500 and cell.status != 503:
            faults.append(f"{role.value} {cell.method} {cell.rule}: {cell.status}")
        if role in (Role.HANDLER, Role.CHAIR, Role.TOWNSHIP):
            crossed = [word for word in sides[1].canaries if word in cell.text]
            faults += [f"{role.value} {cell.method} {cell.rule} shows {word}" for word in crossed]
        if role in (Role.AUDITOR, Role.ADMINISTRATOR):
            known = [word for word in (*sides[0].canaries, *sides[1].canaries) if word in cell.text]
            faults += [f"{role.value} {cell.method} {cell.rule} shows {word}" for word in known]
    assert asked > 60
    assert faults == []


def test_nobody_reaches_anything_that_is_signed(
    deployed: Deployment, world: World, sides: tuple[Side, Side]
) -> None:
    app, faults = application(deployed), []
    client = app.test_client()
    for rule in signed_rules(app):
        for method in methods_of(rule):
            act = act_of(app, rule)
            if act in GRANTS[Role.ANYONE]:
                continue
            answer = client.open(address(app, rule, sides[0]), method=method, headers={"Origin": ORIGIN})
            led_to_sign_in = answer.status_code == 302 and "/console/sign-in" in answer.location
            if not (answer.status_code == 401 or led_to_sign_in):
                faults.append(f"{method} {rule.rule}: {answer.status_code}")
    assert faults == []


def test_a_worker_reaches_his_own_and_nobody_elses(
    deployed: Deployment, world: World, sides: tuple[Side, Side]
) -> None:
    app, faults = application(deployed), []
    assert sides[0].worker is not None
    for side in sides:
        headers = worker_headers(deployed, sides[0].worker)
        client = app.test_client()
        rules = sorted(
            ((one, how) for one in signed_rules(app) for how in methods_of(one)),
            key=lambda one: order(*one),
        )
        for rule, method in rules:
            act = act_of(app, rule)
            if act in GRANTS[Role.ANYONE]:
                continue
            key = {"Idempotency-Key": uuid4().hex}
            body = BODIES.get(rule.rule) if method != "GET" else None
            answer = client.open(address(app, rule, side), method=method, headers=headers | key, json=body)
            text = answer.get_data().decode("utf-8", "replace")
            if not rule.rule.startswith("/api/"):
                inside = answer.status_code not in (302, 401, 403)
                expected = False
            else:
                named = bool(rule.arguments - {"kind", "scene"})
                inside = answer.status_code != 404 or '"CARD_MISSING"' in text.replace(" ", "")
                expected = side is sides[0] or not named
            if inside != expected:
                faults.append(f"{method} {rule.rule}: {answer.status_code} {text[:80]}")
            faults += [f"{method} {rule.rule} shows {word}" for word in sides[1].canaries if word in text]
    assert faults == []


def test_every_role_of_the_page_is_asked() -> None:
    assert set(LOGINS) == set(Role) - {Role.ANYONE, Role.WORKER}
