"""The background worker: one table of jobs, one loop a lane, any number of workers beside each other.

A lane is a thread with its own kinds of work, so that a file of twenty thousand rows never holds a claim or a text
message back: files are parsed in processes of their own, and drawn and written in their own lane.
"""

import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread

from service.doors.console.tidying import forget_old_scans
from service.ground.heartbeat import note_beat
from service.ground.logs import log
from service.ground.rewrapping import sealed_shut
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.purging import PURGING
from service.oversight.findings.looking import LOOKING, ROUNDS, unfinished
from service.oversight.findings.models import Round
from service.oversight.progress.counting import count_due
from service.oversight.province import answering, drawing
from service.register.audit.authority import check_marks
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue_forgotten, forget_jobs
from service.register.jobs.models import JobKind
from service.register.jobs.working import OUTAGES, Duty, enrol_recurring, recurring, work_next
from service.register.notices.announcing import ANNOUNCING, unannounced
from service.register.notices.delivery import DELIVERY, forget_texts, undelivered_texts
from service.register.notices.models import Notice
from service.register.notices.subscriptions import templates_of
from service.register.schedule import Plan, do_due
from service.requests.applications.expiry import expire_forgotten
from service.requests.cards.models import Claim
from service.requests.cards.settling import SETTLING, close_expired, forget_checks, unsettled
from service.requests.corrections.settling import NUMBERS
from service.requests.transfers import wishes
from service.requests.transfers.listing import end_lines
from service.requests.transfers.models import TransferWish
from service.requests.transfers.overdue import lapse_unanswered, open_overdue, void_stale
from service.rolls.campaigns.actions import CAMPAIGNS
from service.rolls.exports.actions import expire_old, making, unmade
from service.rolls.exports.approvals import lapse_forgotten
from service.rolls.exports.making import DRAWINGS
from service.rolls.exports.models import Export
from service.rolls.imports.actions import discard_old, duties, in_status
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.procedures import PROCEDURES
from service.rolls.snapshots.yearly import YEARLY

# What the rooms above draw and read is brought to the rooms that carry files.
ALL_DRAWINGS = {**DRAWINGS, **drawing.DRAWINGS}
ALL_PROCEDURES = {**PROCEDURES, **answering.PROCEDURES}


def _enrol(deployment: Deployment) -> bool:
    """Give a job to whatever waits without one: what was under way at an upgrade."""
    waiting = {
        JobKind.SETTLE_CLAIM: unsettled().with_only_columns(Claim.id),
        JobKind.SETTLE_WISH: wishes.unsettled().with_only_columns(TransferWish.id),
        JobKind.TEXT: undelivered_texts().with_only_columns(Notice.id),
        JobKind.ANNOUNCE: unannounced(deployment).with_only_columns(Notice.id),
        JobKind.PREVIEW: in_status(ImportStatus.UPLOADED).with_only_columns(Import.id),
        JobKind.WRITE: in_status(ImportStatus.CONFIRMING).with_only_columns(Import.id),
        JobKind.EXPORT: unmade().with_only_columns(Export.id),
        JobKind.LOOK: unfinished().with_only_columns(Round.id),
    }
    return enqueue_forgotten(deployment, waiting)


def _check_marks(deployment: Deployment) -> bool:
    """Go through all marks at night."""
    return check_marks(deployment.database)


# What the calendar asks for, one plan per task.
SCHEDULE: tuple[Plan, ...] = (*CAMPAIGNS, YEARLY, LOOKING, PURGING)
# What somebody waits for, the shortest first; then files; then what nobody waits for.
AT_ONCE: tuple[Duty, ...] = (SETTLING, wishes.WISHES, NUMBERS, DELIVERY, ANNOUNCING)
FILES: tuple[Duty, ...] = (*duties(ALL_PROCEDURES), making(ALL_DRAWINGS))
TIDYING: tuple[Duty, ...] = (
    recurring(JobKind.ENROL, _enrol),
    *(recurring(JobKind(plan.task.value), partial(do_due, plan=plan)) for plan in SCHEDULE),
    recurring(JobKind.CHECK_MARKS, _check_marks),
    recurring(JobKind.CLOSE_CLAIMS, close_expired),
    recurring(JobKind.FORGET_CHECKS, forget_checks),
    recurring(JobKind.FORGET_SCANS, forget_old_scans),
    recurring(JobKind.FORGET_TEXTS, forget_texts),
    recurring(JobKind.FORGET_JOBS, forget_jobs),
    recurring(JobKind.EXPIRE_EXPORTS, expire_old),
    recurring(JobKind.LAPSE_EXPORTS, lapse_forgotten),
    recurring(JobKind.DISCARD_IMPORTS, discard_old),
    recurring(JobKind.EXPIRE_APPLICATIONS, expire_forgotten),
    recurring(JobKind.COUNT, count_due),
    recurring(JobKind.ERASE, erase_due),
    recurring(JobKind.OPEN_TRANSFERS, open_overdue),
    recurring(JobKind.LAPSE_TRANSFERS, lapse_unanswered),
    recurring(JobKind.VOID_TRANSFERS, void_stale),
    recurring(JobKind.END_WISHES, end_lines),
)
WORK: tuple[Duty, ...] = (*AT_ONCE, ROUNDS, *FILES)
# Each lane is a thread. Of files there are two, so that a small one passes a large one.
LANES: tuple[tuple[Duty, ...], ...] = (AT_ONCE, FILES, FILES, (*TIDYING, ROUNDS))
REST_SECONDS, LONGEST_REST, HEARTBEAT_SECONDS, ENDING_SECONDS = 0.5, 30.0, 20.0, 20.0


def run(deployment: Deployment) -> None:
    """Work until the process is told to end. Raises SettingMissing at once for templates that nothing fills."""
    templates_of(deployment.settings)
    warn_of_what_is_shut(deployment)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    lanes = [Thread(target=_lane, args=(deployment, lane, stop), daemon=True) for lane in LANES]
    for lane in lanes:
        lane.start()
    _repeat(stop, "heartbeat", partial(beat, deployment), HEARTBEAT_SECONDS)
    until = time.monotonic() + ENDING_SECONDS
    for lane in lanes:  # what is not done by then comes again when its lease has run out
        lane.join(max(0.0, until - time.monotonic()))


def warn_of_what_is_shut(deployment: Deployment) -> None:
    """Say in the log, at the start, that something is sealed under a suite which is not accepted any more."""
    with deployment.database.reading() as session:
        for column in sealed_shut(session):
            log.warning("sealed under a suite that HUIGONGKA_SUITES leaves out", place=column)


def _lane(deployment: Deployment, duties: Sequence[Duty], stop: Event) -> None:
    """One loop: a job after the other."""
    _repeat(stop, "jobs", lambda: work_next(deployment, duties), REST_SECONDS)


def _repeat(stop: Event, what: str, work: Callable[[], bool], rest: float) -> None:
    """Work until ``stop``; rest when there was none, and longer each time that the database is away."""
    pause = rest
    while not stop.is_set():
        try:
            busy = work()
        except Exception as error:
            OUTAGES.met(what, error)
            pause = min(pause * 2, LONGEST_REST)
        else:
            OUTAGES.over(what)
            pause = 0.0 if busy else rest
        stop.wait(pause)
        pause = max(pause, rest)


def beat(deployment: Deployment) -> bool:
    """Note that the worker lives, and see to it that what comes again has its jobs; it never counts as work."""
    with deployment.database.writing() as session:
        note_beat(session)
    enrol_recurring(deployment, TIDYING)
    return False
