"""Deliveries of the platform to a developer's address: one attempt, and three more at five seconds each."""

from dataclasses import dataclass
from typing import Any

import requests

from wechat.simulator.envelope import posted

WAIT_SECONDS, RETRIES = 5.0, 3


@dataclass
class Push:
    """One message on its way: always the same MsgId and CreateTime, sealed and signed anew each time."""

    appid: str
    message: dict[str, Any]
    due_at: float
    attempts: int = 0
    outcome: str = "waiting"
    reply: str = ""


class Pushes:
    """Where each app wants its pushes, and what became of every one."""

    def __init__(self) -> None:
        self.addresses: dict[str, dict[str, Any]] = {}
        self.all: list[Push] = []
        self.last_id = 24_000_000_000_000_000

    def due(self, now: float) -> list[Push]:
        """The pushes whose next attempt has come."""
        return [push for push in self.all if push.outcome == "waiting" and push.due_at <= now]


def deliver(push: Push, address: dict[str, Any], now: float) -> None:
    """One attempt. Success is HTTP 200 within five seconds, with whatever reply; the fourth failure is the last."""
    push.attempts += 1
    query, body, kind = posted(push.message, address, push.appid, now)
    try:
        answer = requests.post(
            address["url"], params=query, data=body, headers={"Content-Type": kind}, timeout=WAIT_SECONDS
        )
    except requests.RequestException as fault:
        push.reply = type(fault).__name__
    else:
        push.reply = answer.text
        if answer.status_code == 200:
            push.outcome = "delivered"
            return
    push.due_at += WAIT_SECONDS
    if push.attempts > RETRIES:
        push.outcome = "given up"
