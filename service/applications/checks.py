"""What is known of an application, said in sentences that a handler can act on (初审要点)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.accounts.models import Account
from service.applications.models import Application, Status
from service.memberships.queries import open_membership
from service.people.documents import DocumentKind, age_on, read_document
from service.people.models import Level
from service.people.register import find_person
from service.people.verifiers import DOUBT_WORDS
from service.sealing import opened


@dataclass(frozen=True)
class Check:
    """One sentence; ``good`` when nothing is left to look at."""

    good: bool
    sentence: str


def checks(session: Session, application: Application, day: date) -> list[Check]:
    """Everything that the statements and the register tell about an application, no number repeated."""
    number = opened(application, "id_number")
    return [
        *_document(application, number, day),
        *_identity(application),
        _phone(session, application),
        *_register(session, application, number),
        *_union(application),
    ]


def _document(application: Application, number: str, day: date) -> list[Check]:
    kind = application.document_kind
    document = read_document(kind, number)
    if document.born_on is None:
        return [Check(False, f"{kind.label}的号码没有校验码，请当面看证件原件")]
    short = "身份证号" if kind is DocumentKind.RESIDENT else f"{kind.label}号码"
    words = [f"{short}校验通过", f"{age_on(document.born_on, day)} 岁"]
    found = [Check(True, "，".join([*words, document.gender.label] if document.gender else words))]
    if document.gender and application.gender and application.gender is not document.gender:
        found.append(
            Check(
                False, f"填写的性别是{application.gender.label}，证件号是{document.gender.label}，以证件为准"
            )
        )
    return found


def _identity(application: Application) -> list[Check]:
    identity = application.identity
    found = []
    if identity.level in (Level.MATCHED, Level.SEEN):
        found.append(Check(True, identity.level.label))
    if identity.doubt and identity.doubt != "no_check_digit":
        found.append(Check(False, DOUBT_WORDS.get(identity.doubt, DOUBT_WORDS["provider_unclear"])))
    return found


def _phone(session: Session, application: Application) -> Check:
    account = session.get_one(Account, application.account_id)
    if account.phone_sealed and opened(account, "phone") == opened(application, "phone"):
        return Check(True, "手机号经微信核验")
    return Check(False, "手机号是本人填写的，没有经微信核验")


def _register(session: Session, application: Application, number: str) -> list[Check]:
    if application.status in (Status.APPROVED, Status.REJECTED):
        return []
    person = find_person(session, number)
    if person is not None and open_membership(session, person.id) is not None:
        return [Check(False, "登记册里这个证件号已经是会员，请不批准这份申请，按会籍接转办理")]
    return [Check(True, "登记册里没有重复的会籍")]


def _union(application: Application) -> list[Check]:
    found = []
    if application.status is Status.CONTESTED:
        found.append(Check(False, "同一证件号还有另一份申请在办，请当面核对证件原件，再决定哪一份属于本人"))
    if not application.unit_has_union:
        found.append(Check(False, "本人说单位还没有建会，已记为建会线索"))
    return found
