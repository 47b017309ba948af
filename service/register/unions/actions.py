"""Found and change union organisations."""

import secrets
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground.db import new_id
from service.ground.holding import hold, note_held
from service.ground.sealing import seal_fields
from service.register.audit.log import By, record
from service.register.unions.models import Union, UnionForm, UnionKind

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_scene() -> str:
    """A fresh QR parameter: 20 characters that say nothing (scene ≤ 32, letters and digits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


def found(
    session: Session,
    actor: By,
    parent: Union | None,
    name: str,
    kind: UnionKind,
    *,
    form: UnionForm | None = None,
    founded_on: date | None = None,
    leader: str | None = None,
    phone: str | None = None,
    reported_members: int | None = None,
    remark: str = "",
) -> Union:
    """Enter a union below ``parent`` into the tree (建会); its path and QR parameter are made here."""
    union = Union(
        id=new_id(),
        parent_id=parent.id if parent else None,
        path=_next_path(session, parent),
        name=name,
        kind=kind,
        form=form,
        founded_on=founded_on,
        reported_members=reported_members,
        remark=remark,
        scene=new_scene(),
    )
    seal_fields(session, union, leader=leader, phone=phone)
    session.add(union)
    session.flush()
    note_held(session, Union, [union.id])
    record(session, actor, "union:found", "union", union.id, union_id=union.id, details={"kind": kind.value})
    return union


def _next_path(session: Session, parent: Union | None) -> str:
    """The parent's path and a number; the parent's row is locked, so two founders get two numbers."""
    if parent is None:
        return "C."
    hold(session, {Union: [parent.id]})
    siblings = session.scalar(select(func.count()).where(Union.parent_id == parent.id)) or 0
    return f"{parent.path}{siblings + 1:04d}."


def renew_scene(session: Session, actor: By, union: Union) -> str:
    """Replace the QR parameter; posters with the old one stop working."""
    union.scene = new_scene()
    session.flush()
    record(session, actor, "union:scene", "union", union.id, union_id=union.id)
    return union.scene
