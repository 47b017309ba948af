"""One round: a scene, two acts that meet in it, what came of them, and what must hold afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from math import inf
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from crypto.errors import Unreadable
from service.ground.errors import Refusal
from service.ground.sealing import DestroyedKey, opened
from service.register.audit.models import AuditEntry
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.requests.cards.models import Card
from service.rolls.rosters.models import Roster, RosterRow
from tests.encounters.acts import ACTS, Encountered
from tests.encounters.scene import Scene
from tests.windows import Act, Met, Opens, before, meet, outcome_of

AGREED = Path(__file__).parent / "agreed.txt"
# What an act that stood still may say when it finds that another one was faster; nothing of it is kept then.
BEATEN = frozenset(
    {"COLLEAGUE_WAS_FASTER", "BATCH_CHANGED", "IMPORT_OUTDATED", "MEMBERSHIP_ENDED", "TRANSFER_STALE"}
)
Both = tuple[str, str]


def as_answered(act: Act) -> Act:
    """The act as its door answers it: who comes second is told so, whichever constraint or version said it."""

    def answered() -> object:
        try:
            return act()
        except StaleDataError:
            raise Refusal("COLLEAGUE_WAS_FASTER") from None
        except IntegrityError as fault:
            if "unique" in str(fault.orig).lower():
                raise Refusal("COLLEAGUE_WAS_FASTER") from None
            raise

    return answered


@dataclass(frozen=True)
class Pair:
    """Two acts in the state in which the first one does something."""

    first: Encountered
    second: Encountered

    @property
    def name(self) -> str:
        """Both names, the one that stands still first."""
        return f"{self.first.name} | {self.second.name}"

    def scene(self, template: Scene) -> Scene:
        """A new scene with what both need."""
        scene = Scene(template.deployed, template.world)
        with scene.writing() as session:
            for one in dict.fromkeys((self.first, self.second)):
                one.set_up(scene, session)
        scene.comes_to(self.first.state)
        return scene

    def one_after_the_other(self, template: Scene) -> set[Both]:
        """What comes of them when nobody is in a hurry, in either order."""
        outcomes = set()
        for turned in (False, True):
            scene = self.scene(template)
            one, two = (
                _done(self.second if turned else self.first, scene),
                _done(self.first if turned else self.second, scene),
            )
            if broken := list(faults_of(scene)):
                raise AssertionError(f"{self.name}: {one} / {two}: {broken}")
            scene.is_over()
            outcomes.add((two, one) if turned else (one, two))
        return outcomes


def _done(act: Encountered, scene: Scene) -> str:
    try:
        return outcome_of(as_answered(partial(act.do, scene))())
    except Exception as fault:  # what came of it is what is looked at
        return outcome_of(fault)


@dataclass
class Round:
    """What came of one round, and what is wrong with it."""

    pair: Pair
    met: Met
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.pair.name}: {' / '.join(self.met.both)}: {'; '.join(self.faults)}"


def play(pair: Pair, template: Scene, waits: object, agreed: set[Both], opens: Opens | None = None) -> Round:
    """Let the two meet once at ``opens``, or at the window of the first."""
    scene = pair.scene(template)
    first, second = (as_answered(partial(one.do, scene)) for one in (pair.first, pair.second))
    met = meet(waits, first, second, opens or before(pair.first.window))  # type: ignore[arg-type]
    round_ = Round(pair, met, list(faults_of(scene)))
    if not allowed(met.both, agreed):
        round_.faults.append("not one of " + ", ".join("/".join(one) for one in sorted(agreed)))
    scene.is_over()
    return round_


def allowed(both: Both, agreed: set[Both]) -> bool:
    """Whether it might have come so one after the other, or one was told that it was beaten by what the other did."""
    if both in agreed:
        return True
    firsts, seconds = {one[0] for one in agreed}, {one[1] for one in agreed}
    return (both[0] in BEATEN and both[1] in seconds) or (both[1] in BEATEN and both[0] in firsts)


def faults_of(scene: Scene) -> Iterator[str]:
    """What does not hold, of: one chain without gaps and overlaps, one live card, names that open, an audit row a change."""
    with scene.deployed.database.reading() as session:
        for person_id in (scene.person, scene.ids.get("double")):
            if person_id is not None:
                yield from _of_person(session, person_id)
        yield from _of_rosters(session, scene)


def _of_person(session: Session, person_id: UUID) -> Iterator[str]:
    chain = session.scalars(
        select(Membership).where(Membership.person_id == person_id).order_by(Membership.sequence)
    ).all()
    if sum(one.ended_on is None for one in chain) > 1:
        yield "two open memberships"
    for one, following in pairwise(chain):
        if one.ended_on is None or one.ended_on > following.started_on:
            yield "memberships overlap"
    erased = session.get(DestroyedKey, person_id) is not None
    if erased and any(one.ended_on is None for one in chain):
        yield "a member whose data nobody can open"
    try:
        opened(session.get_one(Person, person_id), "name")
        if erased:
            yield "erased and still readable"
    except Unreadable:
        if not erased:
            yield "a name that does not open"
    for last in chain[1:]:
        if _began(session, last) > _closed(session, last.union_id):
            yield "came into a closed union"
    cards = session.scalars(select(Card).where(Card.person_id == person_id, Card.revoked_at.is_(None))).all()
    if len(cards) > 1 or (cards and erased):
        yield "two live cards, or one of somebody erased"
    for card in cards:
        if session.get(DestroyedKey, card.account_id) is not None:
            yield "a live card of an account that is no more"
    yield from _of_log(session, person_id)


def _began(session: Session, stretch: Membership) -> int:
    """The number in the log under which a stretch began; the log is linked in the order of the commits."""
    before_it = select(MembershipChange.membership_id).where(MembershipChange.next_id == stretch.id)
    begun = AuditEntry.act.startswith("membership:") & AuditEntry.object_id.in_(before_it)
    new = (AuditEntry.act == "membership:begin") & (AuditEntry.object_id == stretch.id)
    return session.scalar(select(func.max(AuditEntry.seq)).where(begun | new)) or 0


def _closed(session: Session, union_id: UUID) -> float:
    closing = select(AuditEntry.seq).where(AuditEntry.act == "union:close", AuditEntry.object_id == union_id)
    return session.scalar(closing) or inf


def _of_log(session: Session, person_id: UUID) -> Iterator[str]:
    changes = session.scalars(select(MembershipChange).where(MembershipChange.person_id == person_id)).all()
    for change in changes:
        told = select(func.count()).where(
            AuditEntry.object_id == change.membership_id,
            AuditEntry.act.startswith("membership:"),
            AuditEntry.act != "membership:begin",
        )
        if session.scalar(told) != 1:
            yield "a change without its one audit row"


def _of_rosters(session: Session, scene: Scene) -> Iterator[str]:
    for roster in session.scalars(select(Roster).where(Roster.union_id == scene.here)):
        rows = select(func.count()).where(RosterRow.roster_id == roster.id)
        if session.scalar(rows) != roster.members:
            yield "a roster counts other than its rows"


def pairs() -> list[Pair]:
    """Every act with every act, each once as the one that stands still."""
    return [Pair(first, second) for first in ACTS for second in ACTS]


def named(name: str) -> Pair:
    """A pair by its name."""
    return next(pair for pair in pairs() if pair.name == name)


def agreed() -> dict[str, set[Both]]:
    """What may come of each pair, as it was agreed."""
    table: dict[str, set[Both]] = {}
    for line in AGREED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, outcomes = line.split(": ", 1)
            both = (one.split(" / ") for one in outcomes.split(", "))
            table[name] = {(first, second) for first, second in both}
    return table


def written(table: dict[str, set[Both]]) -> str:
    """The table as the file has it."""
    head = "# Who stands still | who goes through: what comes of both, one after the other in either order.\n"
    lines = (
        f"{name}: {', '.join(' / '.join(both) for both in sorted(told))}" for name, told in table.items()
    )
    return head + "\n".join(lines) + "\n"
