"""等您办理: everything that waits for whoever signed in, from every room, as one list with the clock, oldest first."""

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from service.doors.console.roster_tasks import own_roster_tasks, rosters_from_below
from service.doors.console.task import Task
from service.doors.console.waiting import claims_at_the_desk, own_previews, undecided
from service.ground.sealing import opened
from service.oversight.erasures.models import ErasureStatus
from service.oversight.erasures.queries import erasures_listed
from service.oversight.findings.queries import Shown, waiting_by_union
from service.oversight.progress.uninvited import uninvited_counted
from service.oversight.province.standings import rejected_in
from service.register.access.models import GRANTS, Act, Actor
from service.register.memberships.cases import ExpulsionStatus
from service.register.memberships.queries import expulsions_waiting
from service.register.people.contact import masked_name
from service.requests.applications.models import Application, Status
from service.requests.applications.queries import Sought, applications_waiting
from service.requests.applications.referred import applications_to_dispatch
from service.requests.corrections.queries import corrections_waiting
from service.requests.transfers.models import UNRELEASED, TransferStatus
from service.requests.transfers.queries import transfers_waiting
from service.requests.transfers.rehoming import stranded_by_union
from service.rolls.exports.queries import exports_to_decide

MOST = 20


def tasks(session: Session, actor: Actor) -> list[Task]:
    """What the actor's roles let him do now; as many queries for 1 task as for 300, at most twenty of each kind."""
    found = [task for act, read in READS if actor.may(act) for task in read(session, actor)]
    return sorted(found, key=lambda task: task.order)


def _to_check(session: Session, actor: Actor) -> Iterator[Task]:
    """待初审, but for what this actor dispatches instead."""
    sought = Sought(statuses=(Status.SUBMITTED, Status.CONTESTED))
    dispatches = actor.may(Act.APPLICATION_DISPATCH)
    rows = applications_waiting(session, actor, MOST + 1, act=Act.APPLICATION_CHECK, sought=sought)
    for one in rows[:MOST]:
        if not (dispatches and one.awaits_dispatch):
            verb = "核实" if one.status is Status.CONTESTED else "初审"
            yield _application(one, verb, "applications")
    for one in rows[MOST:]:
        yield Task("还有更多入会申请", one.union.name, "/console/applications", one.submitted_at)


def _to_dispatch(session: Session, actor: Actor) -> Iterator[Task]:
    for one in applications_to_dispatch(session, actor, MOST):
        yield _application(one, "派发", "dispatch")


def _application(one: Application, verb: str, page: str) -> Task:
    what, link = f"{verb}{opened(one, 'name')}的入会申请", f"/console/{page}/{one.id}"
    return Task(what, one.union.name, link, one.submitted_at, one.due_on, one.unit_name)


def _to_decide(session: Session, actor: Actor) -> Iterator[Task]:
    for union in undecided(session, actor):
        link = f"/console/decisions?union_id={union.union_id}"
        what = f"记录委员会决议（{union.count} 份待决定）"
        yield Task(what, union.union_name, link, union.since, union.due_on)


def _at_the_desk(session: Session, actor: Actor) -> Iterator[Task]:
    count, since = claims_at_the_desk(session, actor)
    if count:
        note = "请本人带证件原件来，读出手机上的 6 位核验码"
        yield Task(f"{count} 位会员的激活等您当面核对", "", "/console/claims", since, note=note)


def _previews(session: Session, actor: Actor) -> Iterator[Task]:
    for one in own_previews(session, actor, MOST):
        what = "核对导入的预览，确认或放弃"
        yield Task(what, one.union.name, f"/console/imports/{one.id}", one.uploaded_at)


def _to_invite(session: Session, actor: Actor) -> Iterator[Task]:
    for union_id, name, count in uninvited_counted(session, actor):
        link = f"/console/progress/{union_id}/invitations"
        yield Task(f"还有 {count} 位会员没有激活、没有登记通知", name, link)


def _to_approve(session: Session, actor: Actor) -> Iterator[Task]:
    for one in exports_to_decide(session, actor, MOST):
        link = f"/console/approvals/{one.id}"
        yield Task("批准或不批准一次批量导出", one.union.name, link, one.requested_at)


def _to_answer_for(session: Session, actor: Actor) -> Iterator[Task]:
    """数据疑点: one line for each union, however many questions there are."""
    for one in waiting_by_union(session, actor, Act.FINDING_ANSWER, Shown.OPEN, MOST):
        what, link = f"核对 {one.count} 处数据疑点", f"/console/findings?union_id={one.union_id}"
        yield Task(what, one.name, link, one.since, one.due_on)


def _to_close(session: Session, actor: Actor) -> Iterator[Task]:
    """答复过的数据疑点, for the union above."""
    for one in waiting_by_union(session, actor, Act.FINDING_CLOSE, Shown.ANSWERED, MOST):
        what, link = (
            f"{one.count} 处数据疑点已答复，请销号",
            f"/console/findings?shown=answered&union_id={one.union_id}",
        )
        yield Task(what, one.name, link, one.since)


def _to_agree(session: Session, actor: Actor) -> Iterator[Task]:
    """书面的删除申请: registered by a union, waiting for the county."""
    for one in erasures_listed(session, actor, Act.ERASURE_AGREE, [ErasureStatus.REGISTERED], 0, MOST):
        if one.union is not None:
            link = f"/console/erasures/{one.id}"
            yield Task("核准一份书面的删除申请", one.union.name, link, one.asked_at)


def _to_correct(session: Session, actor: Actor) -> Iterator[Task]:
    """更正申请: the chair answers, a handler is told of them."""
    quiet = not actor.may(Act.CORRECTION_ANSWER)
    rows = corrections_waiting(session, actor, Act.CORRECTION_READ, MOST)
    for one, union in rows:
        what, link = f"更正{opened(one.person, 'name')}的{one.field.label}", f"/console/corrections/{one.id}"
        note = "会员本人申请，请核对后答复"
        yield Task(what, union.name, link, one.created_at, one.due_on, note, quiet)


def _to_correct_instead(session: Session, actor: Actor) -> Iterator[Task]:
    """逾期的更正申请: what a union below left lying."""
    for one, union in corrections_waiting(session, actor, Act.CORRECTION_OVERSEE, MOST):
        what, link = (
            f"更正{masked_name(opened(one.person, 'name'))}的{one.field.label}",
            f"/console/overdue-corrections/{one.id}",
        )
        yield Task(what, union.name, link, one.created_at, one.due_on, "工会逾期没有答复，请替它答复")


def _to_decide_expulsion(session: Session, actor: Actor) -> Iterator[Task]:
    proposed = ExpulsionStatus.PROPOSED
    for one in expulsions_waiting(session, actor, Act.MEMBERSHIP_CHANGE, proposed, MOST):
        link = f"/console/expulsions/{one.id}"
        yield Task("记录委员会对一件开除案的决定", one.union.name, link, one.proposed_at)


def _to_file(session: Session, actor: Actor) -> Iterator[Task]:
    decided = ExpulsionStatus.DECIDED
    for one in expulsions_waiting(session, actor, Act.MEMBERSHIP_FILE, decided, MOST):
        link = f"/console/expulsions/{one.id}/filing"
        yield Task("开除会籍备案", one.union.name, link, one.proposed_at)


def _to_answer(session: Session, actor: Actor) -> Iterator[Task]:
    """放行、接收、上级放行、裁定: the verb says whose turn it is."""
    verbs = {
        TransferStatus.REQUESTED: "放行",
        TransferStatus.OVERDUE: "放行（逾期）",
        TransferStatus.RELEASED: "接收",
        TransferStatus.REFUSED: "裁定",
    }
    rows = transfers_waiting(session, actor, MOST + 1)
    for one in rows[:MOST]:
        where = one.to_union if one.status is TransferStatus.RELEASED else one.from_union
        due = one.due_on if one.status in UNRELEASED else None
        what, link = (
            f"{verbs[one.status]}{opened(one.person, 'name')}的会籍接转",
            f"/console/transfers/{one.id}",
        )
        yield Task(what, where.name, link, one.asked_at, due, one.unit_name)
    for one in rows[MOST:]:
        yield Task("还有更多会籍接转", "", "/console/transfers", one.asked_at)


def _to_rehome(session: Session, actor: Actor) -> Iterator[Task]:
    for union, count in stranded_by_union(session, actor, MOST):
        yield Task(f"安置撤销工会的 {count} 位会员", union.name, f"/console/rehoming/{union.id}")


def _to_correct_for_the_province(session: Session, actor: Actor) -> Iterator[Task]:
    """省平台退回: for who answers for a union himself, until what is registered has been put right."""
    own = [place.union_id for place in actor.places if Act.PROVINCE_READ in GRANTS[place.role]]
    waiting = [one.union for one in rejected_in(session, own) if not one.corrected]
    for union in dict.fromkeys(waiting):
        link = f"/console/province/unions/{union.id}?standing=rejected"
        yield Task(f"省平台退回 {waiting.count(union)} 人，请核对", union.name, link)


READS: tuple[tuple[Act, Callable[[Session, Actor], Iterator[Task]]], ...] = (
    (Act.APPLICATION_CHECK, _to_check),
    (Act.APPLICATION_DECIDE, _to_decide),
    (Act.APPLICATION_DISPATCH, _to_dispatch),
    (Act.CARD_CONFIRM, _at_the_desk),
    (Act.CORRECTION_OVERSEE, _to_correct_instead),
    (Act.CORRECTION_READ, _to_correct),
    (Act.ERASURE_AGREE, _to_agree),
    (Act.FINDING_ANSWER, _to_answer_for),
    (Act.FINDING_CLOSE, _to_close),
    (Act.EXPORT_APPROVE, _to_approve),
    (Act.IMPORT_ROSTER, _previews),
    (Act.MEMBER_INVITE, _to_invite),
    (Act.MEMBERSHIP_CHANGE, _to_decide_expulsion),
    (Act.MEMBERSHIP_FILE, _to_file),
    (Act.PROVINCE_READ, _to_correct_for_the_province),
    (Act.ROSTER_ACCEPT, rosters_from_below),
    (Act.ROSTER_CONFIRM, own_roster_tasks),
    (Act.TRANSFER_READ, _to_answer),
    (Act.TRANSFER_OVERSEE, _to_rehome),
)
