"""Which page is there for whom: every page, every role, both mirrored unions. Read it aloud to the county."""

import re

import pytest

from tests.doors.console.given import Desk, Office
from tests.doors.console.things import SIDES, Side, furnish

EVERYONE = "chair handler township county auditor admin"
# Who sees the page about a thing of his own side; the county sees both sides, nobody sees the other one's.
OF_A_THING = {
    "/console/applications/<uuid:application_id>": "chair handler township county",
    "/console/applications/<uuid:application_id>/conversion": "chair",
    "/console/applications/<uuid:application_id>/print": "chair handler",
    "/console/applications/<uuid:application_id>/signature": "chair handler township county",
    "/console/approvals/<uuid:bulk_id>": "county",
    "/console/cards/<uuid:card_id>/release": "chair county",
    "/console/corrections/<uuid:correction_id>": "chair handler",
    "/console/overdue-corrections/<uuid:correction_id>": "county",
    "/console/campaigns/<uuid:campaign_id>/unions/<uuid:union_id>": "chair handler township county",
    "/console/decisions/<uuid:decision_id>": "chair handler township county",
    "/console/dispatch/<uuid:application_id>": "township county",
    "/console/downloads/<token>": "chair",
    "/console/exports/<uuid:export_id>": "chair",
    "/console/erasures/<uuid:erasure_id>": "chair township county",
    "/console/expulsions/<uuid:expulsion_id>": "chair",
    "/console/expulsions/<uuid:expulsion_id>/filing": "township",
    "/console/findings/<uuid:finding_id>": "chair handler township county",
    "/console/imports/<uuid:import_id>": "chair township county",
    "/console/members/<uuid:membership_id>": "chair",
    "/console/members/<uuid:membership_id>/erasure": "chair township",
    "/console/people/<uuid:person_id>": "township county",
    "/console/progress/<uuid:union_id>": "chair handler township county",
    "/console/progress/<uuid:union_id>/invitations": "chair handler",
    "/console/progress/<uuid:union_id>/members": "chair handler township county",
    "/console/province/packs/<uuid:pack_id>": "county",
    "/console/province/unions/<uuid:union_id>": "chair township county",
    "/console/rehoming/<uuid:union_id>": "township county",
    "/console/roster-versions/<uuid:roster_id>": "chair handler township county",
    "/console/roster-versions/<uuid:roster_id>/print": "chair",
    "/console/rosters/<uuid:union_id>": "chair handler township county",
    "/console/transfers/<uuid:transfer_id>": "chair township county",
    "/console/transfers/new/<uuid:membership_id>": "chair",
    "/console/unions/<uuid:union_id>/closing": "township county",
    "/console/unions/<uuid:union_id>": "chair handler township county",
    "/console/unions/<uuid:union_id>/cards": "chair county",
    "/console/unions/<uuid:union_id>/handover": "chair",
    "/console/unions/<uuid:union_id>/decisions": "chair handler township county",
    "/console/unions/<uuid:union_id>/code.png": "chair handler township county",
    "/console/unions/<uuid:union_id>/poster": "chair handler township county",
    "/console/unions/<uuid:union_id>/poster.pdf": "chair handler township county",
    "/console/unions/<uuid:union_id>/poster.png": "chair handler township county",
    "/console/unions/<uuid:union_id>/scene": "chair township county",
}
# Pages that are the same for whoever has the role, wherever he has it.
OF_A_ROLE = {
    "/console/": EVERYONE,
    "/console/applications": "chair handler township county",
    "/console/alarms": "county auditor",
    "/console/allowances": "chair township county",
    "/console/audit": "county auditor",
    "/console/audit/exports": "county auditor",
    "/console/audit/reveals": "county auditor",
    "/console/claims": "chair township",
    "/console/claims/attempts": "county auditor",
    "/console/decisions": "chair township",
    "/console/dispatch": "township county",
    "/console/erasures": "chair township county",
    "/console/exports": "chair township county",
    "/console/findings": "chair handler township county",
    "/console/findings/overview": "chair handler township county",
    "/console/imports": "chair township county",
    "/console/members": "chair township",
    "/console/people": "township county",
    "/console/progress": "chair handler township county",
    "/console/progress/late": "township county",
    "/console/progress/league": "township county",
    "/console/progress/league.csv": "township county",
    "/console/progress/league.xlsx": "township county",
    "/console/progress/unions": "township county",
    "/console/handlers": "chair township",
    "/console/province": "chair township county",
    "/console/rehoming": "township county",
    "/console/retention": "county auditor admin",
    "/console/scans/current": EVERYONE,
    "/console/scans/current.png": "",  # only for the browser that asked for the code
    "/console/sessions": EVERYONE,
    "/console/sign-in": EVERYONE,
    "/console/staff": "county admin",
    "/console/staff/<uuid:staff_id>": "county admin",
    "/console/step-up": EVERYONE,
    "/console/campaigns": "chair handler township county",
    "/console/campaigns/<uuid:campaign_id>": "chair handler township county",
    "/console/campaigns/<uuid:campaign_id>/unions.xlsx": "township county",
    "/console/snapshots/<uuid:snapshot_id>": "chair handler township county",
    "/console/snapshots/<uuid:snapshot_id>/differences": "chair handler township county",
    "/console/snapshots/<uuid:snapshot_id>/people": "chair handler township county",
    "/console/snapshots": "chair handler township county",
    "/console/system": "admin",
    "/console/system/jobs": "admin",
    "/console/system/messages": "admin",
    "/console/traces": "auditor",
    "/console/transfers": "chair township county",
    "/console/transfers/wishes": "chair township",
    "/console/unit-moves": "township county",
    "/console/unions": "chair handler township county",
    "/console/waiting/<kind>": "chair handler township",  # of who checks applications
    "/join/<scene>": EVERYONE,
}
FORMS = {
    "/console/allowances/<uuid:allowance_id>/agreement": "county",
    "/console/allowances/<uuid:allowance_id>/refusal": "county",
    "/console/applications/<uuid:application_id>/check": "chair handler",
    "/console/applications/<uuid:application_id>/conversion": "chair",
    "/console/applications/<uuid:application_id>/print": "chair handler",
    "/console/applications/<uuid:application_id>/referral": "chair handler",
    "/console/applications/<uuid:application_id>/return": "chair handler",
    "/console/applications/<uuid:application_id>/reveal": "chair handler county",
    "/console/approvals/<uuid:bulk_id>/approval": "county",
    "/console/approvals/<uuid:bulk_id>/refusal": "county",
    "/console/cards/<uuid:card_id>/release": "chair county",
    "/console/corrections/<uuid:correction_id>/acceptance": "chair",
    "/console/corrections/<uuid:correction_id>/refusal": "chair",
    "/console/corrections/<uuid:correction_id>/reveal": "chair handler county",
    "/console/campaigns/<uuid:campaign_id>/unions/<uuid:union_id>/confirmation": "chair",
    "/console/overdue-corrections/<uuid:correction_id>/acceptance": "county",
    "/console/overdue-corrections/<uuid:correction_id>/refusal": "county",
    "/console/overdue-corrections/<uuid:correction_id>/reveal": "county",
    "/console/downloads/<token>": "chair",
    "/console/decisions/<uuid:decision_id>/minutes": "chair",
    "/console/dispatch/<uuid:application_id>": "township county",
    "/console/dispatch/<uuid:application_id>/referral": "township county",
    "/console/erasures/<uuid:erasure_id>/agreement": "county",
    "/console/erasures/<uuid:erasure_id>/refusal": "county",
    "/console/erasures/<uuid:erasure_id>/withdrawal": "chair township",
    "/console/exports/<uuid:export_id>/link": "chair",
    "/console/exports/<uuid:export_id>/password": "chair",
    "/console/exports/<uuid:export_id>/withdrawal": "chair",
    "/console/expulsions/<uuid:expulsion_id>/decision": "chair",
    "/console/expulsions/<uuid:expulsion_id>/dismissal": "chair",
    "/console/expulsions/<uuid:expulsion_id>/filing": "township",
    "/console/expulsions/<uuid:expulsion_id>/withdrawal": "chair",
    "/console/findings/<uuid:finding_id>/answer": "chair",
    "/console/findings/<uuid:finding_id>/closing": "township county",
    "/console/findings/<uuid:finding_id>/return": "township county",
    "/console/imports/<uuid:import_id>/annotated": "chair",
    "/console/imports/<uuid:import_id>/annotated/file": "chair",
    "/console/imports/<uuid:import_id>/confirmation": "chair township county",
    "/console/imports/<uuid:import_id>/discard": "chair township county",
    "/console/imports/<uuid:import_id>/lines/<uuid:line_id>/withdrawal": "chair township county",
    "/console/members/<uuid:membership_id>/death": "chair",
    "/console/members/<uuid:membership_id>/departure": "chair",
    "/console/members/<uuid:membership_id>/erasure": "chair township",
    "/console/members/<uuid:membership_id>/expulsion": "chair",
    "/console/members/<uuid:membership_id>/lapse": "chair",
    "/console/members/<uuid:membership_id>/proof": "chair",
    "/console/members/<uuid:membership_id>/resumption": "chair",
    "/console/members/<uuid:membership_id>/retention": "chair",
    "/console/members/<uuid:membership_id>/voiding": "chair",
    "/console/people/<uuid:person_id>/merger": "county",
    "/console/people/<uuid:person_id>/reveal": "chair handler county",
    "/console/province/packs/<uuid:pack_id>/closing": "county",
    "/console/province/packs/<uuid:pack_id>/dropping": "county",
    "/console/province/packs/<uuid:pack_id>/result": "county",
    "/console/province/packs/<uuid:pack_id>/sending": "county",
    "/console/rehoming/<uuid:union_id>": "township county",
    "/console/roster-versions/<uuid:roster_id>/print": "chair",
    "/console/progress/<uuid:union_id>/invitations": "chair handler",
    "/console/roster-versions/<uuid:roster_id>/submission": "chair",
    "/console/roster-versions/<uuid:roster_id>/return": "township county",
    "/console/roster-versions/<uuid:roster_id>/acceptance": "township",
    "/console/roster-versions/<uuid:roster_id>/consolidation": "county",
    "/console/rosters/<uuid:union_id>/confirmation": "chair",
    "/console/handlers/<uuid:handler_term_id>/ending": "chair",
    "/console/sessions/<uuid:staff_session_id>/ending": "chair",
    "/console/staff/<uuid:staff_id>/binding/ending": "county admin",
    "/console/staff/<uuid:staff_id>/dismissal": "county admin",
    "/console/staff/<uuid:staff_id>/terms": "county admin",
    "/console/terms/<uuid:term_id>/ending": "county admin",
    "/console/terms/<uuid:term_id>/handover": "county admin",
    "/console/transfers/<uuid:transfer_id>/closure": "county",
    "/console/transfers/<uuid:transfer_id>/grant": "county",
    "/console/transfers/<uuid:transfer_id>/reception": "chair",
    "/console/transfers/<uuid:transfer_id>/refusal": "chair",
    "/console/transfers/<uuid:transfer_id>/upper-release": "township county",
    "/console/transfers/<uuid:transfer_id>/release": "chair",
    "/console/transfers/<uuid:transfer_id>/slip": "chair township county",
    "/console/transfers/new/<uuid:membership_id>": "chair",
    "/console/unions/<uuid:union_id>/closing": "township county",
    "/console/unions/<uuid:union_id>/handover": "chair",
    "/console/unions/<uuid:union_id>/scene": "chair township county",
}
# Forms that name no thing in their address: what they name inside is judged by the stories of their rooms.
FORMS_OF_A_ROLE = {
    "/console/allowances": "chair township county",
    "/console/audit/verification": "county auditor",
    "/console/claims": "chair township",
    "/console/claims/<uuid:claim_id>/confirmation": "chair township",
    "/console/decisions": "chair township",
    "/console/exports": "chair township county",
    "/console/findings/answers": "chair township",
    "/console/imports": "chair township county",
    "/console/people": "township county",
    "/console/province/packs": "county",
    "/console/handlers": "chair township",
    "/console/scans": EVERYONE,
    "/console/system/jobs/<uuid:job_id>/repetition": "admin",
    "/console/scans/current/binding": EVERYONE,
    "/console/scans/current/presence": EVERYONE,
    "/console/scans/current/session": EVERYONE,
    "/console/sessions/binding/ending": EVERYONE,
    "/console/sessions/others/ending": EVERYONE,
    "/console/sessions/password": EVERYONE,
    "/console/sessions/scans": EVERYONE,
    "/console/sign-in": EVERYONE,
    "/console/sign-out": EVERYONE,
    "/console/staff": "county admin",
    "/console/step-up": EVERYONE,
    "/console/step-up/scans": EVERYONE,
    "/console/traces": "auditor",
    "/console/transfers/wishes": "chair township",
    "/console/unit-moves": "township county",
}
# Open before anybody has signed in: they show what this browser itself asked for, or nothing.
DOORS = {"/console/sign-in", "/console/scans/current", "/console/scans/current.png", "/join/<scene>"}
# What a form needs to get as far as the question of reach, by the last word of its address.
TYPED = {
    "erasure": {"basis": "paper", "words": "本人书面申请一份，与身份证原件核对一致"},
    "people": {"by": "name", "value": "某样例", "purpose": "本人来电核对会籍"},
    "print": {"purpose": "签名后存档"},
    "return": {"reason": "data_wrong"},
    "reveal": {"field": "phone", "purpose": "与证件原件核对"},
    "release": {"reason": "other"},
    "confirmation": {"digest": "0" * 64},
    "claims": {"chair_code": "123456"},
    "terms": {"role": "chair", "from_on": "2026-01-01"},
}
TOWNSHIPS = {"battery": "zhicheng", "textile": "huaxi"}


def logins(roles: str, sides: tuple[Side, ...] = SIDES) -> set[str]:
    """The logins that hold these roles on these sides; county, auditor and administrator have no side."""
    found = set()
    for role in roles.split():
        for side in sides:
            found.add(
                {
                    "township": TOWNSHIPS[side.name],
                    "chair": side.chair,
                    "handler": f"handler_{side.name}",
                }.get(role, role)
            )
    return found


def address(rule: str, things: dict[str, object]) -> str:
    """The page of a thing; the county answers another correction than the union does."""
    if "/overdue-corrections/" in rule:
        things = things | {"correction_id": things["overdue_id"]}
    return re.sub(r"<(?:uuid:)?(\w+)>", lambda name: str(things[name[1]]), rule)


def pages(office: Office, method: str) -> set[str]:
    """Every console rule that the application has."""
    return {
        rule.rule
        for rule in office.app.url_map.iter_rules()
        if rule.methods and method in rule.methods and rule.rule.startswith(("/console/", "/join/"))
    }


def desks(office: Office) -> dict[str, Desk]:
    """Everyone at a desk, one for each role."""
    return {login: office.desk(login) for login in office.world.staff if login != "chair_battery_two"}


def test_every_page_and_every_form_stands_in_these_tables(office: Office) -> None:
    assert pages(office, "GET") == set(OF_A_THING) | set(OF_A_ROLE)
    assert pages(office, "POST") == set(FORMS) | set(FORMS_OF_A_ROLE)


def test_a_page_of_the_mirrored_union_is_there_for_its_own_and_for_nobody_else(office: Office) -> None:
    """As on the side that the walk goes through (test_every_page.py)."""
    things, seats = furnish(office, SIDES[1]), desks(office)
    expected = {rule: logins(roles, SIDES[1:]) for rule, roles in OF_A_THING.items()}
    expected |= {rule: logins(roles) for rule, roles in OF_A_ROLE.items() if "<" in rule}
    for rule, there in expected.items():
        answers = {login: desk.get(address(rule, things)).status_code for login, desk in seats.items()}
        assert answers == {login: 200 if login in there else 404 for login in seats}, rule


@pytest.mark.both("dialect")
def test_a_page_tells_a_stranger_nothing_but_the_way_in(office: Office) -> None:
    things, stranger = furnish(office, SIDES[0]), office.stranger()
    for rule in set(OF_A_THING) | set(OF_A_ROLE) - DOORS:
        answer = stranger.get(address(rule, things))
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/console/sign-in"), rule


@pytest.mark.parametrize(
    "side",
    # Both sides are asked of the same statements: one of them is enough for how SQLite understands these.
    [
        pytest.param(SIDES[0], id="battery", marks=pytest.mark.both("dialect")),
        pytest.param(SIDES[1], id="textile"),
    ],
)
def test_a_form_does_not_exist_for_whom_the_table_does_not_name(office: Office, side: Side) -> None:
    things, seats = furnish(office, side), desks(office)
    for rule, roles in (FORMS | FORMS_OF_A_ROLE).items():
        there = logins(roles, (side,) if rule in FORMS else SIDES)
        for login in set(seats) - there:
            answer = seats[login].post(address(rule, things), **TYPED.get(rule.rsplit("/", 1)[1], {}))
            assert answer.status_code == 404, (rule, login)


@pytest.mark.both("dialect")
def test_a_form_is_there_for_each_whom_the_table_names(office: Office) -> None:
    things, seats = furnish(office, SIDES[0]), desks(office)
    last = {"/console/terms/<uuid:term_id>/ending": 1}  # an ended term is nobody's to end again
    for rule, roles in sorted(FORMS.items(), key=lambda one: last.get(one[0], 0)):
        for login in sorted(logins(roles, SIDES[:1]))[: last.get(rule)]:
            answer = seats[login].post(address(rule, things))
            assert answer.status_code in (200, 303, 409, 422), (rule, login)
