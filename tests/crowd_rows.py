"""One row of each kind for a crowd, as the rooms would write it."""

import os
from datetime import datetime, timedelta
from uuid import UUID

from service import clock
from service.applications.models import Status
from service.db import new_id
from service.people.documents import DocumentKind
from service.people.models import Level
from service.people.words import Gender
from service.rosters.models import Change, RosterStatus
from service.sealing import Values

FROZEN = os.urandom(79)


def identity(consent: Values) -> Values:
    """An identity that a consent allowed."""
    return {
        "id": new_id(),
        "account_id": consent["account_id"],
        "consent_id": consent["id"],
        "document_kind": DocumentKind.RESIDENT,
        "level": Level.CHECKED,
        "provider": "local",
    }


def application(identity: Values, union: UUID, number: int) -> Values:
    """An application that waits; one of four was sent in a month ago."""
    sent = clock.now() - timedelta(days=30 if number % 4 == 0 else 1)
    return {
        "id": new_id(),
        "account_id": identity["account_id"],
        "identity_id": identity["id"],
        "union_id": union,
        "status": Status.CHECKED if number % 2 else Status.SUBMITTED,
        "version": 1,
        "document_kind": DocumentKind.RESIDENT,
        "unit_name": "样例单位",
        "submitted_at": sent,
        "due_on": sent.date() + timedelta(days=15),
    }


def version(union: UUID, number: int, by: UUID, status: RosterStatus) -> Values:
    """A version of a roster."""
    now = clock.now()
    return {
        "id": new_id(),
        "union_id": union,
        "status": status,
        "version": 1,
        "number": number,
        "confirmed_by": by,
        "as_of": clock.today(),
        "content_hash": bytes(32),
        **dict.fromkeys(("members", "joined", "left", "corrected"), 1),
        **dict.fromkeys(("submitted_at", "accepted_at", "consolidated_at", "returned_at")),
        "submitted_at": now if status is not RosterStatus.CONFIRMED else None,
    }


def frozen(roster: UUID, membership: UUID, person: UUID, position: int) -> Values:
    """A frozen row that nobody opens in these stories."""
    return {
        "id": new_id(),
        "roster_id": roster,
        "person_id": person,
        "membership_id": membership,
        "position": position,
        "change": Change.JOINED,
        "name_sealed": FROZEN,
        "id_number_sealed": FROZEN,
        "gender": Gender.MALE,
        "nationality": "中国",
        "unit_name": "样例单位",
        "digest": FROZEN[:32],
    }


def entry(seq: int, at: datetime, act: str, by: UUID, union: UUID) -> Values:
    """An audit entry; its links are not those of a real log."""
    return {
        "seq": seq,
        "at": at,
        "actor_kind": "staff",
        "actor_id": by,
        "act": act,
        "object_type": act.split(":")[0],
        "object_id": union,
        "union_id": union,
        "outcome": "done",
        "reason": None,
        "request_id": None,
        "details": {},
        "algorithm": "sha256",
        "previous": bytes(32),
        "hash": bytes(32),
    }
