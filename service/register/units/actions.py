"""Note a unit without a union as a lead (应建未建线索)."""

from sqlalchemy.orm import Session

from service.ground.db import new_id
from service.register.audit.log import By, record
from service.register.unions.models import Union
from service.register.units.models import Unit
from service.register.units.queries import unit_named


def note_lead(session: Session, actor: By, name: str, uscc: str | None, union: Union) -> Unit:
    """A worker named a unit that has no union: keep it as a lead of the township; a known unit stays as it is."""
    known = unit_named(session, name, uscc)
    if known is not None:
        if known.union_id is None and known.lead_union_id is None:
            known.lead_union_id = union.id
        return known
    unit = Unit(id=new_id(), name=name, uscc=uscc, lead_union_id=union.id)
    session.add(unit)
    session.flush()
    record(session, actor, "unit:lead", "unit", unit.id, union_id=union.id)
    return unit
