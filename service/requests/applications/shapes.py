"""What goes in and out of an application."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.facts.declared import STATED
from service.register.facts.words import DocumentKind, Education, Employment, Gender, Household
from service.register.people.contact import masked_name, masked_number
from service.register.people.phones import masked_phone
from service.register.unions.models import Union, UnionKind
from service.requests.applications.models import OPEN, Application, Correctable, Status, Step


class UnionSeen(Shape):
    """A union as anyone may see it."""

    id: UUID
    name: str
    kind: UnionKind
    kind_words: str


class UnionsSeen(Shape):
    """Unions found."""

    unions: list[UnionSeen]


class UnionSearch(Shape):
    """Search words, or the unit's credit code."""

    name: str = Field(
        default="", max_length=60, description="part of the union's name, at least 2 characters"
    )
    uscc: str = Field(default="", max_length=18, description="统一社会信用代码")


class CodeList(Shape):
    """One code list as pickers need it."""

    name: str
    label: str
    codes: list[dict[str, str]]


class CodeLists(Shape):
    """Every list of the form, and the oath."""

    lists: list[CodeList]
    oath_version: str
    oath: str


class ApplicationBegun(Shape):
    """Where to apply: a union by id or by QR parameter; or the township when the unit has none."""

    union_id: UUID | None = None
    scene: str | None = Field(default=None, max_length=32)
    unit_has_union: bool = True


class ApplicationFacts(Shape):
    """Fields of annex 3; any of them, at any time before submitting."""

    phone: str | None = Field(default=None, max_length=30)
    verified_phone: bool | None = Field(
        default=None, description="take the phone that WeChat verified for this account"
    )
    address: str | None = Field(default=None, max_length=120)
    gender: Gender | None = None
    nationality: str | None = Field(default=None, min_length=1, max_length=40)
    education: Education | None = None
    household: Household | None = None
    employment: Employment | None = None
    unit_name: str | None = Field(default=None, max_length=120)
    unit_uscc: str | None = Field(default=None, max_length=18)


class SignatureDrawn(Shape):
    """The drawn signature and the oath that was read."""

    image: str = Field(min_length=1, max_length=800_000, description="base64 of a PNG or JPEG")
    oath_version: str = Field(max_length=20)


class FieldSeen(Shape):
    """A field that the worker is asked to change."""

    code: Correctable
    words: str


class StepSeen(Shape):
    """One line of progress, with the union's words to the worker and the fields that it asks to change."""

    action: str
    words: str
    reason: str | None = None
    remark: str | None = None
    fields: list[FieldSeen] = []
    to_union: str | None = Field(
        default=None, description="the union that it was sent to, when it was sent on"
    )
    at: datetime


class ApplicationSeen(Shape):
    """An application as its applicant sees it: document and phone masked, the rest as filled in."""

    id: UUID
    union: UnionSeen
    status: Status
    status_words: str
    with_whom: str = Field(default="", description="who has it now, in words; empty once it is over")
    since: datetime = Field(description="when the present step began")
    document_kind: DocumentKind
    name: str
    number: str
    phone: str
    address: str
    gender: Gender | None
    nationality: str
    education: Education | None
    household: Household | None
    employment: Employment | None
    unit_name: str
    unit_uscc: str | None
    unit_has_union: bool
    signed: bool
    submitted_at: datetime | None
    due_on: date | None
    minute_no: str | None = None
    decided_on: date | None = None
    submission_key: str = Field(
        max_length=80,
        description="the Idempotency-Key of handing in this edition; a new edition has a new one",
    )
    steps: list[StepSeen]


class ApplicationsSeen(Shape):
    """The worker's applications, newest first."""

    applications: list[ApplicationSeen]


# What the worker reads. «contested» reads like «submitted»: that another application exists is not his to learn.
STATUS_WORDS = {
    Status.SUBMITTED: "已提交，等待工会初审",
    Status.CONTESTED: "已提交，等待工会初审",
    Status.CHECKED: "初审已通过，等待委员会决定",
    Status.REFERRED: "不属于原来的工会，正由上级工会派发，您不用重新申请",
}
STEP_WORDS = {
    "submit": "您提交了申请",
    "check": "工会经办人初审通过",
    "send_back": "工会退回，请您补正",
    "approve": "委员会批准入会",
    "reject": "委员会没有批准",
    "refer": "工会认为您的单位不属于它，已转上级工会派发",
    "pass_on": "已转上一级工会派发",
    "dispatch": "上级工会已派发到新的工会，办理期限重新计算",
    "withdraw": "您撤回了申请",
    "expire": "一个月没有继续，申请已自动关闭",
    "convert": "您已经是会员，工会已转为会籍接转",
}


def union_seen(union: Union) -> dict[str, object]:
    """A union as the answer says it to anybody."""
    return {"id": union.id, "name": union.name, "kind": union.kind, "kind_words": union.kind.label}


def with_whom(application: Application) -> str:
    """Who has the application now (现在在谁手里)."""
    if application.status in (Status.DRAFT, Status.RETURNED):
        return "您本人"
    if application.status is Status.REFERRED:
        above = application.union.parent
        return above.name if above else "上级工会"
    return application.union.name if application.status in OPEN else ""


def _submission_key(application: Application) -> str:
    """提交编号: one for each edition, derived, so that the phone keeps nothing and a lost answer is asked for again."""
    return f"{application.id}:{sum(step.action == 'submit' for step in application.steps)}"


def _step_seen(step: Step) -> dict[str, object]:
    return {
        "action": step.action,
        "words": STEP_WORDS.get(step.action, step.action),
        "reason": step.reason.label if step.reason else None,
        "remark": opened(step, "words") or None,
        "fields": [{"code": one, "words": one.label} for one in map(Correctable, step.fields)],
        "to_union": step.to_union.name if step.to_union else None,
        "at": step.at,
    }


def shown_status(application: Application) -> Status:
    """The state that the applicant reads: that another application exists is not his to learn."""
    return Status.SUBMITTED if application.status is Status.CONTESTED else application.status


def status_words(status: Status) -> str:
    """A state in the applicant's words."""
    return STATUS_WORDS.get(status, status.label)


# What an applicant sees of the record beside his statements.
RECORD = ("id", "since", "unit_has_union", "submitted_at", "due_on")


def application_seen(application: Application) -> dict[str, object]:
    """An application for its applicant."""
    status = shown_status(application)
    decision = application.decision
    return {
        **{name: getattr(application, name) for name in RECORD},
        **{fact.name: fact.kept(application) for fact in STATED if not fact.sealed},
        "union": union_seen(application.union),
        "status": status,
        "status_words": status_words(status),
        "with_whom": with_whom(application),
        "name": masked_name(opened(application, "name")),
        "number": masked_number(opened(application, "id_number")),
        "phone": masked_phone(opened(application, "phone")),
        "address": opened(application, "address"),
        "signed": application.signature_sealed is not None,
        "minute_no": decision.minute_no if decision else None,
        "decided_on": decision.decided_on if decision else None,
        "submission_key": _submission_key(application),
        "steps": [_step_seen(step) for step in application.steps],
    }
