"""One thing of every kind in each of the two mirrored unions, made as the rooms make them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.handlers import open_handler
from service.register.access.models import SYSTEM, Actor, Term
from service.register.memberships.expulsions import propose
from service.register.memberships.models import Membership
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.requests.applications.decisions import decide
from service.requests.applications.models import Correctable, Outcome, Reason
from service.requests.cards.models import Card
from service.requests.corrections.models import Correction
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.downloads import make_link
from service.rolls.exports.models import ExportKind
from service.rolls.imports.actions import preview_next, upload
from service.rolls.imports.models import ImportKind
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.pending import confirmation
from tests.doors.console.given import Office
from tests.given import PASSWORD, id_number, phone
from tests.oversight.erasures.given import on_paper
from tests.oversight.findings.given import missing_some
from tests.oversight.province.given import pack_kept
from tests.register.access.sides import failed_job
from tests.register.accounts.given import desk_session
from tests.register.inquiries.given import line_waiting, more_asked
from tests.requests.applications.given import meeting, staff_of, submitted
from tests.requests.cards.given import bound, claimed, settle_all
from tests.requests.corrections.given import asked
from tests.rolls.campaigns.given import half_year
from tests.rolls.imports.office import line, sheet


@dataclass(frozen=True)
class Side:
    """One of the two mirrored sides of the county."""

    name: str
    member: str
    waiting: str
    serial: int

    @property
    def chair(self) -> str:
        """The login of its chair."""
        return f"chair_{self.name}"

    @property
    def town(self) -> str:
        """The login of its street's staff."""
        return {"battery": "zhicheng", "textile": "huaxi"}[self.name]


SIDES = (Side("battery", "陈样一", "林样二", 601), Side("textile", "沈样四", "钱样五", 701))


def furnish(office: Office, side: Side) -> dict[str, UUID | str]:
    """Make one of each in this side's union; the ids by the names that routes give them."""
    database, union_id = office.deployed.database, getattr(office.world, side.name).id
    with database.writing() as session:
        chair, union = staff_of(session, office.world, side.chair), session.get_one(Union, union_id)
        things: dict[str, UUID | str] = {"union_id": union_id, "scene": union.scene}
        things["kind"] = "applications-to-check"
        things["job_id"] = failed_job(session)
        things["application_id"] = submitted(session, union, f"o-{side.name}", "新样例", side.serial).id
        things["roster_id"] = confirm(session, chair, union, confirmation(session, union).digest).id
        things["decision_id"] = _turned_down(session, chair, union, side.serial + 4)
        file = sheet([line("文样例", id_number(side.serial + 2), phone(side.serial + 2))])
        things["import_id"] = upload(session, chair, ImportKind.ROSTER, union, "sample.xlsx", file).id
        things["line_id"] = line_waiting(
            session, chair, union, UUID(str(things["import_id"])), id_number(side.serial + 2)
        )
        things["allowance_id"] = more_asked(session, chair, union)
        things["export_id"] = request(session, chair, ExportKind.ROSTER, union, "测试用的导出").id
        town, street = staff_of(session, office.world, side.town), session.get_one(Union, union.parent_id)
        things["bulk_id"] = request(session, town, ExportKind.ROSTER, street, "测试用的批量导出").id
        things["pack_id"] = pack_kept(session, office.world, street, side.member)
        things |= _staff(session, office, side)
        things |= half_year(session)
        things["finding_id"] = missing_some(session, union, office.deployed.settings).id
        things["erasure_id"] = on_paper(session, chair, union, f"离样{side.name}", side.serial + 8).id
        things |= _life(session, office, side, chair)
    things["person_id"] = office.world.members[side.member].id
    things["card_id"] = bound(office.deployed, side.member, f"o-card-{side.name}")
    things["correction_id"] = asked(
        office.deployed, Correctable.PHONE, phone(side.serial + 6), f"o-card-{side.name}"
    )
    things["overdue_id"] = asked(
        office.deployed, Correctable.ADDRESS, "长兴县样例路9号", f"o-card-{side.name}"
    )
    things["claim_id"] = claimed(database, side.waiting, openid=f"o-claim-{side.name}")
    settle_all(office.deployed)
    assert preview_next(office.deployed)
    assert make_next(office.deployed)
    with database.writing() as session:
        chair = staff_of(session, office.world, side.chair)
        session.get_one(Correction, things["overdue_id"]).due_on = clock.today() - timedelta(days=1)
        things["token"] = make_link(session, chair, UUID(str(things["export_id"])))
    return things


def _life(session: Session, office: Office, side: Side, chair: Actor) -> dict[str, UUID | str]:
    """A member's stretch, and an expulsion that waits for the committee."""
    of = select(Membership).where(Membership.person_id == office.world.members[side.member].id)
    held = session.scalars(of.where(Membership.ended_on.is_(None))).one()
    case = propose(session, chair, held, group_on=clock.today(), opinion="样例法院（样例）刑初1号，小组意见")
    own = select(Membership).where(Membership.person_id == office.world.members[side.waiting].id)
    target = found(
        session,
        SYSTEM,
        session.get_one(Union, held.union.parent_id),
        f"{side.name}接收样例工会",
        UnionKind.GRASSROOTS,
    )
    transfer = ask(session, SYSTEM, session.scalars(own).one(), target, AskedBy.MEMBER, days=10)
    return {"membership_id": held.id, "expulsion_id": case.id, "transfer_id": transfer.id}


def _turned_down(session: Session, chair: Actor, union: Union, serial: int) -> UUID:
    """A decision of the committee that leaves the roster as it is."""
    row = submitted(session, union, f"o-{serial}", "拒样例", serial)
    return decide(session, chair, union, [row], Outcome.REJECT, meeting(), Reason.OTHER, "见会议纪要").id


def _staff(session: Session, office: Office, side: Side) -> dict[str, UUID | str]:
    handler = office.world.staff_id(f"handler_{side.name}")
    term = session.scalars(select(Term).where(Term.staff_id == handler)).one()
    chair, union = staff_of(session, office.world, side.chair), session.get_one(Union, term.union_id)
    sample = (f"spare_{side.name}", "备用样例", "工会经办人", PASSWORD)
    spare, _ = open_handler(session, chair, union, *sample, None)
    own = session.scalars(select(Term.id).where(Term.staff_id == spare.id)).one()
    desk = desk_session(session, office.world, side.chair)
    things = {"staff_id": handler, "term_id": term.id, "handler_term_id": own, "staff_session_id": desk.id}
    return dict(things)


def card_of(session: Session, card_id: UUID) -> Card:
    """The card in this session."""
    return session.get_one(Card, card_id)
