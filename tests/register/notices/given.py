"""Notices of the told world, and a gateway that takes or refuses messages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

from service.ground.db import Database
from service.register.deployment import Deployment
from service.register.notices.actions import text
from service.register.notices.senders import SendFailed, TextMessage
from tests.given import World, phone


@dataclass
class Gateway:
    """A text message gateway that takes messages, or fails the next ``failures`` times; ``meanwhile`` runs in between."""

    failures: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0
    meanwhile: Callable[[], None] | None = None

    def send(self, message: TextMessage) -> None:
        """Keep a message, or raise SendFailed when the sender is told to fail."""
        self.asked += 1
        if self.meanwhile:
            self.meanwhile()
        if self.failures:
            self.failures -= 1
            raise SendFailed("not now")
        self.taken.append((message.phone, message.text))


def with_sms(deployment: Deployment, sms: str) -> Deployment:
    """The deployment with another sender."""
    return replace(deployment, settings=deployment.settings.model_copy(update={"sms": sms}))


def written(database: Database, world: World, dedupe: str = "sample", secret: str | None = "123456") -> UUID:
    """A code for 陈样一's phone, committed; returns the person's id."""
    person_id = world.members["陈样一"].id
    kind = "text_claim_code" if secret else "text_card_activated"
    with database.writing() as session:
        text(session, person_id, phone(1), kind, dedupe, secret=secret)
    return person_id
