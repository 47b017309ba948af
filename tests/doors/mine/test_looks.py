"""谁查看过我的信息: reveals, prints and files about me, by office and purpose, never by name."""

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient

from service.register.deployment import Deployment
from service.register.people.models import Person
from service.register.people.reveal import PersonField, reveal_person
from service.register.unions.models import Union
from service.requests.applications.reveal import Field, reveal
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.approvals import approve
from service.rolls.exports.models import ExportKind
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.paper import print_roster
from service.rolls.rosters.pending import confirmation
from tests.doors.mine.given import Phone
from tests.given import World
from tests.queries import counted
from tests.requests.applications.given import fresh, staff_of, submitted, union_of
from tests.requests.cards.given import bound, end_membership


def look_at(deployed: Deployment, world: World, name: str, purpose: str = "与证件原件核对") -> None:
    """The battery union's chair looks at a member's phone."""
    with deployed.database.writing() as session:
        chair, person = (
            staff_of(session, world, "chair_battery"),
            session.get_one(Person, world.members[name].id),
        )
        reveal_person(session, chair, person, world.battery.id, PersonField.PHONE, purpose)


def export_of(deployed: Deployment, world: World, login: str, union_id: UUID, purpose: str) -> None:
    """A roster file is asked for; for many unions the county agrees."""
    with deployed.database.writing() as session:
        asked = request(
            session,
            staff_of(session, world, login),
            ExportKind.ROSTER,
            session.get_one(Union, union_id),
            purpose,
        )
        if asked.bulk:
            approve(session, staff_of(session, world, "county"), asked.id)
    while make_next(deployed):
        pass


def test_the_applicant_reads_who_looked_at_his_application(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    with deployed.database.writing() as session:
        row = submitted(session, union_of(session, world.battery), "o-new")
        other = submitted(session, union_of(session, world.battery), "o-other", "新样二", 503)
        handler = staff_of(session, world, "handler_battery")
        reveal(session, handler, fresh(session, row.id), Field.ID_NUMBER, "与证件原件核对")
        reveal(session, handler, fresh(session, other.id), Field.PHONE, "联系不上本人")
    seen = Phone(client, deployed, "o-new").ask("/me/looks")
    assert seen == {
        "looks": [
            {
                "at": "2026-11-20T01:00:00Z",
                "who": f"{world.battery.name} 工会经办人",
                "what": "查看了您的证件号码",
                "purpose": "与证件原件核对",
            }
        ],
        "since": "2026-11-20",
    }


def test_the_holder_of_a_card_reads_looks_prints_and_files_newest_first(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    bound(deployed)
    look_at(deployed, world, "陈样一")
    look_at(deployed, world, "林样二")  # somebody else
    at("2026-11-21 09:00")
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        roster = confirm(session, chair, union, confirmation(session, union).digest)
        print_roster(session, chair, roster, "年底存档")
    at("2026-11-22 09:00")
    export_of(deployed, world, "zhicheng", world.zhicheng.id, "街道汇总核对")
    export_of(deployed, world, "huaxi", world.huaxi.id, "别的街道")
    at("2026-11-23 09:00")
    export_of(deployed, world, "chair_battery", world.battery.id, "本工会核对")
    looks = Phone(client, deployed, "o-holder").ask("/me/looks")["looks"]
    assert [(one["what"], one["purpose"]) for one in looks] == [
        ("导出了您所在工会的花名册", "本工会核对"),
        ("导出了您所在工会的花名册", "街道汇总核对"),
        ("打印了您所在工会的花名册", "年底存档"),
        ("查看了您的手机号", "与证件原件核对"),
    ]
    assert looks[1]["who"] == f"{world.zhicheng.name} 街道工会干事"
    for name in ("甲主席", "丙干事", "陈样一"):
        assert name not in str(looks)


def test_a_file_made_after_the_membership_is_not_about_me(
    client: FlaskClient, deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    bound(deployed)
    end_membership(deployed.database, world.members["陈样一"].id)
    export_of(deployed, world, "chair_battery", world.battery.id, "本工会核对")
    assert Phone(client, deployed, "o-holder").ask("/me/looks")["looks"] == []


def test_without_a_card_nothing_of_the_register_is_told(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    look_at(deployed, world, "陈样一")
    export_of(deployed, world, "chair_battery", world.battery.id, "本工会核对")
    assert Phone(client, deployed, "o-nobody").ask("/me/looks")["looks"] == []


def test_the_list_costs_the_same_for_1_and_for_20(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    mine, costs = Phone(client, deployed, "o-holder"), []
    for more in (1, 19):
        for _ in range(more):
            look_at(deployed, world, "陈样一")
        export_of(deployed, world, "chair_battery", world.battery.id, "本工会核对")
        with counted(deployed.database) as statements:
            assert len(mine.ask("/me/looks")["looks"]) > more
        costs.append(len(statements))
    assert costs[0] == costs[1]
