"""Doors for text messages (短信): the console of a laptop, or a file that a gateway of the county empties."""

import json
import os
import sys
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from service.ground.config import SettingMissing, Settings
from service.register.jobs.faults import Away, Cause


class SendFailed(Away):
    """The message was not taken; it will be tried again. The text names no phone and no message."""

    cause = Cause.SMS


class TextMessage(Protocol):
    """One text message: a number of its own, eleven digits of a phone, the text."""

    @property
    def number(self) -> UUID: ...
    @property
    def phone(self) -> str: ...
    @property
    def text(self) -> str: ...


class SmsSender(Protocol):
    """Takes one message for one phone number: eleven digits, or with its calling code (``+85261234567``)."""

    def send(self, message: TextMessage) -> None:
        """Hand the message over; raises SendFailed when it was not taken."""


class ConsoleSender:
    """Prints messages on standard error, codes included: for development, where no phone rings."""

    def send(self, message: TextMessage) -> None:
        """Print the message as one line instead of sending it (development)."""
        sys.stderr.write(f"[短信] {message.phone} {message.text}\n")


@dataclass(frozen=True)
class FileSender:
    """Appends one JSON line per message to a file that only its owner can read; a gateway program empties it.

    A message that is sent again after a crash has the same ``id``: the gateway takes each id once.
    """

    path: str

    def send(self, message: TextMessage) -> None:
        """Append one line, or raise SendFailed when the file cannot be written."""
        told = {"id": message.number.hex, "phone": message.phone.replace(" ", ""), "text": message.text}
        line = json.dumps(told, ensure_ascii=False) + "\n"
        try:
            spool = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(spool, line.encode())
            finally:
                os.close(spool)
        except OSError:
            raise SendFailed("the spool file cannot be written") from None


def sender_from(settings: Settings) -> SmsSender:
    """The sender that ``HUIGONGKA_SMS`` names: ``console`` (never in production) or ``file:<path>``.

    Raises SettingMissing for anything else.
    """
    kind, _, place = settings.sms.partition(":")
    if kind == "console" and not settings.production:
        return ConsoleSender()
    if kind == "file" and place:
        return FileSender(place)
    raise SettingMissing("HUIGONGKA_SMS must be console (development only) or file:<path>")
