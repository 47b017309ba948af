"""The background worker: claims, messages, files; each piece in a transaction of its own, so that any number may run.

A turn asks every room for one piece of work; when none has any, the worker rests. A fault in one piece is logged by
type and place, and the next turn goes on.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial

from service.doors.console.tidying import forget_old_scans
from service.ground.heartbeat import note_beat
from service.ground.logs import log_fault
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.purging import PURGING
from service.oversight.findings.looking import LOOKING, look_next
from service.oversight.progress.counting import count_due
from service.oversight.province import answering, drawing
from service.register.deployment import Deployment
from service.register.notices.announcing import announce_next
from service.register.notices.delivery import deliver_next
from service.register.notices.subscriptions import templates_of
from service.register.schedule import Plan, do_due
from service.requests.applications.expiry import expire_forgotten
from service.requests.cards.settling import close_expired, forget_checks, settle_next
from service.requests.transfers.overdue import lapse_unanswered, open_overdue, void_stale
from service.requests.transfers.wishes import settle_wish
from service.rolls.campaigns.actions import CAMPAIGNS
from service.rolls.exports.actions import expire_old, make_next
from service.rolls.exports.approvals import lapse_forgotten
from service.rolls.exports.making import DRAWINGS
from service.rolls.imports.actions import apply_next, discard_old, preview_next
from service.rolls.imports.procedures import PROCEDURES
from service.rolls.snapshots.yearly import YEARLY

Work = Callable[[Deployment], bool]

# What the rooms above draw and read is brought to the rooms that carry files.
ALL_DRAWINGS = {**DRAWINGS, **drawing.DRAWINGS}
ALL_PROCEDURES = {**PROCEDURES, **answering.PROCEDURES}
WORK: tuple[Work, ...] = (
    settle_next,
    settle_wish,
    deliver_next,
    look_next,
    announce_next,
    partial(preview_next, procedures=ALL_PROCEDURES),
    partial(apply_next, procedures=ALL_PROCEDURES),
    partial(make_next, drawings=ALL_DRAWINGS),
)


def beat(deployment: Deployment) -> bool:
    """Note that the worker lives; it never counts as work."""
    with deployment.database.writing() as session:
        note_beat(session)
    return False


# What the calendar asks for, one plan per task.
SCHEDULE: tuple[Plan, ...] = (*CAMPAIGNS, YEARLY, LOOKING, PURGING)
TIDYING: tuple[Work, ...] = (
    beat,
    *(partial(do_due, plan=plan) for plan in SCHEDULE),
    close_expired,
    forget_checks,
    forget_old_scans,
    expire_old,
    lapse_forgotten,
    discard_old,
    expire_forgotten,
    count_due,
    erase_due,
    open_overdue,
    lapse_unanswered,
    void_stale,
)
REST_SECONDS = 0.5
TIDY_SECONDS = 60


def turn(deployment: Deployment, pieces: Iterable[Work] = WORK) -> bool:
    """One piece of each kind of work; whether there was any."""
    busy = False
    for piece in pieces:
        try:
            busy = piece(deployment) or busy
        except Exception as error:  # one broken piece must not stop the others
            log_fault(error)
    return busy


def run(deployment: Deployment) -> None:
    """Work for ever; tidy up once a minute. Raises SettingMissing at once for templates that nothing fills."""
    templates_of(deployment.settings)
    tidied = 0.0
    while True:
        if time.monotonic() - tidied > TIDY_SECONDS:
            turn(deployment, TIDYING)
            tidied = time.monotonic()
        if not turn(deployment):
            time.sleep(REST_SECONDS)


def work_off(deployment: Deployment, most: int = 10_000) -> int:
    """Work until nothing is left, for tests; returns the number of busy turns."""
    for count in range(most):
        if not turn(deployment):
            return count
    return most
