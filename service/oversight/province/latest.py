"""Which answer holds for a person: that to the line handed in last, derived whenever it is asked for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from service.ground.db import in_parts
from service.oversight.province.models import ProvinceRow, RowResult


def is_latest() -> ColumnElement[bool]:
    """Whether a row is the last of its person that was answered; keys are made in the order of time (UUID version 7)."""
    later = aliased(ProvinceRow)
    answered_later = (
        exists()
        .where(later.person_id == ProvinceRow.person_id, later.result != RowResult.SENT)
        .where(later.id > ProvinceRow.id)
    )
    return and_(ProvinceRow.result != RowResult.SENT, ~answered_later)


def latest_answers(session: Session, people: Sequence[UUID]) -> dict[UUID, ProvinceRow]:
    """The answer that holds for each of these people who has one; a query per 500."""
    found: dict[UUID, ProvinceRow] = {}
    for part in in_parts(people):
        rows = session.scalars(select(ProvinceRow).where(ProvinceRow.person_id.in_(part), is_latest()))
        found |= {row.person_id: row for row in rows}
    return found
