"""Whoever can write one row of the database, and does not hold the ring, gives himself nothing and is found."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, insert, select, update

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.db import Base, Database, new_id
from service.ground.errors import Refusal
from service.ground.marking import look_through, mark_existing
from service.ground.marks import RowMark, marked_classes
from service.ground.sealing import find, opened
from service.oversight.auditing.chain import chain_standings
from service.oversight.erasures.purging import purge
from service.register.access.actors import staff_actor
from service.register.access.models import Actor, Role
from service.register.accounts.actions import keep_phone, log_in
from service.register.accounts.bindings import bind, binding_of_account
from service.register.accounts.models import Account, AccountSession, SignInWay, Staff, StaffSession
from service.register.accounts.sessions import end_all_sessions, live_session, open_session
from service.register.accounts.staff import sign_in
from service.register.audit.authority import check_marks, last_check
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.people.documents import read_document
from service.register.people.models import Person
from service.register.people.register import change, change_number, find_person
from service.requests.cards.models import Card
from service.requests.cards.queries import card_held
from tests.application import application
from tests.given import World, id_number, phone
from tests.register.access.sides import staff_client
from wechat.login import WeChatSession


@pytest.fixture
def thief(database: Database) -> Callable[[Callable[[Connection], Any]], Any]:
    """Somebody with the service's own role at the SQL prompt, and without its keys."""

    def write(what: Callable[[Connection], Any]) -> Any:
        with database.engine.begin() as connection:
            return what(connection)

    return write


def table(name: str) -> Table:
    """A table as it is seen at the SQL prompt."""
    return Base.metadata.tables[name]


def altered(database: Database) -> set[tuple[str, UUID]]:
    """What the nightly look names."""
    return {(one.table, one.row_id) for one in look_through(database).altered}


def desk(database: Database, world: World, login: str) -> tuple[str, UUID]:
    """A member of staff signs in: the cookie and the session."""
    with database.writing() as session:
        staff = session.get_one(Staff, world.staff_id(login))
        token, opened_one = open_session(session, staff, SignInWay.SCAN, "", None)
        return token, opened_one.id


def signed_in(database: Database, token: str) -> bool:
    """Whether a cookie opens the console."""
    with database.reading() as session:
        return live_session(session, token) is not None


def roles(database: Database, world: World, login: str) -> set[Role]:
    """The roles that a member of staff has today."""
    with database.reading() as session:
        return {
            one.role for one in staff_actor(session, session.get_one(Staff, world.staff_id(login))).places
        }


def test_the_told_world_fits_its_marks(database: Database, world: World) -> None:
    look = look_through(database)
    assert look.altered == []
    assert look.rows > 40


def test_a_session_that_was_inserted_opens_nothing(database: Database, world: World, thief: Any) -> None:
    token, mine = desk(database, world, "chair_battery")
    assert signed_in(database, token)
    with database.reading() as session:
        model = (
            session.execute(select(StaffSession.__table__).where(StaffSession.id == mine)).mappings().one()
        )
    stranger = new_id()
    row = dict(model) | {
        "id": stranger,
        "staff_id": world.staff_id("county"),
        "token_hash": hashlib.sha256(b"known").digest(),
        "stepped_up_at": clock.now(),
    }
    thief(lambda at: at.execute(insert(table("staff_sessions")), row))
    assert not signed_in(database, "known")
    assert altered(database) == {("staff_sessions", stranger)}


@pytest.mark.parametrize(
    "change_of",
    [
        {"stepped_up_at": timedelta(0)},
        {"expires_at": timedelta(days=30)},
        {"staff_id": "county"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_a_session_that_was_altered_ends(
    database: Database, world: World, thief: Any, change_of: dict[str, Any]
) -> None:
    token, mine = desk(database, world, "chair_battery")
    values = {
        name: world.staff_id(value) if isinstance(value, str) else clock.now() + value
        for name, value in change_of.items()
    }
    sessions = table("staff_sessions")
    thief(lambda at: at.execute(update(sessions).where(sessions.c.id == mine).values(**values)))
    assert not signed_in(database, token)
    assert altered(database) == {("staff_sessions", mine)}


def test_a_session_that_ended_does_not_begin_again(database: Database, world: World, thief: Any) -> None:
    token, mine = desk(database, world, "chair_battery")
    with database.writing() as session:
        end_all_sessions(session, world.staff_id("chair_battery"))
    sessions = table("staff_sessions")
    thief(lambda at: at.execute(update(sessions).where(sessions.c.id == mine).values(revoked_at=None)))
    assert not signed_in(database, token)
    assert altered(database) == {("staff_sessions", mine)}


def test_a_worker_session_that_was_moved_to_another_account_opens_nothing(
    database: Database, world: World, thief: Any, deployed: Deployment
) -> None:
    app = application(deployed).test_client()
    with database.writing() as session:
        token = log_in(session, WeChatSession("wx", "o-thief", "", None), None)
        log_in(session, WeChatSession("wx", "o-victim", "", None), None)
        victim = session.scalars(select(Account).where(Account.openid == "o-victim")).one()
        mine = session.scalars(select(AccountSession).where(AccountSession.account_id != victim.id)).one()
        ids = mine.id, victim.id
    header = {"Authorization": f"Bearer {token}"}
    assert app.get("/api/home", headers=header).status_code == 200
    sessions = table("account_sessions")
    thief(lambda at: at.execute(update(sessions).where(sessions.c.id == ids[0]).values(account_id=ids[1])))
    assert app.get("/api/home", headers=header).status_code == 401
    assert altered(database) == {("account_sessions", ids[0])}


def test_a_term_that_was_altered_gives_no_role(database: Database, world: World, thief: Any) -> None:
    assert roles(database, world, "handler_battery") == {Role.HANDLER}
    terms, handler = table("terms"), world.staff_id("handler_battery")
    to_county = {"role": "county", "union_id": world.county.id}
    thief(lambda at: at.execute(update(terms).where(terms.c.staff_id == handler).values(**to_county)))
    assert roles(database, world, "handler_battery") == set()
    assert {one for one, _ in altered(database)} == {"terms"}


def test_a_term_that_was_inserted_gives_no_role(database: Database, world: World, thief: Any) -> None:
    terms, handler = table("terms"), world.staff_id("handler_battery")
    with database.reading() as session:
        county = session.execute(select(terms).where(terms.c.role == "county")).mappings().first()
    assert county is not None
    added = new_id()
    thief(lambda at: at.execute(insert(terms), dict(county) | {"id": added, "staff_id": handler}))
    assert roles(database, world, "handler_battery") == {Role.HANDLER}
    assert altered(database) == {("terms", added)}


def test_a_place_that_was_moved_up_the_tree_reaches_nothing(
    database: Database, world: World, thief: Any
) -> None:
    unions = table("unions")
    assert roles(database, world, "zhicheng") == {Role.TOWNSHIP}
    moved = update(unions).where(unions.c.id == world.zhicheng.id).values(path="")
    thief(lambda at: at.execute(moved))
    assert roles(database, world, "zhicheng") == set()
    assert altered(database) == {("unions", world.zhicheng.id)}


def test_a_password_that_was_put_in_place_of_another_opens_nothing(
    database: Database, world: World, thief: Any
) -> None:
    staff = table("staff")
    with database.reading() as session:
        own = session.get_one(Staff, world.staff_id("handler_battery"))
        secret, password = own.totp_secret_sealed, own.password_hash
    victim = world.staff_id("county")
    put = update(staff).where(staff.c.id == victim).values(password_hash=password, totp_secret_sealed=secret)
    thief(lambda at: at.execute(put))
    with database.writing() as session, pytest.raises(Refusal):
        sign_in(session, "county", "a sample pass phrase", "000000", "address", None)
    assert altered(database) == {("staff", victim)}


def test_a_binding_that_was_moved_speaks_for_nobody(database: Database, world: World, thief: Any) -> None:
    with database.writing() as session:
        account = Account(appid="wx", openid="o-chair")
        session.add(account)
        session.flush()
        mine = world.staff_id("chair_battery")
        binding = bind(session, Actor("staff", mine), mine, account.id)
        ids = account.id, binding.id
    bindings = table("staff_bindings")
    to = update(bindings).where(bindings.c.id == ids[1]).values(staff_id=world.staff_id("county"))
    thief(lambda at: at.execute(to))
    with database.reading() as session:
        assert binding_of_account(session, ids[0]) is None
    assert altered(database) == {("staff_bindings", ids[1])}


def test_a_card_that_was_moved_to_another_account_is_no_card(
    database: Database, world: World, thief: Any
) -> None:
    with database.writing() as session:
        accounts = [Account(appid="wx", openid=f"o-{n}") for n in range(2)]
        session.add_all(accounts)
        session.flush()
        card = Card(
            person_id=world.members["陈样一"].id, account_id=accounts[0].id, number="CX1", handle=b"8bytes!!"
        )
        session.add(card)
        session.flush()
        ids = card.id, accounts[0].id, accounts[1].id
    with database.reading() as session:
        assert card_held(session, ids[1]) is not None
    cards = table("cards")
    thief(lambda at: at.execute(update(cards).where(cards.c.id == ids[0]).values(account_id=ids[2])))
    with database.reading() as session:
        assert card_held(session, ids[2]) is None
        assert card_held(session, ids[1]) is None
    assert altered(database) == {("cards", ids[0])}


def test_an_index_entry_that_was_pointed_at_somebody_else_finds_nobody(
    database: Database, world: World, thief: Any
) -> None:
    entries, other = table("index_entries"), world.members["陈样一"].id
    with database.reading() as session:
        mine = find_person(session, id_number(5))
        assert mine is not None
    to = update(entries).where(entries.c.subject_id == mine.id, entries.c.field == "id_number")
    thief(lambda at: at.execute(to.values(subject_id=other, only_one=False)))
    with database.reading() as session:
        assert find_person(session, id_number(5)) is None
        assert find(session, "person", "id_number", id_number(5)) == []
    assert {one for one, _ in altered(database)} == {"index_entries"}


def test_an_entry_of_an_older_number_that_was_put_back_finds_nobody(
    database: Database, world: World, thief: Any
) -> None:
    """The entry is one that the service made: what gives it away is the person's own number, opened and compared."""
    entries = table("index_entries")
    with database.writing() as session:
        person = find_person(session, id_number(3))
        assert person is not None
        mine = (entries.c.subject_id == person.id) & (entries.c.field == "id_number")
        before = [dict(row) for row in session.execute(select(entries).where(mine)).mappings()]
        change_number(session, person, read_document(DocumentKind.RESIDENT, id_number(905)))
    thief(lambda at: at.execute(insert(entries), before))
    with database.reading() as session:
        assert find_person(session, id_number(3)) is None
        assert find_person(session, id_number(905)) is not None


def test_an_older_phone_that_was_put_back_does_not_open(database: Database, world: World, thief: Any) -> None:
    person_id = world.members["陈样一"].id
    people = table("people")
    with database.writing() as session:
        person = session.get_one(Person, person_id)
        before = person.phone_sealed
        change(session, person, "phone", phone(77))
    with database.reading() as session:
        assert opened(session.get_one(Person, person_id), "phone") == phone(77)
    thief(lambda at: at.execute(update(people).where(people.c.id == person_id).values(phone_sealed=before)))
    with database.reading() as session, pytest.raises(Unreadable):
        opened(session.get_one(Person, person_id), "phone")
    assert altered(database) == {("people", person_id)}


def test_a_whole_older_account_that_was_put_back_does_not_open(
    database: Database, world: World, thief: Any
) -> None:
    accounts = table("accounts")
    with database.writing() as session:
        log_in(session, WeChatSession("wx", "o-worker", "", None), None)
        account = session.scalars(select(Account).where(Account.openid == "o-worker")).one()
        keep_phone(session, account, phone(1), None)
        session.flush()
        before = dict(session.execute(select(accounts).where(accounts.c.id == account.id)).mappings().one())
        keep_phone(session, account, phone(2), None)
    thief(lambda at: at.execute(update(accounts).where(accounts.c.id == before["id"]).values(**before)))
    with database.reading() as session, pytest.raises(Unreadable):
        opened(session.get_one(Account, before["id"]), "phone")
    assert altered(database) == {("accounts", before["id"])}


def test_a_mark_of_one_row_does_not_serve_another(database: Database, world: World, thief: Any) -> None:
    marks, terms = table("row_marks"), table("terms")
    with database.reading() as session:
        county = session.execute(select(terms).where(terms.c.role == "county")).mappings().first()
        assert county is not None
        mark = session.scalar(select(RowMark.mark).where(RowMark.row_id == county["id"]))
    added = new_id()

    def insert_both(at: Connection) -> None:
        at.execute(insert(terms), dict(county) | {"id": added, "staff_id": world.staff_id("handler_battery")})
        at.execute(insert(marks), {"row_id": added, "mark": mark})

    thief(insert_both)
    assert roles(database, world, "handler_battery") == {Role.HANDLER}
    assert altered(database) == {("terms", added)}


def test_a_statement_behind_the_marks_is_refused(database: Database, world: World) -> None:
    for kind in marked_classes():
        with database.session() as session, pytest.raises(RuntimeError, match="behind its marks"):
            session.execute(update(kind).values(dict.fromkeys(kind.MARKED or ("id",))))


def test_what_stood_before_there_were_marks_is_marked_once(
    database: Database, world: World, thief: Any
) -> None:
    def unmarked(at: Connection) -> None:
        at.execute(table("row_marks").delete())
        at.execute(update(table("index_entries")).values(mark=b""))

    thief(unmarked)
    assert len(altered(database)) == look_through(database).rows
    assert mark_existing(database) == look_through(database).rows
    assert altered(database) == set()
    thief(lambda at: at.execute(update(table("index_entries")).values(mark=b"")))
    assert mark_existing(database) == 0
    assert altered(database)


def test_every_night_the_marks_are_gone_through_and_whoever_watches_reads_it(
    database: Database, world: World, thief: Any, deployed: Deployment, at: Any
) -> None:
    at("2026-11-20 03:59")
    assert check_marks(database)
    assert not check_marks(database)
    at("2026-11-20 04:00")
    assert check_marks(database)
    terms, handler = table("terms"), world.staff_id("handler_battery")
    thief(lambda at: at.execute(update(terms).where(terms.c.staff_id == handler).values(role="county")))
    assert not check_marks(database)
    at("2026-11-21 04:30")
    assert check_marks(database)
    with database.reading() as session:
        last = last_check(session)
        assert last is not None
        assert (last.outcome, last.details["found"]) == ("refused", 1)
        named = session.scalars(select(AuditEntry).where(AuditEntry.act == "authority:altered")).one()
        assert named.details == {"table": "terms"}
        sentence = chain_standings(session)[-1]
        assert (sentence.good, "其中 1 条不是本系统写的" in sentence.sentence) == (False, True)
    app = application(deployed)
    for login, told in (("auditor", True), ("county", True), ("chair_battery", False)):
        browser, _ = staff_client(app, deployed, world.staff_id(login))
        assert ("可能有人直接改了数据库" in browser.get("/console/").get_data(as_text=True)) is told, login


def test_a_session_that_is_deleted_takes_its_mark_with_it(
    database: Database, world: World, deployed: Deployment, later: Any
) -> None:
    _, mine = desk(database, world, "chair_battery")
    later(days=200)
    with database.writing() as session:
        purge(session, deployed.settings, clock.now())
    with database.reading() as session:
        assert session.get(StaffSession, mine) is None
        assert session.get(RowMark, mine) is None
