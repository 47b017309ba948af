"""暗记号码: numbers that nobody holds; who asks about one reads what he always reads, county and auditor are told."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground.sealing import IndexEntry, opened
from service.ground.setup import rotate
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment, deploy
from service.register.facts.words import DocumentKind
from service.register.inquiries.decoys import BOOK, plant
from service.register.inquiries.matching import match
from service.register.inquiries.models import AskedHow, Decoy, DecoyAlarm
from service.register.jobs.working import work_next
from service.register.memberships.models import Membership
from service.register.people.documents import read_document
from service.register.people.models import Person
from service.register.people.register import find_person, register_person
from service.requests.transfers.models import Transfer, TransferWish, WishStatus
from service.requests.transfers.wishes import WISHES, wish
from service.rolls.reindexing import reindex_some
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World, id_number, phone
from tests.requests.applications.given import staff_of, union_of
from tests.requests.cards.given import claimed, settle_all
from tests.rolls.imports.office import confirmed, line, previewed, rows_of, sheet

pytestmark = pytest.mark.both("only one", "upserts")


def planted(deployed: Deployment, count: int = 1) -> str:
    """Plant decoys; the number of the first."""
    with deployed.database.writing() as session:
        assert plant(session, "330522", count) == count
    with deployed.database.reading() as session:
        return opened(session.scalars(select(Decoy).order_by(Decoy.id)).first(), "id_number")  # type: ignore[arg-type]


def alarms(deployed: Deployment) -> list[tuple[AskedHow, bool]]:
    with deployed.database.reading() as session:
        rows = session.scalars(select(DecoyAlarm)).all()
        return [(one.how, one.staff_id is not None) for one in rows]


def people(session: Session) -> tuple[int, ...]:
    counts = [select(func.count()).select_from(one) for one in (Person, Membership)]
    return tuple(session.scalar(one) or 0 for one in counts)


def test_a_planted_number_is_a_number_of_the_county_and_nobody_stands_behind_it(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.reading() as session:
        before = people(session)
    planted(deployed, 20)
    with deployed.database.reading() as session:
        assert people(session) == before
        for decoy in session.scalars(select(Decoy)):
            number = opened(decoy, "id_number")
            assert read_document(DocumentKind.RESIDENT, number).number == number
            assert number.startswith("330522")
            assert find_person(session, number) is None
        books = session.scalars(select(IndexEntry.book).where(IndexEntry.book == BOOK)).all()
        assert len(books) == 20


def test_listing_one_reads_as_anybody_and_raises_an_alarm_after_confirming(
    deployed: Deployment, world: World
) -> None:
    number = planted(deployed)
    rows = [line("某样名", number, phone(801)), line("沈样四", id_number(9), phone(802))]
    import_id = previewed(deployed, world, sheet(rows))
    one, other = rows_of(deployed, import_id)
    assert (one.verdict, one.compared, one.all_notes) == (other.verdict, other.compared, other.all_notes)
    assert alarms(deployed) == []  # nothing is learned from a preview
    with deployed.database.reading() as session:
        before = people(session)
    counts = confirmed(deployed, world, import_id)
    assert (counts["new"], counts["pending"]) == (0, 2)
    while work_next(deployed, [WISHES]):
        pass
    assert alarms(deployed) == [(AskedHow.IMPORT, True)]
    with deployed.database.reading() as session:
        assert people(session) == before
        assert {one.status for one in session.scalars(select(TransferWish))} == {WishStatus.WAITING}
        assert len(session.scalars(select(Transfer)).all()) == 1  # of the real one
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "decoy:meet")).one()
        assert entry.actor_id == world.staff_id("chair_battery")


def test_a_wish_and_a_claim_raise_it_too(deployed: Deployment, world: World) -> None:
    number = planted(deployed)
    with deployed.database.writing() as session:
        chair, union = staff_of(session, world, "chair_textile"), union_of(session, world.textile)
        wish(session, chair, union, "某样名", number, "", "新入职职工接转", deployed.settings)
    assert work_next(deployed, [WISHES])
    claimed(deployed.database, "某样名", number=number)
    settle_all(deployed)
    assert alarms(deployed) == [(AskedHow.WISH, True), (AskedHow.CLAIM, False)]


def test_county_and_auditor_are_told_and_nobody_else(deployed: Deployment, world: World) -> None:
    number = planted(deployed)
    office = Office(application(deployed), deployed, world)
    confirmed(deployed, world, previewed(deployed, world, sheet([line("某样名", number, phone(801))])))
    while work_next(deployed, [WISHES]):
        pass
    for login in ("county", "auditor"):
        desk = office.desk(login)
        assert "有人在试号码：暗记号码被问到 1 次" in desk.get("/console/").text
        page = desk.get("/console/alarms").text
        assert (world.battery.name in page, "花名册导入" in page, number in page) == (True, True, False)
    desk = office.desk("chair_battery")
    assert "暗记" not in desk.get("/console/").text
    assert desk.get("/console/alarms").status_code == 404


def test_a_real_person_who_holds_a_planted_number_is_himself_from_then_on(
    deployed: Deployment, world: World
) -> None:
    number = planted(deployed)
    with deployed.database.writing() as session:
        register_person(session, name="真样名", number=number)
    confirmed(deployed, world, previewed(deployed, world, sheet([line("真样名", number, phone(801))])))
    while work_next(deployed, [WISHES]):
        pass
    assert alarms(deployed) == []


def test_planted_numbers_outlive_a_change_of_the_index_key(deployed: Deployment, world: World) -> None:
    number = planted(deployed)
    rotate(deployed.settings, "index")
    fresh = deploy(deployed.settings)  # another process, which knows the new key
    while reindex_some(fresh.database):
        pass
    with fresh.database.reading() as session:
        versions = session.scalars(select(IndexEntry.version).where(IndexEntry.book == BOOK)).all()
        assert sorted(versions) == [1, 2]
        assert match(session, "某样名", number).decoy_id is not None
