"""Six digits (核验码) drawn at random, and the keyed tags that are stored in their place."""

import re
import secrets

from sqlalchemy.orm import Session

from service.ground.sealing import keyed_digest, vault
from service.requests.cards.models import Claim

_SIX = re.compile(r"[0-9]{6}")


def six_digits() -> str:
    """Six digits from the system's random source."""
    return f"{secrets.randbelow(1_000_000):06d}"


def well_spelt(code: str) -> bool:
    """Exactly six ASCII digits: a code has one spelling, so a used one cannot come back in full-width or
    with spaces.
    """
    return _SIX.fullmatch(code) is not None


def chair_tags(session: Session, code: str) -> list[bytes]:
    """The tags (16 bytes) of a code shown to the union, by which its claim is found; newest key first."""
    return [tag.digest for tag in vault(session).index.tags("chair_code", code)]


def message_tag(session: Session, claim: Claim, code: str) -> bytes:
    """The tag (32 bytes) of a code sent by text message, under the claim's own key: it fits no other."""
    return keyed_digest(session, claim.id, "message_code", code.encode())
