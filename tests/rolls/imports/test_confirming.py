"""确认导入: all or nothing, against the register of the moment, and nothing readable afterwards."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.sealing import OwnedKey, find, opened
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.facts.words import Education, Post
from service.register.jobs.leases import LEASE, LeaseLost, claim
from service.register.jobs.models import JobKind
from service.register.memberships.models import EndReason, Membership
from service.register.memberships.queries import open_membership
from service.register.people.models import Person
from service.register.people.register import change, find_person, register_person
from service.register.unions.models import Union
from service.rolls.imports.actions import apply_next, discard, discard_old, preview_next
from service.rolls.imports.applying import write
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.preview import read
from service.rolls.imports.procedures import PROCEDURES
from service.rolls.imports.roster_register import RosterComparison
from service.rolls.imports.verdicts import RowKind, RowVerdict
from service.rolls.rosters.pending import confirmation
from tests.given import World, id_number, phone
from tests.queries import counted
from tests.races import race, tally
from tests.rolls.imports.office import (
    actor_of,
    confirmed,
    line,
    ordered,
    outcome,
    previewed,
    refused_confirmation,
    rows_of,
    sheet,
    uploaded,
)

OLD = [
    line("陈样一", id_number(3), phone(1)),
    line("林样二", id_number(5), phone(2)),
    line("周样三", id_number(7), phone(3)),
]
OUTDATED = "预览之后登记又有变化，没有写入任何内容。系统已按现在的登记重新核对，请再看一遍预览再确认。"
NEW = line("吴样七", id_number(101), phone(101), 担任工会职务="小组长")


def said(deployed: Deployment, import_id: UUID) -> list[tuple[RowVerdict, RowKind | None, tuple[str, ...]]]:
    """Verdict, kind and changed columns of each row."""
    rows = rows_of(deployed, import_id)
    return [(row.verdict, row.finding.kind, row.finding.changes) for row in rows]


def of_battery(session: Session, world: World, number: str) -> tuple[Person, Membership]:
    person = find_person(session, number)
    assert person is not None
    membership = session.scalars(
        select(Membership).where(Membership.person_id == person.id, Membership.ended_on.is_(None))
    ).one()
    assert membership.union_id == world.battery.id
    return person, membership


def test_the_preview_tells_what_changes_of_its_own_members_and_nothing_of_others(
    deployed: Deployment, world: World
) -> None:
    changed = line("林样二", id_number(5), phone(66), 学历="本科", 担任工会职务="工会副主席")
    import_id = previewed(deployed, world, sheet([OLD[0], changed, NEW]))
    assert said(deployed, import_id) == [
        (RowVerdict.ACCEPTED, RowKind.UNCHANGED, ()),
        (RowVerdict.ACCEPTED, RowKind.CHANGED, ("学历", "手机号码", "担任工会职务")),
        (RowVerdict.ACCEPTED, RowKind.PENDING, ()),
    ]
    counts = confirmed(deployed, world, import_id)
    assert counts["absent"] == 1
    with deployed.database.reading() as session:
        person, membership = of_battery(session, world, id_number(5))
        assert (person.education, membership.post) == (Education.BACHELOR, Post.VICE_CHAIR)
        assert opened(person, "phone") == phone(66)
        assert find(session, "person", "phone", phone(66)) == [person.id]
        assert find(session, "person", "phone", phone(2)) == []
        members = session.scalar(select(func.count()).where(Membership.union_id == world.battery.id))
        assert members == 4  # 周样三, who is not in the file, stays
        waiting = [row.name for row in confirmation(session, session.get_one(Union, world.battery.id)).rows]
        assert "吴样七" in waiting


def test_an_empty_cell_states_nothing_and_a_post_ends_only_by_saying_so(
    deployed: Deployment, world: World
) -> None:
    chair = line("陈样一", id_number(3), phone(1), 担任工会职务="主席")
    confirmed(deployed, world, previewed(deployed, world, sheet([chair])))
    blank = line("陈样一", id_number(3), "", 学历="", 户籍类型="", 所属单位="", 就业状况="", 国籍="")
    assert said(deployed, previewed(deployed, world, sheet([blank]))) == [
        (RowVerdict.QUESTION, RowKind.UNCHANGED, ())
    ]
    ended = line("陈样一", id_number(3), phone(1), 担任工会职务="无")
    import_id = previewed(deployed, world, sheet([ended]))
    assert said(deployed, import_id) == [(RowVerdict.ACCEPTED, RowKind.CHANGED, ("担任工会职务",))]
    confirmed(deployed, world, import_id)
    with deployed.database.reading() as session:
        assert of_battery(session, world, id_number(3))[1].post is None


def test_a_member_of_another_union_reads_like_somebody_nobody_knows_and_stays_where_he_is(
    deployed: Deployment, world: World
) -> None:
    elsewhere = line("沈样四", id_number(9), phone(4))
    import_id = previewed(deployed, world, sheet([elsewhere, NEW]))
    assert said(deployed, import_id) == [(RowVerdict.ACCEPTED, RowKind.PENDING, ())] * 2
    counts = confirmed(deployed, world, import_id)
    assert (counts["new"], counts["pending"]) == (1, 1)
    with deployed.database.reading() as session:
        held = open_membership(session, world.members["沈样四"].id)
        assert held is not None
        assert held.union_id == world.textile.id


def test_a_former_member_joins_again_under_the_same_name_only(deployed: Deployment, world: World) -> None:
    """He was this union's own last; which of the two it was, the preview does not tell."""
    with deployed.database.writing() as session:
        _, membership = of_battery(session, world, id_number(3))
        membership.ended_on, membership.end_reason = clock.today(), EndReason.LEFT
    stranger, returning = line("陈样某", id_number(3), phone(1)), line("陈样一", id_number(3), phone(1))
    for row, new in ((stranger, 0), (returning, 1)):
        import_id = previewed(deployed, world, sheet([row]))
        assert said(deployed, import_id) == [(RowVerdict.ACCEPTED, RowKind.PENDING, ())]
        counts = confirmed(deployed, world, import_id)
        assert (counts["new"], counts["pending"]) == (new, 1 - new)
    with deployed.database.reading() as session:
        assert of_battery(session, world, id_number(3))[1].sequence == 2


def test_a_changed_name_of_a_member_is_asked_about(deployed: Deployment, world: World) -> None:
    renamed = line("陈样壹", id_number(3), phone(1))
    assert said(deployed, previewed(deployed, world, sheet([renamed]))) == [
        (RowVerdict.QUESTION, RowKind.CHANGED, ("姓名",))
    ]


def test_a_phone_shared_within_the_file_is_asked_about(deployed: Deployment, world: World) -> None:
    other = line("郑样十", id_number(105), phone(101))
    rows = rows_of(deployed, previewed(deployed, world, sheet([NEW, other])))
    assert [row.verdict for row in rows] == [RowVerdict.ACCEPTED, RowVerdict.QUESTION]
    assert rows[1].all_notes[0].sentence == "与表格第 3 行的手机号相同，请核对是不是本人的号码。"


def test_a_register_that_changed_since_the_preview_refuses_the_import_whole(
    deployed: Deployment, world: World
) -> None:
    import_id = previewed(deployed, world, sheet([NEW, OLD[0]]))
    with deployed.database.writing() as session:
        person, _ = of_battery(session, world, id_number(3))
        change(session, person, "phone", phone(77))
    ordered(deployed, world, import_id)
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.UPLOADED, OUTDATED)
    with deployed.database.reading() as session:
        assert find_person(session, id_number(101)) is None
    assert preview_next(deployed)  # the same file, compared anew, without being asked for
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, OUTDATED)
    assert said(deployed, import_id) == [
        (RowVerdict.ACCEPTED, RowKind.PENDING, ()),
        (RowVerdict.ACCEPTED, RowKind.CHANGED, ("手机号码",)),
    ]
    assert confirmed(deployed, world, import_id)["new"] == 1


def test_what_changed_meanwhile_of_anybody_else_is_told_to_nobody(deployed: Deployment, world: World) -> None:
    other = line("郑样十", id_number(105), phone(105))
    import_id = previewed(deployed, world, sheet([NEW, other]))
    with deployed.database.writing() as session:
        register_person(session, name="郑某某", number=id_number(105))
    counts = confirmed(deployed, world, import_id)
    assert (counts["new"], counts["pending"]) == (1, 1)


def test_a_file_of_refused_rows_has_nothing_to_import(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet([line("", id_number(101), phone(101))]))
    assert refused_confirmation(deployed, world, import_id) == "IMPORT_NOTHING"


def test_nothing_is_readable_after_confirming_or_giving_up(deployed: Deployment, world: World) -> None:
    done = previewed(deployed, world, sheet([NEW]))
    confirmed(deployed, world, done)
    given_up = previewed(deployed, world, sheet([NEW]))
    with deployed.database.writing() as session:
        discard(session, actor_of(session, world, "chair_battery"), session.get_one(Import, given_up))
    unreadable = uploaded(deployed, world, "没有表头\n".encode())
    assert preview_next(deployed)
    with deployed.database.reading() as session:
        for import_id in (done, given_up, unreadable):
            import_ = session.get_one(Import, import_id)
            assert (import_.file_sealed, import_.preview_sealed) == (None, None)
            assert session.get(OwnedKey, import_id) is None


def test_file_and_preview_lie_sealed_until_then(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        for blob in (import_.file_sealed, import_.preview_sealed):
            assert blob is not None
            assert id_number(101).encode() not in blob
            assert "吴样七".encode() not in blob


def test_only_those_who_reach_the_union_see_or_confirm_its_import(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    for login in ("chair_textile", "handler_battery", "huaxi", "auditor", "admin"):
        assert refused_confirmation(deployed, world, import_id, login) == "NOT_FOUND"
    assert confirmed(deployed, world, import_id, "zhicheng")["new"] == 1


def test_a_file_is_not_confirmed_before_it_is_read_nor_twice(deployed: Deployment, world: World) -> None:
    import_id = uploaded(deployed, world, sheet([NEW]))
    assert refused_confirmation(deployed, world, import_id) == "IMPORT_NOT_READY"
    assert preview_next(deployed)
    confirmed(deployed, world, import_id)
    assert refused_confirmation(deployed, world, import_id) == "MOVE_NOT_ALLOWED"


def test_the_log_tells_what_was_done_in_counts_and_columns_only(deployed: Deployment, world: World) -> None:
    changed = line("林样二", id_number(5), phone(66))
    import_id = previewed(deployed, world, sheet([changed, NEW]))
    confirmed(deployed, world, import_id)
    with deployed.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        acts = [
            entry.act for entry in entries if entry.act.split(":")[0] in ("import", "person", "membership")
        ]
        assert acts == [
            "import:upload",
            "import:order",
            "membership:begin",
            "person:correct",
            "import:confirm",
        ]
        chair = world.staff_id("chair_battery")
        assert {entry.actor_id for entry in entries if entry.act in acts} == {chair}
        corrected = next(entry for entry in entries if entry.act == "person:correct")
        assert corrected.details == {"columns": "手机号码", "source": "import"}


@pytest.mark.both("locks")
def test_of_64_confirmations_at_once_exactly_one_takes_effect(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    results = race(lambda _: ordered(deployed, world, import_id))
    assert tally(results) == {"done": 1, "MOVE_NOT_ALLOWED": 63}


@pytest.mark.both("locks")
def test_of_many_workers_exactly_one_writes_a_file(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    ordered(deployed, world, import_id)
    assert Counter(race(lambda _: apply_next(deployed), 8)) == {True: 1, False: 7}
    assert_written_once(deployed, world, import_id)


def assert_written_once(deployed: Deployment, world: World, import_id: UUID) -> None:
    """The file is in the register, its newcomer once, and the log tells it once."""
    assert outcome(deployed, import_id)[0] is ImportStatus.CONFIRMED
    with deployed.database.reading() as session:
        assert len(find(session, "person", "id_number", id_number(101))) == 1
        assert session.scalar(select(func.count()).where(Membership.union_id == world.battery.id)) == 4
        written = select(func.count()).where(AuditEntry.act == "import:confirm")
        assert session.scalar(written) == 1


@pytest.mark.both("locks")
def test_a_worker_that_lost_its_lease_writes_nothing(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    ordered(deployed, world, import_id)
    slow = claim(deployed.database, [JobKind.WRITE])
    later(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    fast = claim(deployed.database, [JobKind.WRITE])
    assert slow is not None
    assert fast is not None
    with pytest.raises(LeaseLost):
        write(deployed, slow, PROCEDURES)
    assert outcome(deployed, import_id)[0] is ImportStatus.CONFIRMING
    write(deployed, fast, PROCEDURES)
    assert_written_once(deployed, world, import_id)


@pytest.mark.both("locks")
def test_two_files_with_the_same_newcomer_enter_him_once(deployed: Deployment, world: World) -> None:
    files = [previewed(deployed, world, sheet([NEW])) for _ in range(8)]
    for import_id in files:
        ordered(deployed, world, import_id)
    race(lambda _: apply_next(deployed), len(files))
    while apply_next(deployed):
        pass
    states = Counter(outcome(deployed, import_id) for import_id in files)
    assert states == {(ImportStatus.CONFIRMED, None): 1, (ImportStatus.UPLOADED, OUTDATED): 7}
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).where(Membership.union_id == world.battery.id)) == 4


def test_a_file_given_up_while_it_is_read_stays_given_up(deployed: Deployment, world: World) -> None:
    import_id = uploaded(deployed, world, sheet([NEW]))
    lease = claim(deployed.database, [JobKind.PREVIEW])
    assert lease is not None
    with deployed.database.writing() as session:
        discard(session, actor_of(session, world, "chair_battery"), session.get_one(Import, import_id))
    read(deployed, lease, PROCEDURES)
    with deployed.database.reading() as session:
        assert session.get_one(Import, import_id).status is ImportStatus.DISCARDED


def test_looking_a_file_up_takes_as_many_queries_for_sixty_rows_as_for_three(
    deployed: Deployment, world: World
) -> None:
    def statements(newcomers: int) -> int:
        more = [line("样例", id_number(301 + number), phone(301 + number)) for number in range(newcomers)]
        import_id = previewed(deployed, world, sheet([*OLD, *more]))
        rows = rows_of(deployed, import_id)
        with deployed.database.reading() as session:
            import_ = session.get_one(Import, import_id)
            assert import_.union.name
            with counted(deployed.database) as sent:
                RosterComparison(session, import_, rows, lambda _: None)
        return len(sent)

    assert statements(57) == statements(0)


def test_what_nobody_confirms_within_a_day_is_given_up_and_destroyed(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet([NEW]))
    later(hours=23)
    assert not discard_old(deployed)
    later(hours=2)
    assert discard_old(deployed)
    with deployed.database.reading() as session:
        row = session.get_one(Import, import_id)
        assert (row.status, row.file_sealed, row.preview_sealed) == (ImportStatus.DISCARDED, None, None)
        assert session.get(OwnedKey, import_id) is None
