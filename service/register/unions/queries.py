"""Find a union: by name, by QR parameter; a worker may see what stands on the union's own signboard."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.unions.models import MIDDLE_KINDS, Union, UnionKind, UnionState

_LIVING = Union.state.in_([UnionState.NORMAL, UnionState.PREPARING])


def unions_named(session: Session, words: str, limit: int = 20) -> list[Union]:
    """Living unions below the county whose name contains ``words``; public, for the worker who looks for his own."""
    return list(
        session.scalars(
            select(Union)
            .where(_LIVING, Union.kind != UnionKind.COUNTY, Union.name.contains(words, autoescape=True))
            .order_by(Union.name)
            .limit(limit)
        )
    )


def union_of_scene(session: Session, scene: str) -> Union | None:
    """The living union of a QR parameter."""
    return session.scalars(select(Union).where(_LIVING, Union.scene == scene)).one_or_none()


def middle_unions(session: Session) -> list[Union]:
    """Townships, streets, parks and industries: where a worker turns whose unit has no union (属地和行业就近)."""
    return list(
        session.scalars(select(Union).where(_LIVING, Union.kind.in_(MIDDLE_KINDS)).order_by(Union.path))
    )
