"""The audit log as the auditor reads it: acts, opaque numbers, counts; nobody's personal data."""

from functools import partial

from flask import Blueprint, request

from crypto.chain import REASONS, Verdict
from service.ground.paging import NOTHING, earlier, paged
from service.oversight.auditing.chain import chain_standings
from service.oversight.auditing.codes import code_word
from service.oversight.auditing.naming import names_of
from service.oversight.auditing.searching import PRESETS, asked
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.audit.log import record
from service.register.audit.queries import Search, entries
from service.register.audit.verify import verify_log
from service.register.audit.words import ACTS, DETAILS, FIELDS, KINDS, acts_by_noun, acts_meant
from service.register.forms import show
from service.rolls.exports.queries import downloads_of, exports_told

audit_pages = Blueprint("audit_pages", __name__, url_prefix="/console", template_folder="templates")


@audit_pages.get("/audit")
@needs(Act.AUDIT_READ)
def read_log() -> str:
    """审计日志"""
    return _log()


def _log(verdict: Verdict | None = None) -> str:
    found = asked(session(), request.args)
    page = earlier(partial(entries, session(), found.search)) if not found.faults else NOTHING
    return show(
        "auditing/log.html",
        page=page,
        asked=found,
        names=names_of(session(), page.rows),
        standings=chain_standings(session()),
        groups=acts_by_noun(),
        presets=PRESETS,
        preset_values=[value for value, _ in PRESETS],
        words=ACTS,
        details=DETAILS,
        told=code_word,
        kinds=KINDS,
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


@audit_pages.get("/audit/reveals")
@needs(Act.AUDIT_READ)
def read_reveals() -> str:
    """查看一览: every full field that somebody looked at, with what for."""
    search = Search(acts=acts_meant(":reveal"))
    page = earlier(partial(entries, session(), search))
    return show(
        "auditing/reveals.html",
        page=page,
        names=names_of(session(), page.rows),
        fields=FIELDS,
    )


@audit_pages.get("/audit/exports")
@needs(Act.AUDIT_READ)
def read_exports() -> str:
    """导出一览: who asked, who approved, what for, and when the file left."""
    page = paged(partial(exports_told, session(), actor()))
    return show(
        "auditing/exports.html",
        page=page,
        downloads=downloads_of(session(), [row.id for row in page.rows]),
    )
