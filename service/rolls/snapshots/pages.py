"""The console's doors to snapshots: what was frozen, whether it still is, and what changed between any two."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import paged
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import show
from service.rolls.snapshots.differences import Difference, counted, number, people, total
from service.rolls.snapshots.models import Snapshot, SnapshotLine
from service.rolls.snapshots.queries import (
    line_in_reach,
    lines_in_reach,
    names_of,
    snapshot_named,
    snapshots,
    sums_in_reach,
    within,
)
from service.rolls.snapshots.verify import verify

snapshot_pages = Blueprint(
    "snapshot_pages", __name__, url_prefix="/console/snapshots", template_folder="templates"
)


@snapshot_pages.get("")
@needs(Act.ROSTER_READ)
def list_snapshots() -> str:
    """封存"""
    return show("snapshots/list.html", rows=snapshots(session()))


@snapshot_pages.get("/<uuid:snapshot_id>")
@needs(Act.ROSTER_READ)
def read_snapshot(snapshot_id: UUID) -> str:
    """一次封存"""
    one = snapshot_named(session(), snapshot_id)
    return show(
        "snapshots/one.html",
        one=one,
        page=paged(partial(lines_in_reach, session(), actor(), one)),
        sums=sums_in_reach(session(), actor(), one),
        verdict=verify(session(), one),
        others=[other for other in snapshots(session()) if other.id != one.id],
    )


@snapshot_pages.get("/<uuid:snapshot_id>/differences")
@needs(Act.ROSTER_READ)
def read_differences(snapshot_id: UUID) -> str:
    """两次封存之间的差异"""
    later, earlier = _both(snapshot_id)
    found = counted(session(), earlier, later, within(actor()))
    names = names_of(session(), found)
    return show(
        "snapshots/differences.html",
        earlier=earlier,
        later=later,
        rows=[(union_id, name, found[union_id]) for union_id, name in names],
        whole=total(found.values()),
        kinds=list(Difference),
        number=lambda counts, kind: getattr(counts, kind.value),
    )


@snapshot_pages.get("/<uuid:snapshot_id>/people")
@needs(Act.ROSTER_READ)
def read_people(snapshot_id: UUID) -> str:
    """差异里一个数字后面的名单"""
    later, earlier = _both(snapshot_id)
    kind = request.args.get("kind", Difference.JOINED, Difference)
    union_id, scope = request.args.get("union_id", None, UUID), within(actor())
    if union_id is not None:
        side = earlier if kind in (Difference.LEFT, Difference.MOVED_OUT) else later
        line_in_reach(session(), actor(), side, union_id)
        scope = scope & (SnapshotLine.union_id == union_id)
    page = paged(partial(people, session(), earlier, later, kind, scope))
    names = dict(names_of(session(), {row[0] for row in page.rows}))
    return show(
        "snapshots/people.html",
        earlier=earlier,
        later=later,
        kind=kind,
        union_id=union_id,
        count=number(session(), earlier, later, kind, scope),
        rows=[(names[one], row, line) for one, row, line in page.rows],
        page=page,
    )


def _both(snapshot_id: UUID) -> tuple[Snapshot, Snapshot]:
    """The snapshot of the address and the one that it is compared with: the one named, else the one before; later first."""
    one, other = snapshot_named(session(), snapshot_id), request.args.get("earlier", None, UUID)
    if other is None:
        before = [two for two in snapshots(session()) if two.as_of < one.as_of]
        return one, before[0] if before else one
    two = snapshot_named(session(), other)
    return (one, two) if two.as_of <= one.as_of else (two, one)
