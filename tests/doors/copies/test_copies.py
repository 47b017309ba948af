"""信息副本 (个人信息保护法 第四十五条): all that is kept of a person, and nothing of anybody else, for himself alone."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.ground import clock
from service.ground.sealing import opened_bytes
from service.register.access.models import SYSTEM
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.memberships.expulsions import propose
from service.register.memberships.models import RetainReason
from service.register.memberships.retention import retain
from service.register.notices.models import Notice
from service.register.unions.models import Union
from service.requests.applications.models import Application, Correctable, Outcome
from service.requests.cards.models import Card
from service.requests.proofs.actions import issue
from service.requests.transfers.actions import refuse
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy, RefuseReason
from tests.doors.mine.given import Phone, decided
from tests.given import World, phone
from tests.oversight.erasures.given import sealed_rows
from tests.queries import counted
from tests.register.memberships.given import held
from tests.requests.applications.given import identified, staff_of, submitted
from tests.requests.cards.given import bound, number_of, phone_of
from tests.requests.corrections.given import asked
from tests.rolls.snapshots.given import confirmed

# What opens a door and tells nothing of the person stays inside.
KEPT_BACK = {"chair_code", "secret"}


@pytest.fixture
def mine(client: FlaskClient, deployed: Deployment, world: World) -> Phone:
    """陈样一 with a card and something of every kind behind him."""
    card_id = bound(deployed)
    asked(deployed, Correctable.PHONE, phone(799), "o-holder")
    with deployed.database.writing() as session:
        account_id = session.get_one(Card, card_id).account_id
        union, other = session.get_one(Union, world.battery.id), session.get_one(Union, world.textile.id)
        chair, stretch = staff_of(session, world, "chair_battery"), held(session, world)
        confirmed(session, world)
        issue(session, chair, stretch.person, union.id)
        propose(session, chair, stretch, group_on=clock.today(), opinion="样例法院（样例）刑初1号")
        change = retain(session, SYSTEM, stretch, RetainReason.SERVICE, clock.today(), words="入伍通知书已看")
        assert change.following is not None
        moving = ask(session, SYSTEM, change.following, other, AskedBy.MEMBER, days=10, account_id=account_id)
        refuse(session, chair, moving, RefuseReason.OTHER, "样例：退役手续还没有办完")
        application = submitted(session, other, "o-other", "别样例", 891)
        decided_one = submitted(session, union, "o-third", "拒样例", 892)
        decided(session, world, decided_one, Outcome.REJECT)
        application.account_id = account_id  # what was handed in on this phone
        identity = application.identity
        identity.account_id, identity.replaced_at = account_id, clock.now()
    return Phone(client, deployed, "o-holder")


def copied(mine: Phone) -> Any:
    """The copy, by somebody who knows the document."""
    return mine.ask("/me/copy", "POST", number_tail=number_of("陈样一")[-4:])


def test_everything_that_is_sealed_about_me_is_in_it(deployed: Deployment, mine: Phone, world: World) -> None:
    """第四十五条: 个人有权向个人信息处理者查阅、复制其个人信息."""
    told = json.dumps(copied(mine), ensure_ascii=False)
    with deployed.database.reading() as session:
        account_id = session.scalars(select(Card.account_id)).one()
        handed_in = select(Application).where(Application.account_id == account_id)
        [application] = session.scalars(handed_in).all()
        owners = {world.members["陈样一"].id, account_id, application.id, application.identity_id}
        missing, found = [], set()
        for row, field in sealed_rows(session):
            if row.key_owner in owners and field not in KEPT_BACK:
                found.add(f"{row.__tablename__}.{field}")
                value = opened_bytes(row, field)
                assert value is not None
                known = field == "signature" or value.decode() in told
                missing += [] if known else [f"{row.__tablename__}.{field}"]
    assert missing == []
    assert {"people.name", "corrections.value", "expulsions.opinion", "membership_changes.words"} <= found
    assert {"transfer_steps.words"} <= found
    assert {"applications.signature", "roster_rows.id_number", "identities.name"} <= found
    assert "data:image/png;base64," in told


def test_nothing_of_anybody_else_is_in_it(mine: Phone, world: World) -> None:
    told = json.dumps(copied(mine), ensure_ascii=False)
    others = [name for name in world.members if name != "陈样一"]
    assert [name for name in [*others, "拒样例"] if name in told] == []
    assert [name for name in others if number_of(name) in told or phone_of(name) in told] == []


def test_every_kind_of_record_has_a_section(mine: Phone) -> None:
    titles = [one["title"] for one in copied(mine)["sections"]]
    assert titles == [
        "微信账号",
        "填写过的身份",
        "同意记录",
        "入会申请",
        "工会给您的消息",
        "登记册上的您",
        "历次会籍",
        "惠工卡",
        "会籍接转",
        "更正申请",
        "开除案",
        "确认过的花名册",
        "开过的会员证明",
        "通知激活、短信",
    ]


@pytest.mark.parametrize("tail", ["", "0000", "陈样一"])
def test_a_phone_left_lying_open_is_not_enough(mine: Phone, tail: str) -> None:
    answer = mine.try_to("/me/copy", "POST", number_tail=tail)
    assert (answer.status_code, set(answer.json["fields"])) == (422, {"number_tail"})


def test_guessing_ends_after_five(mine: Phone) -> None:
    codes = [mine.try_to("/me/copy", "POST", number_tail="0000").status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]


def test_a_frozen_card_shows_nothing(deployed: Deployment, mine: Phone) -> None:
    with deployed.database.writing() as session:
        card = session.scalars(select(Card)).one()
        card.suspended_at = clock.now()
    answer = mine.try_to("/me/copy", "POST", number_tail=number_of("陈样一")[-4:])
    assert (answer.status_code, answer.json["code"]) == (409, "CARD_NOT_ACTIVE")


def test_without_a_card_the_register_stays_closed(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    """Whoever knows the number of a member reads what he himself stated, and nothing of the register."""
    with deployed.database.writing() as session:
        identified(session, "o-stranger", "陈样一", number_of("陈样一"))
    seen = copied(Phone(client, deployed, "o-stranger"))
    assert [one["title"] for one in seen["sections"]] == ["微信账号", "填写过的身份", "同意记录"]
    assert phone_of("陈样一") not in str(seen)


def test_it_is_noted_and_told(deployed: Deployment, mine: Phone) -> None:
    copied(mine)
    with deployed.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "copy:make")).one()
        assert (entry.actor_kind, entry.details) == ("account", {})
        assert session.scalars(select(Notice.kind).where(Notice.kind == "copy_made")).one()


def test_on_paper_it_is_a_pdf(mine: Phone) -> None:
    answer = mine.try_to("/me/copy/paper", "POST", number_tail=number_of("陈样一")[-4:])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")


def test_it_costs_a_fixed_number_of_queries(deployed: Deployment, mine: Phone, world: World) -> None:
    with counted(deployed.database) as few:
        copied(mine)
    with deployed.database.writing() as session:
        account_id = session.scalars(select(Card.account_id)).one()
        for serial in range(893, 896):
            more = submitted(
                session, session.get_one(Union, world.textile.id), f"o-{serial}", "多样例", serial
            )
            more.account_id, more.status = account_id, "withdrawn"
    with counted(deployed.database) as many:
        copied(mine)
    assert len(many) == len(few)
