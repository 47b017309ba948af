"""登录尝试: where an attempt to sign in is counted, so that trying costs whoever tries and shuts nobody else out.

A browser that is known to the name counts by itself. Any other counts by address and name: it waits longer and longer.
Strangers of all addresses together have few attempts with one code at a name; after those, two codes in a row are asked,
which guessing does not meet in any number (3 in 10^12), and which pass every waiting time. No name is ever locked.
"""

import math
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.limits import count_failed, forget_failed, give_back, seconds_to_wait, take
from service.ground.sealing import vault
from service.register.accounts.actions import token_hash
from service.register.accounts.devices import known_device


@dataclass(frozen=True)
class Trial:
    """One attempt: its limiter and key; ``address`` and ``name`` are counted for a browser that is not known."""

    limit: str
    key: str
    address: str | None
    name: str
    two_codes: bool


def trial_of(session: Session, login: str, address: str, device: str, *, two_codes: bool) -> Trial:
    """Where this attempt counts; asked of the name that was typed, whether there is such a name or not."""
    name = token_hash(session, login.strip().lower()).hex()
    mark = known_device(vault(session).index, login, device)
    if mark is not None:
        return Trial("sign_in.device", mark, None, name, two_codes)
    pair = token_hash(session, f"{address} {name}").hex()
    return Trial("sign_in.stranger", pair, address, name, two_codes)


def must_be_let_try(session: Session, trial: Trial) -> None:
    """Raise TOO_OFTEN, SIGN_IN_SLOWED or SIGN_IN_TWO_CODES, all kept; nothing was compared by then."""
    if trial.address is not None and not take(session, "sign_in.address", trial.address):
        raise Refusal("TOO_OFTEN", keep=True)
    seconds = seconds_to_wait(session, trial.limit, trial.key)
    if trial.two_codes:
        return
    if seconds:
        raise Refusal("SIGN_IN_SLOWED", keep=True, minutes=math.ceil(seconds / 60))
    if trial.address is not None and not take(session, "sign_in.name", trial.name):
        raise Refusal("SIGN_IN_TWO_CODES", keep=True)


def note_failed(session: Session, trial: Trial) -> None:
    """Count a failure; what the name and the address lost stays lost."""
    count_failed(session, trial.limit, trial.key)


def note_right(session: Session, trial: Trial) -> None:
    """Forget the failures of this browser or address at this name, and count no success."""
    forget_failed(session, trial.limit, trial.key)
    if trial.address is not None:
        give_back(session, "sign_in.address", trial.address)
        if not trial.two_codes:
            give_back(session, "sign_in.name", trial.name)
