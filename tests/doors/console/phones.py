"""The phone of a member of staff: the mini-program's calls, and the code on a screen as its camera reads it."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.ground.db import Database
from service.register.access.models import SYSTEM
from service.register.accounts.actions import token_hash
from service.register.accounts.bindings import bind
from service.register.accounts.models import Account
from service.register.accounts.scan_models import Scan
from tests.doors.console.given import Desk, Office
from tests.given import worker
from tests.register.access.sides import worker_headers


@dataclass
class StaffPhone:
    """A mini-program that is logged in, bound to a member of staff or to nobody."""

    office: Office
    account: Account
    headers: dict[str, str]

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body of one POST."""
        answer = self.office.app.test_client().post(f"/api{path}", json=body, headers=self.headers)
        return answer.status_code, answer.get_json()

    def scan(self, desk: Desk) -> tuple[int, Any]:
        """Point the camera at a desk's screen."""
        return self.ask("/staff-scans", {"scene": scene_on(self.office.deployed.database, desk)})

    def confirm(self, desk: Desk) -> None:
        """Scan and confirm."""
        status, seen = self.scan(desk)
        assert status == 200, seen
        assert self.ask(f"/staff-scans/{seen['id']}/confirmation")[0] == 200


def phone_for(office: Office, login: str | None, openid: str = "o-staff-phone") -> StaffPhone:
    """A phone, bound to ``login``."""
    with office.deployed.database.writing() as session:
        account = worker(session, openid)
        if login is not None:
            bind(session, SYSTEM, office.world.staff_id(login), account.id)
    return StaffPhone(office, account, worker_headers(office.deployed, account.id))


def secret_of(desk: Desk) -> str:
    """The secret that a browser holds of the code it shows."""
    held = desk.browser.get_cookie("scan")
    return held.value if held else ""


def scene_on(database: Database, desk: Desk) -> str:
    """What the code on a desk's screen says."""
    with database.reading() as session:
        shown = select(Scan.scene).where(Scan.browser_hash == token_hash(session, secret_of(desk)))
        return session.scalars(shown).one()


def number_on(page: str) -> str:
    """The two digits on a page."""
    found = re.search(r'id="scan-number">(\d\d)<', page)
    return found[1] if found else ""
