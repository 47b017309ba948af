"""审计日志: any edit, removal, swap or cut is found, and the chain holds nothing personal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from crypto.chain import GENESIS, link
from service.ground.db import Database
from service.ground.setup import ROOT
from service.register.access.models import SYSTEM
from service.register.audit.checkpoint import ChainBroken, checkpoint_faults, make_checkpoint
from service.register.audit.log import canonical_fields, record
from service.register.audit.models import AuditEntry, AuditHead
from service.register.audit.verify import verify_log
from tests.given import World
from tests.races import AT_ONCE, race
from tests.shelf import unconstrained

pytestmark = pytest.mark.both("locks", "upserts", "JSON", "schema")


def tamper(database: Database, backend: str, statement: str) -> None:
    """Edit the log as somebody would who owns the database: the triggers are switched off first."""
    with database.session() as session:
        if backend == "postgresql":
            unconstrained(session.connection())
        else:
            session.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_update"))
            session.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_delete"))
        session.execute(text(statement))
        session.commit()


def test_an_untouched_log_verifies(database: Database, world: World) -> None:
    with database.reading() as session:
        verdict = verify_log(session)
        assert verdict.ok
        assert verdict.checked == session.scalar(select(func.count()).select_from(AuditEntry))


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit_entries SET act = 'x:y' WHERE seq = 3", 3),
        ("UPDATE audit_entries SET details = '{}' WHERE seq = 2", 2),
        ("UPDATE audit_entries SET actor_kind = 'staff' WHERE seq = 4", 4),
        ("DELETE FROM audit_entries WHERE seq = 3", 4),
        ("DELETE FROM audit_entries WHERE seq = 1", 2),
        ("DELETE FROM audit_entries WHERE seq >= 5", 5),
        ("UPDATE audit_entries SET seq = 1000 WHERE seq = 4", 5),
    ],
)
def test_every_tampering_is_found_and_its_place_named(
    database: Database, world: World, backend: str, statement: str, first_bad: int
) -> None:
    tamper(database, backend, statement)
    with database.reading() as session:
        verdict = verify_log(session)
    assert (verdict.ok, verdict.first_bad_seq) == (False, first_bad)


def test_a_removed_head_and_rows_beyond_the_head_are_found(
    database: Database, world: World, backend: str
) -> None:
    with database.session() as session:
        session.execute(
            text("UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE seq = 3)")
        )
        session.commit()
    with database.reading() as session:
        assert not verify_log(session).ok
    with database.session() as session:
        session.execute(text("DELETE FROM audit_head"))
        session.commit()
    with database.reading() as session:
        assert not verify_log(session).ok


def test_the_copy_of_the_link_before_is_checked_too(database: Database, world: World, backend: str) -> None:
    tamper(database, backend, "UPDATE audit_entries SET previous = hash WHERE seq = 4")
    with database.reading() as session:
        verdict = verify_log(session)
    assert (verdict.ok, verdict.first_bad_seq) == (False, 4)


def test_a_tail_that_was_cut_with_head_and_checkpoints_is_found(
    database: Database, world: World, backend: str
) -> None:
    for kept in range(1, 6):
        tamper(database, backend, f"DELETE FROM audit_entries WHERE seq > {6 - kept}")
        tamper(
            database,
            backend,
            "UPDATE audit_head SET seq = (SELECT max(seq) FROM audit_entries), "
            "hash = (SELECT hash FROM audit_entries WHERE seq = (SELECT max(seq) FROM audit_entries))",
        )
        tamper(database, backend, "DELETE FROM audit_checkpoints")
        with database.reading() as session:
            verdict = verify_log(session)
        assert (verdict.ok, verdict.reason) == (False, "head")


def test_a_chain_that_was_written_anew_is_found(database: Database, world: World, backend: str) -> None:
    """Somebody changes one record and links every later one again, as the standard library lets anybody do."""
    with database.reading() as session:
        rows = [
            (entry.seq, canonical_fields(entry), entry.algorithm)
            for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        ]
    last = GENESIS
    for seq, fields, algorithm in rows:
        fields["reason"] = "nothing" if seq == 2 else fields["reason"]
        previous, last = last, link(last, fields, algorithm)
        blob = "'\\x{}'" if backend == "postgresql" else "x'{}'"
        values = f"previous = {blob.format(previous.hex())}, hash = {blob.format(last.hex())}"
        reason = ", reason = 'nothing'" if seq == 2 else ""
        tamper(database, backend, f"UPDATE audit_entries SET {values}{reason} WHERE seq = {seq}")
    tamper(
        database,
        backend,
        f"UPDATE audit_head SET hash = (SELECT hash FROM audit_entries WHERE seq = {len(rows)})",
    )
    with database.reading() as session:
        verdict = verify_log(session)
    assert (verdict.ok, verdict.reason) == (False, "head")


def test_an_older_head_that_was_put_back_is_shown_by_the_checkpoint(
    database: Database, world: World, backend: str
) -> None:
    with database.reading() as session:
        older = session.get_one(AuditHead, 1)
        seq, mark = older.seq, (older.mark or b"").hex()
    with database.writing() as session:
        record(session, SYSTEM, "test:write", "nothing", None)
    with database.writing() as session:
        make_checkpoint(session)
    tamper(database, backend, f"DELETE FROM audit_entries WHERE seq > {seq}")
    blob = f"'\\x{mark}'" if backend == "postgresql" else f"x'{mark}'"
    back = f"UPDATE audit_head SET seq = {seq}, mark = {blob}, "
    tamper(database, backend, back + f"hash = (SELECT hash FROM audit_entries WHERE seq = {seq})")
    with database.reading() as session:
        assert verify_log(session).ok
        assert checkpoint_faults(session) != []


def test_a_cut_tail_with_a_mended_head_is_shown_by_the_checkpoint(
    database: Database, world: World, backend: str
) -> None:
    with database.writing() as session:
        make_checkpoint(session)
    tamper(database, backend, "DELETE FROM audit_entries WHERE seq > 5")
    tamper(
        database,
        backend,
        "UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit_entries WHERE seq = 5)",
    )
    with database.reading() as session:
        assert not verify_log(session).ok
        assert checkpoint_faults(session) != []


def test_a_broken_chain_is_never_signed(database: Database, world: World, backend: str) -> None:
    tamper(database, backend, "UPDATE audit_entries SET act = 'x:y' WHERE seq = 3")
    with pytest.raises(ChainBroken), database.writing() as session:
        make_checkpoint(session)


def test_sixty_four_writers_make_one_chain_without_forks(database: Database, world: World) -> None:
    def work(number: int) -> None:
        with database.writing() as session:
            record(session, SYSTEM, "test:write", "nothing", None, details={"number": number})

    assert race(work) == [None] * AT_ONCE
    with database.reading() as session:
        assert verify_log(session).ok
        assert session.scalar(select(func.count()).where(AuditEntry.act == "test:write")) == AT_ONCE


def test_an_act_that_fails_leaves_no_audit_row(database: Database, world: World) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        record(session, SYSTEM, "test:write", "nothing", None)
        raise ZeroDivisionError
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.act == "test:write")) == 0


def test_the_auditor_verifies_a_dump_with_one_file_of_the_standard_library(
    database: Database, world: World, tmp_path: Path
) -> None:
    dump = tmp_path / "audit.jsonl"
    with database.reading() as session, dump.open("w", encoding="utf-8") as file:
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
            line = {"seq": entry.seq, "record": canonical_fields(entry), "hash": entry.hash.hex()}
            file.write(json.dumps(line) + "\n")
    command = [sys.executable, str(ROOT / "crypto" / "chain.py"), str(dump)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    dump.write_text(dump.read_text("utf-8").replace('"union:found"', '"union:fond"', 1), "utf-8")
    assert subprocess.run(command, capture_output=True).returncode == 1


def test_nothing_personal_stands_in_the_chain(database: Database, world: World) -> None:
    with database.reading() as session:
        rows = json.dumps(
            [canonical_fields(row) for row in session.scalars(select(AuditEntry))], ensure_ascii=False
        )
    for name in (*world.members, "甲主席", "13900000001"):
        assert name not in rows
