"""Whatever acts follow one another: no gap, no overlap, one open membership, one live card, one audit row a change.

S1 (冀工办发〔2018〕43号): 会籍管理不缺项、不断档. 《会籍管理办法》第三条: 一次入会、动态接转.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database, new_id
from service.ground.errors import Refusal
from service.oversight.erasures.executing import erase
from service.register.access.models import SYSTEM
from service.register.audit.models import AuditEntry
from service.register.memberships.actions import admit
from service.register.memberships.changes import MembershipChange, ResumeReason, VoidReason
from service.register.memberships.departure import decease, lapse, leave, void
from service.register.memberships.expulsions import decide_expulsion, propose
from service.register.memberships.models import GOES_ON, Membership, RetainReason
from service.register.memberships.moving import move_many
from service.register.memberships.queries import members_counted, open_membership
from service.register.memberships.retention import resume, retain
from service.register.people.models import Person
from service.register.people.register import register_person
from service.register.unions.models import Union
from service.requests.cards.models import Card
from service.requests.transfers.actions import receive, release
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy
from tests.given import World, id_number, phone, worker
from tests.requests.applications.given import staff_of

pytestmark = pytest.mark.both("only one", "dates")

UNIONS = st.sampled_from(["battery", "textile"])
BACK = st.integers(0, 60)


def machine_of(database: Database, world: World) -> type[RuleBasedStateMachine]:
    """A machine that does to one person whatever a union can do, in any order, on the database under test."""

    class Life(RuleBasedStateMachine):
        """One person's life as a member."""

        serial = 700

        @initialize()
        def a_person(self) -> None:
            """A person whom nobody has admitted yet."""
            self.somebody()

        def somebody(self) -> None:
            """Somebody new in the register."""
            Life.serial += 1
            with database.writing() as session:
                number = id_number(Life.serial)
                self.person_id = register_person(
                    session, name="新样生", number=number, phone=phone(Life.serial)
                ).id

        def attempt(self, verb: Any) -> None:
            """Do it to the open stretch, if there is one; a refusal is an answer, a fault is not."""
            try:
                with database.writing() as session:
                    held = open_membership(session, self.person_id)
                    if held is not None:
                        verb(session, held)
            except Refusal:
                return

        @rule(union=UNIONS, back=BACK)
        def admitted(self, union: str, back: int) -> None:
            """Joins, or joins again."""
            try:
                with database.writing() as session:
                    place, person = _union(session, world, union), session.get_one(Person, self.person_id)
                    admit(session, SYSTEM, person, place, _day(back), new_id())
            except Refusal as refusal:
                assert refusal.code == "ALREADY_A_MEMBER"

        @rule(reason=st.sampled_from(RetainReason), back=BACK, above=st.booleans())
        def retained(self, reason: RetainReason, back: int, above: bool) -> None:
            """保留会籍."""
            self.attempt(
                lambda session, held: retain(
                    session, SYSTEM, held, reason, _day(back), upper=held.union.parent if above else None
                )
            )

        @rule(back=BACK)
        def resumed(self, back: int) -> None:
            """恢复."""
            self.attempt(
                lambda session, held: resume(session, SYSTEM, held, ResumeReason.REHIRED, _day(back))
            )

        @rule(back=BACK)
        def left(self, back: int) -> None:
            """退会."""
            facts = {"asked_on": _day(back), "persuaded_on": _day(back), "declared_on": _day(back)}
            self.attempt(lambda session, held: leave(session, SYSTEM, held, minute_no="1", **facts))

        @rule(back=BACK)
        def lapsed(self, back: int) -> None:
            """视为自动退会."""
            facts = {"idle_since": _day(back + 200), "persuaded_on": _day(back), "declared_on": _day(back)}
            self.attempt(lambda session, held: lapse(session, SYSTEM, held, minute_no="1", **facts))

        @rule(back=BACK)
        def expelled(self, back: int) -> None:
            """开除: all three steps but the filing."""

            def steps(session: Session, held: Membership) -> None:
                login = "chair_battery" if held.union_id == world.battery.id else "chair_textile"
                chair = staff_of(session, world, login)
                case = propose(session, chair, held, group_on=_day(back), opinion="样例法院刑初1号，小组意见")
                decide_expulsion(session, chair, case, decided_on=_day(back), minute_no="1")

            self.attempt(steps)

        @rule(back=BACK)
        def died(self, back: int) -> None:
            """去世, or so it was said."""
            self.attempt(lambda session, held: decease(session, SYSTEM, held, died_on=_day(back)))

        @rule()
        def voided(self) -> None:
            """登记错误."""
            self.attempt(
                lambda session, held: void(session, SYSTEM, held, VoidReason.NEVER_JOINED, words="已核对")
            )

        @rule(union=UNIONS, finish=st.booleans())
        def transferred(self, union: str, finish: bool) -> None:
            """接转, received or left under way."""

            def steps(session: Session, held: Membership) -> None:
                to = _union(session, world, union)
                transfer = ask(session, SYSTEM, held, to, AskedBy.MEMBER, days=10)
                if finish and held.union_id in (world.battery.id, world.textile.id):
                    login = "chair_battery" if held.union_id == world.battery.id else "chair_textile"
                    release(session, staff_of(session, world, login), transfer)
                    receive(session, staff_of(session, world, f"chair_{union}"), transfer)

            self.attempt(steps)

        @rule(union=UNIONS, keep=st.booleans())
        def moved_with_others(self, union: str, keep: bool) -> None:
            """批转."""
            kept = RetainReason.UNIT_CLOSED if keep else None
            self.attempt(
                lambda session, held: move_many(
                    session,
                    SYSTEM,
                    [held.id],
                    _union(session, world, union),
                    clock.today(),
                    minute_no="",
                    retained_for=kept,
                )
            )

        @rule(lost=st.booleans())
        def activated(self, lost: bool) -> None:
            """A card, and now and then the phone is lost with it."""
            try:
                with database.writing() as session:
                    Life.serial += 1
                    account = worker(session, f"o-life-{Life.serial}")
                    facts = {"number": f"S{Life.serial}", "handle": Life.serial.to_bytes(8, "big")}
                    card = Card(person_id=self.person_id, account_id=account.id, **facts)
                    card.revoked_at = clock.now() if lost else None
                    session.add(card)
                    session.flush()
            except IntegrityError:
                return

        @rule()
        def erased(self) -> None:
            """Who is no member any more is erased: the facts of his chain stay what they were, and somebody new comes."""
            with database.writing() as session:
                if open_membership(session, self.person_id) is not None:
                    return
                erase(session, session.get_one(Person, self.person_id))
            self.holds()
            self.somebody()

        @invariant()
        def the_chain_holds(self) -> None:
            """Before the first person there is none."""
            if hasattr(self, "person_id"):
                self.holds()

        def holds(self) -> None:
            """Numbered without gaps, contiguous where it goes on, at most one open and that one last."""
            with database.reading() as session:
                chain = _chain(session, self.person_id)
                assert [one.sequence for one in chain] == list(range(1, len(chain) + 1))
                for one, following in pairwise(chain):
                    assert one.ended_on is not None
                    if one.end_reason in GOES_ON:
                        assert one.ended_on == following.started_on
                    else:
                        assert one.ended_on <= following.started_on
                assert not chain or chain[-1].end_reason not in GOES_ON
                self.every_change_is_written_once(session, chain)
                _counts_equal_rows(session, world)

        def every_change_is_written_once(self, session: Session, chain: list[Membership]) -> None:
            """One change and one audit row for each stretch that ended; one for each that began by a decision."""
            ended = [one for one in chain if one.end_reason is not None]
            changes = session.scalars(
                select(MembershipChange).where(MembershipChange.person_id == self.person_id)
            ).all()
            assert {one.membership_id for one in changes} == {one.id for one in ended}
            assert len(changes) == len(ended)
            acts = session.execute(
                select(AuditEntry.object_id, func.count())
                .where(AuditEntry.object_id.in_([one.id for one in chain]))
                .where(AuditEntry.act != "membership:begin")
                .group_by(AuditEntry.object_id)
            ).all()
            assert {row[0]: row[1] for row in acts} == {one.id: 1 for one in ended}

    return Life


def _day(back: int) -> date:
    return clock.today() - timedelta(days=back)


def _union(session: Session, world: World, name: str) -> Union:
    return session.get_one(Union, getattr(world, name).id)


def _chain(session: Session, person_id: UUID) -> list[Membership]:
    mine = select(Membership).where(Membership.person_id == person_id)
    return list(session.scalars(mine.order_by(Membership.sequence)))


def _counts_equal_rows(session: Session, world: World) -> None:
    """会员人数 is the number of open stretches that are not retained; nobody has two, nobody has two live cards."""
    rows = session.scalars(select(Membership).where(Membership.ended_on.is_(None))).all()
    assert len({row.person_id for row in rows}) == len(rows)
    unions = [world.battery.id, world.textile.id, world.zhicheng.id, world.huaxi.id]
    counted = members_counted(session, unions)
    for union_id in unions:
        here = [row for row in rows if row.union_id == union_id and not row.is_retained]
        assert counted.get(union_id, 0) == len(here)
    live = select(Card.person_id, func.count()).where(Card.revoked_at.is_(None)).group_by(Card.person_id)
    assert all(row[1] == 1 for row in session.execute(live))


def test_any_sequence_of_acts_leaves_one_chain(database: Database, world: World) -> None:
    run_state_machine_as_test(
        machine_of(database, world),
        settings=settings(
            max_examples=15,
            stateful_step_count=14,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
