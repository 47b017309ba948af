"""检查点: sign the head of the chain with the deployment's own key; kept elsewhere, it proves what stood here."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.checkpoints import sign_checkpoint, signing_key, verify_checkpoint
from crypto.errors import Unreadable
from service.ground import clock
from service.register.audit.models import AuditCheckpoint, AuditEntry, AuditHead
from service.register.audit.verify import verify_log


class ChainBroken(Exception):
    """The log does not verify, so nothing is signed."""


def _private_key(session: Session) -> Ed25519PrivateKey:
    return signing_key(session.info["vault"].ring.current("chain")[1])


def public_key(session: Session) -> Ed25519PublicKey:
    """The key by which anyone verifies the county's checkpoints."""
    return _private_key(session).public_key()


def public_key_text(session: Session) -> str:
    """The public key as hex, to be printed in the book of the auditor."""
    return public_key(session).public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def origin(session: Session) -> str:
    """The name of the log in its checkpoints."""
    return f"huigongka/{session.info['vault'].tenant}/audit"


def make_checkpoint(session: Session) -> str:
    """Verify the whole log, then sign its head; raises ChainBroken rather than sign a broken chain."""
    verdict = verify_log(session)
    head = session.get(AuditHead, 1)
    if not verdict.ok or head is None:
        raise ChainBroken(verdict.reason)
    note = sign_checkpoint(_private_key(session), origin(session), head.seq, head.hash)
    if session.get(AuditCheckpoint, head.seq) is None:
        session.add(AuditCheckpoint(seq=head.seq, at=clock.now(), note=note))
        session.flush()
    return note


def checkpoint_faults(session: Session) -> list[int]:
    """The stored checkpoints (by number) that no longer agree with the log, or were not signed by us."""
    faults = []
    for row in session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.seq)):
        try:
            seen = verify_checkpoint(public_key(session), origin(session), row.note)
        except Unreadable:
            faults.append(row.seq)
            continue
        entry = session.get(AuditEntry, seen.size)
        if entry is None or entry.hash != seen.head:
            faults.append(row.seq)
    return faults


def fingerprint(note: str) -> str:
    """A short digest of a checkpoint, to be read out or written into a book."""
    return hashlib.sha256(note.encode()).hexdigest()[:16]
