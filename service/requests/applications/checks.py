"""What is known of an application, said in sentences that a handler can act on (初审要点)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground.sealing import find, opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable, reaches
from service.register.accounts.models import Account
from service.register.facts.words import DocumentKind, Gender
from service.register.memberships.models import Membership
from service.register.memberships.queries import open_membership
from service.register.people.documents import MIN_AGE, age_on, read_document
from service.register.people.models import Level
from service.register.people.register import find_person
from service.register.people.retirement import retirement_due_on
from service.register.people.verifiers import DOUBT_WORDS
from service.register.unions.models import Union
from service.register.units.codes import CodeInvalid, read_unit_code
from service.register.units.queries import unit_named
from service.requests.applications.models import Application, Status

ADULT = 18


@dataclass(frozen=True)
class Check:
    """One thing that was checked, as a sentence; ``good`` when nothing is left to look at."""

    good: bool
    sentence: str


def checks(session: Session, actor: Actor, application: Application, day: date) -> list[Check]:
    """Everything that the statements and the register tell ``actor``, no number repeated; questions stand first.

    What is known of a union that the actor does not read stays untold, but for one thing: that the applicant is a
    member already, which deciding would tell as well.
    """
    number = opened(application, "id_number")
    found = [
        *_document(application, number, day),
        *_identity(application),
        *_phone(session, actor, application, number),
        *_register(session, actor, application, number),
        *_union(application),
        *_unit(session, application),
        _signature(application),
    ]
    return sorted(found, key=lambda one: one.good)


def _document(application: Application, number: str, day: date) -> list[Check]:
    kind = application.document_kind
    document = read_document(kind, number)
    if document.born_on is None:
        return [Check(False, f"{kind.label}的号码没有校验码，请当面看证件原件")]
    short = "身份证号" if kind is DocumentKind.RESIDENT else f"{kind.label}号码"
    words = [f"{short}校验通过", f"{age_on(document.born_on, day)} 岁"]
    found = [Check(True, "，".join([*words, document.gender.label] if document.gender else words))]
    found += _age(document.born_on, document.gender or application.gender, day)
    if document.gender and application.gender and application.gender is not document.gender:
        found.append(
            Check(
                False, f"填写的性别是{application.gender.label}，证件号是{document.gender.label}，以证件为准"
            )
        )
    return found


def _age(born: date, gender: Gender | None, day: date) -> list[Check]:
    """A question when the applicant is past the legal day of retirement or under age; never a refusal (劳动法 第十五、五十八条)."""
    age = age_on(born, day)
    if age < MIN_AGE:
        return [Check(False, "证件号显示不满 16 周岁，按《劳动法》第十五条还不能入会，请核对证件")]
    if age < ADULT:
        return [Check(False, "不满 18 周岁，是未成年工，可以入会；请核对用工手续")]
    if gender is not None and day >= retirement_due_on(born, gender):
        return [Check(False, "已过法定退休日：是否仍在岗（返聘、弹性延迟退休）？在岗的可以入会")]
    return []


def _identity(application: Application) -> list[Check]:
    identity = application.identity
    found = []
    if identity.level in (Level.MATCHED, Level.SEEN):
        found.append(Check(True, identity.level.label))
    elif identity.level is Level.CHECKED and not identity.doubt:
        found.append(Check(False, "姓名和证件号是不是同一个人，还没有核对过，请看证件原件"))
    if identity.doubt and identity.doubt != "no_check_digit":
        found.append(Check(False, DOUBT_WORDS.get(identity.doubt, DOUBT_WORDS["provider_unclear"])))
    return found


def _phone(session: Session, actor: Actor, application: Application, number: str) -> list[Check]:
    account = session.get_one(Account, application.account_id)
    phone = opened(application, "phone")
    verified = account.phone_sealed is not None and opened(account, "phone") == phone
    words = "手机号经微信核验" if verified else "手机号是本人填写的，没有经微信核验"
    found = [Check(verified, words)]
    others = _members_with(session, actor, phone, number)
    if others:
        found.append(
            Check(
                False, f"花名册上另有 {others} 位会员登记了这个手机号（家人、人事共用也常见），请问一问本人"
            )
        )
    return found


def _members_with(session: Session, actor: Actor, phone: str, number: str) -> int:
    """How many other members that the actor may read have this phone."""
    myself = find_person(session, number)
    people = [one for one in find(session, "person", "phone", phone) if myself is None or one != myself.id]
    counted = (
        select(func.count())
        .select_from(Membership)
        .join(Union, Union.id == Membership.union_id)
        .where(
            Membership.person_id.in_(people), Membership.ended_on.is_(None), reachable(actor, Act.ROSTER_READ)
        )
    )
    return session.scalar(counted) or 0


def _register(session: Session, actor: Actor, application: Application, number: str) -> list[Check]:
    if application.status in (Status.APPROVED, Status.REJECTED):
        return []
    person = find_person(session, number)
    membership = open_membership(session, person.id) if person is not None else None
    if membership is None:
        return [Check(True, "登记册里没有重复的会籍")]
    if membership.union_id == application.union_id:
        return [Check(False, "这个证件号已经是本工会的会员，不用再入会，请不批准这份申请")]
    known = reaches(actor, Act.ROSTER_READ, membership.union)
    where = f"已经是{membership.union.name}的会员" if known else "已经是会员"
    return [Check(False, f"登记册里这个证件号{where}，请转为会籍接转")]


def member_elsewhere(session: Session, application: Application) -> bool:
    """Whether the applicant is a member of another union now, so that he is transferred and does not join again."""
    person = find_person(session, opened(application, "id_number"))
    held = open_membership(session, person.id) if person is not None else None
    return held is not None and held.union_id != application.union_id


def _union(application: Application) -> list[Check]:
    found = []
    if application.status is Status.CONTESTED:
        found.append(Check(False, "同一证件号还有另一份申请在办，请当面核对证件原件，再决定哪一份属于本人"))
    if not application.unit_has_union:
        found.append(Check(False, "本人说单位还没有建会，已记为建会线索"))
    return found


def _unit(session: Session, application: Application) -> list[Check]:
    """What the public code and the register of units say of the unit; which union covers a unit is public too."""
    found, code = [], None
    if application.unit_uscc:
        try:
            code = read_unit_code(application.unit_uscc).value
            found.append(Check(True, "单位信用代码有效"))
        except CodeInvalid as fault:
            found.append(Check(False, f"单位信用代码：{fault}".removesuffix("。")))
    unit = unit_named(session, application.unit_name, code)
    if unit is not None and unit.union_id == application.union_id:
        found.append(Check(True, "所在单位登记在册，属于本工会"))
    elif unit is not None and unit.union_id is not None:
        found.append(Check(False, "所在单位登记在册，属于别的工会；确实不属于本工会的，请转上级派发"))
    elif application.union.name.startswith(application.unit_name):
        found.append(Check(True, "所在单位的名称与本工会一致"))
    elif application.unit_has_union:
        found.append(Check(False, "所在单位没有登记在册，请核对名称是不是全称"))
    return found


def _signature(application: Application) -> Check:
    if application.signature_sealed is None:
        return Check(False, "没有签名")
    return Check(True, f"已读 {application.oath_version} 版誓词并签名")
