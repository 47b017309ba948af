"""Two mirrored sides of the told world: everything that one union has, the other has too, under other names."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import seal_fields
from service.register.access.models import SYSTEM, Act, Role, Term
from service.register.accounts.actions import keep_phone, token_hash
from service.register.accounts.models import Account, AccountSession, Staff, StaffSession
from service.register.accounts.scan_answers import open_scan
from service.register.accounts.scan_models import ScanKind
from service.register.accounts.staff import hire
from service.register.deployment import Deployment
from service.register.jobs.models import Job, JobKind, JobStatus
from service.register.jobs.working import work_next
from service.register.memberships.expulsions import propose
from service.register.memberships.models import Membership
from service.register.notices.models import Notice
from service.register.people.register import find_person
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.requests.applications.decisions import check, decide
from service.requests.applications.models import Correctable, Outcome, Reason
from service.requests.cards.settling import SETTLING
from service.requests.corrections.models import Correction
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.downloads import make_link
from service.rolls.exports.models import ExportKind
from service.rolls.imports.actions import preview_next, upload
from service.rolls.imports.models import ImportKind
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.pending import confirmation
from tests.given import PASSWORD, World, id_number, phone
from tests.oversight.erasures.given import on_paper
from tests.oversight.findings.given import missing_some
from tests.oversight.province.given import pack_kept
from tests.register.accounts.given import desk_session, shown
from tests.register.inquiries.given import line_waiting, more_asked
from tests.requests.applications.given import drafted, identified, meeting, staff_of, submitted
from tests.requests.cards.given import stated
from tests.rolls.campaigns.given import half_year

ORIGIN = "http://localhost"
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "roster_sample.xlsx"


@dataclass
class Side:
    """One union with all that can stand in an address, and the words that only its own people may read."""

    union: Union
    town: Union
    ids: dict[str, object] = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)
    worker: UUID | None = None


def build(deployment: Deployment, world: World) -> tuple[Side, Side]:
    """Both sides, filled alike."""
    first = _side(deployment, world, world.battery, world.zhicheng, "battery", "甲", 500)
    second = _side(deployment, world, world.textile, world.huaxi, "textile", "乙", 520)
    with deployment.database.writing() as session:
        shared = half_year(session)
    for side in (first, second):
        side.ids |= shared
    return first, second


def _side(
    deployment: Deployment, world: World, union: Union, town: Union, works: str, mark: str, base: int
) -> Side:
    side, database = Side(union, town), deployment.database
    names = [
        name
        for name, place in zip(world.members, [world.battery] * 3 + [world.textile] * 3, strict=True)
        if place is union
    ]
    side.canaries = [*names, f"新样{mark}壹", f"新样{mark}贰", f"新样{mark}叁"]
    with database.writing() as session:
        place = session.get_one(Union, union.id)
        checked = submitted(session, place, f"o-{works}-1", f"新样{mark}壹", base + 1)
        check(session, staff_of(session, world, f"handler_{works}"), checked)
        answered = submitted(session, place, f"o-{works}-3", f"新样{mark}叁", base + 3)
        decider = staff_of(session, world, f"chair_{works}")
        refused = (Outcome.REJECT, meeting(present=(f"{mark}主席",), committee=1), Reason.OTHER, "见会议纪要")
        side.ids["decision_id"] = decide(session, decider, place, [answered], *refused).id
        side.ids["application_id"] = checked.id
        draft = drafted(session, place, f"o-{works}-2", f"新样{mark}贰", base + 2)
        side.ids["own_application_id"], side.worker = draft.id, draft.account_id
        notice = Notice(
            channel="inbox", kind="card_checked", account_id=side.worker, blanks={"match": "12"}, dedupe=works
        )
        session.add(notice)
        session.flush()
        side.ids["notice_id"] = notice.id
        _claim_and_card(session, side, names, works, world)
    while work_next(deployment, [SETTLING]):
        pass
    with database.writing() as session:
        person = find_person(session, id_number(list(world.members).index(names[0]) * 2 + 3))
        assert person is not None
        from service.requests.cards.models import Card

        side.ids["card_id"] = session.scalars(select(Card.id).where(Card.person_id == person.id)).one()
        _staff_work(session, side, world, works)
        side.ids["correction_id"] = _correction(session, side, person.id, phone(base + 7)).id
        overdue = _correction(session, side, person.id, "样例路9号", Correctable.ADDRESS)
        overdue.due_on = clock.today() - timedelta(days=1)
        side.ids["overdue_id"] = overdue.id
    while preview_next(deployment) or make_next(deployment):
        pass
    with database.writing() as session:
        chair, export_id = staff_of(session, world, f"chair_{works}"), side.ids["export_id"]
        assert isinstance(export_id, UUID)
        side.ids["token"] = make_link(session, chair, export_id)
    with database.writing() as session:
        spare, _ = hire(session, SYSTEM, f"spare_{works}", f"{mark}备用", "干事", PASSWORD)
        term = Term(staff_id=spare.id, role=Role.HANDLER, union_id=union.id, from_on=clock.today())
        leaving, _ = hire(session, SYSTEM, f"leaving_{works}", f"{mark}卸任", "干事", PASSWORD)
        handed = Term(staff_id=leaving.id, role=Role.HANDLER, union_id=union.id, from_on=clock.today())
        session.add_all([term, handed])
        session.flush()
        side.ids |= {
            "staff_id": spare.id,
            "term_id": term.id,
            "handler_term_id": term.id,
            "handed_term_id": handed.id,
            "union_id": union.id,
            "person_id": world.members[names[0]].id,
            "membership_id": _membership(session, world.members[names[0]].id).id,
            "transfer_id": _transfer(session, side, world.members[names[2]].id, town),
            "expulsion_id": _expulsion(session, world, works, world.members[names[1]].id),
            "scene": union.scene,
            "finding_id": missing_some(session, union, deployment.settings).id,
            "job_id": failed_job(session),
            "erasure_id": _erasure(session, side, world, works, f"离样{mark}", base + 9),
        }
        _sessions(session, side, world, works)
    return side


def _erasure(session: Session, side: Side, world: World, works: str, name: str, serial: int) -> UUID:
    """What a former member asked for on paper, waiting for the county."""
    chair, place = staff_of(session, world, f"chair_{works}"), session.get_one(Union, side.union.id)
    side.canaries.append(name)
    return on_paper(session, chair, place, name, serial).id


def _membership(session: Session, person_id: UUID) -> Membership:
    mine = select(Membership).where(Membership.person_id == person_id, Membership.ended_on.is_(None))
    return session.scalars(mine).one()


def _expulsion(session: Session, world: World, works: str, person_id: UUID) -> UUID:
    """A group's opinion that waits for the committee."""
    chair, held = staff_of(session, world, f"chair_{works}"), _membership(session, person_id)
    return propose(
        session, chair, held, group_on=clock.today(), opinion="样例法院（样例）刑初1号，小组意见"
    ).id


def _transfer(session: Session, side: Side, person_id: UUID, town: Union) -> UUID:
    """A transfer that the worker asked, to a union of the same street where none of the two sides has an office."""
    street = session.get_one(Union, town.id)
    target = found(session, SYSTEM, street, "接收样例工会", UnionKind.GRASSROOTS)
    held = _membership(session, person_id)
    return ask(session, SYSTEM, held, target, AskedBy.MEMBER, days=10, account_id=side.worker).id


def _sessions(session: Session, side: Side, world: World, works: str) -> None:
    """The chair's session at another desk, and the code there, which the worker's phone has opened."""
    elsewhere = desk_session(session, world, f"chair_{works}")
    phone = session.get_one(Account, side.worker)
    scan = open_scan(session, phone, shown(session, ScanKind.BIND, elsewhere).scene, None)
    side.ids |= {"staff_session_id": elsewhere.id, "scan_id": scan.id}


def _claim_and_card(session: Session, side: Side, names: list[str], works: str, world: World) -> None:
    serial = list(world.members).index(names[0]) + 1
    account = identified(session, f"o-{works}-card", names[0], id_number(serial * 2 + 1))
    keep_phone(session, account, phone(serial), None)
    stated(session, account, names[0], id_number(serial * 2 + 1))
    owner = session.get_one(Account, side.worker)
    side.ids["claim_id"] = stated(session, owner, names[1], id_number((serial + 1) * 2 + 1)).id


def _correction(
    session: Session, side: Side, person_id: UUID, value: str, field: Correctable = Correctable.PHONE
) -> Correction:
    """What the worker's account asked of the member: his own to withdraw, the union's to answer."""
    correction = Correction(
        id=new_id(),
        account_id=side.worker,
        person_id=person_id,
        field=field,
        due_on=clock.today(),
    )
    seal_fields(session, correction, value=value)
    session.add(correction)
    session.flush()
    return correction


def _staff_work(session: Session, side: Side, world: World, works: str) -> None:
    chair = staff_of(session, world, f"chair_{works}")
    place = session.get_one(Union, side.union.id)
    seen = confirmation(session, place)
    side.ids["roster_id"] = confirm(session, chair, place, seen.digest).id
    side.ids["import_id"] = upload(
        session, chair, ImportKind.ROSTER, place, "样例.xlsx", SAMPLE.read_bytes()
    ).id
    import_id = UUID(str(side.ids["import_id"]))
    number = id_number(861 if works == "battery" else 863)
    side.ids["line_id"] = line_waiting(session, chair, place, import_id, number)
    side.ids["allowance_id"] = more_asked(session, chair, place)
    side.ids["export_id"] = request(session, chair, ExportKind.ROSTER, place, "样例核对").id
    town = staff_of(session, world, {"battery": "zhicheng", "textile": "huaxi"}[works])
    street = session.get_one(Union, side.town.id)
    side.ids["bulk_id"] = request(session, town, ExportKind.ROSTER, street, "样例汇总").id
    side.ids["pack_id"] = pack_kept(session, world, street, {"battery": "陈样一", "textile": "沈样四"}[works])


def failed_job(session: Session) -> UUID:
    """A background job that was given up."""
    job = Job(kind=JobKind.TEXT.value, subject_id=new_id(), status=JobStatus.FAILED, finished_at=clock.now())
    session.add(job)
    session.flush()
    return job.id


def staff_client(app: Flask, deployment: Deployment, staff_id: UUID) -> tuple[FlaskClient, str]:
    """A browser in which this member of staff is signed in and has just proved presence; and its form token."""
    token, form_token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    with deployment.database.writing() as session:
        session.add(
            StaffSession(
                staff_id=session.get_one(Staff, staff_id).id,
                token_hash=token_hash(session, token),
                form_token=form_token,
                expires_at=clock.now() + timedelta(hours=1),
                stepped_up_at=clock.now(),
            )
        )
    client = app.test_client()
    client.set_cookie("console", token)
    return client, form_token


def worker_headers(deployment: Deployment, account_id: UUID) -> dict[str, str]:
    """The header of a worker's session."""
    token = secrets.token_urlsafe(24)
    with deployment.database.writing() as session:
        session.add(
            AccountSession(
                account_id=account_id,
                token_hash=token_hash(session, token),
                expires_at=clock.now() + timedelta(hours=1),
            )
        )
    return {"Authorization": f"Bearer {token}"}


__all__ = ["ORIGIN", "Act", "Side", "build", "staff_client", "worker_headers"]
