"""What the register holds of the person whose card proves him: line, history, papers."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.doors.copies.models import Line, Section, entry, known_of, section, words
from service.ground.sealing import opened
from service.oversight.erasures.models import Erasure
from service.oversight.findings.models import Finding
from service.oversight.progress.models import Invitation
from service.oversight.province.models import ProvincePack, ProvinceRow
from service.register.facts.declared import ANNEX3, OF_MEMBERSHIP, OF_PERSON
from service.register.memberships.cases import Expulsion
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import Membership
from service.register.memberships.search import chain_of
from service.register.notices.models import Notice
from service.register.people.models import Person
from service.requests.cards.models import CardCheck
from service.requests.cards.queries import cards_of
from service.requests.corrections.models import Correction
from service.requests.proofs.models import MembershipProof
from service.requests.transfers.models import MOVES as TRANSFER_MOVES
from service.requests.transfers.models import Transfer
from service.rolls.rosters.models import Roster, RosterRow


def sections_of_person(session: Session, person: Person) -> Iterator[Section]:
    """Everything of one person, for himself; a fixed number of queries. All of it opens with his one key."""
    yield section("登记册上的您", [_person(person)])
    yield section("历次会籍", _memberships(session, person.id))
    yield section("惠工卡", _cards(session, person.id))
    yield section("会籍接转", _transfers(session, person.id))
    yield section("更正申请", _corrections(session, person.id))
    yield section("数据疑点", _findings(session, person.id))
    yield section("开除案", _expulsions(session, person.id))
    yield section("确认过的花名册", _rosters(session, person.id))
    yield section("报送省平台", _province(session, person.id))
    yield section("开过的会员证明", _proofs(session, person.id))
    yield section("通知激活、短信", _told(session, person.id))
    yield section("删除申请", _erasures(session, person.id))


def _person(person: Person) -> list[Line]:
    return entry(
        *known_of(person, OF_PERSON),
        ("核验程度", person.level),
        ("建档时间", person.created_at),
    )


def _memberships(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    ended = select(MembershipChange).where(MembershipChange.person_id == person_id)
    changes = {one.membership_id: one for one in session.scalars(ended)}
    for one in chain_of(session, person_id):
        change = changes.get(one.id)
        yield entry(
            ("工会", one.union.name),
            ("起", one.started_on),
            ("止", one.ended_on),
            ("依据", one.basis),
            ("会籍", one.standing),
            *known_of(one, OF_MEMBERSHIP),
            ("结束原因", one.end_reason),
            *(_change(change) if change else ()),
        )


def _change(change: MembershipChange) -> Iterator[tuple[str, object]]:
    yield "变更生效日", change.effective_on
    yield "会议纪要或批复编号", change.minute_no
    yield "变更说明", opened(change, "words")
    yield "变更登记时间", change.at


def _cards(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    cards = cards_of(session, person_id)
    shown = select(CardCheck).where(CardCheck.card_id.in_([one.id for one in cards]))
    times: dict[UUID, list[str]] = {one.id: [] for one in cards}
    for check in session.scalars(shown.order_by(CardCheck.checked_at)):
        times[check.card_id].append(words(check.checked_at))
    for one in cards:
        yield entry(
            ("卡号", one.number),
            ("激活时间", one.activated_at),
            ("冻结时间", one.suspended_at),
            ("注销时间", one.revoked_at),
            ("注销原因", one.revoke_reason),
            ("近三十天核验过的时间", "、".join(times[one.id])),
        )


def _transfers(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(Transfer).where(Transfer.person_id == person_id).order_by(Transfer.asked_at)
    unions = joinedload(Transfer.from_union), joinedload(Transfer.to_union), selectinload(Transfer.steps)
    for one in session.scalars(own.options(*unions)):
        lines = entry(
            ("转出工会", one.from_union.name),
            ("转入工会", one.to_union.name),
            ("新的所属单位", one.unit_name),
            ("状态", one.status),
            ("提出时间", one.asked_at),
            ("接转日", one.done_on),
        )
        for step in one.steps:
            label = TRANSFER_MOVES[step.action].label if step.action in TRANSFER_MOVES else step.action
            lines += entry(
                ("办理", label), ("时间", step.at), ("理由", step.reason), ("说明", opened(step, "words"))
            )
        yield lines


def _corrections(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(Correction).where(Correction.person_id == person_id).order_by(Correction.created_at)
    for one in session.scalars(own):
        yield entry(
            ("项目", one.field),
            ("更正为", opened(one, "value")),
            ("您的说明", opened(one, "reason")),
            ("状态", one.status),
            ("申请时间", one.created_at),
            ("答复", opened(one, "answer")),
            ("答复时间", one.answered_at),
        )


def _findings(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(Finding).where(Finding.person_id == person_id).options(joinedload(Finding.union))
    for one in session.scalars(own.order_by(Finding.opened_at)):
        yield entry(
            ("种类", one.kind),
            ("迹象", one.seen),
            ("工会", one.union.name),
            ("状态", one.status),
            ("发现时间", one.opened_at),
            ("答复", one.reply),
            ("依据", opened(one, "evidence")),
            ("退回的理由", opened(one, "remark")),
            ("销号时间", one.ended_at),
        )


def _expulsions(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(Expulsion).where(Expulsion.person_id == person_id).options(joinedload(Expulsion.union))
    for one in session.scalars(own.order_by(Expulsion.proposed_at)):
        yield entry(
            ("工会", one.union.name),
            ("状态", one.status),
            ("小组讨论日", one.group_on),
            ("小组意见", opened(one, "opinion")),
            ("委员会决定日", one.decided_on),
            ("会议纪要编号", one.minute_no),
            ("备案日", one.filed_on),
            ("备案编号", one.file_no),
        )


def _rosters(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    """Every frozen line as it is kept: what was confirmed stands, even when it was put right later."""
    own = select(RosterRow, Roster).join(Roster, Roster.id == RosterRow.roster_id)
    rows = own.where(RosterRow.person_id == person_id).options(joinedload(Roster.union))
    for row, roster in session.execute(rows.order_by(Roster.confirmed_at)):
        yield entry(
            ("工会", roster.union.name),
            ("第几版", roster.number),
            ("截止日", roster.as_of),
            *((column.heading, fact.kept(row)) for fact, column in ANNEX3.items()),
            ("变动", row.change),
        )


def _province(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(ProvinceRow, ProvincePack).join(ProvincePack, ProvincePack.id == ProvinceRow.pack_id)
    for row, pack in session.execute(
        own.where(ProvinceRow.person_id == person_id).order_by(ProvincePack.made_at)
    ):
        yield entry(
            ("报送时间", pack.made_at),
            ("结果", row.result),
            ("省平台写的原因", opened(row, "reason")),
            ("结果写入时间", row.answered_at),
        )


def _proofs(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(MembershipProof).where(MembershipProof.person_id == person_id)
    for one in session.scalars(own.order_by(MembershipProof.issued_at)):
        yield entry(("开具时间", one.issued_at), ("有效期止", one.expires_on))


def _told(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    told = select(Invitation).join(Membership, Membership.id == Invitation.membership_id)
    for one in session.scalars(told.where(Membership.person_id == person_id).order_by(Invitation.invited_at)):
        yield entry(("通知方式", one.way), ("通知时间", one.invited_at))
    texts = select(Notice).where(Notice.person_id == person_id).order_by(Notice.created_at)
    for text in session.scalars(texts):
        yield entry(
            ("短信写下时间", text.created_at), ("发出时间", text.sent_at), ("手机号", opened(text, "phone"))
        )


def _erasures(session: Session, person_id: UUID) -> Iterator[list[Line]]:
    own = select(Erasure).where(Erasure.person_id == person_id)
    for one in session.scalars(own.order_by(Erasure.asked_at)):
        yield entry(
            ("依据", one.basis),
            ("状态", one.status),
            ("申请时间", one.asked_at),
            ("到期删除", one.due_at),
            ("书面申请", opened(one, "words")),
            ("不核准的理由", opened(one, "answer")),
        )
