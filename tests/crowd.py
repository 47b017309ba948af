"""A crowd for the told world, written in bulk: for lists at scale, and for counting what a list costs.

Rows are written as the rooms would leave them, sealed under real keys as far as a list opens them; names are sample data.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Base, in_parts, insert_many, new_id
from service.ground.marks import Marked, insert_marked
from service.ground.sealing import OwnedKey, Values, load_keys, prepare_keys, seal_fields
from service.oversight.progress.models import Invitation, Way
from service.oversight.province.models import ProvincePack, ProvinceRow, RowResult
from service.register.access.models import Role, Term
from service.register.accounts.models import Account, Consent, ConsentKind, Staff, StaffSession
from service.register.audit.models import AuditEntry, AuditHead
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind, Education, Employment, Household
from service.register.memberships.models import Basis, Membership, RetainReason
from service.register.people.bulk import Newcomer, prepare_registration, register_prepared
from service.register.people.documents import read_document
from service.register.people.models import Identity
from service.register.unions.actions import new_scene
from service.register.unions.models import Union, UnionForm, UnionKind
from service.register.units.models import Unit
from service.requests.applications.models import Application, Decision, Outcome, Step
from service.requests.cards.models import Card
from service.requests.corrections.models import Correction
from service.requests.transfers.models import Transfer, TransferStatus, TransferStep
from service.rolls.exports.models import Export, ExportKind, ExportStatus
from service.rolls.imports.models import Import, ImportKind, ImportStatus
from service.rolls.rosters.models import Roster, RosterRow, RosterStatus
from tests import crowd_rows
from tests.given import World, id_number

BORN = date(1985, 1, 1)
ACTS = (
    "session:open",
    "membership:begin",
    "application:submit",
    "card:activate",
    "person:correct",
    "export:download",
)


@dataclass
class Crowd:
    """Adds to one told world; everybody gets a number of his own."""

    deployed: Deployment
    world: World
    _serial: int = 0
    born: date = BORN

    def serial(self) -> int:
        """A number that was not given before."""
        self._serial += 1
        return self._serial

    def townships(self, count: int) -> list[UUID]:
        """Townships below the county."""
        return self._unions([self.world.county] * count, UnionKind.TOWNSHIP)

    def unions(self, count: int, above: Sequence[UUID] = ()) -> list[UUID]:
        """Basic unions, each with its employer, in turn below these (or the two streets)."""
        with self.deployed.database.reading() as session:
            wanted = above or (self.world.zhicheng.id, self.world.huaxi.id)
            parents = [session.get_one(Union, id_) for id_ in wanted]
        return self._unions(list(islice(cycle(parents), count)), UnionKind.GRASSROOTS)

    def _unions(self, parents: Sequence[Union], kind: UnionKind) -> list[UUID]:
        with self.deployed.database.writing() as session:
            taken = dict(
                session.execute(select(Union.parent_id, func.count()).group_by(Union.parent_id)).all()
            )
            rows, units = [], []
            for parent in parents:
                taken[parent.id] = number = taken.get(parent.id, 0) + 1
                name = f"样例第{self.serial()}单位"
                rows.append(
                    {
                        "id": new_id(),
                        "parent_id": parent.id,
                        "path": f"{parent.path}{number:04d}.",
                        "name": f"{name}工会委员会",
                        "kind": kind,
                        "form": UnionForm.SINGLE,
                        "scene": new_scene(),
                    }
                )
                units.append({"id": new_id(), "name": name, "union_id": rows[-1]["id"], "headcount": 150})
            self._sealed(session, Union, rows, leader="样例负责人", phone="0572-6000001")
            if kind is UnionKind.GRASSROOTS:
                insert_many(session, Unit, units)
        return [row["id"] for row in rows]

    def members(self, unions: Iterable[UUID], each: int) -> None:
        """Members of long standing; three of five have a card, one of five was told of it and has none."""
        wanted = [union for union in unions for _ in range(each)]
        for part in in_parts(wanted):
            with self.deployed.database.writing() as session:
                self._members(session, part)

    def _members(self, session: Session, unions: Sequence[UUID]) -> None:
        people = prepare_registration(session, [self._newcomer() for _ in unions])
        register_prepared(session, people)
        memberships = [
            {
                "id": new_id(),
                "person_id": person,
                "union_id": union,
                "sequence": 1,
                "started_on": date(2022, 5, 4),
                "basis": Basis.ROSTER,
                "unit_name": "样例单位",
                "employment": Employment.AT_WORK,
            }
            for person, union in zip(people.ids, unions, strict=True)
        ]
        insert_many(session, Membership, memberships)
        holders = [one for number, one in enumerate(memberships) if number % 5 < 3]
        accounts = self._accounts(session, len(holders))
        cards = [
            {
                "id": new_id(),
                "person_id": one["person_id"],
                "account_id": account,
                "number": f"YL{self.serial():010d}",
                "handle": os.urandom(8),
            }
            for one, account in zip(holders, accounts, strict=True)
        ]
        insert_marked(session, Card, cards)
        told = [one for number, one in enumerate(memberships) if number % 5 == 3]
        by = self.world.staff_id("chair_battery")
        insert_many(
            session,
            Invitation,
            [
                {
                    "id": new_id(),
                    "membership_id": one["id"],
                    "union_id": one["union_id"],
                    "way": Way.MEETING,
                    "invited_by": by,
                }
                for one in told
            ],
        )

    def _newcomer(self) -> Newcomer:
        serial = self.serial()
        born = self.born + timedelta(days=serial // 998)
        number = id_number(serial % 998 + 1, born.strftime("%Y%m%d"), "330521")
        facts = {"name": crowd_rows.called(serial), "phone": f"138{serial:08d}"}
        schooling = {"education": Education.COLLEGE, "household": Household.LOCAL_TOWN}
        return Newcomer(read_document(DocumentKind.RESIDENT, number), facts | schooling)

    def _accounts(self, session: Session, count: int) -> list[UUID]:
        rows = [
            {"id": new_id(), "appid": "wxsample", "openid": f"o-crowd-{self.serial()}"} for _ in range(count)
        ]
        insert_marked(session, Account, rows)
        return [row["id"] for row in rows]

    def applications(self, unions: Sequence[UUID], count: int, *, unit_has_union: bool = True) -> None:
        """Applications that wait, in turn to these unions; from a unit without a union they wait for dispatch."""
        with self.deployed.database.writing() as session:
            accounts = self._accounts(session, count)
            consents = [
                {"id": new_id(), "account_id": one, "kind": ConsentKind.IDENTITY, "document_version": "1"}
                for one in accounts
            ]
            insert_many(session, Consent, consents)
            identities = [crowd_rows.identity(consent) for consent in consents]
            self._sealed(session, Identity, identities, name="申样例", id_number=id_number(1))
            rows = [
                crowd_rows.application(of, union, number) | {"unit_has_union": unit_has_union}
                for number, (of, union) in enumerate(zip(identities, cycle(unions), strict=False))
            ]
            self._sealed(
                session, Application, rows, name="申样例", id_number=id_number(1), phone="13900000001"
            )
            steps = [
                {"id": new_id(), "application_id": row["id"], "action": "submit", "fields": []}
                for row in rows
            ]
            insert_many(session, Step, steps)

    def retained(self, union: UUID, count: int) -> None:
        """Members of a union whose membership is retained (保留会籍)."""
        with self.deployed.database.writing() as session:
            chosen = self.members_of(session, union, count, Membership.retained_for.is_(None))
            kept = update(Membership).where(Membership.id.in_([one.id for one in chosen]))
            session.execute(kept.values(retained_for=RetainReason.RETIRED))

    def transfers(self, union: UUID, target: UUID, count: int) -> None:
        """Members of a union who are on the way to another, in turn to be released, received, decided by the county."""
        states = cycle((TransferStatus.REQUESTED, TransferStatus.RELEASED, TransferStatus.REFUSED))
        with self.deployed.database.writing() as session:
            going = exists().where(Transfer.person_id == Membership.person_id)
            chosen = self.members_of(session, union, count, ~going)
            rows = [crowd_rows.transfer(one.id, one.person_id, union, target, next(states)) for one in chosen]
            insert_many(session, Transfer, rows)
            steps = [crowd_rows.step_of(row["id"], row["person_id"]) for row in rows]
            insert_many(session, TransferStep, steps)

    def corrections(self, union: UUID, count: int) -> None:
        """Corrections that wait, each of a member of the union who has none yet and asked by his own account."""
        with self.deployed.database.writing() as session:
            asked = exists().where(Correction.person_id == Membership.person_id)
            chosen = self.members_of(session, union, count, ~asked)
            load_keys(session, [one.person_id for one in chosen])
            rows = []
            for one, account in zip(chosen, self._accounts(session, len(chosen)), strict=True):
                row = crowd_rows.correction(one.person_id, account)
                sealed = Correction(id=row["id"], person_id=one.person_id)
                seal_fields(session, sealed, value="13900000002")
                rows.append(row | {"value_sealed": sealed.value_sealed})
            insert_many(session, Correction, rows)

    def packs(self, union: UUID, count: int) -> None:
        """Packs that the county reported, each with one member of the union, in turn accepted and sent back."""
        by, results = self.world.staff_id("county"), cycle((RowResult.ACCEPTED, RowResult.REJECTED))
        with self.deployed.database.writing() as session:
            told = exists().where(ProvinceRow.person_id == Membership.person_id)
            chosen = self.members_of(session, union, count, ~told, first=True)
            exports = [crowd_rows.pack_export(union, by) for _ in chosen]
            packs = [crowd_rows.pack(one["id"], union) for one in exports]
            insert_many(session, Export, exports)
            insert_many(session, ProvincePack, packs)
            rows = [
                crowd_rows.pack_row(of["id"], one.id, one.person_id, union, next(results))
                for of, one in zip(packs, chosen, strict=True)
            ]
            insert_many(session, ProvinceRow, rows)

    def members_of(
        self, session: Session, union: UUID, count: int, which: ColumnElement[bool], *, first: bool = False
    ) -> Sequence[Membership]:
        """So many members of a union of whom ``which`` holds: the last ones, or the ``first``."""
        mine = select(Membership).where(Membership.union_id == union, Membership.ended_on.is_(None), which)
        ordered = mine.order_by(Membership.id if first else Membership.id.desc())
        found = session.scalars(ordered.limit(count)).all()
        assert len(found) == count, "the union has too few members for this"
        return found

    def decisions(self, union: UUID, count: int) -> None:
        """Decisions of a committee, each with its minutes' number."""
        by = self.world.staff_id("chair_battery")
        rows = [
            {
                "id": new_id(),
                "union_id": union,
                "outcome": Outcome.REJECT,
                "decided_on": clock.today(),
                "minute_no": f"样例〔2026〕{self.serial()}号",
                "recorded_by": by,
            }
            for _ in range(count)
        ]
        with self.deployed.database.writing() as session:
            insert_many(session, Decision, rows)

    def rosters(self, unions: Sequence[UUID], *, rows: bool = True) -> None:
        """A new version of each union's roster, in turn in every state, with or without its frozen rows."""
        by, states = self.world.staff_id("chair_battery"), cycle(RosterStatus)
        for part in in_parts(unions):
            with self.deployed.database.writing() as session:
                versions = [crowd_rows.version(union, self.serial() + 1, by, next(states)) for union in part]
                insert_many(session, Roster, versions)
                if rows:
                    self._freeze(session, versions)

    def _freeze(self, session: Session, versions: Sequence[Values]) -> None:
        of_union = {one["union_id"]: one["id"] for one in versions}
        members = select(Membership.id, Membership.person_id, Membership.union_id)
        found = session.execute(members.where(Membership.union_id.in_(of_union)))
        insert_many(
            session,
            RosterRow,
            [
                crowd_rows.frozen(of_union[one.union_id], one.id, one.person_id, place)
                for place, one in enumerate(found)
            ],
        )

    def files(self, login: str, unions: Sequence[UUID], count: int) -> None:
        """Imports and exports of one member of staff that are over, in turn for these unions."""
        by, of = self.world.staff_id(login), list(islice(cycle(unions), count))
        imports = [
            {
                "id": new_id(),
                "kind": ImportKind.ROSTER,
                "union_id": union,
                "status": ImportStatus.DISCARDED,
                "version": 1,
                "uploaded_by": by,
                "file_hash": bytes(32),
            }
            for union in of
        ]
        exports = [
            {
                "id": new_id(),
                "kind": ExportKind.ROSTER,
                "union_id": union,
                "status": ExportStatus.EXPIRED,
                "requested_by": by,
                "purpose": "样例用途",
            }
            for union in of
        ]
        with self.deployed.database.writing() as session:
            insert_many(session, Import, imports)
            insert_many(session, Export, exports)

    def staff(self, union: UUID, role: Role, count: int) -> None:
        """Staff who hold a role at a union; nobody of them can sign in."""
        staff = [
            {
                "id": new_id(),
                "login": f"crowd-{self.serial()}",
                "title": "工会经办人",
                "password_hash": "none",
            }
            for _ in range(count)
        ]
        terms = [
            {
                "id": new_id(),
                "staff_id": one["id"],
                "role": role,
                "union_id": union,
                "from_on": date(2024, 1, 1),
            }
            for one in staff
        ]
        with self.deployed.database.writing() as session:
            self._sealed(session, Staff, staff, name="样经办")
            insert_marked(session, Term, terms)

    def sessions(self, login: str, count: int) -> None:
        """Desks at which a member of staff is signed in."""
        until = clock.now() + timedelta(hours=8)
        rows = [
            {
                "id": new_id(),
                "staff_id": self.world.staff_id(login),
                "token_hash": os.urandom(20),
                "form_token": "none",
                "expires_at": until,
            }
            for _ in range(count)
        ]
        with self.deployed.database.writing() as session:
            insert_marked(session, StaffSession, rows)

    def entries(self, count: int, unions: Sequence[UUID]) -> None:
        """Audit entries of every kind, over the last year; their links are not those of a real log."""
        by, everywhere, acts = self.world.staff_id("chair_battery"), cycle(unions), cycle(ACTS)
        with self.deployed.database.writing() as session:
            head = session.get_one(AuditHead, 1)
            first, head.seq = head.seq + 1, head.seq + count
            year = timedelta(days=365) / max(count, 1)
            for part in in_parts(range(count)):
                rows = [
                    crowd_rows.entry(
                        first + n, clock.now() - year * (count - n), next(acts), by, next(everywhere)
                    )
                    for n in part
                ]
                insert_many(session, AuditEntry, rows)

    def _sealed(self, session: Session, table: type[Base], rows: Sequence[Values], **values: str) -> None:
        """Write rows, each with these texts sealed under a key of its own."""
        for part in in_parts(rows):
            insert_many(session, OwnedKey, prepare_keys(session, [row["id"] for row in part]))
            for row in part:
                sealed: Any = table(id=row["id"])
                seal_fields(session, sealed, **values)
                row.update({f"{name}_sealed": getattr(sealed, f"{name}_sealed") for name in values})
            insert = insert_marked if issubclass(table, Marked) else insert_many
            insert(session, table, part)
