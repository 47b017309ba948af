"""认得的浏览器: a browser in which this very name signed in before, so that what strangers try does not slow it.

A cookie of the name, a random mark and a day, under a key of the ring (OWASP, «device cookies»): nothing is stored, it opens
nothing, and whoever steals it has only the attempts of that browser.
"""

import hmac
import re
import secrets
from datetime import timedelta

from crypto.blind import BlindIndex
from service.ground import clock

LASTS = timedelta(days=180)
_SAID = re.compile(r"([0-9a-f]{16})\.([0-9]{1,12})")


def cookie_suffix(index: BlindIndex, login: str) -> str:
    """What tells the cookies of several who share one browser apart, without their names."""
    return index.current("device_name", _named(login)).digest[:5].hex()


def new_device(index: BlindIndex, login: str) -> str:
    """The value of the cookie for a browser in which ``login`` has just signed in."""
    said = f"{secrets.token_hex(8)}.{int(clock.now().timestamp())}"
    return f"{said}.{index.current('device', f'{_named(login)} {said}').digest.hex()}"


def known_device(index: BlindIndex, login: str, value: str) -> str | None:
    """The mark of the browser if the cookie is ours, of this name and not too old; None for any other."""
    said, _, given = value.rpartition(".")
    spelt = _SAID.fullmatch(said)
    if (
        spelt is None
    ):  # one spelling only: a digest does not tell full-width digits from plain ones, a bucket does
        return None
    right = [tag.digest.hex() for tag in index.tags("device", f"{_named(login)} {said}")]
    if not any(hmac.compare_digest(given.encode(), one.encode()) for one in right):
        return None
    return spelt[1] if clock.now().timestamp() - int(spelt[2]) < LASTS.total_seconds() else None


def _named(login: str) -> str:
    return login.strip().lower() or "-"
