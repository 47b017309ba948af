"""One row of each kind for a crowd, as the rooms would write it."""

import os
from datetime import datetime, timedelta
from uuid import UUID

from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import Values
from service.oversight.province.models import PackStatus, RowResult
from service.register.facts.words import DocumentKind, Gender
from service.register.people.models import Level
from service.requests.applications.models import Correctable, Status
from service.requests.corrections.models import CorrectionStatus
from service.requests.transfers.models import AskedBy, TransferStatus
from service.rolls.exports.models import ExportKind, ExportStatus
from service.rolls.rosters.models import Change, RosterStatus

FROZEN = os.urandom(79)
CALLED = "安平和顺康宁吉祥如意春夏秋冬东南西北山川江河松柏梅兰竹菊金玉石云"


def called(serial: int) -> str:
    """A name that some two hundred of a county bear, no two of them born on the same day."""
    of_the_day = serial % 998
    return f"样{CALLED[of_the_day // 32]}{CALLED[of_the_day % 32]}"


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


def transfer(membership: UUID, person: UUID, union: UUID, target: UUID, status: TransferStatus) -> Values:
    """A transfer that the member asked for."""
    return {
        "id": new_id(),
        "person_id": person,
        "membership_id": membership,
        "from_union_id": union,
        "to_union_id": target,
        "asked_by": AskedBy.MEMBER,
        "status": status,
        "version": 1,
        "unit_name": "样例单位",
        "shown_at": clock.now(),
        "due_on": clock.today() + timedelta(days=10),
    }


def step_of(transfer_id: UUID, person: UUID) -> Values:
    """The step of a transfer that says that it was asked for."""
    return {"id": new_id(), "transfer_id": transfer_id, "person_id": person, "action": "ask"}


def correction(person: UUID, account: UUID) -> Values:
    """A correction of the phone that waits; its value is sealed by whoever writes it."""
    return {
        "id": new_id(),
        "account_id": account,
        "person_id": person,
        "field": Correctable.PHONE,
        "status": CorrectionStatus.WAITING,
        "version": 1,
        "due_on": clock.today() + timedelta(days=15),
    }


def pack_export(union: UUID, by: UUID) -> Values:
    """The export of a pack, long expired."""
    return {
        "id": new_id(),
        "kind": ExportKind.PROVINCE,
        "union_id": union,
        "status": ExportStatus.EXPIRED,
        "requested_by": by,
        "purpose": "样例用途",
    }


def pack(export: UUID, union: UUID) -> Values:
    """A pack with an answer."""
    return {
        "id": new_id(),
        "export_id": export,
        "union_id": union,
        "status": PackStatus.ANSWERED,
        "version": 1,
        "as_of": clock.today(),
        "rows": 1,
    }


def pack_row(pack_id: UUID, membership: UUID, person: UUID, union: UUID, result: RowResult) -> Values:
    """What the province answered of one person, without a reason."""
    return {
        "id": new_id(),
        "pack_id": pack_id,
        "number": 1,
        "membership_id": membership,
        "person_id": person,
        "union_id": union,
        "digest": bytes(32),
        "leaving": False,
        "result": result,
        "answered_at": clock.now(),
    }
