"""短信: sent after the commit, at least once, with pauses, given up in the end, and nothing kept of what was sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.ground.sealing import destroy_key
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment
from service.register.jobs.actions import again
from service.register.jobs.models import Job, JobStatus
from service.register.jobs.working import work_next
from service.register.notices import delivery
from service.register.notices.actions import text
from service.register.notices.delivery import DELIVERY, LAST_ATTEMPT, Message, forget_texts
from service.register.notices.models import Notice
from tests.given import World, phone
from tests.races import race
from tests.register.notices.given import Gateway, written

pytestmark = pytest.mark.both("locks")

SENTENCE = "惠工卡激活验证码 123456，10 分钟内有效。如非本人操作请忽略，不要告诉他人。"


@pytest.fixture
def gateway(world: World, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """The county's gateway, on a morning that stands still."""
    at("2026-11-20 09:00")
    taking = Gateway()
    monkeypatch.setattr(delivery, "sender_from", lambda _settings: taking)
    return taking


def row(database: Database) -> Notice:
    """The one message as it stands now."""
    with database.reading() as session:
        return session.scalars(select(Notice)).one()


def job(database: Database) -> Job:
    """Its job as it stands now."""
    with database.reading() as session:
        return session.scalars(select(Job)).one()


def test_a_message_goes_to_the_phone_with_its_code_and_then_nothing_of_it_is_kept(
    deployed: Deployment, world: World, gateway: Gateway
) -> None:
    written(deployed.database, world)
    assert work_next(deployed, [DELIVERY]) is True
    assert gateway.taken == [(phone(1), SENTENCE)]
    sent = row(deployed.database)
    assert (sent.sent_at, sent.phone_sealed, sent.secret_sealed) == (clock.now(), None, None)
    assert work_next(deployed, [DELIVERY]) is False


def test_a_message_of_an_act_that_failed_is_not_sent(
    deployed: Deployment, world: World, gateway: Gateway
) -> None:
    with deployed.database.session() as session:
        text(session, world.members["陈样一"].id, phone(1), "text_card_activated", "sample")
    assert work_next(deployed, [DELIVERY]) is False
    assert gateway.asked == 0


def test_the_pauses_grow_and_the_message_is_given_up_after_eight_attempts(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world, secret=None)
    gateway.failures = 100
    pauses = []
    for _ in range(LAST_ATTEMPT - 1):
        assert work_next(deployed, [DELIVERY]) is True
        assert work_next(deployed, [DELIVERY]) is False
        pause = job(deployed.database).due_at - clock.now()
        pauses.append(int(pause.total_seconds()))
        later(seconds=pause.total_seconds())
    assert pauses == [30, 60, 120, 240, 480, 960, 1920]
    assert work_next(deployed, [DELIVERY]) is True
    given_up = row(deployed.database)
    assert (gateway.asked, given_up.dead_at, given_up.sent_at) == (LAST_ATTEMPT, clock.now(), None)
    assert job(deployed.database).status is JobStatus.FAILED
    later(days=1)
    assert work_next(deployed, [DELIVERY]) is False


def test_a_message_that_was_given_up_is_sent_when_the_administrator_tries_again(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world, secret=None)
    gateway.failures = LAST_ATTEMPT
    give_up(deployed, later)
    with deployed.database.writing() as session:
        again(session, staff_actor(session, world.staff["admin"]), job(deployed.database).id)
    assert work_next(deployed, [DELIVERY]) is True
    sent = row(deployed.database)
    assert (len(gateway.taken), sent.sent_at, sent.dead_at) == (1, clock.now(), None)
    assert sent.phone_sealed is None


def give_up(deployed: Deployment, later: Callable[..., None]) -> None:
    """Let every attempt fail."""
    for _ in range(LAST_ATTEMPT):
        assert work_next(deployed, [DELIVERY])
        later(hours=1)


def test_what_was_given_up_is_kept_for_a_week_and_a_code_not_at_all(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world, secret=None)
    gateway.failures = LAST_ATTEMPT
    give_up(deployed, later)
    later(days=6, hours=22)
    assert not forget_texts(deployed)
    assert row(deployed.database).phone_sealed is not None
    later(hours=2)
    assert forget_texts(deployed)
    assert row(deployed.database).phone_sealed is None
    assert not forget_texts(deployed)


def test_a_failed_message_is_sent_at_the_next_attempt(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world)
    gateway.failures = 1
    work_next(deployed, [DELIVERY])
    later(seconds=31)
    work_next(deployed, [DELIVERY])
    assert (len(gateway.taken), row(deployed.database).attempts) == (1, 2)


def test_a_crash_after_the_gateway_took_it_sends_it_again(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world)

    def crash() -> None:
        gateway.meanwhile = None
        gateway.taken.append((phone(1), "taken before the crash"))
        raise KeyboardInterrupt

    gateway.meanwhile = crash
    with pytest.raises(KeyboardInterrupt):
        work_next(deployed, [DELIVERY])
    assert work_next(deployed, [DELIVERY]) is False
    later(seconds=31)
    assert work_next(deployed, [DELIVERY]) is True
    assert len(gateway.taken) == 2


def test_a_code_that_is_too_late_to_use_is_not_sent(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world)
    later(minutes=10, seconds=1)
    assert work_next(deployed, [DELIVERY]) is True
    assert gateway.taken == []
    assert row(deployed.database).secret_sealed is None


def test_other_messages_are_sent_late_rather_than_not(
    deployed: Deployment, world: World, gateway: Gateway, later: Callable[..., None]
) -> None:
    written(deployed.database, world, secret=None)
    later(hours=5)
    work_next(deployed, [DELIVERY])
    assert gateway.taken == [(phone(1), "您的惠工卡已激活，如非本人请联系工会。")]


def test_an_erased_person_is_not_written_to(deployed: Deployment, world: World, gateway: Gateway) -> None:
    person_id = written(deployed.database, world)
    with deployed.database.writing() as session:
        destroy_key(session, person_id)
    assert work_next(deployed, [DELIVERY]) is True
    assert gateway.asked == 0
    assert row(deployed.database).dead_at == clock.now()


def test_the_message_that_has_been_due_longest_is_sent_first(
    deployed: Deployment, world: World, gateway: Gateway
) -> None:
    for dedupe in ("first", "second"):
        written(deployed.database, world, dedupe)
    with deployed.database.writing() as session:
        second = select(Notice.id).where(Notice.dedupe == "second").scalar_subquery()
        session.scalars(select(Job).where(Job.subject_id == second)).one().due_at -= timedelta(hours=1)
    work_next(deployed, [DELIVERY])
    with deployed.database.reading() as session:
        sent = session.scalars(select(Notice.dedupe).where(Notice.sent_at.is_not(None)))
        assert list(sent) == ["second"]


def test_sixty_four_workers_send_one_message_once(
    deployed: Deployment, world: World, gateway: Gateway
) -> None:
    written(deployed.database, world)
    outcomes = race(lambda _number: work_next(deployed, [DELIVERY]))
    assert outcomes.count(True) == 1
    assert len(gateway.taken) == 1


def test_nothing_of_a_message_is_shown_when_it_is_printed() -> None:
    message = Message(phone(1), phone(1), SENTENCE)  # type: ignore[arg-type]
    assert SENTENCE not in repr(message)


def test_phone_and_code_stand_in_no_column_in_clear(
    deployed: Deployment, world: World, gateway: Gateway
) -> None:
    written(deployed.database, world)
    with deployed.database.reading() as session:
        stored = session.connection().exec_driver_sql("SELECT * FROM notices").one()
    for value in stored:
        shown = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
        assert phone(1).encode() not in shown
        assert b"123456" not in shown
