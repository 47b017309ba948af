"""入会申请书 on paper (长总工〔2018〕12号 附件2, 一式两份): the signed sheet, for the files of two unions.

The annex is a list that a workshop signs together. Printed for one application its first line is filled and the rest
is closed (以下空白); what the annex has no column for stands below it, with the committee's opinion.
"""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.printing import pdf
from service.ground.sealing import opened, opened_bytes
from service.register.access.models import Actor
from service.register.access.purpose import stated_purpose
from service.register.audit.log import record
from service.register.facts.declared import ANNEX2
from service.requests.applications.models import Application
from service.requests.applications.oath import CURRENT

COPIES = 2
DATED_AT = 8  # the place of 申请日期 among the statements


@dataclass(frozen=True)
class Sheet:
    """What 入会申请书 prints of one application, in clear; dropped as soon as it is printed."""

    union_name: str
    name: str = field(repr=False)
    signature: bytes | None = field(repr=False)
    card_active: bool
    statements: list[tuple[str, str]] = field(repr=False)
    opinion: str
    decided_on: str


def print_sheet(
    session: Session, actor: Actor, application: Application, purpose: str, *, card_active: bool
) -> Sheet:
    """What is printed of an application; who prints it and what for stands in the audit log first.

    The sheet shows whole numbers. Raises PURPOSE_MISSING, INPUT_INVALID, TOO_OFTEN.
    """
    purpose = stated_purpose(purpose, opened(application, "name"))
    if actor.id is None or not take(session, "print.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    record(
        session,
        actor,
        "application:print",
        "application",
        application.id,
        union_id=application.union_id,
        details={"purpose": purpose, "copies": COPIES},
    )
    decision = application.decision
    return Sheet(
        union_name=application.union.name,
        name=opened(application, "name"),
        signature=opened_bytes(application, "signature"),
        card_active=card_active,
        statements=_statements(application),
        opinion=f"经委员会会议（纪要编号：{decision.minute_no}）讨论，{decision.outcome.label}。"
        if decision
        else "",
        decided_on=clock.chinese_day(decision.decided_on) if decision else "",
    )


def _statements(application: Application) -> list[tuple[str, str]]:
    """What the applicant stated, with the words of the application's own page."""
    submitted = application.submitted_at
    signed_on = clock.chinese_day(submitted.astimezone(clock.COUNTY_ZONE).date()) if submitted else ""
    printed = [
        (column.place, fact.headed(application, column.heading), fact.text(application))
        for fact, column in ANNEX2.items()
    ]
    return [(heading, text) for _, heading, text in sorted([*printed, (DATED_AT, "申请日期", signed_on)])]


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet, two copies in one file; raises PRINT_NOT_READY, BUSY."""
    return pdf("applications/sheet.html", copies=COPIES, sheet=sheet, oath=CURRENT.text)
