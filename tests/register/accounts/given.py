"""Codes on browsers, phones that are bound, and sessions at desks, in the told world."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import SYSTEM
from service.register.accounts.actions import token_hash
from service.register.accounts.bindings import bind
from service.register.accounts.models import Account, SignInWay, Staff, StaffSession
from service.register.accounts.scan_answers import confirm_scan, open_scan
from service.register.accounts.scan_models import Scan, ScanKind
from service.register.accounts.scans import ask_for_scan
from service.register.accounts.sessions import open_session
from tests.given import World, worker

ADDRESS, BROWSER = "192.0.2.1", "Windows 上的 Edge 浏览器"


@dataclass(frozen=True)
class Shown:
    """A code as its browser holds it and as it stands in the database."""

    secret: str
    scene: str
    scan_id: UUID


def shown(session: Session, kind: ScanKind = ScanKind.SIGN_IN, current: StaffSession | None = None) -> Shown:
    """A browser shows a new code."""
    secret = ask_for_scan(session, kind, BROWSER, ADDRESS, current)
    scan = session.scalars(select(Scan).where(Scan.browser_hash == token_hash(session, secret))).one()
    return Shown(secret, scan.scene, scan.id)


def phone_of(session: Session, world: World, login: str) -> Account:
    """A WeChat account that is bound to a member of staff."""
    account = worker(session, f"o-staff-{login}")
    bind(session, SYSTEM, world.staff_id(login), account.id)
    return account


def desk_session(
    session: Session, world: World, login: str, way: SignInWay = SignInWay.PASSWORD, browser: str = BROWSER
) -> StaffSession:
    """A session in which a member of staff works."""
    return open_session(session, session.get_one(Staff, world.staff_id(login)), way, browser, None)[1]


def confirmed(session: Session, account: Account, code: Shown) -> Scan:
    """The phone opens the code and confirms."""
    scan = open_scan(session, account, code.scene, None)
    return confirm_scan(session, account, scan.id, None)
