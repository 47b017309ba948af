"""The acts that meet: in which state of the person each does something, what it needs, how it is done, where it is aimed at.

A door's own way is taken: what is acted on is found as the door finds it. ``window`` is the statement before which the act
has read its conditions and has not yet changed what they were about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from service.doors.mine.events import carry_out
from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import opened, seal_fields
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.models import Erasure
from service.register.access.models import Act, Actor
from service.register.accounts.models import Account
from service.register.facts.words import DocumentKind
from service.register.jobs.working import work_next
from service.register.memberships.changes import ResumeReason, VoidReason
from service.register.memberships.departure import leave, void
from service.register.memberships.expulsions import decide_expulsion, propose
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.queries import expulsion_in_reach, membership_in_reach
from service.register.memberships.retention import resume, retain
from service.register.people.models import Person
from service.register.unions.closing import close
from service.register.unions.models import CloseReason
from service.requests.applications.decisions import decide
from service.requests.applications.models import Correctable, Outcome
from service.requests.applications.queries import applications_locked
from service.requests.cards.claims import state_claim
from service.requests.cards.confirmations import confirm_in_person
from service.requests.cards.endings import release, unbind
from service.requests.cards.models import Claim, MatchResult, RevokeReason
from service.requests.cards.settling import SETTLING
from service.requests.corrections.actions import accept
from service.requests.corrections.models import Correction
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.settling import NUMBERS
from service.requests.transfers.actions import receive
from service.requests.transfers.asking import ask
from service.requests.transfers.founding import fingerprint, ids_of_unit, move_unit
from service.requests.transfers.models import AskedBy, TransferStatus
from service.requests.transfers.overdue import void_stale
from service.requests.transfers.queries import transfer_handled
from service.requests.transfers.rehoming import rehome
from service.rolls.imports.models import Import, ImportKind
from service.rolls.imports.roster_register import RosterComparison
from service.rolls.imports.verdicts import JudgedRow
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.pending import confirmation
from tests.encounters.scene import APPID, NAME, Scene, fresh_number
from tests.requests.applications.given import meeting

BEGINS, ENDS = r"INSERT INTO memberships", r"UPDATE memberships"


@dataclass(frozen=True)
class Encountered:
    """One act of the table."""

    name: str
    state: str
    window: str
    set_up: Callable[[Scene, Session], None]
    do: Callable[[Scene], str | None]


def _nothing(_scene: Scene, _session: Session) -> None:
    """The person himself is enough."""


def _approve(scene: Scene) -> None:
    with scene.writing() as session:
        union, ids = scene.union(session), [scene.ids["application"]]
        rows = applications_locked(session, scene.chair_here, Act.APPLICATION_DECIDE, union.id, ids)
        decide(session, scene.chair_here, union, rows, Outcome.APPROVE, meeting())


def _receive(scene: Scene) -> None:
    with scene.writing() as session:
        transfer = transfer_handled(session, scene.chair_there, scene.ids["transfer"])
        receive(session, scene.chair_there, transfer)


def _ask(scene: Scene) -> None:
    with scene.writing() as session:
        held = _mine(scene, session, Act.TRANSFER_HANDLE)
        there = scene.union(session, there=True)
        ask(session, scene.chair_here, held, there, AskedBy.OLD_UNION, days=10)


def _mine(scene: Scene, session: Session, act: Act = Act.MEMBERSHIP_CHANGE) -> Membership:
    return membership_in_reach(session, scene.chair_here, act, scene.ids["membership"])


def _retain(scene: Scene) -> None:
    with scene.writing() as session:
        retain(session, scene.chair_here, _mine(scene, session), RetainReason.RETIRED, clock.today())


def _resume(scene: Scene) -> None:
    with scene.writing() as session:
        resume(session, scene.chair_here, _mine(scene, session), ResumeReason.REHIRED, clock.today())


def _leave(scene: Scene) -> None:
    today = clock.today()
    days = {"asked_on": today, "persuaded_on": today, "declared_on": today}
    with scene.writing() as session:
        leave(session, scene.chair_here, _mine(scene, session), minute_no="1", **days)


def _doubled(scene: Scene, session: Session) -> None:
    scene.has_double(session)


def _merge(scene: Scene) -> None:
    with scene.writing() as session:
        survivor = session.get_one(Person, scene.ids["double"])
        words = {"words": "同一个人登记了两次", "survivor": survivor}
        void(session, scene.county, _mine(scene, session), VoidReason.DUPLICATE, **words)  # type: ignore[arg-type]


def _proposed(scene: Scene, session: Session) -> None:
    held, opinion = _mine(scene, session), "小组意见一份，刑事判决书样例一号"
    case = propose(session, scene.chair_here, held, group_on=clock.today(), opinion=opinion)
    scene.ids["expulsion"] = case.id


def _expel(scene: Scene) -> None:
    with scene.writing() as session:
        id_ = scene.ids["expulsion"]
        case = expulsion_in_reach(session, scene.chair_here, Act.MEMBERSHIP_CHANGE, id_, lock=True)
        decide_expulsion(session, scene.chair_here, case, decided_on=clock.today(), minute_no="1")


def _import(scene: Scene) -> None:
    """The two halves of writing a file: compared and sealed without a lock, then written."""
    facts = {
        "number": scene.number,
        "name": NAME,
        "kind": DocumentKind.RESIDENT.value,
        "phone": "13900000001",
    }
    with scene.writing() as session:
        file = Import(
            id=new_id(),
            kind=ImportKind.ROSTER,
            union_id=scene.union(session).id,
            uploaded_by=scene.chair_here.id,
            file_hash=bytes(32),
        )
        session.add(file)
    with scene.deployed.database.reading() as session:
        rows = [JudgedRow(1, "1", NAME, facts=facts)]
        compared = RosterComparison(session, session.get_one(Import, file.id), rows, lambda _: None)
        change = compared.prepare(session, lambda _: None)
    with scene.writing() as session:
        change.apply(session, scene.chair_here)


def _rehome(scene: Scene) -> None:
    with scene.writing() as session:
        here, there = scene.union(session), scene.union(session, there=True)
        rehome(session, scene.county, here, [scene.ids["membership"]], there, keep=False, minute_no="1")


def _move_unit(scene: Scene) -> None:
    with scene.writing() as session:
        ids = ids_of_unit(session, scene.county, scene.unit)
        there = scene.union(session, there=True)
        move_unit(session, scene.county, scene.unit, there, fingerprint(ids), minute_no="1")


def _corrected(scene: Scene, session: Session) -> None:
    account = scene.has_account(session)
    asked = Correction(
        id=new_id(),
        account_id=account.id,
        person_id=scene.person,
        field=Correctable("id_number"),
        due_on=clock.today(),
    )
    seal_fields(session, asked, value=fresh_number())
    session.add(asked)
    session.flush()
    scene.ids["correction"] = asked.id


def _correct(scene: Scene) -> None:
    """The chair agrees, and the worker writes the number once it has found that nobody else has it."""
    with scene.writing() as session:
        chair, id_ = scene.chair_here, scene.ids["correction"]
        correction, held = correction_in_reach(session, chair, Act.CORRECTION_ANSWER, id_, lock=True)
        accept(session, chair, correction, held, scene.deployed.settings)
    work_next(scene.deployed, [NUMBERS])


def _claimed(scene: Scene, session: Session) -> None:
    account = scene.has_account(session)
    actor, kind = Actor("account", account.id), DocumentKind.RESIDENT
    claim = state_claim(session, actor, account, kind, NAME, scene.number, scene.account.hex)
    scene.ids["claim"] = claim.id


def _settle(scene: Scene) -> str:
    if not work_next(scene.deployed, [SETTLING]):
        return "nothing"
    with scene.deployed.database.reading() as session:
        claim = session.get_one(Claim, scene.ids["claim"])
        return f"{claim.state}/{claim.finding}"


def _looked_at(scene: Scene, session: Session) -> None:
    """A claim that was settled without a verified phone, so that the union confirms it."""
    _claimed(scene, session)
    claim = session.get_one(Claim, scene.ids["claim"])
    claim.settled_at, claim.finding, claim.person_id = clock.now(), MatchResult.PHONE_DIFFERS, scene.person
    scene.code = opened(claim, "chair_code")


def _confirm(scene: Scene) -> None:
    with scene.writing() as session:
        confirm_in_person(session, scene.chair_here, scene.ids["claim"], scene.code)


def _has_card(scene: Scene, session: Session) -> None:
    scene.has_card(session)


def _release(scene: Scene) -> None:
    with scene.writing() as session:
        release(session, scene.chair_here, scene.ids["card"], RevokeReason.ASKED)


def _unbind(scene: Scene) -> None:
    with scene.writing() as session:
        unbind(session, Actor("account", scene.account), session.get_one(Account, scene.account))


def _cancel(scene: Scene) -> str:
    message = {
        "MsgType": "event",
        "Event": "user_authorization_cancellation",
        "OpenID": f"o-{scene.account.hex}",
    }
    with scene.writing() as session:
        return "cancelled" if carry_out(session, APPID, message) else "nobody"


def _due(scene: Scene, session: Session) -> None:
    due = clock.now() - timedelta(minutes=1)
    asked = Erasure(id=new_id(), person_id=scene.person, union_id=scene.here, due_at=due)
    session.add(asked)
    scene.ids["erasure"] = asked.id


def _account_due(scene: Scene, session: Session) -> None:
    due = clock.now() - timedelta(minutes=1)
    asked = Erasure(id=new_id(), account_id=scene.has_account(session).id, due_at=due)
    session.add(asked)
    scene.ids["account_erasure"] = asked.id


def _erase(scene: Scene, which: str = "erasure") -> str:
    erase_due(scene.deployed)
    with scene.deployed.database.reading() as session:
        return session.get_one(Erasure, scene.ids[which]).status.value


def _erase_account(scene: Scene) -> str:
    return _erase(scene, "account_erasure")


def _close(scene: Scene, *, there: bool = False) -> None:
    with scene.writing() as session:
        close(
            session,
            scene.county,
            scene.union(session, there=there),
            CloseReason.UNIT_ENDED,
            clock.today(),
            "1",
        )


def _roster(scene: Scene) -> None:
    with scene.deployed.database.reading() as session:
        seen = confirmation(session, scene.union(session)).digest
    with scene.writing() as session:
        confirm(session, scene.chair_here, scene.union(session), seen)


def _void_stale(scene: Scene) -> None:
    void_stale(scene.deployed)


def _released(scene: Scene, session: Session) -> None:
    scene.transfers(session, TransferStatus.RELEASED)


def _applied(scene: Scene, session: Session) -> None:
    scene.applies(session, scene.here)


ACTS = (
    Encountered("approve", "former", BEGINS, _applied, _approve),
    Encountered("ask a transfer", "member", r"INSERT INTO transfers", _nothing, _ask),
    Encountered("receive", "member", ENDS, _released, _receive),
    Encountered("void a stale transfer", "former", r"UPDATE transfers", _released, _void_stale),
    Encountered("retain", "member", ENDS, _nothing, _retain),
    Encountered("resume", "retained", ENDS, _nothing, _resume),
    Encountered("leave", "member", ENDS, _nothing, _leave),
    Encountered("merge", "member", ENDS, _doubled, _merge),
    Encountered("expel", "member", ENDS, _proposed, _expel),
    Encountered("import", "former", BEGINS, _nothing, _import),
    Encountered("rehome", "stranded", ENDS, _nothing, _rehome),
    Encountered("move a unit", "member", ENDS, _nothing, _move_unit),
    Encountered("correct a number", "member", r"UPDATE people", _corrected, _correct),
    Encountered("settle a claim", "member", r"INSERT INTO cards", _claimed, _settle),
    Encountered("confirm a claim", "member", r"INSERT INTO cards", _looked_at, _confirm),
    Encountered("release a card", "member", r"UPDATE cards", _has_card, _release),
    Encountered("unbind", "member", r"UPDATE cards", _has_card, _unbind),
    Encountered("cancel an account", "member", r"DELETE FROM data_keys", _has_card, _cancel),
    Encountered("erase", "former", r"DELETE FROM data_keys", _due, _erase),
    Encountered("erase an account", "member", r"DELETE FROM data_keys", _account_due, _erase_account),
    Encountered("close the union", "member", r"UPDATE unions", _nothing, _close),
    Encountered("close the other union", "member", r"UPDATE unions", _nothing, partial(_close, there=True)),
    Encountered("confirm the roster", "member", r"INSERT INTO rosters", _nothing, _roster),
)
