"""下载: by a link that serves once, with a password shown apart from it, for who asked alone."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from sqlalchemy import select

from service.register.accounts.actions import token_hash
from service.register.deployment import Deployment
from service.rolls.exports.actions import make_next
from service.rolls.exports.downloads import LINKS, PASSWORDS
from service.rolls.exports.locking import new_password
from service.rolls.exports.models import Export, ExportKind, ExportLink
from tests.given import World
from tests.races import race, tally
from tests.register.unions.excel import parts_of
from tests.rolls.exports.office import asked, downloaded, linked, made, password_of, unlocked
from tests.rolls.exports.test_files import refusal


@pytest.fixture
def ready(deployed: Deployment, world: World) -> Export:
    """The battery union's roster, ready for its chair."""
    export_id = made(deployed, world, "chair_battery", world.battery)
    with deployed.database.reading() as session:
        return session.get_one(Export, export_id)


def test_a_link_serves_once_and_the_next_one_again(deployed: Deployment, world: World, ready: Export) -> None:
    token = linked(deployed, world, ready.id)
    name, data = downloaded(deployed, world, token)
    assert name.endswith(".xlsx")
    assert hashlib.sha256(data).digest() == ready.file_hash
    assert refusal(downloaded, deployed, world, token) == "EXPORT_LINK_GONE"
    assert downloaded(deployed, world, linked(deployed, world, ready.id))[1] == data


@pytest.mark.both("locks")
def test_of_many_who_use_one_link_at_once_one_gets_the_file(
    deployed: Deployment, world: World, ready: Export
) -> None:
    token = linked(deployed, world, ready.id)
    assert tally(race(lambda _: downloaded(deployed, world, token), 8)) == {"done": 1, "EXPORT_LINK_GONE": 7}


def test_a_link_lives_a_quarter_of_an_hour(
    deployed: Deployment, world: World, ready: Export, later: Callable[..., None]
) -> None:
    token = linked(deployed, world, ready.id)
    later(minutes=15, seconds=1)
    assert refusal(downloaded, deployed, world, token) == "EXPORT_LINK_GONE"


def test_a_link_is_its_owners_and_an_unknown_one_is_nobodys(
    deployed: Deployment, world: World, ready: Export
) -> None:
    token = linked(deployed, world, ready.id)
    for login in ("county", "zhicheng", "handler_battery", "admin", "auditor"):
        assert refusal(downloaded, deployed, world, token, login) == "NOT_FOUND"
    assert refusal(downloaded, deployed, world, token + "x") == "NOT_FOUND"
    assert downloaded(deployed, world, token)


def test_only_the_digest_of_a_link_is_kept(deployed: Deployment, world: World, ready: Export) -> None:
    token = linked(deployed, world, ready.id)
    with deployed.database.reading() as session:
        link = session.scalars(select(ExportLink)).one()
        assert link.token_hash == token_hash(session, token)
    assert link.token_hash != hashlib.sha256(token.encode()).digest()


def test_links_and_passwords_are_counted(deployed: Deployment, world: World, ready: Export) -> None:
    for _ in range(LINKS):
        linked(deployed, world, ready.id)
    assert refusal(linked, deployed, world, ready.id) == "EXPORT_SPENT"
    assert len({password_of(deployed, world, ready.id) for _ in range(PASSWORDS)}) == 1
    assert refusal(password_of, deployed, world, ready.id) == "EXPORT_SPENT"


@pytest.mark.both("locks")
def test_of_many_passwords_at_once_three_are_shown(deployed: Deployment, world: World, ready: Export) -> None:
    results = race(lambda _: password_of(deployed, world, ready.id), 8)
    assert tally(results) == {"done": PASSWORDS, "EXPORT_SPENT": 8 - PASSWORDS}


def test_neither_link_nor_password_before_the_file_is_there_nor_after_it_is_gone(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    export_id = asked(deployed, world)
    for take in (linked, password_of):
        assert refusal(take, deployed, world, export_id) == "EXPORT_NOT_READY"
    assert make_next(deployed)
    later(hours=24, seconds=1)
    for take in (linked, password_of):
        assert refusal(take, deployed, world, export_id) == "EXPORT_GONE"


@pytest.mark.parametrize("kind", ExportKind)
def test_every_file_opens_with_its_own_password_and_no_other(
    deployed: Deployment, world: World, kind: ExportKind
) -> None:
    export_id = made(deployed, world, "county", world.battery, kind)
    data = downloaded(deployed, world, linked(deployed, world, export_id, "county"), "county")[1]
    assert "陈样一".encode() not in data
    with pytest.raises(InvalidKeyError):
        unlocked(data, new_password())
    password = password_of(deployed, world, export_id, "county")
    assert openpyxl.load_workbook(BytesIO(unlocked(data, password))).sheetnames


def test_a_password_has_sixteen_letters_that_cannot_be_mistaken() -> None:
    passwords = [new_password() for _ in range(300)]
    assert len(set(passwords)) == 300
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", one) for one in passwords)
    assert len(Counter("".join(passwords).replace("-", ""))) == 31


def test_every_page_and_the_properties_name_the_export_and_who_asked(
    deployed: Deployment, world: World, ready: Export
) -> None:
    data = downloaded(deployed, world, linked(deployed, world, ready.id))[1]
    parts = parts_of(unlocked(data, password_of(deployed, world, ready.id)))
    mark = f"导出编号 {ready.id}　申请人 工会主席"
    assert mark in parts["xl/worksheets/sheet1.xml"]
    assert parts["docProps/core.xml"].count(mark) == 2
