"""最近活动: when a union last did something itself, in one query over what it leaves behind."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from service.oversight.progress.models import Invitation
from service.register.access.models import Role, Term
from service.register.access.queries import in_force
from service.register.accounts.models import StaffSession
from service.requests.applications.models import Application, Step
from service.rolls.imports.models import Import
from service.rolls.rosters.models import Roster

OWN_ROLES = (Role.CHAIR, Role.HANDLER)


def last_active(session: Session, unions: Collection[UUID]) -> dict[UUID, datetime]:
    """The latest step of its staff on an application, roster confirmed, file brought in, notification, or sign-in.

    What others do to it (an applicant, the union above) does not count; unions that never did anything are left out.
    """
    traces = union_all(*_traces(unions)).subquery()
    latest = select(traces.c.union_id, func.max(traces.c.at)).group_by(traces.c.union_id)
    return {row[0]: row[1] for row in session.execute(latest)}


def _traces(unions: Collection[UUID]) -> list[Select[UUID, datetime]]:
    steps = (
        select(Application.union_id, func.max(Step.at).label("at"))
        .join(Step, Step.application_id == Application.id)
        .where(Application.union_id.in_(unions), Step.staff_id.is_not(None))
        .group_by(Application.union_id)
    )
    sessions = (
        select(Term.union_id, func.max(StaffSession.seen_at))
        .join(StaffSession, StaffSession.staff_id == Term.staff_id)
        .where(Term.union_id.in_(unions), Term.role.in_(OWN_ROLES), in_force())
        .group_by(Term.union_id)
    )
    dated = ((Roster, Roster.confirmed_at), (Import, Import.uploaded_at), (Invitation, Invitation.invited_at))
    others = [
        select(room.union_id, func.max(at)).where(room.union_id.in_(unions)).group_by(room.union_id)
        for room, at in dated
    ]
    return [steps, sessions, *others]
