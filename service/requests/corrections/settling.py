"""Write a document number that a union agreed to, once the worker has found that nobody else has it.

Whose it is otherwise is told to nobody: the correction stays 已同意，号码待系统核对, and the county looks into it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.inquiries.decoys import raise_alarm
from service.register.inquiries.matching import match
from service.register.inquiries.models import AskedHow
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty
from service.register.memberships.queries import last_membership
from service.register.people.models import Person
from service.requests.corrections.actions import write_accepted
from service.requests.corrections.models import Correction, CorrectionStatus


def _settle(deployment: Deployment, lease: Lease) -> None:
    try:
        with lease.finish() as session:
            _compare(session, lease)
    except Refusal:  # somebody was entered under this number just now
        with lease.finish():
            pass


def _compare(session: Session, lease: Lease) -> None:
    agreed = select(Correction).where(
        Correction.id == lease.subject,
        Correction.status == CorrectionStatus.ACCEPTED,
        Correction.settled_at.is_(None),
    )
    hold(session, {Person: select(Correction.person_id).where(Correction.id == lease.subject)})
    one = session.scalars(agreed.with_for_update(of=Correction)).one_or_none()
    held = last_membership(session, one.person_id) if one is not None else None
    if one is None or held is None:
        return
    actor = Actor("staff", one.answered_by)
    found = match(session, opened(one.person, "name"), opened(one, "value"))
    if found.decoy_id is not None:
        raise_alarm(session, actor, found.decoy_id, AskedHow.CORRECTION, held.union_id)
    if found.unknown:
        write_accepted(session, actor, one, held)


NUMBERS = Duty(JobKind.SETTLE_CORRECTION, _settle)
