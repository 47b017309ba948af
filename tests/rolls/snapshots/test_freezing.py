"""封存: what was confirmed before the moment, hashed, once, and never changed (长总工〔2018〕12号: 及时入库归档)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import SettingMissing, Settings
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.schedule import do_due
from service.register.unions.models import Union, UnionState
from service.rolls.snapshots.hashing import FIELDS, content_hash
from service.rolls.snapshots.models import Snapshot, SnapshotKind, SnapshotLine
from service.rolls.snapshots.verify import verify
from service.rolls.snapshots.yearly import YEARLY, following
from tests.given import World
from tests.races import race, tally
from tests.rolls.snapshots.given import confirmed, frozen, instant, joins, leaves

pytestmark = pytest.mark.both("locks", "schema")

At = Callable[[str], None]


def lines(session: Session, snapshot: Snapshot) -> dict[str, tuple[int | None, int, int]]:
    """Version, confirmed and registered members of each line, by the first letters of the union's name."""
    found = select(SnapshotLine).where(SnapshotLine.snapshot_id == snapshot.id)
    return {
        line.name[:4]: (line.number, line.members, line.registered)
        for line in session.scalars(found.order_by(SnapshotLine.position))
    }


def test_a_snapshot_names_the_version_that_was_confirmed_before_its_moment(
    database: Database, world: World, at: At
) -> None:
    with database.writing() as session:
        at("2027-01-10 09:00")
        confirmed(session, world)
        joins(session, world, 801)
        at("2027-02-01 00:00")
        joins(session, world, 802)
        confirmed(session, world)
        snapshot = frozen(session, "2027-02-01 00:00")
        assert lines(session, snapshot) == {"雉城样例": (1, 3, 4), "画溪样例": (None, 0, 3)}
        assert (snapshot.unions, snapshot.confirmed, snapshot.members, snapshot.registered) == (2, 1, 3, 7)
    with database.reading() as session:
        assert verify(session, session.get_one(Snapshot, snapshot.id)).intact


def test_frozen_late_it_says_what_was_true_at_its_moment(database: Database, world: World, at: At) -> None:
    """10月30日24点 (S3): a worker that was down freezes afterwards, and counts nothing that came later."""
    with database.writing() as session:
        at("2027-10-30 20:00")
        confirmed(session, world)
        at("2027-11-03 09:00")
        leaves(session, world, "陈样一")
        joins(session, world, 801)
        confirmed(session, world)
        snapshot = frozen(session, "2027-10-31 00:00", SnapshotKind.YEARLY)
        assert lines(session, snapshot)["雉城样例"] == (1, 3, 3)
        assert snapshot.frozen_at == clock.now()


def test_a_union_that_was_closed_before_stands_in_none(database: Database, world: World, at: At) -> None:
    at("2027-01-10 09:00")
    with database.writing() as session:
        union = session.get_one(Union, world.textile.id)
        union.state, union.closed_on = UnionState.CLOSED, date(2027, 1, 5)
        session.flush()
        assert list(lines(session, frozen(session, "2027-02-01 00:00"))) == ["雉城样例"]
        assert list(lines(session, frozen(session, "2027-01-05 00:00"))) == ["雉城样例", "画溪样例"]


def test_a_moment_is_frozen_once_however_many_try(database: Database, world: World, at: At) -> None:
    at("2027-02-01 00:00")

    def try_it(_: int) -> None:
        with database.writing() as session:
            frozen(session, "2027-02-01 00:00")

    assert tally(race(try_it, 8)) == {"done": 1, "SNAPSHOT_EXISTS": 7}
    with database.writing() as session:
        frozen(session, "2027-02-01 00:00", SnapshotKind.YEARLY)  # another kind is another thing
        with pytest.raises(Refusal, match="SNAPSHOT_EXISTS"):
            frozen(session, "2027-02-01 00:00")


def test_postgresql_does_not_empty_one_in_one_stroke(deployed: Deployment, world: World) -> None:
    """TRUNCATE asks no trigger of rows; SQLite has no such statement and asks those of rows for every DELETE."""
    if deployed.database.engine.dialect.name != "postgresql":
        return
    with deployed.database.writing() as session:
        frozen(session, "2026-12-01 00:00")
    for table in ("snapshot_lines", "snapshots CASCADE"):
        with (
            deployed.database.session() as session,
            pytest.raises(DBAPIError, match="a snapshot never changes"),
        ):
            session.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize("table", ["snapshots", "snapshot_lines"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET members = members + 1", "DELETE FROM {}"])
def test_even_at_the_sql_prompt_nothing_of_it_changes(
    database: Database, world: World, at: At, table: str, statement: str
) -> None:
    at("2027-02-01 00:00")
    with database.writing() as session:
        frozen(session, "2027-02-01 00:00")
    with database.session() as session, pytest.raises(DBAPIError, match="a snapshot never changes"):
        session.execute(text(statement.format(table)))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE snapshots SET label = 'x'",
        "UPDATE snapshot_lines SET members = members + 1 WHERE position = 1",
        "UPDATE snapshot_lines SET registered = registered + 1 WHERE position = 2",
        "UPDATE snapshot_lines SET name = 'x' WHERE position = 1",
        "DELETE FROM snapshot_lines WHERE position = 2",
        "UPDATE rosters SET content_hash = :other WHERE number = 1",
        "UPDATE rosters SET members = members + 1 WHERE number = 1",
    ],
)
def test_whoever_gets_round_that_is_found_out(
    own_database: Database, own_world: World, at: At, backend: str, change: str
) -> None:
    at("2027-02-01 00:00")
    with own_database.writing() as session:
        confirmed(session, own_world)
    at("2027-02-02 00:00")
    with own_database.writing() as session:
        snapshot_id = frozen(session, "2027-02-02 00:00").id
    with own_database.writing() as session:
        for table in ("snapshots", "snapshot_lines"):
            for verb in ("update", "delete"):
                on = f" ON {table}" if backend == "postgresql" else ""
                session.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))
        session.execute(text(change), {"other": bytes(32)} if ":other" in change else {})
    with own_database.reading() as session:
        verdict = verify(session, session.get_one(Snapshot, snapshot_id))
        assert verdict.intact is False
        assert bool(verdict.altered) is ("rosters" in change or "SET members" in change)


def test_lines_altered_together_with_their_hash_are_found_out_by_the_log(
    own_database: Database, own_world: World, at: At, backend: str
) -> None:
    at("2027-02-01 00:00")
    with own_database.writing() as session:
        snapshot_id = frozen(session, "2027-02-01 00:00").id
    with own_database.writing() as session:
        for table in ("snapshots", "snapshot_lines"):
            on = f" ON {table}" if backend == "postgresql" else ""
            session.execute(text(f"DROP TRIGGER {table}_no_update{on}"))
        session.execute(text("UPDATE snapshot_lines SET registered = registered + 1 WHERE position = 1"))
    with own_database.writing() as session:
        snapshot = session.get_one(Snapshot, snapshot_id)
        found = select(SnapshotLine).where(SnapshotLine.snapshot_id == snapshot_id)
        facts = [
            {name: getattr(line, name) for name in FIELDS}
            for line in session.scalars(found.order_by(SnapshotLine.position))
        ]
        snapshot.content_hash = content_hash(snapshot.kind, snapshot.label, snapshot.as_of, facts)
    with own_database.reading() as session:
        assert verify(session, session.get_one(Snapshot, snapshot_id)).intact is False


def test_freezing_is_in_the_log_with_its_hash(database: Database, world: World, at: At) -> None:
    at("2027-02-01 00:00")
    with database.writing() as session:
        snapshot = frozen(session, "2027-02-01 00:00")
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "snapshot:freeze"))
        assert entry.details == {
            "kind": "half_year",
            "content_hash": snapshot.content_hash.hex(),
            "unions": 2,
            "members": 0,
        }


def test_the_year_is_frozen_at_the_end_of_the_countys_day(deployed: Deployment, world: World, at: At) -> None:
    """S3: 10月30日24点冻结为年度考核数据."""
    at("2027-01-01 09:00")
    do_due(deployed, YEARLY)
    at("2027-10-30 23:59")
    assert do_due(deployed, YEARLY) is False
    at("2027-10-31 00:00")
    assert [do_due(deployed, YEARLY), do_due(deployed, YEARLY)] == [True, False]
    with deployed.database.reading() as session:
        [snapshot] = session.scalars(select(Snapshot))
        assert (snapshot.kind, snapshot.label) == (SnapshotKind.YEARLY, "2027年度考核数据")
        assert snapshot.as_of == instant("2027-10-31 00:00")


def test_the_day_is_the_countys_choice_and_may_be_none() -> None:
    after = instant("2027-03-01 00:00")
    assert following(Settings(database_url="x", yearly_freeze="12-31"), after) == instant("2028-01-01 00:00")
    assert following(Settings(database_url="x", yearly_freeze="02-28"), after) == instant("2028-02-29 00:00")
    assert following(Settings(database_url="x", yearly_freeze=""), after).year == 9999
    for wrong in ("02-29", "13-01", "10/30", "1030"):
        with pytest.raises(SettingMissing, match="HUIGONGKA_YEARLY_FREEZE"):
            Settings(database_url="x", yearly_freeze=wrong)
