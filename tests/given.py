"""The told world: one small county with two mirrored townships. Every name and number here is sample data.

Document numbers and phones are those of ``service.doors.demo.told``.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pyotp
from sqlalchemy.orm import Session

from service.doors.demo.told import id_number, phone
from service.ground.sealing import opened
from service.register.access.models import SYSTEM, Role, Term
from service.register.accounts.models import Account, Staff
from service.register.accounts.staff import hire
from service.register.facts.words import Education, Employment, Household
from service.register.memberships.models import Basis, Membership
from service.register.people.models import Person
from service.register.people.register import register_person
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionForm, UnionKind

__all__ = [
    "PASSWORD",
    "World",
    "appoint_sample",
    "id_number",
    "member",
    "phone",
    "tell",
    "totp_code",
    "worker",
]

PASSWORD = "sample-password-2026"


@dataclass
class World:
    """Who and what is there, by the names that stories use."""

    county: Union
    zhicheng: Union
    huaxi: Union
    battery: Union
    textile: Union
    staff: dict[str, Staff] = field(default_factory=dict)
    totp: dict[str, str] = field(default_factory=dict)
    members: dict[str, Person] = field(default_factory=dict)

    def staff_id(self, login: str) -> UUID:
        """The id of a member of staff."""
        return self.staff[login].id


def tell(session: Session) -> World:
    """Write the told world: a county, two streets with a union each, their staff, three members in each union."""
    county = found(session, SYSTEM, None, "长兴县总工会（样例）", UnionKind.COUNTY)
    zhicheng = found(session, SYSTEM, county, "雉城街道总工会（样例）", UnionKind.STREET)
    huaxi = found(session, SYSTEM, county, "画溪街道总工会（样例）", UnionKind.STREET)
    battery = found(
        session,
        SYSTEM,
        zhicheng,
        "雉城样例电池有限公司工会委员会",
        UnionKind.GRASSROOTS,
        form=UnionForm.SINGLE,
    )
    textile = found(
        session, SYSTEM, huaxi, "画溪样例纺织有限公司工会委员会", UnionKind.GRASSROOTS, form=UnionForm.SINGLE
    )
    world = World(county, zhicheng, huaxi, battery, textile)
    posts = (
        ("chair_battery", "甲主席", "工会主席", Role.CHAIR, battery),
        ("handler_battery", "甲经办", "工会经办人", Role.HANDLER, battery),
        ("chair_textile", "乙主席", "工会主席", Role.CHAIR, textile),
        ("handler_textile", "乙经办", "工会经办人", Role.HANDLER, textile),
        ("zhicheng", "丙干事", "街道工会干事", Role.TOWNSHIP, zhicheng),
        ("huaxi", "丁干事", "街道工会干事", Role.TOWNSHIP, huaxi),
        ("county", "戊科长", "组宣部干部", Role.COUNTY, county),
        ("auditor", "己审计", "审计员", Role.AUDITOR, county),
        ("admin", "庚管理", "系统管理员", Role.ADMINISTRATOR, county),
    )
    for login, name, title, role, union in posts:
        appoint_sample(session, world, login, name, title, role, union)
    for serial, (name, union) in enumerate(
        [
            *(("陈样一", battery), ("林样二", battery), ("周样三", battery)),
            *(("沈样四", textile), ("钱样五", textile), ("费样六", textile)),
        ],
        start=1,
    ):
        world.members[name] = member(session, union, name, id_number(serial * 2 + 1), phone(serial))
    return world


def appoint_sample(
    session: Session, world: World, login: str, name: str, title: str, role: Role, union: Union
) -> Staff:
    """Hire a member of staff and give the role from the beginning of time."""
    staff, secret = hire(session, SYSTEM, login, name, title, PASSWORD)
    session.add(Term(staff_id=staff.id, role=role, union_id=union.id, from_on=date(2020, 1, 1)))
    session.flush()
    world.staff[login], world.totp[login] = staff, secret
    return staff


def member(session: Session, union: Union, name: str, number: str, mobile: str) -> Person:
    """A member of long standing, as a roster import leaves one."""
    person = register_person(
        session,
        name=name,
        number=number,
        phone=mobile,
        education=Education.COLLEGE,
        household=Household.LOCAL_TOWN,
    )
    session.add(
        Membership(
            person_id=person.id,
            union_id=union.id,
            sequence=1,
            started_on=date(2022, 5, 4),
            basis=Basis.ROSTER,
            unit_name=union.name.removesuffix("工会委员会"),
            employment=Employment.AT_WORK,
        )
    )
    session.flush()
    return person


def worker(session: Session, openid: str = "o-sample-worker", appid: str = "wxsample0000000001") -> Account:
    """A WeChat account that has logged in once."""
    account = Account(appid=appid, openid=openid)
    session.add(account)
    session.flush()
    return account


def totp_code(session: Session, staff: Staff, when: float) -> str:
    """The one-time code that the staff member's phone shows at a unix time."""
    return pyotp.TOTP(opened(staff, "totp_secret")).at(int(when))
