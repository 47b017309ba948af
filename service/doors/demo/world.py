"""Seed the told county: 15 townships, the unions of the sample annex 1, hundreds of members, applications in every state."""

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyotp
from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.doors.demo.told import SamplePerson, people
from service.ground import clock
from service.ground.sealing import opened, seal_fields
from service.register.access.actors import staff_actor
from service.register.access.models import SYSTEM, Act, Actor, Role, Term
from service.register.accounts.actions import agree
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, ConsentKind, Staff
from service.register.accounts.staff import hire
from service.register.deployment import Deployment
from service.register.facts.declared import questions
from service.register.facts.words import DocumentKind, Education, Employment, Household, Post
from service.register.memberships.actions import enlist
from service.register.people.actions import judge_identity, state_identity
from service.register.people.register import register_person
from service.register.people.verifiers import LocalRules
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.requests.applications.actions import begin, fill, sign, submit, withdraw
from service.requests.applications.decisions import check, decide, send_back
from service.requests.applications.dispatch import refer
from service.requests.applications.meeting import Meeting
from service.requests.applications.models import Application, Outcome, Reason
from service.requests.applications.oath import CURRENT as OATH
from service.requests.applications.queries import applications_locked
from service.rolls.imports.actions import apply_next, confirm, preview_next, upload
from service.rolls.imports.models import Import, ImportKind

PASSWORD = "sample-password-2026"
TOWNSHIPS = (
    *("雉城街道", "画溪街道", "太湖街道", "龙山街道", "洪桥镇", "李家巷镇", "夹浦镇", "林城镇"),
    *("虹星桥镇", "小浦镇", "和平镇", "泗安镇", "煤山镇", "水口乡", "吕山乡"),
)
SAMPLES = Path(__file__).resolve().parents[3] / "tests" / "data"


@dataclass(frozen=True)
class Office:
    """An account of the demonstration."""

    login: str
    name: str
    title: str
    role: Role
    union: Union


def seed(deployment: Deployment) -> None:
    """Fill an empty, migrated database; every piece in a transaction of its own."""
    database = deployment.database
    with database.writing() as session:
        county = found(session, SYSTEM, None, "长兴县总工会（样例）", UnionKind.COUNTY)
        for name in TOWNSHIPS:
            kind = UnionKind.STREET if name.endswith("街道") else UnionKind.TOWNSHIP
            found(session, SYSTEM, county, f"{name}总工会", kind)
        _staff(session, Office("county", "戊科长", "组宣部干部", Role.COUNTY, county))
        _staff(session, Office("county_two", "辛科长", "办公室干部", Role.COUNTY, county))
        _staff(session, Office("auditor", "己审计", "审计员", Role.AUDITOR, county))
        _staff(session, Office("admin", "庚管理", "系统管理员", Role.ADMINISTRATOR, county))
    _import_unions(deployment)
    with database.writing() as session:
        _members(session)
        for post in _local_posts(session):
            _staff(session, post)
    with database.writing() as session:
        _applications(session)


def _staff(session: Session, post: Office) -> Staff:
    staff, _ = hire(session, SYSTEM, post.login, post.name, post.title, PASSWORD)
    session.add(Term(staff_id=staff.id, role=post.role, union_id=post.union.id, from_on=date(2024, 1, 1)))
    session.flush()
    return staff


def _import_unions(deployment: Deployment) -> None:
    """The sample annex 1 goes through the same door as a real one: upload, preview, confirm."""
    data = (SAMPLES / "unions_sample.xlsx").read_bytes()
    with deployment.database.writing() as session:
        actor, county = _actor(session, "county"), _county(session)
        upload(session, actor, ImportKind.UNIONS, county, "汇总表-样例.xlsx", data)
    while preview_next(deployment):
        pass
    with deployment.database.writing() as session:
        uploaded = session.scalars(select(Import)).one()
        confirm(session, _actor(session, "county"), uploaded, deployment.settings)
    while apply_next(deployment):
        pass


def _county(session: Session) -> Union:
    return session.scalars(select(Union).where(Union.kind == UnionKind.COUNTY)).one()


def _actor(session: Session, login: str) -> Actor:
    return staff_actor(session, session.scalars(select(Staff).where(Staff.login == login)).one())


def _grassroots(session: Session) -> list[Union]:
    return list(session.scalars(select(Union).where(Union.kind == UnionKind.GRASSROOTS).order_by(Union.path)))


def _local_posts(session: Session) -> Iterator[Office]:
    """Chair and handler of two unions in two townships, and the two townships' staff."""
    unions = _grassroots(session)
    first = unions[0]
    second = next(union for union in unions if union.parent_id != first.parent_id)
    for name, union in (("jia", first), ("yi", second)):
        word = "甲" if name == "jia" else "乙"
        yield Office(f"chair_{name}", f"{word}主席", "工会主席", Role.CHAIR, union)
        yield Office(f"handler_{name}", f"{word}经办", "工会经办人", Role.HANDLER, union)
        parent = session.get_one(Union, union.parent_id)
        yield Office(f"town_{name}", f"{word}干事", "街道（乡镇）工会干事", Role.TOWNSHIP, parent)


def _members(session: Session) -> None:
    """Eight members in each union; the first is its chair."""
    chance, unions = random.Random(7), _grassroots(session)  # noqa: S311 - sample data
    told = iter(people(8 * len(unions)))
    for union in unions:
        for number, person in zip(range(8), told, strict=False):
            registered = register_person(
                session,
                name=person.name,
                number=person.number,
                phone=person.phone,
                education=chance.choice(list(Education)[:6]),
                household=chance.choice(list(Household)),
            )
            enlist(
                session,
                SYSTEM,
                registered,
                union,
                unit_name=union.name.removesuffix("工会委员会"),
                employment=Employment.AT_WORK,
                post=Post.CHAIR if number == 0 else None,
            )


def drawn_signature() -> bytes:
    """A drawn signature, as the phone sends it."""
    image = Image.new("RGBA", (600, 240), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.line([(40, 190), (140, 50), (220, 180), (320, 60), (420, 170), (560, 90)], fill="black", width=8)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _applications(session: Session) -> None:
    """Applications in every state to the first union, a few to the second."""
    chair, handler = _actor(session, "chair_jia"), _actor(session, "handler_jia")
    first = session.get_one(Union, chair.places[0].union_id)
    second = session.get_one(Union, _actor(session, "chair_yi").places[0].union_id)
    told = iter(people(40, seed=2027))
    _draft(session, first, next(told))
    for person in (next(told) for _ in range(4)):
        _submitted(session, first, person)
    checked = [_submitted(session, first, next(told)) for _ in range(3)]
    for application in checked:
        check(session, handler, application)
    send_back(session, handler, _submitted(session, first, next(told)), Reason.DATA_WRONG, "单位名称请写全称")
    withdrawn = _submitted(session, first, next(told))
    withdraw(session, Actor("account", withdrawn.account_id), withdrawn)
    contested = next(told)
    _submitted(session, first, contested)
    _submitted(session, first, contested, openid="o-sample-second-hand")
    approved = [_submitted(session, first, next(told)) for _ in range(2)]
    rejected = _submitted(session, first, next(told))
    for application in approved:
        check(session, handler, application)
    ids = [application.id for application in approved]
    rows = applications_locked(session, chair, Act.APPLICATION_DECIDE, first.id, ids)
    present = ("甲主席", "样委员", "林委员")
    decide(
        session, chair, first, rows, Outcome.APPROVE, Meeting(clock.today(), "样例〔2026〕1号", 5, present)
    )
    meeting = Meeting(clock.today(), "样例〔2026〕2号", 5, present)
    decide(session, chair, first, [rejected], Outcome.REJECT, meeting, Reason.NOT_EMPLOYED)
    refer(session, handler, _submitted(session, first, next(told)), "这家单位在别的街道")
    for person in (next(told) for _ in range(3)):
        _submitted(session, second, person)


def _draft(session: Session, union: Union, person: SamplePerson, openid: str = "") -> Application:
    account = Account(
        appid="wxsample0000000001",
        openid=openid or f"o-sample-{hashlib.sha256(person.number.encode()).hexdigest()[:20]}",
    )
    session.add(account)
    session.flush()
    seal_fields(session, account, phone=person.phone)
    account.phone_verified_at = clock.now()
    actor = Actor("account", account.id)
    agree(session, account, ConsentKind.IDENTITY, CURRENT[ConsentKind.IDENTITY].version, None)
    name, document = judge_identity(DocumentKind.RESIDENT, person.name, person.number)
    state_identity(session, actor, account, name, document, LocalRules().verify(name, document))
    application = begin(session, actor, account, union)
    listed = {fact.name: next(iter(fact.codes)) for fact, _ in questions() if fact.codes is not None}
    del listed["gender"]  # the document tells it
    facts = listed | {
        "phone": person.phone,
        "education": Education.COLLEGE,
        "household": Household.LOCAL_COUNTRY,
        "employment": Employment.AT_WORK,
        "unit_name": union.name.removesuffix("工会委员会"),
    }
    fill(session, actor, application, facts)
    return application


def _submitted(session: Session, union: Union, person: SamplePerson, openid: str = "") -> Application:
    application = _draft(session, union, person, openid)
    actor = Actor("account", application.account_id)
    sign(session, actor, application, drawn_signature(), OATH.version)
    submit(session, actor, application)
    return application


def codes(session: Session) -> list[tuple[str, str, str]]:
    """Login, role and present one-time code of every sample account; only the demonstration may know them."""
    rows = session.execute(
        select(Staff, Term, Union)
        .join(Term, Term.staff_id == Staff.id)
        .join(Union, Union.id == Term.union_id)
    )
    return [
        (staff.login, f"{union.name} {term.role.label}", pyotp.TOTP(opened(staff, "totp_secret")).now())
        for staff, term, union in rows.all()
    ]
