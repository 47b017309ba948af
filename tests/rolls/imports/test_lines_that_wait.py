"""After confirming: whom nobody knew settles at once; everybody else waits, for a reason that nobody is told."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.doors.mine.looks import looks_seen
from service.ground import clock
from service.ground.errors import Refusal
from service.ground.sealing import OwnedKey
from service.oversight.erasures.executing import erase
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.memberships.models import Membership
from service.register.memberships.queries import last_membership, open_membership
from service.register.people.models import Person
from service.register.people.register import find_person, register_person
from service.register.unions.models import Union
from service.requests.cards.models import Card
from service.requests.transfers.actions import receive, refuse, release
from service.requests.transfers.asking import agree, decline
from service.requests.transfers.listing import end_lines
from service.requests.transfers.models import RefuseReason, Transfer, TransferStatus, TransferWish, WishStatus
from service.requests.transfers.overdue import lapse_unanswered, void_stale
from service.requests.transfers.queries import transfer_handled, transfers_waiting
from service.requests.transfers.wishes import WISHES
from service.rolls.imports.actions import apply_next, withdraw
from service.rolls.imports.models import Import, ImportStatus
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World, id_number, phone
from tests.queries import counted
from tests.requests.applications.given import staff_of
from tests.requests.cards.given import bound
from tests.rolls.imports.office import actor_of, confirmed, line, ordered, outcome, previewed, sheet
from tests.rolls.imports.test_not_told import (
    another_name,
    elsewhere,
    ended,
    former_elsewhere,
    nobody,
    registered_only,
)

pytestmark = pytest.mark.both("only one", "upserts")

MEMBER = "沈样四"  # of the textile works; the battery works list him
NUMBER = id_number(9)


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The console over the told world."""
    return Office(application(deployed), deployed, world)


def listed(deployed: Deployment, world: World, *people: tuple[str, str]) -> UUID:
    """The battery works list people, confirm, and the worker compares; the import."""
    rows = [line(name, number, phone(900 + place)) for place, (name, number) in enumerate(people)]
    import_id = previewed(deployed, world, sheet(rows))
    confirmed(deployed, world, import_id)
    while work_next(deployed, [WISHES]):
        pass
    return import_id


def lines(session: Session, import_id: UUID) -> list[TransferWish]:
    """The lines of an import that waited, in the order of the file."""
    return list(
        session.scalars(
            select(TransferWish).where(TransferWish.import_id == import_id).order_by(TransferWish.line)
        )
    )


def statuses(deployed: Deployment, import_id: UUID) -> list[WishStatus]:
    with deployed.database.reading() as session:
        return [one.status for one in lines(session, import_id)]


@pytest.mark.parametrize("who", [elsewhere, another_name, former_elsewhere, registered_only])
def test_whoever_is_known_waits_and_whom_nobody_knew_is_a_member_at_once(
    deployed: Deployment, world: World, who: Callable[[Session, World], tuple[str, str]]
) -> None:
    with deployed.database.writing() as session:
        known = who(session, world)
        new = nobody(session, world)
    import_id = listed(deployed, world, known, new)
    with deployed.database.reading() as session:
        counts = session.get_one(Import, import_id).counts
        assert (counts["new"], counts["pending"], counts["refused"]) == (1, 1, 0)
        joined = find_person(session, new[1])
        assert joined is not None
        held = open_membership(session, joined.id)
        assert held is not None
        assert held.union_id == world.battery.id
        known_person = find_person(session, known[1])
        assert known_person is not None
        kept = last_membership(session, known_person.id)
        assert kept is None or kept.union_id == world.textile.id
        (waiting,) = lines(session, import_id)
        assert (waiting.line, waiting.status) == (3, WishStatus.WAITING)


@pytest.mark.parametrize(("who", "asked"), [(elsewhere, 1), (former_elsewhere, 1), (another_name, 0)])
def test_nobody_else_hears_of_it_before_name_and_number_both_fit(
    deployed: Deployment, world: World, who: Callable[[Session, World], tuple[str, str]], asked: int
) -> None:
    with deployed.database.writing() as session:
        known = who(session, world)
    listed(deployed, world, known)
    with deployed.database.reading() as session:
        chair = staff_of(session, world, "chair_textile")
        assert len(transfers_waiting(session, chair, 10)) == asked
        assert transfers_waiting(session, staff_of(session, world, "chair_battery"), 10) == []


def test_the_page_says_the_same_of_every_line_that_waits(office: Office) -> None:
    deployed, world = office.deployed, office.world
    with deployed.database.writing() as session:
        known = [who(session, world) for who in (another_name, registered_only)]
        known.append(("钱样五", id_number(11)))
    import_id = listed(deployed, world, *known)
    desk = office.desk("chair_battery")
    page = desk.get(f"/console/imports/{import_id}").text
    for name, number in known:
        page = page.replace(name, "某").replace(f"{number[0]}{'*' * 16}{number[-1]}", "号")
    with deployed.database.reading() as session:
        for one in lines(session, import_id):
            page = page.replace(str(one.id), "…").replace(f"第 {one.line} 行", "行")
    rows = [row for row in page.split("<tr>") if "待核对" in row and "data-label" in row]
    assert len(rows) == 3
    assert len({"".join(row.split("</tr>")[0].split()) for row in rows}) == 1


def moved(deployed: Deployment, world: World, answer: Callable[[Session, Transfer], None]) -> UUID:
    """沈样四 comes to the battery works by its roster; who answers is said."""
    import_id = listed(deployed, world, (MEMBER, NUMBER))
    with deployed.database.writing() as session:
        (transfer,) = session.scalars(select(Transfer))
        with pytest.raises(Refusal, match="NOT_FOUND"):  # nothing of it exists for who listed him
            transfer_handled(session, staff_of(session, world, "chair_battery"), transfer.id)
        answer(session, transfer)
        receive(session, staff_of(session, world, "chair_battery"), transfer)
    assert end_lines(deployed)
    assert not end_lines(deployed)
    return import_id


def test_a_worker_moves_by_roster_when_he_and_his_union_agree(deployed: Deployment, world: World) -> None:
    """《会籍管理办法》第三条: 劳动（工作）关系在哪里，会籍就在哪里."""
    card_id = bound(deployed, MEMBER)

    def both(session: Session, transfer: Transfer) -> None:
        agree(session, Actor("account", session.get_one(Card, card_id).account_id), transfer)
        release(session, staff_of(session, world, "chair_textile"), transfer)

    import_id = moved(deployed, world, both)
    with deployed.database.reading() as session:
        held = open_membership(session, world.members[MEMBER].id)
        assert held is not None
        assert (held.union_id, held.sequence) == (world.battery.id, 2)
        (one,) = lines(session, import_id)
        assert (one.status, one.name_sealed, one.id_number_sealed) == (WishStatus.SETTLED, None, None)
        assert session.get(OwnedKey, one.id) is None


def test_his_union_may_let_him_go_without_waiting_for_his_answer(deployed: Deployment, world: World) -> None:
    def chair(session: Session, transfer: Transfer) -> None:
        release(session, staff_of(session, world, "chair_textile"), transfer)

    assert statuses(deployed, moved(deployed, world, chair)) == [WishStatus.SETTLED]


def test_a_former_member_joins_again_when_the_union_he_was_in_says_it_is_he(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        ended(session, MEMBER, world)

    def chair(session: Session, transfer: Transfer) -> None:
        release(session, staff_of(session, world, "chair_textile"), transfer)
        session.flush()

    assert statuses(deployed, moved(deployed, world, chair)) == [WishStatus.SETTLED]
    assert not void_stale(deployed)
    with deployed.database.reading() as session:
        held = open_membership(session, world.members[MEMBER].id)
        assert held is not None
        assert (held.union_id, held.sequence, held.started_on) == (world.battery.id, 2, clock.today())


def test_who_returned_elsewhere_meanwhile_is_not_taken_from_there(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        ended(session, MEMBER, world)
    listed(deployed, world, (MEMBER, NUMBER))
    with deployed.database.writing() as session:
        (transfer,) = session.scalars(select(Transfer))
        release(session, staff_of(session, world, "chair_textile"), transfer)
        last = last_membership(session, world.members[MEMBER].id)
        assert last is not None
        last.ended_on = last.end_reason = None  # a member of the textile works again
        session.flush()
        with pytest.raises(Refusal, match="TRANSFER_STALE"):
            receive(session, staff_of(session, world, "chair_battery"), transfer)
        session.rollback()
        last = last_membership(session, world.members[MEMBER].id)
        assert last is not None
        last.ended_on = last.end_reason = None
    assert void_stale(deployed)


@pytest.mark.parametrize("who", ["member", "old union", "nobody"])
def test_a_no_and_silence_look_alike_until_the_line_falls_due(
    deployed: Deployment, world: World, who: str, later: Callable[..., None]
) -> None:
    import_id = listed(deployed, world, (MEMBER, NUMBER), ("别样名", id_number(11)))
    with deployed.database.writing() as session:
        (transfer,) = session.scalars(select(Transfer))
        if who == "member":
            decline(session, Actor("account", None), transfer)
        if who == "old union":
            refuse(session, staff_of(session, world, "chair_textile"), transfer, RefuseReason.STILL_HERE)
    assert statuses(deployed, import_id) == [WishStatus.WAITING] * 2
    later(days=12)
    lapse_unanswered(deployed)
    assert not end_lines(deployed)
    assert statuses(deployed, import_id) == [WishStatus.WAITING] * 2
    later(days=19)
    assert end_lines(deployed)
    assert statuses(deployed, import_id) == [WishStatus.LAPSED] * 2
    with deployed.database.reading() as session:
        assert {one.name_sealed for one in lines(session, import_id)} == {None}


def test_a_withdrawn_line_takes_back_what_it_asked_later_and_the_answer_does_not_tell(
    office: Office,
) -> None:
    deployed, world, desk = office.deployed, office.world, office.desk("chair_battery")
    import_id = listed(deployed, world, (MEMBER, NUMBER), ("别样名", id_number(11)))
    with deployed.database.reading() as session:
        ids = [one.id for one in lines(session, import_id)]
    assert desk.form_token
    answers = []
    for line_id in ids:
        with counted(deployed.database) as sent:
            answer = desk.post(f"/console/imports/{import_id}/lines/{line_id}/withdrawal")
        answers.append((answer.status_code, answer.location, answer.data, len(sent)))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (303, f"/console/imports/{import_id}?done=line_withdrawn")
    with deployed.database.reading() as session:
        assert session.scalars(select(Transfer.status)).one() is TransferStatus.REQUESTED
    while work_next(deployed, [WISHES]):
        pass
    with deployed.database.reading() as session:
        assert session.scalars(select(Transfer.status)).one() is TransferStatus.WITHDRAWN
    assert statuses(deployed, import_id) == [WishStatus.WITHDRAWN] * 2
    again = desk.post(f"/console/imports/{import_id}/lines/{ids[0]}/withdrawal")
    assert again.status_code == 409
    foreign = office.desk("chair_textile")
    assert foreign.post(f"/console/imports/{import_id}/lines/{ids[0]}/withdrawal").status_code == 404


def test_listed_again_a_line_takes_the_place_of_the_earlier_one(deployed: Deployment, world: World) -> None:
    people = ((MEMBER, NUMBER), ("别样名", id_number(11)))
    first, second = listed(deployed, world, *people), listed(deployed, world, *people)
    assert statuses(deployed, first) == [WishStatus.WITHDRAWN] * 2
    assert statuses(deployed, second) == [WishStatus.WAITING] * 2
    with deployed.database.reading() as session:
        assert session.scalars(select(Transfer.status)).all() == [TransferStatus.REQUESTED]


def test_the_person_reads_that_a_union_listed_him(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed, MEMBER)
    listed(deployed, world, (MEMBER, NUMBER))
    with deployed.database.writing() as session:
        account = session.get_one(Account, session.get_one(Card, card_id).account_id)
        seen = looks_seen(session, account)["looks"]
        assert isinstance(seen, list)
        told = [(one["who"], one["what"], one["purpose"]) for one in seen]
        who = f"{world.battery.name} 工会主席"
        assert told == [(who, "把您列入了花名册，等您或者您所在的工会答复", "花名册导入")]


def test_somebody_listed_under_another_name_is_not_told(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed, MEMBER)
    listed(deployed, world, ("别样名", NUMBER))
    with deployed.database.writing() as session:
        account = session.get_one(Account, session.get_one(Card, card_id).account_id)
        assert looks_seen(session, account)["looks"] == []
        assert [one.person_id for one in session.scalars(select(TransferWish))] == [None]


def test_a_former_member_of_this_very_union_joins_again_at_once_under_his_name(
    deployed: Deployment, world: World
) -> None:
    """The union that would have to answer is the one that confirms."""
    with deployed.database.writing() as session:
        ended(session, "陈样一", world)
        ended(session, "林样二", world)
    import_id = listed(deployed, world, ("陈样一", id_number(3)), ("别样名", id_number(5)))
    with deployed.database.reading() as session:
        held = open_membership(session, world.members["陈样一"].id)
        assert held is not None
        assert held.sequence == 2
        assert open_membership(session, world.members["林样二"].id) is None
        assert [one.line for one in lines(session, import_id)] == [4]


def test_somebody_entered_while_a_file_is_written_is_compared_anew_and_nobody_is_told(
    deployed: Deployment, world: World
) -> None:
    import_id = previewed(deployed, world, sheet([line("吴样七", id_number(101), phone(101))]))
    ordered(deployed, world, import_id)
    with deployed.database.writing() as session:
        register_person(session, name="郑某某", number=id_number(101))
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMED, None)
    assert statuses(deployed, import_id) == [WishStatus.WAITING]


def test_what_was_typed_of_an_erased_person_is_unreadable(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        ended(session, MEMBER, world)
    import_id = listed(deployed, world, (MEMBER, NUMBER))
    with deployed.database.writing() as session:
        erase(session, session.get_one(Person, world.members[MEMBER].id))
    with deployed.database.reading() as session:
        (one,) = lines(session, import_id)
        assert (one.person_id, one.name_sealed, one.id_number_sealed) == (None, None, None)
        assert session.get(OwnedKey, one.id) is None


def test_a_first_roster_settles_whole_and_at_once(deployed: Deployment, world: World) -> None:
    people = [(f"样{chr(0x4E00 + place)}名", id_number(301 + place)) for place in range(60)]
    import_id = listed(deployed, world, *people)
    assert statuses(deployed, import_id) == []
    with deployed.database.reading() as session:
        members = select(func.count()).where(
            Membership.union_id == session.get_one(Union, world.battery.id).id
        )
        assert session.scalar(members) == 3 + 60


def test_a_page_of_lines_takes_as_many_statements_for_one_as_for_ten(office: Office) -> None:
    deployed, world, desk = office.deployed, office.world, office.desk("chair_battery")
    with deployed.database.writing() as session:
        for serial in range(10):
            register_person(session, name="登样记", number=id_number(501 + serial))

    def statements(count: int) -> int:
        people = [("登样记", id_number(501 + serial)) for serial in range(count)]
        import_id = listed(deployed, world, *people)
        desk.get(f"/console/imports/{import_id}")
        with counted(deployed.database) as sent:
            assert desk.get(f"/console/imports/{import_id}").status_code == 200
        return len(sent)

    assert statements(1) == statements(10)


def test_withdrawing_is_in_the_log_in_counts_only(deployed: Deployment, world: World) -> None:
    import_id = listed(deployed, world, (MEMBER, NUMBER))
    with deployed.database.writing() as session:
        actor, import_ = actor_of(session, world, "chair_battery"), session.get_one(Import, import_id)
        withdraw(session, actor, import_, lines(session, import_id)[0].id)
    with deployed.database.writing() as session, pytest.raises(Refusal, match="NOT_FOUND"):
        actor, import_ = actor_of(session, world, "chair_battery"), session.get_one(Import, import_id)
        withdraw(session, actor, import_, import_id)


def test_who_confirmed_reads_on_his_home_page_how_many_wait_and_until_when(office: Office) -> None:
    import_id = listed(office.deployed, office.world, (MEMBER, NUMBER), ("别样名", id_number(11)))
    with office.deployed.database.reading() as session:
        due_on = lines(session, import_id)[0].due_on
    told = f"花名册里有 2 行待核对，{due_on} 起到期销毁"
    assert told in office.desk("chair_battery").get("/console/").text
    for login in ("county", "chair_textile", "zhicheng"):
        assert told not in office.desk(login).get("/console/").text
