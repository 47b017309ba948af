"""《工会会员会籍管理办法》第三条: 一次入会、动态接转. Intervals without overlap, at most one open, whatever is tried."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from service.ground.db import Database, new_id
from service.ground.errors import Refusal
from service.register.access.models import SYSTEM
from service.register.memberships.actions import admit
from service.register.memberships.models import EndReason, Membership
from service.register.people.register import register_person
from service.register.unions.models import Union
from tests.given import World, id_number, phone

pytestmark = pytest.mark.both("only one", "dates")

FIRST_DAY = date(2026, 1, 5)


def machine_of(database: Database, world: World) -> type[RuleBasedStateMachine]:
    """A machine that admits and ends in any order, on the database under test."""

    class Chain(RuleBasedStateMachine):
        """One person's chain."""

        serial = 500

        @initialize()
        def a_person(self) -> None:
            """A person nobody admitted yet."""
            Chain.serial += 1
            self.day = FIRST_DAY
            with database.writing() as session:
                self.person_id = register_person(
                    session, name="新样链", number=id_number(Chain.serial), phone=phone(Chain.serial)
                ).id

        @rule(union=st.sampled_from(["battery", "textile"]), shift=st.integers(-40, 40))
        def admit_on(self, union: str, shift: int) -> None:
            """Try to admit with a decision of some day, also an earlier one."""
            from service.register.people.models import Person

            try:
                with database.writing() as session:
                    place = session.get_one(Union, getattr(world, union).id)
                    person = session.get_one(Person, self.person_id)
                    admit(session, SYSTEM, person, place, self.day + timedelta(days=shift), new_id())
            except Refusal as refusal:
                assert refusal.code == "ALREADY_A_MEMBER"

        @rule(days=st.integers(0, 30))
        def end(self, days: int) -> None:
            """End the open membership some days after it began."""
            with database.writing() as session:
                found = session.scalars(
                    select(Membership).where(
                        Membership.person_id == self.person_id, Membership.ended_on.is_(None)
                    )
                ).one_or_none()
                if found is not None:
                    found.ended_on = found.started_on + timedelta(days=days)
                    found.end_reason = EndReason.LEFT

        @invariant()
        def intervals_follow_one_another(self) -> None:
            """Numbered without gaps, no overlap, at most one open and that one last."""
            if not hasattr(self, "person_id"):
                return
            with database.reading() as session:
                mine = select(Membership).where(Membership.person_id == self.person_id)
                chain = list(session.scalars(mine.order_by(Membership.sequence)))
            assert [one.sequence for one in chain] == list(range(1, len(chain) + 1))
            for one, following in pairwise(chain):
                assert one.ended_on is not None
                assert one.ended_on <= following.started_on

    return Chain


def test_whatever_is_tried_the_intervals_of_a_person_never_overlap(database: Database, world: World) -> None:
    run_state_machine_as_test(
        machine_of(database, world),
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
