"""查看完整信息: one field of one application, for a stated purpose, counted and written into the audit log."""

import re

from sqlalchemy.orm import Session

from service.access.models import Actor
from service.applications.models import Application
from service.audit.log import record
from service.errors import Refusal, invalid
from service.limits import take
from service.sealing import opened
from service.words import Words

SHORTEST_PURPOSE, LONGEST_PURPOSE = 4, 60


class Field(Words):
    """可以查看的字段."""

    ID_NUMBER = "id_number", "证件号码"
    PHONE = "phone", "手机号"
    ADDRESS = "address", "现居住地"


def reveal(session: Session, actor: Actor, application: Application, field: Field, purpose: str) -> str:
    """One field in clear. Raises PURPOSE_MISSING, INPUT_INVALID for a purpose that says who it is, TOO_OFTEN.

    The purpose is kept in the audit log as given, so it may hold neither numbers nor the applicant's name.
    """
    purpose = purpose.strip()
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refusal("PURPOSE_MISSING", fields={"purpose": "请用一句话写明用途。"})
    if len(purpose) > LONGEST_PURPOSE:
        raise invalid(purpose=f"请写短一些，不超过 {LONGEST_PURPOSE} 个字。")
    if re.search(r"\d{6}", purpose) or opened(application, "name") in purpose:
        raise invalid(purpose="用途会记入审计日志，请不要写姓名、证件号和手机号。")
    if not take(session, "reveal.staff", actor.id.hex if actor.id else ""):
        raise Refusal("TOO_OFTEN")
    record(
        session,
        actor,
        "application:reveal",
        "application",
        application.id,
        union_id=application.union_id,
        details={"field": field.value, "purpose": purpose},
    )
    return opened(application, field.value)
