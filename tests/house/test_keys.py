"""密钥与密文: bound to their place, chosen by configuration, rotated without touching a ciphertext."""

from threading import Barrier

import pytest
from sqlalchemy import func, select, text, update
from structlog.testing import capture_logs

from crypto.errors import Unreadable
from crypto.sealed import suite_of
from crypto.suites import suite_named
from service.doors.worker import warn_of_what_is_shut
from service.ground.config import Settings
from service.ground.db import AT_MOST, Database
from service.ground.marks import FOLLOWED, mark_again
from service.ground.rewrapping import rewrap_some, sealed_shut
from service.ground.sealing import OwnedKey, opened, vault
from service.ground.setup import make_ring, rotate
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment, deploy
from service.register.people.models import Person
from service.register.people.register import find_person, register_person
from tests.given import World, id_number, phone, tell
from tests.races import race


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET name_sealed = (SELECT p.name_sealed FROM people p WHERE p.id = :other) WHERE id = :one",
        "UPDATE people SET name_sealed = phone_sealed WHERE id = :one",
        "UPDATE people SET name_sealed = id_number_sealed WHERE id = :one",
    ],
)
def test_a_ciphertext_moved_in_sql_does_not_open(database: Database, world: World, statement: str) -> None:
    one, other = world.members["陈样一"], world.members["林样二"]
    with database.session() as session:
        places = {"one": one.id, "other": other.id}
        if database.url.startswith("sqlite"):
            places = {name: value.hex for name, value in places.items()}  # type: ignore[misc]
        session.execute(text(statement), places)
        session.commit()
    with database.reading() as session, pytest.raises(Unreadable):
        opened(session.get_one(Person, one.id), "name")


def test_a_ciphertext_of_one_county_does_not_open_in_another(settings: Settings, world: World) -> None:
    from crypto.errors import KeyUnavailable

    other = deploy(settings.model_copy(update={"tenant": "330523"}))
    with other.database.reading() as session, pytest.raises((Unreadable, KeyUnavailable)):
        find_person(session, id_number(3))
    other.database.engine.dispose()


@pytest.mark.parametrize("name", ["aes-256-gcm", "sm4-gcm", "sm4-ctr-hmac-sm3"])
def test_every_suite_works_from_the_first_row_to_the_audit_chain(settings: Settings, name: str) -> None:
    chosen = settings.model_copy(update={"suite": name})
    make_ring(chosen)
    deployment = deploy(chosen)
    with deployment.database.writing() as session:
        tell(session)
    with deployment.database.reading() as session:
        person = find_person(session, id_number(3))
        assert person is not None
        assert (opened(person, "name"), opened(person, "phone")) == ("陈样一", phone(1))
        assert suite_of(person.name_sealed) == suite_named(name).id
        assert verify_log(session).ok
    deployment.database.engine.dispose()


def test_after_a_switch_old_rows_open_until_their_suite_is_refused(settings: Settings, world: World) -> None:
    switched = deploy(settings.model_copy(update={"suite": "sm4-gcm"}))
    with switched.database.writing() as session:
        register_person(session, name="新样甲", number=id_number(501), phone=phone(501))
    with switched.database.reading() as session:
        for number, name in ((3, "陈样一"), (501, "新样甲")):
            person = find_person(session, id_number(number))
            assert person is not None
            assert opened(person, "name") == name
        assert verify_log(session).ok
    switched.database.engine.dispose()
    strict = deploy(settings.model_copy(update={"suite": "sm4-gcm", "suites": "sm4-gcm"}))
    with strict.database.reading() as session:
        old = find_person(session, id_number(3))
        assert old is not None
        with pytest.raises(Unreadable):
            opened(old, "name")
    strict.database.engine.dispose()


def test_keys_are_read_again_though_every_connection_is_held_by_work_that_waits_for_them(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crypto.keys.REREAD_SECONDS", 0)
    monkeypatch.setattr(deployed.database.engine.pool, "_timeout", 0.1)
    all_hold = Barrier(AT_MOST)

    def look(number: int) -> int:
        with deployed.database.reading() as session:
            session.execute(select(Person))
            all_hold.wait(10)
            return vault(session).ring.versions("wrapping", reread=True)[0]

    assert race(look, AT_MOST) == [1] * AT_MOST


def test_whoever_holds_a_lock_needs_no_other_connection_to_read_a_name(
    settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On SQLite nobody begins to read while a commit waits for the readers; one of them would wait for the commit.
    cold = deploy(settings)
    with cold.database.reading() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        monkeypatch.setattr(cold.vault.ring, "_load", lambda: pytest.fail("the ring was read"))
        assert opened(person, "name") == "陈样一"
    cold.database.engine.dispose()


def test_rotating_the_wrapping_key_leaves_ciphertexts_and_rewraps_every_data_key(
    settings: Settings, world: World, database: Database
) -> None:
    with database.reading() as session:
        before = session.execute(select(Person.id, Person.name_sealed).order_by(Person.id)).all()
        total = session.scalar(select(func.count()).select_from(OwnedKey))
    assert rotate(settings, "wrapping") == 2
    deployment = deploy(settings)
    assert rewrap_some(deployment.database, most=5) == 5
    rest = rewrap_some(deployment.database, most=10_000)
    assert rest == (total or 0) - 5
    assert rewrap_some(deployment.database) == 0
    with deployment.database.reading() as session:
        assert session.execute(select(Person.id, Person.name_sealed).order_by(Person.id)).all() == before
        assert opened(session.get_one(Person, world.members["陈样一"].id), "name") == "陈样一"
    deployment.database.engine.dispose()


def test_a_flipped_bit_gives_one_error_and_no_plaintext(database: Database, world: World) -> None:
    person_id = world.members["陈样一"].id
    with database.reading() as session:
        blob = session.get_one(Person, person_id).name_sealed
    for place in range(0, len(blob), 7):
        spoiled = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with database.session() as session:
            altered = update(Person).where(Person.id == person_id).values(name_sealed=spoiled)
            session.execute(altered, execution_options=FOLLOWED)
            mark_again(session, Person, [person_id])  # its mark fits: what refuses it is the seal alone
            person = session.get_one(Person, person_id)
            with pytest.raises(Unreadable):
                opened(person, "name")


def test_after_an_index_rotation_everyone_is_found_and_still_only_once(
    settings: Settings, world: World, database: Database
) -> None:
    from service.ground.errors import Refusal
    from service.ground.sealing import IndexEntry
    from service.rolls.reindexing import reindex_some

    rotate(settings, "index")
    deployment = deploy(settings)
    with deployment.database.writing() as session:
        assert find_person(session, id_number(3)) is not None
        register_person(session, name="新样甲", number=id_number(501), phone=phone(501))
    assert reindex_some(deployment.database, most=4) == 4
    while reindex_some(deployment.database):
        pass
    with deployment.database.reading() as session:
        counted = select(IndexEntry.version, func.count()).group_by(IndexEntry.version)
        counts = {row[0]: row[1] for row in session.execute(counted)}
        assert counts[1] == counts[2]
    with deployment.database.session() as session:
        session.execute(text("DELETE FROM index_entries WHERE version = 1"))
        session.commit()
    with deployment.database.reading() as session:
        found = find_person(session, id_number(3))
        assert found is not None
        assert opened(found, "name") == "陈样一"
    with pytest.raises(Refusal), deployment.database.writing() as session:
        register_person(session, name="另一人", number=id_number(3), phone=phone(77))
    deployment.database.engine.dispose()


def test_what_a_suite_that_is_left_out_still_seals_is_told_at_the_start(
    settings: Settings, database: Database, world: World
) -> None:
    with database.reading() as session:
        assert sealed_shut(session) == []
    narrow = deploy(settings.model_copy(update={"suite": "sm4-gcm", "suites": "sm4-gcm"}))
    with capture_logs() as said:
        warn_of_what_is_shut(narrow)
    narrow.database.engine.dispose()
    places = {line["place"] for line in said}
    assert {"people.name_sealed", "people.phone_sealed", "staff.totp_secret_sealed"} <= places
    assert "accounts.phone_sealed" not in places  # nobody has one
