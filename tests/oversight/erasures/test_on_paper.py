"""书面申请: registered by a chair, agreed to by the county; 个人信息保护法 第四十七、四十九、五十条."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.clock import today
from service.ground.errors import Refusal
from service.oversight.erasures.actions import take_back
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.models import Erasure, ErasureBasis, ErasureStatus
from service.oversight.erasures.on_paper import agree, register, turn_down
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.memberships.departure import decease
from service.register.memberships.models import Membership
from service.register.memberships.queries import last_membership
from service.register.notices.models import Notice
from service.register.unions.models import Union
from service.requests.cards.models import Card
from tests.application import application
from tests.doors.console.given import Office
from tests.doors.mine.given import Phone
from tests.given import World
from tests.oversight.erasures.given import At, former, left, on_paper, readable
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of
from tests.requests.cards.given import bound

SEEN = "本人书面申请一份，与身份证原件核对一致"
PAPER = (ErasureBasis.PAPER, SEEN)


def waiting(session: Session, world: World) -> Erasure:
    """One that waits for the county."""
    union = session.get_one(Union, world.battery.id)
    return on_paper(session, staff_of(session, world, "chair_battery"), union, "离样例", 811)


def test_two_offices_and_fifteen_days(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        asked_id, person_id = (one := waiting(session, world)).id, one.person_id
    at("2027-01-01 09:00")
    assert erase_due(deployed) is False  # nobody has agreed
    with deployed.database.writing() as session:
        asked = session.get_one(Erasure, asked_id)
        agree(session, staff_of(session, world, "county"), asked, days=15)
        assert (asked.status, str(asked.due_at)[:10]) == (ErasureStatus.ASKED, "2027-01-16")
    at("2027-01-16 08:59")
    assert erase_due(deployed) is False
    assert person_id in readable(deployed.database)
    at("2027-01-16 09:01")
    assert erase_due(deployed) is True
    assert person_id not in readable(deployed.database)
    with deployed.database.reading() as session:
        assert told(session, "erasure") == ["register", "agree", "finish"]


def test_who_registered_it_does_not_agree_to_it(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        asked = waiting(session, world)
        with pytest.raises(Refusal) as refused:
            agree(session, staff_of(session, world, "chair_battery"), asked, days=15)
    assert refused.value.code == "ERASURE_OWN"


def test_turned_down_needs_a_reason_and_can_be_asked_again(deployed: Deployment, world: World) -> None:
    """第五十条: 拒绝个人行使权利的请求的，应当说明理由."""
    with deployed.database.writing() as session:
        asked, county = waiting(session, world), staff_of(session, world, "county")
        with pytest.raises(Refusal) as refused:
            turn_down(session, county, asked, " ")
        assert set(refused.value.fields) == {"words"}
        turn_down(session, county, asked, "没有身份证核对记录")
        assert asked.status is ErasureStatus.TURNED_DOWN
        again = register(session, staff_of(session, world, "chair_battery"), _stretch(session, asked), *PAPER)
        assert again.id != asked.id


def _stretch(session: Session, asked: Erasure) -> Membership:
    assert asked.person_id is not None
    held = last_membership(session, asked.person_id)
    assert held is not None
    return held


def test_a_member_cannot_be_registered(deployed: Deployment, world: World) -> None:
    """长总工〔2018〕12号: the register of members is kept."""
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as refused:
            register(session, chair, held(session, world), *PAPER)
    assert refused.value.code == "ERASURE_STILL_MEMBER"


@pytest.mark.both("only one")
def test_one_waits_at_a_time_and_what_was_seen_is_told_in_full(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        asked = waiting(session, world)
        chair, stretch = staff_of(session, world, "chair_battery"), _stretch(session, asked)
        with pytest.raises(Refusal) as refused:
            register(session, chair, stretch, *PAPER)
        assert refused.value.code == "ERASURE_ASKED"
        take_back(session, chair, asked)
        with pytest.raises(Refusal) as refused:
            register(session, chair, stretch, ErasureBasis.PAPER, "看过")
        assert set(refused.value.fields) == {"words"}


def test_relatives_ask_for_the_dead_and_nobody_else_does(deployed: Deployment, world: World) -> None:
    """第四十九条: 自然人死亡的，其近亲属……可以对死者的相关个人信息行使删除等权利."""
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), session.get_one(Union, world.battery.id)
        alive, dead = former(session, union, "离样例", 813), held(session, world)
        decease(session, SYSTEM, dead, died_on=today())
        for stretch, basis in ((alive, ErasureBasis.RELATIVE), (dead, ErasureBasis.PAPER)):
            with pytest.raises(Refusal) as refused:
                register(session, chair, stretch, basis, SEEN)
            assert set(refused.value.fields) == {"basis"}
        with pytest.raises(Refusal):
            register(session, chair, alive, ErasureBasis.PERIOD, SEEN)
        assert register(session, chair, dead, ErasureBasis.RELATIVE, SEEN).status is ErasureStatus.REGISTERED


def test_whoever_holds_the_card_is_told_at_once_and_takes_it_back(
    deployed: Deployment, world: World, at: At
) -> None:
    """Somebody brings a paper that the person never signed: the phone rings, and one tap ends it."""
    at("2026-12-01 09:00")
    bound(deployed)
    left(deployed, world)
    with deployed.database.writing() as session:
        stretch = chain(session, world.members["陈样一"].id)[-1]
        register(session, staff_of(session, world, "chair_battery"), stretch, *PAPER)
        account_id = session.scalars(select(Card.account_id)).one()
        kinds = select(Notice.kind).where(Notice.account_id == account_id)
        assert "erasure_registered" in session.scalars(kinds).all()
    mine = Phone(application(deployed).test_client(), deployed, "o-holder")
    seen = mine.ask("/me/erasure")
    assert (seen["status"], seen["basis_words"], seen["may_ask"]) == ("registered", "本人书面申请", False)
    assert mine.ask("/me/erasure", "DELETE")["status"] == "withdrawn"
    assert mine.ask("/me/erasure")["status"] is None


def test_somebody_elses_phone_neither_sees_nor_takes_back(deployed: Deployment, world: World, at: At) -> None:
    """第四十七条: 个人有权请求删除; nobody else decides that it is not done."""
    at("2026-12-01 09:00")
    bound(deployed)
    bound(deployed, "林样二", "o-other")
    left(deployed, world)
    client = application(deployed).test_client()
    mine, other = Phone(client, deployed, "o-holder"), Phone(client, deployed, "o-other")
    mine.ask("/me/erasure", "POST")
    for stranger in (other, Phone(client, deployed, "o-without-a-card")):
        assert stranger.ask("/me/erasure")["status"] is None
        assert stranger.try_to("/me/erasure", "DELETE").json["code"] == "ERASURE_NONE"
    assert mine.ask("/me/erasure")["status"] == "asked"


def test_what_waits_is_listed_for_the_union_and_those_above_it_alone(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        page = f"/console/erasures/{waiting(session, world).id}"
    office = Office(application(deployed), deployed, world)
    logins = ("chair_battery", "zhicheng", "county", "chair_textile", "huaxi")
    listed = {login: page in office.desk(login).get("/console/erasures").text for login in logins}
    reached = {"chair_battery", "zhicheng", "county"}
    assert listed == {login: login in reached for login in logins}


def test_the_pages_lead_through_it(deployed: Deployment, world: World) -> None:
    office = Office(application(deployed), deployed, world)
    with deployed.database.writing() as session:
        stretch_id = former(session, session.get_one(Union, world.battery.id), "离样例", 815).id
    chair, county = office.desk("chair_battery"), office.desk("county")
    assert "会籍已经结束的" in chair.get("/console/members").text
    assert "离**" in chair.get("/console/members?which=ended").text
    assert f"/console/members/{stretch_id}/erasure" in chair.get(f"/console/members/{stretch_id}").text
    wrong = chair.post(f"/console/members/{stretch_id}/erasure", basis="paper", words="看过")
    assert wrong.status_code == 422
    assert "十个字以上" in wrong.text
    assert ">看过</textarea>" in wrong.text
    answer = chair.post(f"/console/members/{stretch_id}/erasure", basis="paper", words=SEEN)
    page = answer.headers["Location"].partition("?")[0]
    assert page in county.get("/console/").text
    assert "离**" in county.get("/console/erasures").text
    assert ["核准删除" in desk.get(page).text for desk in (county, chair)] == [True, False]
    assert county.post(f"{page}/agreement").status_code == 303
    assert "等待删除" in chair.get(page).text
    assert chair.post(f"{page}/withdrawal").status_code == 303
    assert "已撤回" in chair.get("/console/erasures?ended=1").text
