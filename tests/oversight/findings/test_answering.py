"""问题、答复、依据、销号: a question, who answers for it, what he looked at, and somebody else who closes it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.clock import today
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.oversight.erasures.executing import erase
from service.oversight.findings.actions import answer, close, send_back
from service.oversight.findings.models import REPLIES, SETTLING, Finding, FindingStatus, Kind, Reply
from service.register.access.models import SYSTEM
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.memberships.changes import VoidReason
from service.register.memberships.departure import void
from service.register.memberships.models import EndReason, Membership
from service.register.notices.models import Notice
from service.register.people.models import Person
from service.register.unions.models import Union
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World
from tests.oversight.findings.given import At, found, joined, looked, missing_some
from tests.queries import counted
from tests.register.memberships.given import chain
from tests.requests.applications.given import staff_of
from tests.rolls.campaigns.given import with_wechat


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The told world with its web application."""
    return Office(application(deployed), deployed, world)


def asked(session: Session, world: World, deployed: Deployment) -> Finding:
    """A question that waits for the battery union."""
    return missing_some(session, session.get_one(Union, world.battery.id), deployed.settings)


def test_every_kind_can_be_answered_and_only_with_what_fits_it() -> None:
    assert set(REPLIES) == set(Kind)
    assert all(REPLIES.values())
    assert {one for replies in REPLIES.values() for one in replies} == set(Reply)


def test_who_says_that_it_is_right_names_his_evidence(deployed: Deployment, world: World) -> None:
    """秦工办字〔2021〕13号: 防止弄虚作假."""
    with deployed.database.writing() as session:
        one, chair = asked(session, world, deployed), staff_of(session, world, "chair_battery")
        for reply, evidence, seen_on, field in (
            (Reply.RIGHT, " ", today(), "evidence"),
            (Reply.WORKING, "返聘协议", today(), "reply"),
            (Reply.RIGHT, "花名册原件", today() + timedelta(days=1), "seen_on"),
        ):
            with pytest.raises(Refusal) as refused:
                answer(session, chair, [one], reply, evidence, seen_on)
            assert set(refused.value.fields) == {field}
        answer(session, chair, [one], Reply.RIGHT, "花名册原件", today())
        assert (one.status, opened(one, "evidence")) == (FindingStatus.ANSWERED, "花名册原件")
        assert one.union_id == world.battery.id
        with pytest.raises(Refusal) as refused:
            answer(session, chair, [one], Reply.RIGHT, "花名册原件", today())
        assert refused.value.code == "MOVE_NOT_ALLOWED"
    with deployed.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "finding:answer")).one()
        assert entry.details == {"kind": "omission", "outcome": "right"}


def test_nobody_closes_his_own_answer(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        one, chair = asked(session, world, deployed), staff_of(session, world, "chair_battery")
        answer(session, chair, [one], Reply.RIGHT, "花名册原件", today())
        with pytest.raises(Refusal) as refused:
            close(session, chair, one)
        assert refused.value.code == "FINDING_OWN"
        close(session, staff_of(session, world, "zhicheng"), one)
        assert (one.status, one.ended_by) == (FindingStatus.CLOSED, world.staff_id("zhicheng"))


def test_sent_back_it_waits_as_long_as_at_first_and_says_why(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        one_id = asked(session, world, deployed).id
    at("2026-12-10 09:00")
    with deployed.database.writing() as session:
        one, town = session.get_one(Finding, one_id), staff_of(session, world, "zhicheng")
        answer(session, staff_of(session, world, "chair_battery"), [one], Reply.RIGHT, "名册", today())
        with pytest.raises(Refusal) as refused:
            send_back(session, town, one, " ")
        assert set(refused.value.fields) == {"remark"}
        send_back(session, town, one, "请附职工名册")
        assert (one.status, one.due_on) == (FindingStatus.OPEN, date(2026, 12, 25))
        assert opened(one, "remark") == "请附职工名册"


def test_an_overdue_question_is_chased_once_and_stands_in_the_list_of_the_union_above(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        with_wechat(session, world)
        session.get_one(Union, world.battery.id).reported_members = 9
    looked(deployed)
    at("2026-12-02 09:00")
    looked(deployed)
    assert told(deployed) == ["findings_opened"]
    at("2026-12-16 23:59")
    looked(deployed)
    assert told(deployed) == ["findings_opened"]
    at("2026-12-17 02:30")
    looked(deployed)
    looked(deployed)
    assert told(deployed) == ["findings_opened", "findings_due"]
    shown = {
        town: office.desk(town).get("/console/findings?shown=overdue").text for town in ("zhicheng", "huaxi")
    }
    assert [f"{world.battery.name}上报 9 人" in page for page in shown.values()] == [True, False]


def told(deployed: Deployment) -> list[str]:
    """The kinds of notices about findings, in order."""
    with deployed.database.reading() as session:
        kinds = select(Notice.kind).where(Notice.kind.startswith("finding")).order_by(Notice.created_at)
        return list(session.scalars(kinds))


def test_a_merger_ends_the_question_and_keeps_both_histories(deployed: Deployment, world: World) -> None:
    """Merge of duplicates: the survivor's chain goes on, the other one stays with why it ended."""
    with deployed.database.writing() as session:
        first = joined(session, world.battery, "重样例", date(1990, 5, 1), 1)
        second = joined(session, world.textile, "重样例", date(1990, 5, 1), 2)
        ids, people = (first.id, second.id), (first.person_id, second.person_id)
    looked(deployed)
    with deployed.database.writing() as session:
        [one] = found(session, Kind.DUPLICATE_PERSON)
        survivor = session.get_one(Person, people[0])
        gone = session.get_one(Membership, ids[1])
        county = staff_of(session, world, "county")
        void(session, county, gone, VoidReason.DUPLICATE, words="看过证件", survivor=survivor)
    looked(deployed)
    with deployed.database.reading() as session:
        [one] = found(session, Kind.DUPLICATE_PERSON)
        assert (one.status, one.ended_by) == (FindingStatus.GONE, None)
        assert [len(chain(session, person)) for person in people] == [1, 1]


def test_what_was_said_of_a_pair_goes_with_either_of_them(deployed: Deployment, world: World) -> None:
    """个人信息保护法 第四十七条."""
    with deployed.database.writing() as session:
        first = joined(session, world.battery, "重样例", date(1990, 5, 1), 1)
        joined(session, world.battery, "重样例", date(1990, 5, 1), 2)
        first_id = first.person_id
    looked(deployed)
    with deployed.database.writing() as session:
        [one] = found(session, Kind.DUPLICATE_PERSON)
        assert one.about_id == first_id
        answer(session, SYSTEM, [one], Reply.TWO_PEOPLE, "两张身份证", today())
        held = session.scalars(select(Membership).where(Membership.person_id == first_id)).one()
        held.ended_on, held.end_reason = today(), EndReason.LEFT  # only who is no member is erased
        session.flush()
        erase(session, session.get_one(Person, first_id))
    with deployed.database.reading() as session:
        [one] = found(session, Kind.DUPLICATE_PERSON)
        assert one.evidence_sealed is None


def test_alike_questions_are_answered_together_on_the_list(
    office: Office, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        for serial in range(3):
            joined(session, world.battery, f"错样{serial}", date(1990, 5, 1), serial, phone=None)
        joined(session, world.textile, "别样例", date(1990, 5, 1), 9, phone=None)
    looked(deployed)
    chair = office.desk("chair_battery")
    assert "错样0" in chair.get("/console/findings").text  # who has to answer must know of whom
    overseer = office.desk("county").get("/console/findings").text
    assert "错**" in overseer
    assert "错样" not in overseer
    page = chair.get("/console/findings?kind=error").text
    ids = [str(one.id) for one in mine(deployed, world)]
    assert all(f'value="{one}"' in page for one in ids)
    wrong = chair.post("/console/findings/answers?kind=error", finding=ids[:2], reply="right")
    assert wrong.status_code == 422
    assert wrong.text.count(" checked") == 2  # what was chosen is still chosen
    with deployed.database.reading() as session:
        other = [str(one.id) for one in found(session, Kind.ERROR) if one.union_id == world.textile.id]
    told_so = {"reply": "right", "evidence": "没有手机，已当面核对"}
    assert chair.post("/console/findings/answers", finding=[*ids, *other], **told_so).status_code == 303
    with deployed.database.reading() as session:
        statuses = {str(one.id): one.status for one in found(session, Kind.ERROR)}
    assert {statuses[one] for one in ids} == {FindingStatus.ANSWERED}
    assert statuses[other[0]] is FindingStatus.OPEN  # out of reach does not exist


def mine(deployed: Deployment, world: World) -> list[Finding]:
    """The errors of the battery union."""
    with deployed.database.reading() as session:
        return [one for one in found(session, Kind.ERROR) if one.union_id == world.battery.id]


def test_the_pages_lead_from_the_question_to_its_closing(
    office: Office, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        one_id = asked(session, world, deployed).id
    chair, town, county = (office.desk(one) for one in ("chair_battery", "zhicheng", "county"))
    page = f"/console/findings/{one_id}"
    assert "核对 1 处数据疑点" in chair.get("/console/").text
    assert "上报 99 人，花名册上只有 3 人" in chair.get(page).text
    wrong = chair.post(f"{page}/answer", reply="right", evidence="", seen_on="2026-01-01")
    assert wrong.status_code == 422
    assert "请写看过什么材料" in wrong.text
    assert chair.post(f"{page}/answer", reply="handling").status_code == 303
    assert "销号</button>" not in chair.get(page).text
    assert "1 处数据疑点已答复，请销号" in town.get("/console/").text
    assert town.post(f"{page}/return", remark="什么时候补录？").status_code == 303
    assert "什么时候补录？" in chair.get(page).text
    assert chair.post(f"{page}/answer", reply="right", evidence="名册原件").status_code == 303
    assert county.post(f"{page}/closing").status_code == 303
    assert "已销号" in chair.get(page).text


def test_every_number_has_what_it_is_out_of_as_of_when_and_a_list(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    """KPI: numerator, denominator, as-of, list; numbers equal rows."""
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        for serial in range(3):
            joined(session, world.battery, f"错样{serial}", date(1990, 5, 1), serial, phone=None)
    looked(deployed)
    county = office.desk("county")
    page = county.get("/console/findings/overview").text
    assert "截至 2026-12-01 09:00" in page
    assert "3 / 9 人（33.33%）" in page
    listed = county.get("/console/findings?shown=open&kind=error").text
    assert listed.count("没有手机号") == 3
    assert (
        county.get(f"/console/findings?union_id={world.zhicheng.id}&kind=error").text.count("没有手机号") == 3
    )
    assert county.get(f"/console/findings?union_id={world.huaxi.id}&kind=error").text.count("没有手机号") == 0
    town = office.desk("huaxi").get("/console/findings/overview").text
    assert "/ 3 人" in town  # his own people are the denominator


def test_lists_cost_the_same_for_one_and_for_many(office: Office, deployed: Deployment, world: World) -> None:
    county = office.desk("county")
    costs = []
    for serials in (range(1), range(1, 12)):
        with deployed.database.writing() as session:
            for serial in serials:
                joined(session, world.battery, "重样例", date(1990, 5, 1), serial, phone=None)
        looked(deployed)
        with counted(deployed.database) as sent:
            assert county.get("/console/findings").status_code == 200
            assert county.get("/console/findings/overview").status_code == 200
        costs.append(len(sent))
    assert costs[1] <= costs[0] + 2  # the others of pairs, when there are any


def test_settling_replies_are_those_that_say_it_is_right() -> None:
    assert Reply.FIXED not in SETTLING
    assert Reply.HANDLING not in SETTLING
    assert Reply.SAME_PERSON not in SETTLING
