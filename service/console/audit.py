"""The audit log as the auditor reads it: acts, opaque numbers, counts; nobody's personal data."""

from datetime import date

from flask import Blueprint, request

from crypto.chain import REASONS, Verdict
from service.access.guard import actor, deployment, needs, session
from service.access.models import Act
from service.audit.log import record
from service.audit.queries import acts_seen, entries
from service.audit.verify import verify_log
from service.audit.words import ACTS, KINDS
from service.forms import show

audit_pages = Blueprint("audit_pages", __name__, url_prefix="/console", template_folder="templates")
PAGE = 50


@audit_pages.get("/audit")
@needs(Act.AUDIT_READ)
def read_log() -> str:
    """审计日志"""
    return _log()


def _log(verdict: Verdict | None = None) -> str:
    act, day = request.args.get("act", ""), request.args.get("day", type=date.fromisoformat)
    before = request.args.get("before", type=int)
    rows = entries(session(), act, day, before, PAGE + 1)
    return show(
        "console/audit.html",
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        acts=[(seen, ACTS.get(seen, seen)) for seen in acts_seen(session())],
        words=ACTS,
        kinds=KINDS,
        act=act,
        day=day or "",
        verdict=verdict,
        why=REASONS.get(verdict.reason, "") if verdict else "",
    )


@audit_pages.post("/audit/verification")
@needs(Act.AUDIT_READ)
def verify_chain() -> str:
    """校验整条链: read apart from this request's transaction, so that nobody waits for the auditor."""
    with deployment().database.reading() as reading:
        verdict = verify_log(reading)
    outcome = "done" if verdict.ok else "refused"
    details: dict[str, int | str] = {"checked": verdict.checked, "reason": verdict.reason}
    record(session(), actor(), "audit:verify", "audit", None, outcome=outcome, details=details)
    return _log(verdict)
