"""会员证明: the gap-free history of one's own memberships, and a check that shows no more than it must."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground.sealing import destroy_key
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.memberships.changes import ResumeReason, VoidReason
from service.register.memberships.departure import void
from service.register.memberships.models import RetainReason
from service.register.memberships.retention import resume, retain
from service.register.people.models import Person
from service.requests.cards.endings import suspend
from service.requests.proofs.actions import Proof, check_proof, issue
from service.requests.proofs.models import MembershipProof
from tests.application import application
from tests.given import World
from tests.paper import text_of
from tests.queries import counted
from tests.register.memberships.given import held
from tests.requests.applications.given import staff_of
from tests.requests.cards.given import bound, holder, token

ADDRESS = "192.0.2.9"


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def issued(deployed: Deployment, world: World) -> Proof:
    """陈样一's proof, drawn up by his chair."""
    with deployed.database.writing() as session:
        chair, mine = staff_of(session, world, "chair_battery"), held(session, world)
        return issue(session, chair, mine.person, mine.union_id)


def test_the_member_himself_gets_his_history_without_a_gap(deployed: Deployment, world: World) -> None:
    """《会籍管理办法》第一、二条: 会籍是工会会员资格的依据; S1: 会籍管理不缺项、不断档."""
    bound(deployed)
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        retain(session, chair, held(session, world), RetainReason.UNEMPLOYED, date(2026, 1, 5))
        resume(session, chair, held(session, world), ResumeReason.REEMPLOYED, date(2026, 3, 2))
    client = application(deployed).test_client()
    answer = client.post("/api/me/membership-proof", headers=token(deployed.database, "o-holder"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = re.sub(r"\s+", "", text_of(answer.data))
    for part in ("陈样一", "2022年5月4日", "2026年1月5日", "保留会籍（失业）", "2026年3月2日", "核验码"):
        assert part in words
    with deployed.database.reading() as session:
        row = session.scalars(select(MembershipProof)).one()
        assert row.account_id is not None
        assert row.code_hash.hex() not in words


def test_without_a_card_in_force_nobody_gets_a_proof(deployed: Deployment, world: World) -> None:
    client = application(deployed).test_client()
    stranger = client.post("/api/me/membership-proof", headers=token(deployed.database, "o-stranger"))
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        suspend(session, holder(session, card_id))
    lost = client.post("/api/me/membership-proof", headers=token(deployed.database, "o-holder"))
    assert [one.json["code"] for one in (stranger, lost)] == ["CARD_MISSING", "CARD_NOT_ACTIVE"]


def test_a_get_reads_nothing_and_the_check_shows_name_and_number_of_nobody(
    deployed: Deployment, world: World
) -> None:
    proof = issued(deployed, world)
    shop = application(deployed).test_client()
    with counted(deployed.database) as statements:
        pages = [shop.get(f"/p/{code}") for code in (proof.code, "X")]
    assert (statements, pages[0].data == pages[1].data) == ([], True)
    page = shop.post(f"/p/{proof.code}").text
    assert all(part in page for part in ("有效", "陈**", world.battery.name, "2026-06-18"))
    assert "陈样一" not in page
    dashed = "-".join([proof.code[:5], proof.code[5:]]).lower()
    assert "有效" in shop.post(f"/p/{dashed}").text


def test_a_wrong_code_reads_like_one_that_ran_out(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    proof, shop = issued(deployed, world), application(deployed).test_client()
    wrong = shop.post("/p/NOSUCHCODE").text
    at("2026-06-18 23:59")
    assert "<h1>有效" in shop.post(f"/p/{proof.code}").text
    at("2026-06-19 00:01")
    assert shop.post(f"/p/{proof.code}").text == wrong


@pytest.mark.parametrize("how", ["ended", "erased"])
def test_what_became_of_the_member_shows_at_once(deployed: Deployment, world: World, how: str) -> None:
    proof = issued(deployed, world)
    with deployed.database.writing() as session:
        if how == "ended":
            chair = staff_of(session, world, "chair_battery")
            void(session, chair, held(session, world), VoidReason.NEVER_JOINED, words="本人说没有入会")
        else:
            destroy_key(session, world.members["陈样一"].id)
    with deployed.database.writing() as session:
        seen = check_proof(session, proof.code, ADDRESS)
        assert (seen.valid, seen.masked_name, seen.union_name) == (False, "", "")


def test_what_was_entered_wrongly_proves_nothing(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        chair, mine = staff_of(session, world, "chair_battery"), held(session, world)
        void(session, chair, mine, VoidReason.NEVER_JOINED, words="本人说没有入会")
        person: Person = mine.person
        with pytest.raises(Exception, match="MEMBERSHIP_MISSING"):
            issue(session, Actor("staff", UUID(int=1)), person, None)
