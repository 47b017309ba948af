"""查找疑点: each kind is found when it is so and not when it is not; rounds survive, settle and keep up."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.ground import clock
from service.oversight.findings.models import Finding, FindingStatus, Kind, Reply, Signal
from service.register.access.models import SYSTEM, Role, Term
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind, Gender
from service.register.memberships.departure import leave
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.retention import retain
from service.register.people.documents import read_document
from service.register.people.models import Person
from service.register.people.register import change
from service.register.unions.models import CloseReason, Union, UnionState
from service.register.units.models import Unit
from tests.given import World, phone
from tests.oversight.findings.given import At, changing, entered_twice, found, joined, looked, number_born
from tests.register.memberships.given import held
from tests.requests.cards.given import bound, number_of


def kinds(deployed: Deployment, kind: Kind) -> list[Finding]:
    """What a round finds of a kind and is not over."""
    looked(deployed)
    with deployed.database.reading() as session:
        return [one for one in found(session, kind) if one.status is FindingStatus.OPEN]


# 超龄 (全国人大常委会 2024-09-13 决定; 长总工〔2018〕12号 and 秦工办字〔2021〕13号: 超龄会员)


@pytest.mark.parametrize(
    ("born", "gender", "before", "after"),
    [
        (date(1964, 12, 10), Gender.MALE, "2024-12-09", "2024-12-10"),
        (date(1965, 1, 10), Gender.MALE, "2025-02-09", "2025-02-10"),
        (date(1965, 5, 10), Gender.MALE, "2025-07-09", "2025-07-10"),
        (date(1976, 9, 10), Gender.MALE, "2039-09-09", "2039-09-10"),
        # A woman's track stands on no form: asked only past the later of both.
        (date(1970, 1, 10), Gender.FEMALE, "2025-02-09", "2025-02-10"),
        (date(1981, 9, 10), Gender.FEMALE, "2039-09-09", "2039-09-10"),
    ],
)
def test_past_the_statutory_day_it_is_asked_and_not_a_day_before(
    deployed: Deployment, world: World, at: At, born: date, gender: Gender, before: str, after: str
) -> None:
    at(f"{before} 09:00")
    with changing(deployed) as session:
        joined(session, world.battery, "龄样例", born, gender=gender, on=date(2020, 1, 1))
    assert kinds(deployed, Kind.OVER_AGE) == []
    at(f"{after} 09:00")
    [one] = kinds(deployed, Kind.OVER_AGE)
    assert (one.union_id, one.due_on) == (world.battery.id, clock.today() + timedelta(days=15))


@pytest.mark.both("dates")
def test_a_flag_changes_nothing_and_a_year_later_it_is_asked_again(
    deployed: Deployment, world: World, at: At
) -> None:
    """A question to the chair, never a state change: 返聘 may end."""
    at("2025-03-01 09:00")
    with changing(deployed) as session:
        stretch_id = joined(session, world.battery, "龄样例", date(1965, 1, 10), on=date(2020, 1, 1)).id
    [one] = kinds(deployed, Kind.OVER_AGE)
    with deployed.database.reading() as session:
        stretch = session.get_one(Membership, stretch_id)
        assert (stretch.ended_on, stretch.retained_for) == (None, None)
    settle(deployed, one, Reply.WORKING)
    at("2025-12-31 09:00")
    assert kinds(deployed, Kind.OVER_AGE) == []
    at("2026-01-01 09:00")
    assert len(kinds(deployed, Kind.OVER_AGE)) == 1


def test_who_retains_the_membership_is_not_over_age(deployed: Deployment, world: World, at: At) -> None:
    """《会籍管理办法》第十七条: 会员退休（含提前退休）后……办理保留会籍手续."""
    at("2025-03-01 09:00")
    with changing(deployed) as session:
        stretch = joined(session, world.battery, "龄样例", date(1965, 1, 10), on=date(2020, 1, 1))
        stretch_id = stretch.id
    assert len(kinds(deployed, Kind.OVER_AGE)) == 1
    with changing(deployed) as session:
        retain(session, SYSTEM, session.get_one(Membership, stretch_id), RetainReason.RETIRED, clock.today())
    assert kinds(deployed, Kind.OVER_AGE) == []
    with deployed.database.reading() as session:
        assert [one.status for one in found(session, Kind.OVER_AGE)] == [FindingStatus.GONE]


def settle(deployed: Deployment, finding: Finding, reply: Reply) -> None:
    """Answered and closed, as staff would have."""
    with changing(deployed) as session:
        one = session.get_one(Finding, finding.id)
        one.status, one.reply, one.ended_at = FindingStatus.CLOSED, reply, clock.now()


# 重复


@pytest.mark.both("only one")
def test_the_same_name_and_birthday_is_asked_once_and_another_birthday_is_not(
    deployed: Deployment, world: World
) -> None:
    """长总工〔2018〕12号: 避免重复."""
    with changing(deployed) as session:
        first = joined(session, world.battery, "重样例", date(1990, 5, 1), 1).person_id
        joined(session, world.battery, "重样例", date(1990, 5, 2), 2)
        second = joined(session, world.textile, "重 样例", date(1990, 5, 1), 3).person_id
    [one] = kinds(deployed, Kind.DUPLICATE_PERSON)
    assert {one.subject_id, one.about_id} == {first, second}
    assert one.subject_id == second  # the later registration is asked about
    assert one.union_id == world.textile.id
    assert [other.id for other in kinds(deployed, Kind.DUPLICATE_PERSON)] == [one.id]


def test_a_shared_phone_is_asked_and_ends_by_itself(deployed: Deployment, world: World) -> None:
    """A shared phone is allowed: a question, not an obstacle."""
    with changing(deployed) as session:
        joined(session, world.battery, "甲样例", date(1990, 5, 1), 1, phone=phone(555))
        late = joined(session, world.battery, "乙样例", date(1991, 5, 1), 2, phone=phone(555)).person_id
    [one] = kinds(deployed, Kind.DUPLICATE_PHONE)
    assert one.subject_id == late
    with changing(deployed) as session:
        change(session, session.get_one(Person, late), "phone", phone(556))
    assert kinds(deployed, Kind.DUPLICATE_PHONE) == []


def test_the_same_document_cannot_be_entered_twice_and_a_repair_by_hand_is_found(
    deployed: Deployment, world: World
) -> None:
    """The index refuses it; what an operator put there by hand is asked about."""
    with changing(deployed) as session:
        other = joined(session, world.textile, "改样例", date(1990, 5, 1), 1).person_id
        entered_twice(session, "id_number", number_of("陈样一"), other)
    [one] = kinds(deployed, Kind.DUPLICATE_DOCUMENT)
    assert {one.subject_id, one.about_id} == {other, world.members["陈样一"].id}


# 错误


@pytest.mark.parametrize(
    ("facts", "signal"),
    [
        ({"phone": None}, Signal.NO_PHONE),
        ({"on": date(2005, 1, 1)}, Signal.TOO_YOUNG),
    ],
)
def test_what_contradicts_itself_is_an_error(
    deployed: Deployment, world: World, facts: dict[str, object], signal: Signal
) -> None:
    """避免错误; 劳动法 第十五条: nobody under 16 may be hired, so nobody under 16 joined."""
    with changing(deployed) as session:
        union = session.get_one(Union, world.battery.id)
        union.founded_on = date(2001, 1, 1)
        joined(session, union, "错样例", date(1990, 5, 1), 1, **facts)  # type: ignore[arg-type]
    [one] = kinds(deployed, Kind.ERROR)
    assert one.signals == [signal.value]


def test_a_gender_that_the_number_denies_and_a_day_before_the_founding_are_errors(
    deployed: Deployment, world: World
) -> None:
    with changing(deployed) as session:
        union = session.get_one(Union, world.battery.id)
        joined(
            session, union, "错样例", date(1990, 5, 1), 1, on=date(2020, 1, 1)
        ).person.gender = Gender.FEMALE
    [one] = kinds(deployed, Kind.ERROR)
    assert one.signals == [Signal.GENDER_DIFFERS.value]
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).founded_on = date(2020, 1, 2)
    [same] = [error for error in kinds(deployed, Kind.ERROR) if error.subject_id == one.subject_id]
    assert same.signals == [Signal.BEFORE_FOUNDING.value, Signal.GENDER_DIFFERS.value]
    assert same.id == one.id


@pytest.mark.both("dialect")
def test_nothing_is_asked_about_a_register_that_is_right(deployed: Deployment, world: World) -> None:
    with changing(deployed) as session:
        founded = session.get_one(Union, world.battery.id)
        founded.founded_on = date(2001, 1, 1)
    looked(deployed)
    with deployed.database.reading() as session:
        about_people = [one for one in session.scalars(select(Finding)) if one.person_id]
        assert about_people == []


# 空挂、单位撤销


def test_the_members_of_a_closed_union_are_asked_about_at_the_one_above(
    deployed: Deployment, world: World
) -> None:
    """长总工〔2018〕12号: 避免“空挂会员”; 工会法 第十三条: 被撤销工会的会员会籍可以继续保留."""
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).state = UnionState.CLOSED
    stranded = kinds(deployed, Kind.STRANDED)
    assert {one.union_id for one in stranded} == {world.zhicheng.id}
    assert len(stranded) == 3


def test_a_member_whose_unit_ended_is_asked_about_where_he_is(deployed: Deployment, world: World) -> None:
    """《会籍管理办法》第十九条: 用人单位关闭、破产的, 会籍保留在上级工会."""
    with changing(deployed) as session:
        gone = session.get_one(Union, world.textile.id)
        gone.state, gone.close_reason = UnionState.CLOSED, CloseReason.BANKRUPT
        session.add(Unit(name="破产样例厂", union_id=gone.id))
        stretch = held(session, world)
        stretch.unit_name = "破产样例厂"
        person_id = stretch.person_id
    [one] = kinds(deployed, Kind.UNIT_CLOSED)
    assert (one.subject_id, one.union_id) == (person_id, world.battery.id)


# 遗漏、空壳、长期没有激活


@pytest.mark.both("sums")
@pytest.mark.parametrize(("reported", "asked"), [(None, 0), (2, 0), (3, 0), (4, 1)])
def test_fewer_than_reported_is_an_omission(
    deployed: Deployment, world: World, reported: int | None, asked: int
) -> None:
    """避免遗漏 (附件1 会员人数)."""
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).reported_members = reported
    ones = [one for one in kinds(deployed, Kind.OMISSION) if one.subject_id == world.battery.id]
    assert len(ones) == asked


def test_a_union_that_is_quiet_for_a_year_is_a_question(deployed: Deployment, world: World, at: At) -> None:
    """杜绝“空壳工会、数字会员” (秦工办字〔2021〕13号)."""
    at("2026-12-01 09:00")
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).created_at = clock.now()
    assert shell(deployed, world) == []
    at("2027-11-30 09:00")
    assert Signal.QUIET not in shell(deployed, world)
    at("2028-01-01 09:00")
    assert Signal.QUIET in shell(deployed, world)


def shell(deployed: Deployment, world: World) -> list[str]:
    """What makes the battery union look like a shell now."""
    ones = [one for one in kinds(deployed, Kind.SHELL_UNION) if one.subject_id == world.battery.id]
    return ones[0].signals if ones else []


@pytest.mark.parametrize(("members", "signs"), [(99, False), (100, True), (101, False), (150, True)])
def test_round_numbers_are_a_sign(deployed: Deployment, world: World, members: int, signs: bool) -> None:
    with changing(deployed) as session:
        for serial in range(members - 3):
            joined(session, world.battery, f"数样{serial}", date(1990, 5, 1) + timedelta(days=serial), serial)
    assert (Signal.ROUND.value in shell(deployed, world)) is signs


def test_a_term_of_office_that_is_over_is_a_sign(deployed: Deployment, world: World) -> None:
    """工会法 第十六条: 基层工会委员会每届任期三年或者五年."""
    assert shell(deployed, world) == []
    with changing(deployed) as session:
        mine = (Term.union_id == world.battery.id) & (Term.role == Role.CHAIR)
        for term in session.scalars(select(Term).where(mine)):
            term.from_on, term.until_on = date(2021, 1, 1), clock.today()
    assert shell(deployed, world) == [Signal.TERM_OVER.value]


@pytest.mark.both("sums")
def test_members_without_a_card_for_half_a_year_are_one_question_to_their_union(
    deployed: Deployment, world: World, at: At
) -> None:
    """From the first day of the sixth month on; a card takes its holder out of the count."""
    at("2026-12-01 09:00")
    with changing(deployed) as session:
        for one in session.scalars(select(Membership)):
            one.started_on = date(2026, 6, 2)
    assert kinds(deployed, Kind.NEVER_ACTIVATED) == []
    at("2026-12-02 09:00")
    assert {one.fingerprint for one in kinds(deployed, Kind.NEVER_ACTIVATED)} == {"10/10"}
    bound(deployed)
    asked = {one.subject_id: one.fingerprint for one in kinds(deployed, Kind.NEVER_ACTIVATED)}
    assert asked[world.battery.id] == "6/10"


def test_a_larger_union_without_one_card_is_a_sign_of_a_shell(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-12-01 09:00")
    with changing(deployed) as session:
        for serial in range(7):
            joined(session, world.battery, f"卡样{serial}", date(1990, 5, 1), serial, on=date(2026, 1, 1))
    assert Signal.UNUSED in shell(deployed, world)
    bound(deployed)
    assert Signal.UNUSED not in shell(deployed, world)


def test_months_are_counted_to_the_day_and_short_months_end_early() -> None:
    assert clock.months_after(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert clock.months_after(date(2026, 12, 2), -6) == date(2026, 6, 2)
    assert clock.months_after(date(2027, 1, 15), -12) == date(2026, 1, 15)


# The round


@pytest.mark.both("only one")
def test_what_was_answered_as_right_does_not_come_back_and_other_facts_do(
    deployed: Deployment, world: World
) -> None:
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).reported_members = 9
    [one] = kinds(deployed, Kind.OMISSION)
    settle(deployed, one, Reply.RIGHT)
    assert kinds(deployed, Kind.OMISSION) == []
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).reported_members = 10
    [again] = kinds(deployed, Kind.OMISSION)
    assert (again.fingerprint, again.id == one.id) == ("10:3", False)


def test_what_was_only_promised_is_asked_again(deployed: Deployment, world: World) -> None:
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).reported_members = 9
    [one] = kinds(deployed, Kind.OMISSION)
    settle(deployed, one, Reply.HANDLING)
    assert len(kinds(deployed, Kind.OMISSION)) == 1


def test_a_member_who_leaves_takes_his_question_with_him(deployed: Deployment, world: World) -> None:
    with changing(deployed) as session:
        stretch = joined(session, world.battery, "错样例", date(1990, 5, 1), 1, phone=None)
        stretch_id, days = (
            stretch.id,
            dict.fromkeys(("asked_on", "persuaded_on", "declared_on"), clock.today()),
        )
    assert len(kinds(deployed, Kind.ERROR)) == 1
    with changing(deployed) as session:
        leave(session, SYSTEM, session.get_one(Membership, stretch_id), minute_no="1", **days)
    assert kinds(deployed, Kind.ERROR) == []


def test_a_sample_number_is_a_number() -> None:
    document = read_document(DocumentKind.RESIDENT, number_born(date(1965, 1, 10)))
    assert (document.born_on, document.gender) == (date(1965, 1, 10), Gender.MALE)
