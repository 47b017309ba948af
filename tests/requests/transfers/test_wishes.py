"""接转请求: a new union may ask for somebody, and learns nothing unless he or his union agrees."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.sealing import OwnedKey
from service.register.access.actions import end_term
from service.register.access.models import SYSTEM, Actor, Term
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.memberships.queries import open_membership
from service.register.notices.models import Notice
from service.requests.cards.models import Card
from service.requests.transfers.actions import receive, refuse, release
from service.requests.transfers.asking import agree, decline, withdraw
from service.requests.transfers.models import RefuseReason, Transfer, TransferStatus, TransferWish
from service.requests.transfers.overdue import lapse_unanswered, open_overdue
from service.requests.transfers.queries import transfer_handled, transfer_seen, transfers_waiting
from service.requests.transfers.wishes import WISHES, wish, wishes_listed
from tests.application import application
from tests.given import World, id_number
from tests.requests.applications.given import staff_of, union_of
from tests.requests.cards.given import bound, token
from tests.requests.transfers.given import asked, received

PURPOSE = "新入职职工接转会籍"
MEMBER, NUMBER = "陈样一", id_number(3)


def wished(
    deployed: Deployment, world: World, name: str = MEMBER, number: str = NUMBER, login: str = "chair_textile"
) -> None:
    """The textile works ask for somebody, and the worker compares it."""
    with deployed.database.writing() as session:
        union = union_of(session, world.textile if login == "chair_textile" else world.battery)
        wish(session, staff_of(session, world, login), union, name, number, "", PURPOSE, deployed.settings)
    assert work_next(deployed, [WISHES])
    assert not work_next(deployed, [WISHES])


def transfers(session: Session) -> list[Transfer]:
    return list(session.scalars(select(Transfer)))


def seen_by(deployed: Deployment, world: World, login: str) -> bool:
    """Whether a member of staff finds the only transfer, by either door and in his list."""
    with deployed.database.writing() as session:
        (one,), actor = transfers(session), staff_of(session, world, login)
        found = set()
        for find in (transfer_seen, transfer_handled):
            try:
                found.add(find(session, actor, one.id) is one)
            except Refusal:
                found.add(False)
        assert len(found) == 1
        return found.pop()


@pytest.mark.parametrize(
    ("name", "number", "made"),
    [
        (MEMBER, NUMBER, 1),
        ("别样名", NUMBER, 0),  # another name
        ("无样人", id_number(99), 0),  # nobody
        ("沈样四", id_number(9), 0),  # here already
    ],
)
def test_the_answer_and_what_is_kept_are_the_same_whoever_is_meant(
    deployed: Deployment, world: World, name: str, number: str, made: int
) -> None:
    wished(deployed, world, name, number)
    with deployed.database.reading() as session:
        (kept,) = wishes_listed(session, staff_of(session, world, "chair_textile"))
        assert (kept.unit_name, kept.purpose) == ("画溪样例纺织有限公司", PURPOSE)
        assert (kept.name_sealed, kept.id_number_sealed) == (None, None)
        assert session.get(OwnedKey, kept.id) is None
        assert len(transfers(session)) == made
        assert transfers_waiting(session, staff_of(session, world, "chair_textile"), 10) == []
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == "transfer:wish"))
        assert entry.details == {"purpose": PURPOSE}


def test_nobody_is_told_before_the_member_agrees_but_he_and_his_union(
    deployed: Deployment, world: World
) -> None:
    bound(deployed)
    wished(deployed, world)
    assert seen_by(deployed, world, "chair_battery")
    assert not seen_by(deployed, world, "chair_textile")
    assert not seen_by(deployed, world, "huaxi")
    with deployed.database.writing() as session:
        (one,) = transfers(session)
        card = session.scalars(select(Card)).one()
        kinds = session.scalars(select(Notice.kind).where(Notice.account_id == card.account_id)).all()
        assert "transfer_wished" in kinds
        agree(session, Actor("account", card.account_id), one)
        assert one.status is TransferStatus.REQUESTED  # the old union still answers
    assert seen_by(deployed, world, "chair_textile")


def test_agreed_released_received_the_membership_moves(deployed: Deployment, world: World) -> None:
    """《会籍管理办法》第三条: 一次入会、动态接转."""
    card_id = bound(deployed)
    wished(deployed, world)
    with deployed.database.writing() as session:
        (one,) = transfers(session)
        agree(session, Actor("account", session.get_one(Card, card_id).account_id), one)
        release(session, staff_of(session, world, "chair_battery"), one)
        received(session, world, one.id)
    with deployed.database.reading() as session:
        held = open_membership(session, world.members[MEMBER].id)
        assert held is not None
        assert held.union_id == world.textile.id
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("transfer:")))
        assert set(acts) == {f"transfer:{verb}" for verb in ("wish", "ask", "agree", "release", "receive")}


def test_the_old_union_may_let_him_go_without_waiting_for_his_answer(
    deployed: Deployment, world: World
) -> None:
    wished(deployed, world)
    with deployed.database.writing() as session:
        release(session, staff_of(session, world, "chair_battery"), transfers(session)[0])
    assert seen_by(deployed, world, "chair_textile")


@pytest.mark.parametrize("who", ["member", "old union"])
def test_a_no_ends_it_and_the_union_that_asked_learns_nothing(
    deployed: Deployment, world: World, who: str
) -> None:
    wished(deployed, world)
    with deployed.database.writing() as session:
        (one,) = transfers(session)
        if who == "member":
            decline(session, Actor("account", None), one)
        else:
            refuse(session, staff_of(session, world, "chair_battery"), one, RefuseReason.STILL_HERE)
        assert one.status is TransferStatus.DECLINED
        with pytest.raises(Refusal, match="MOVE_NOT_ALLOWED"):
            agree(session, Actor("account", None), one)
    assert not seen_by(deployed, world, "chair_textile")
    wished(deployed, world)  # and may ask again, to the same answer
    with deployed.database.reading() as session:
        assert len(transfers(session)) == 2


@pytest.mark.both("locks")
def test_nobody_is_moved_by_silence(deployed: Deployment, world: World, later: Callable[..., None]) -> None:
    wished(deployed, world)
    later(days=12)
    assert not open_overdue(deployed)
    assert lapse_unanswered(deployed)
    assert not lapse_unanswered(deployed)
    assert not seen_by(deployed, world, "chair_textile")
    with deployed.database.reading() as session:
        assert transfers(session)[0].status is TransferStatus.LAPSED


def test_once_agreed_to_the_silence_of_the_old_union_holds_nobody(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    card_id = bound(deployed)
    wished(deployed, world)
    with deployed.database.writing() as session:
        agree(session, Actor("account", session.get_one(Card, card_id).account_id), transfers(session)[0])
    later(days=12)
    assert not lapse_unanswered(deployed)
    assert open_overdue(deployed)


def test_a_transfer_under_way_is_not_disturbed(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        asked(session, world)
    wished(deployed, world)
    with deployed.database.reading() as session:
        assert len(transfers(session)) == 1


def test_the_new_union_does_not_answer_for_the_old_one(deployed: Deployment, world: World) -> None:
    wished(deployed, world)
    with deployed.database.writing() as session:
        (one,), chair = transfers(session), staff_of(session, world, "chair_textile")
        for act in (release, receive):
            with pytest.raises(Refusal):
                act(session, chair, one)


def test_what_was_asked_by_somebody_whose_term_has_ended_goes_nowhere(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_textile"), union_of(session, world.textile)
        wish(session, chair, union, MEMBER, NUMBER, "", PURPOSE, deployed.settings)
        terms = select(Term).where(Term.staff_id == world.staff_id("chair_textile"))
        end_term(session, SYSTEM, session.scalars(terms).one())
    assert work_next(deployed, [WISHES])
    with deployed.database.reading() as session:
        assert transfers(session) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": "3305"}, "INPUT_INVALID"),
        ({"number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "INPUT_INVALID"),
        ({"name": ""}, "INPUT_INVALID"),
        ({"purpose": ""}, "PURPOSE_MISSING"),
        ({"purpose": f"请{MEMBER}接转"}, "INPUT_INVALID"),
    ],
)
def test_a_wish_is_exact_and_says_what_for(
    deployed: Deployment, world: World, given: dict[str, Any], code: str
) -> None:
    facts = {"name": MEMBER, "number": NUMBER, "unit_name": "", "purpose": PURPOSE} | given
    with pytest.raises(Refusal) as refused, deployed.database.writing() as session:
        wish(
            session,
            staff_of(session, world, "chair_textile"),
            union_of(session, world.textile),
            **facts,
            settings=deployed.settings,
        )
    assert refused.value.code == code


def test_a_chair_does_not_try_numbers_without_end(deployed: Deployment, world: World) -> None:
    with pytest.raises(Refusal, match="TOO_OFTEN"), deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_textile"), union_of(session, world.textile)
        for serial in range(60):
            wish(session, chair, union, "无样人", id_number(300 + serial), "", PURPOSE, deployed.settings)


def test_what_was_typed_does_not_lie_about_in_clear(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_textile"), union_of(session, world.textile)
        wish(session, chair, union, MEMBER, NUMBER, "", PURPOSE, deployed.settings)
        row = session.execute(text("SELECT * FROM transfer_wishes")).one()
        assert not any(MEMBER.encode() in bytes(part) for part in row if isinstance(part, bytes | memoryview))
        assert session.scalars(select(TransferWish)).one().settled_at is None


def test_the_member_answers_in_the_mini_program(deployed: Deployment, world: World) -> None:
    bound(deployed)
    wished(deployed, world)
    client, mine = application(deployed).test_client(), token(deployed.database, "o-holder")
    assert client.get("/api/home", headers=mine).json["acts"][0]["act"] == "answer_transfer"
    (seen,) = client.get("/api/transfers", headers=mine).json["transfers"]
    assert (seen["may_agree"], seen["may_withdraw"], seen["to_union"]) == (True, False, world.textile.name)
    other = token(deployed.database, "o-other")
    for door in ("agreement", "refusal"):
        assert client.post(f"/api/transfers/{seen['id']}/{door}", headers=other).status_code == 404
    agreed = client.post(f"/api/transfers/{seen['id']}/agreement", headers=mine)
    assert (agreed.status_code, agreed.json["may_agree"], agreed.json["may_withdraw"]) == (200, False, True)
    assert client.post(f"/api/transfers/{seen['id']}/refusal", headers=mine).status_code == 409
    acts = [act["act"] for act in client.get("/api/home", headers=mine).json["acts"]]
    assert acts == ["show_card", "transfer", "help"]


def test_a_member_who_agreed_may_still_take_it_back(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    wished(deployed, world)
    with deployed.database.writing() as session:
        actor = Actor("account", session.get_one(Card, card_id).account_id)
        (one,) = transfers(session)
        agree(session, actor, one)
        withdraw(session, actor, one)
        assert one.status is TransferStatus.WITHDRAWN
