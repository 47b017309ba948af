"""The place of one round: two unions of their own, one person, and whatever the acts of the round need of him."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.limits import Bucket
from service.ground.sealing import seal_fields
from service.oversight.erasures.models import Erasure
from service.register.access.models import SYSTEM, Actor, Place, Role
from service.register.accounts.actions import agree
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, ConsentKind
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind, Employment
from service.register.jobs.models import Job
from service.register.memberships.models import Basis, EndReason, Membership, RetainReason
from service.register.people.documents import check_digit
from service.register.people.models import Identity, Level
from service.register.people.register import register_person
from service.register.unions.actions import found
from service.register.unions.models import CloseReason, Union, UnionForm, UnionKind, UnionState
from service.requests.applications.models import Application, Status
from service.requests.applications.seats import take_seat
from service.requests.cards.models import Card
from service.requests.transfers.models import AskedBy, Transfer, TransferStatus
from tests.given import World

APPID = "wxsample0000000001"
NAME, SINCE = "遇样一", date(2022, 5, 4)
SERIALS = count(1)
STATES = ("member", "former", "retained", "stranded")


def fresh_number() -> str:
    """A document number that nobody has yet."""
    serial = next(SERIALS)
    seventeen = f"330522{1960 + serial // 499 % 40}0102{2 * (serial % 499) + 1:03d}"
    return seventeen + check_digit(seventeen)


@dataclass
class Scene:
    """One person in the union ``here``; ``there`` is where he may go; ids of what the acts have set up."""

    deployed: Deployment
    world: World
    here: UUID = field(default_factory=new_id)
    there: UUID = field(default_factory=new_id)
    number: str = field(default_factory=fresh_number, repr=False)
    phone: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    person: UUID = field(default_factory=new_id)
    account: UUID = field(default_factory=new_id)
    ids: dict[str, UUID] = field(default_factory=dict)
    chair_here: Actor = field(default_factory=Actor)
    chair_there: Actor = field(default_factory=Actor)
    county: Actor = field(default_factory=Actor)
    make: bool = True

    @property
    def unit(self) -> str:
        """The unit of the two people of this round, and of nobody else."""
        return f"样例单位{self.here.hex[-12:]}"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of the service."""
        with self.deployed.database.writing() as session:
            yield session

    def union(self, session: Session, *, there: bool = False) -> Union:
        """One of the two unions in this session."""
        return session.get_one(Union, self.there if there else self.here)

    def __post_init__(self) -> None:
        if not self.make:
            return
        serial = next(SERIALS)
        self.phone = f"138{serial:08d}"
        with self.writing() as session:
            street = session.get_one(Union, self.world.zhicheng.id)
            kind, form = UnionKind.GRASSROOTS, UnionForm.JOINT
            here = found(session, SYSTEM, street, f"此样例{serial}工会委员会", kind, form=form)
            there = found(session, SYSTEM, street, f"彼样例{serial}工会委员会", kind, form=form)
            self.here, self.there = here.id, there.id
            self.person = self._member(session, NAME, self.number, self.phone)
            root = session.get_one(Union, self.world.county.id)
        staff = self.world.staff_id
        self.chair_here = Actor("staff", staff("chair_battery"), (Place(Role.CHAIR, here.id, here.path),))
        self.chair_there = Actor("staff", staff("chair_textile"), (Place(Role.CHAIR, there.id, there.path),))
        self.county = Actor("staff", staff("county"), (Place(Role.COUNTY, root.id, root.path),))

    def _member(self, session: Session, name: str, number: str, phone: str) -> UUID:
        person = register_person(session, name=name, number=number, phone=phone)
        stretch = Membership(
            id=new_id(),
            person_id=person.id,
            union_id=self.here,
            sequence=1,
            started_on=SINCE,
            basis=Basis.ROSTER,
            unit_name=self.unit,
        )
        session.add(stretch)
        session.flush()
        self.ids.setdefault("membership", stretch.id)
        return person.id

    def has_double(self, session: Session) -> None:
        """Another member who is the same human, entered twice."""
        self.ids["double"] = self._member(session, "遇样二", fresh_number(), f"139{next(SERIALS):08d}")

    def has_account(self, session: Session) -> Account:
        """The WeChat account of the person, made once."""
        known = session.get(Account, self.account)
        if known is None:
            known = Account(id=self.account, appid=APPID, openid=f"o-{self.account.hex}")
            seal_fields(session, known, phone=self.phone)
            known.phone_verified_at = clock.now()
            session.add(known)
            session.flush()
            consent = agree(session, known, ConsentKind.IDENTITY, CURRENT[ConsentKind.IDENTITY].version, None)
            self.ids["consent"] = consent.id
        return known

    def has_card(self, session: Session) -> None:
        """A card in force, bound to the account."""
        if "card" not in self.ids:
            account, serial = self.has_account(session), next(SERIALS)
            card = Card(
                id=new_id(),
                person_id=self.person,
                account_id=account.id,
                number=f"330522{serial:010d}",
                handle=serial.to_bytes(8, "big"),
            )
            session.add(card)
            session.flush()
            self.ids["card"] = card.id

    def comes_to(self, state: str) -> None:
        """Let the person be what the first act expects: member, former, retained, stranded in a closed union."""
        with self.writing() as session:
            mine = update(Membership).where(Membership.id == self.ids["membership"])
            if state == "former":
                session.execute(mine.values(ended_on=clock.today(), end_reason=EndReason.LEFT))
            elif state == "retained":
                session.execute(mine.values(retained_for=RetainReason.RETIRED))
            elif state == "stranded":
                closed = {"state": UnionState.CLOSED, "closed_on": clock.today()}
                reason = closed | {"close_reason": CloseReason.UNIT_ENDED, "close_no": "1"}
                session.execute(update(Union).where(Union.id == self.here).values(reason))

    def applies(self, session: Session, union: UUID) -> None:
        """An application that was checked, with its seat."""
        account, kind = self.has_account(session), DocumentKind.RESIDENT
        identity = Identity(
            id=new_id(),
            account_id=account.id,
            consent_id=self.ids["consent"],
            document_kind=kind,
            level=Level.MATCHED,
            provider="sample",
        )
        seal_fields(session, identity, name=NAME, id_number=self.number)
        application = Application(
            id=new_id(),
            account_id=account.id,
            identity_id=identity.id,
            union_id=union,
            status=Status.CHECKED,
            document_kind=kind,
            employment=Employment.AT_WORK,
            unit_name=self.unit,
            submitted_at=clock.now(),
        )
        seal_fields(session, application, name=NAME, id_number=self.number, phone=self.phone)
        session.add(identity)
        session.flush()
        session.add(application)
        session.flush()
        take_seat(session, application)
        self.ids["application"] = application.id

    def transfers(self, session: Session, status: TransferStatus) -> None:
        """An open transfer from here to there."""
        if "transfer" not in self.ids:
            transfer = Transfer(
                id=new_id(),
                person_id=self.person,
                membership_id=self.ids["membership"],
                from_union_id=self.here,
                to_union_id=self.there,
                asked_by=AskedBy.MEMBER,
                status=status,
                shown_at=clock.now(),
                due_on=clock.today(),
            )
            session.add(transfer)
            session.flush()
            self.ids["transfer"] = transfer.id

    def is_over(self) -> None:
        """Leave nothing that the worker would take up in the next round."""
        with self.writing() as session:
            for table in (Job, Erasure, Bucket):
                session.execute(delete(table))
            open_one = update(Transfer).where(Transfer.id == self.ids.get("transfer"))
            session.execute(open_one.values(status=TransferStatus.VOID))
