"""Who may do what, where: one page to read aloud to the county."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.words import Words
from service.register.accounts.models import Staff
from service.register.unions.models import Union


class Act(Words):
    """动作, noun:verb, in the order of the alphabet."""

    ACCOUNT_ADMINISTER = "account:administer", "管理工作人员账号与角色"
    ACCOUNT_TOP = "account:top", "管理县总工会各角色的账号"
    APPLICATION_CHECK = "application:check", "初审、退回入会申请"
    APPLICATION_DECIDE = "application:decide", "记录委员会决议，批准或不批准"
    APPLICATION_DISPATCH = "application:dispatch", "把送错的入会申请派发到合适的工会"
    APPLICATION_OWN = "application:own", "办理自己的入会申请"
    APPLICATION_PRINT = "application:print", "打印入会申请书"
    APPLICATION_READ = "application:read", "查看入会申请"
    AUDIT_READ = "audit:read", "查看审计日志"
    CARD_CHECK = "card:check", "扫码核验出示的会员卡"
    CARD_CONFIRM = "card:confirm", "当面确认激活"
    CARD_OWN = "card:own", "使用自己的惠工卡"
    CARD_RELEASE = "card:release", "解除卡的绑定"
    CARD_SCAN = "card:scan", "在小程序里核验别人出示的会员卡"
    CHAIR_HAND_OVER = "chair:hand_over", "把主席任职移交给接任者"
    COPY_OWN = "copy:own", "取自己的信息副本"
    CORRECTION_ANSWER = "correction:answer", "答复更正申请"
    CORRECTION_OVERSEE = "correction:oversee", "答复下级工会逾期的更正申请"
    CORRECTION_OWN = "correction:own", "申请更正自己的信息"
    CORRECTION_READ = "correction:read", "查看更正申请"
    ERASURE_AGREE = "erasure:agree", "核准书面的删除申请"
    ERASURE_OWN = "erasure:own", "申请删除自己的个人信息"
    ERASURE_READ = "erasure:read", "查看删除申请"
    ERASURE_REGISTER = "erasure:register", "登记书面的删除申请"
    EXPORT_APPROVE = "export:approve", "批准别人的批量导出"
    EXPORT_MAKE = "export:make", "导出花名册与汇总表"
    EXPORT_TRACE = "export:trace", "追查外泄的导出文件"
    FINDING_ANSWER = "finding:answer", "答复本工会的数据疑点"
    FINDING_CLOSE = "finding:close", "把答复过的数据疑点销号或者退回"
    FINDING_READ = "finding:read", "查看数据疑点"
    HANDLER_APPOINT = "handler:appoint", "管理本工会经办人账号"
    IMPORT_AGREE = "import:agree", "同意工会增加核对额度"
    IMPORT_ROSTER = "import:roster", "导入花名册"
    IMPORT_UNIONS = "import:unions", "导入组织汇总表"
    JOB_REPEAT = "job:repeat", "让没有做成的后台任务再试一次"
    MEMBER_INVITE = "member:invite", "登记已通知会员激活惠工卡"
    MEMBERSHIP_CHANGE = "membership:change", "办理保留、恢复、退会等会籍变更"
    MEMBERSHIP_FILE = "membership:file", "开除会籍备案"
    MEMBERSHIP_MERGE = "membership:merge", "合并重复的会员登记"
    MEMBERSHIP_OWN = "membership:own", "开具自己的会员证明"
    MEMBERSHIP_PROVE = "membership:prove", "为会员开具会员证明"
    NOTICE_OWN = "notice:own", "查看自己的消息"
    PERSON_REVEAL = "person:reveal", "查看一个人的完整信息"
    PERSON_SEARCH = "person:search", "按姓名、证件号码或手机号查找一个人"
    PROGRESS_COMPARE = "progress:compare", "督促所辖工会，编写月度通报"
    PROGRESS_READ = "progress:read", "查看激活进度"
    PROOF_CHECK = "proof:check", "核验会员证明"
    PROVINCE_READ = "province:read", "查看省平台报送结果"
    PROVINCE_REPORT = "province:report", "向省平台报送，导入结果"
    RETENTION_READ = "retention:read", "查看个人信息保存期限"
    ROSTER_ACCEPT = "roster:accept", "接收或退回下级花名册"
    ROSTER_CONFIRM = "roster:confirm", "确认并上报花名册"
    ROSTER_CONSOLIDATE = "roster:consolidate", "汇总全县花名册"
    ROSTER_PRINT = "roster:print", "打印花名册"
    ROSTER_READ = "roster:read", "查看花名册"
    ROSTER_RETURN = "roster:return", "退回花名册"
    SIGN_IN = "session:open", "登录"
    SIGNED_IN = "session:own", "管理自己的登录"
    SYSTEM_READ = "system:read", "查看运行状态"
    TRANSFER_ARBITRATE = "transfer:arbitrate", "裁定有争议的会籍接转"
    TRANSFER_HANDLE = "transfer:handle", "放行、接收、拒绝会籍接转"
    TRANSFER_OVERSEE = "transfer:oversee", "逾期放行、安置撤销工会的会员、建会批转"
    TRANSFER_OWN = "transfer:own", "办理自己的会籍接转"
    TRANSFER_READ = "transfer:read", "查看会籍接转"
    UNION_CLOSE = "union:close", "撤销下级工会"
    UNION_POSTER = "union:poster", "打印入会二维码"
    UNION_READ = "union:read", "查看工会组织"
    UNION_SCENE = "union:scene", "更换入会二维码"


class Role(Words):
    """角色."""

    ANYONE = "anyone", "任何人"
    WORKER = "worker", "职工（本人）"
    HANDLER = "handler", "基层经办人"
    CHAIR = "chair", "基层工会主席"
    TOWNSHIP = "township", "乡镇（街道、园区、产业）工会人员"
    COUNTY = "county", "县总工会人员"
    AUDITOR = "auditor", "审计员（无个人信息）"
    ADMINISTRATOR = "administrator", "系统管理员（无个人信息）"


# 县级角色: they stand at the county only, and only the administrator gives and ends them (nobody appoints his own watcher).
TOP_ROLES = (Role.COUNTY, Role.AUDITOR, Role.ADMINISTRATOR)


class Reach(Words):
    """范围: how far a grant goes from the union it is given at."""

    NOWHERE = "nowhere", "与组织无关"
    SELF = "self", "只限本人"
    OWN = "own", "本工会"
    DIRECT = "direct", "直属下级工会"
    BELOW = "below", "本工会及下级"


GRANTS: dict[Role, dict[Act, Reach]] = {
    Role.ANYONE: {
        Act.CARD_CHECK: Reach.NOWHERE,
        Act.PROOF_CHECK: Reach.NOWHERE,
        Act.SIGN_IN: Reach.NOWHERE,
    },
    Role.WORKER: {
        Act.APPLICATION_OWN: Reach.SELF,
        Act.CARD_OWN: Reach.SELF,
        Act.CARD_SCAN: Reach.NOWHERE,
        Act.COPY_OWN: Reach.SELF,
        Act.CORRECTION_OWN: Reach.SELF,
        Act.ERASURE_OWN: Reach.SELF,
        Act.MEMBERSHIP_OWN: Reach.SELF,
        Act.NOTICE_OWN: Reach.SELF,
        Act.SIGNED_IN: Reach.SELF,
        Act.TRANSFER_OWN: Reach.SELF,
    },
    Role.HANDLER: {
        Act.APPLICATION_CHECK: Reach.OWN,
        Act.APPLICATION_PRINT: Reach.OWN,
        Act.APPLICATION_READ: Reach.OWN,
        Act.CORRECTION_READ: Reach.OWN,
        Act.FINDING_READ: Reach.OWN,
        Act.MEMBER_INVITE: Reach.OWN,
        Act.PERSON_REVEAL: Reach.OWN,
        Act.PROGRESS_READ: Reach.OWN,
        Act.ROSTER_READ: Reach.OWN,
        Act.SIGNED_IN: Reach.SELF,
        Act.UNION_POSTER: Reach.OWN,
        Act.UNION_READ: Reach.OWN,
    },
    Role.CHAIR: {
        Act.APPLICATION_CHECK: Reach.OWN,
        Act.APPLICATION_DECIDE: Reach.OWN,
        Act.APPLICATION_PRINT: Reach.OWN,
        Act.APPLICATION_READ: Reach.OWN,
        Act.CARD_CONFIRM: Reach.OWN,
        Act.CARD_RELEASE: Reach.OWN,
        Act.CHAIR_HAND_OVER: Reach.OWN,
        Act.CORRECTION_ANSWER: Reach.OWN,
        Act.CORRECTION_READ: Reach.OWN,
        Act.ERASURE_READ: Reach.OWN,
        Act.ERASURE_REGISTER: Reach.OWN,
        Act.EXPORT_MAKE: Reach.OWN,
        Act.FINDING_ANSWER: Reach.OWN,
        Act.FINDING_READ: Reach.OWN,
        Act.HANDLER_APPOINT: Reach.OWN,
        Act.IMPORT_ROSTER: Reach.OWN,
        Act.MEMBER_INVITE: Reach.OWN,
        Act.MEMBERSHIP_CHANGE: Reach.OWN,
        Act.MEMBERSHIP_PROVE: Reach.OWN,
        Act.PERSON_REVEAL: Reach.OWN,
        Act.PROGRESS_READ: Reach.OWN,
        Act.PROVINCE_READ: Reach.OWN,
        Act.ROSTER_CONFIRM: Reach.OWN,
        Act.ROSTER_PRINT: Reach.OWN,
        Act.ROSTER_READ: Reach.OWN,
        Act.SIGNED_IN: Reach.SELF,
        Act.TRANSFER_HANDLE: Reach.OWN,
        Act.TRANSFER_READ: Reach.OWN,
        Act.UNION_POSTER: Reach.OWN,
        Act.UNION_READ: Reach.OWN,
        Act.UNION_SCENE: Reach.OWN,
    },
    Role.TOWNSHIP: {
        Act.APPLICATION_CHECK: Reach.OWN,
        Act.APPLICATION_DECIDE: Reach.OWN,
        Act.APPLICATION_DISPATCH: Reach.BELOW,
        Act.APPLICATION_PRINT: Reach.OWN,
        Act.APPLICATION_READ: Reach.BELOW,
        Act.CARD_CONFIRM: Reach.OWN,
        Act.CORRECTION_ANSWER: Reach.OWN,
        Act.CORRECTION_READ: Reach.OWN,
        Act.ERASURE_READ: Reach.BELOW,
        Act.ERASURE_REGISTER: Reach.BELOW,
        Act.EXPORT_MAKE: Reach.BELOW,
        Act.FINDING_ANSWER: Reach.OWN,
        Act.FINDING_CLOSE: Reach.DIRECT,
        Act.FINDING_READ: Reach.BELOW,
        Act.HANDLER_APPOINT: Reach.OWN,
        Act.IMPORT_ROSTER: Reach.BELOW,
        Act.MEMBER_INVITE: Reach.OWN,
        Act.MEMBERSHIP_CHANGE: Reach.OWN,
        Act.MEMBERSHIP_FILE: Reach.DIRECT,
        Act.MEMBERSHIP_PROVE: Reach.OWN,
        Act.PERSON_REVEAL: Reach.OWN,
        Act.PERSON_SEARCH: Reach.BELOW,
        Act.PROGRESS_COMPARE: Reach.BELOW,
        Act.PROGRESS_READ: Reach.BELOW,
        Act.PROVINCE_READ: Reach.BELOW,
        Act.ROSTER_ACCEPT: Reach.DIRECT,
        Act.ROSTER_CONFIRM: Reach.OWN,
        Act.ROSTER_PRINT: Reach.OWN,
        Act.ROSTER_READ: Reach.BELOW,
        Act.ROSTER_RETURN: Reach.DIRECT,
        Act.SIGNED_IN: Reach.SELF,
        Act.TRANSFER_HANDLE: Reach.OWN,
        Act.TRANSFER_OVERSEE: Reach.BELOW,
        Act.TRANSFER_READ: Reach.BELOW,
        Act.UNION_CLOSE: Reach.DIRECT,
        Act.UNION_POSTER: Reach.BELOW,
        Act.UNION_READ: Reach.BELOW,
        Act.UNION_SCENE: Reach.BELOW,
    },
    Role.COUNTY: {
        Act.ACCOUNT_ADMINISTER: Reach.BELOW,
        Act.APPLICATION_DISPATCH: Reach.BELOW,
        Act.APPLICATION_READ: Reach.BELOW,
        Act.AUDIT_READ: Reach.BELOW,
        Act.CARD_RELEASE: Reach.BELOW,
        Act.CORRECTION_OVERSEE: Reach.BELOW,
        Act.ERASURE_AGREE: Reach.BELOW,
        Act.ERASURE_READ: Reach.BELOW,
        Act.EXPORT_APPROVE: Reach.BELOW,
        Act.EXPORT_MAKE: Reach.BELOW,
        Act.FINDING_CLOSE: Reach.BELOW,
        Act.FINDING_READ: Reach.BELOW,
        Act.IMPORT_AGREE: Reach.BELOW,
        Act.IMPORT_ROSTER: Reach.BELOW,
        Act.IMPORT_UNIONS: Reach.BELOW,
        Act.MEMBERSHIP_FILE: Reach.DIRECT,
        Act.MEMBERSHIP_MERGE: Reach.BELOW,
        Act.PERSON_REVEAL: Reach.BELOW,
        Act.PERSON_SEARCH: Reach.BELOW,
        Act.PROGRESS_COMPARE: Reach.BELOW,
        Act.PROGRESS_READ: Reach.BELOW,
        Act.PROVINCE_READ: Reach.BELOW,
        Act.PROVINCE_REPORT: Reach.BELOW,
        Act.RETENTION_READ: Reach.BELOW,
        Act.ROSTER_ACCEPT: Reach.DIRECT,
        Act.ROSTER_CONSOLIDATE: Reach.BELOW,
        Act.ROSTER_READ: Reach.BELOW,
        Act.ROSTER_RETURN: Reach.BELOW,
        Act.SIGNED_IN: Reach.SELF,
        Act.TRANSFER_ARBITRATE: Reach.BELOW,
        Act.TRANSFER_OVERSEE: Reach.BELOW,
        Act.TRANSFER_READ: Reach.BELOW,
        Act.UNION_CLOSE: Reach.BELOW,
        Act.UNION_POSTER: Reach.BELOW,
        Act.UNION_READ: Reach.BELOW,
        Act.UNION_SCENE: Reach.BELOW,
    },
    Role.AUDITOR: {
        Act.AUDIT_READ: Reach.BELOW,
        Act.EXPORT_TRACE: Reach.BELOW,
        Act.RETENTION_READ: Reach.BELOW,
        Act.SIGNED_IN: Reach.SELF,
    },
    Role.ADMINISTRATOR: {
        Act.ACCOUNT_ADMINISTER: Reach.BELOW,
        Act.ACCOUNT_TOP: Reach.BELOW,
        Act.JOB_REPEAT: Reach.BELOW,
        Act.RETENTION_READ: Reach.BELOW,
        Act.SIGNED_IN: Reach.SELF,
        Act.SYSTEM_READ: Reach.BELOW,
    },
}


class Term(Marked, Base):
    """任职: a role at a union for a term of office; ended, never deleted, so that a hand-over can be read later."""

    __tablename__ = "terms"
    MARKED = ("staff_id", "role", "union_id", "from_on", "until_on", "ended_at")

    id: Mapped[UUID] = primary_key()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True, comment="工作人员")
    role: Mapped[Role] = mapped_column(code_of(Role), comment="角色")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="所在工会")
    from_on: Mapped[date] = mapped_column(comment="任期起（含）")
    until_on: Mapped[date | None] = mapped_column(comment="任期止（不含）")
    granted_at: Mapped[datetime] = mapped_column(default=clock.now, comment="授予时间")
    granted_by: Mapped[UUID | None] = mapped_column(comment="授予人")
    ended_at: Mapped[datetime | None] = mapped_column(comment="提前结束时间（换届移交）")
    ended_by: Mapped[UUID | None] = mapped_column(comment="结束人")
    elected_on: Mapped[date | None] = mapped_column(comment="选举日期（换届）")
    approval_no: Mapped[str | None] = mapped_column(String(60), comment="上级工会批复文号（换届）")

    staff: Mapped[Staff] = relationship()
    union: Mapped[Union] = relationship()

    __table_args__ = (only_one("uq_terms_current", "staff_id", "role", "union_id", where="ended_at IS NULL"),)


@dataclass(frozen=True)
class Place:
    """Where a role stands: the union, its path, its layer."""

    role: Role
    union_id: UUID
    path: str


@dataclass(frozen=True)
class Actor:
    """Who acts in this request: an account (worker), a member of staff with today's roles, the system, or nobody."""

    kind: str = "anyone"
    id: UUID | None = None
    places: tuple[Place, ...] = ()
    request_id: str | None = field(default=None, compare=False)

    def may(self, act: Act) -> bool:
        """Whether any role allows the act somewhere."""
        if act in GRANTS[Role.ANYONE]:
            return True
        if self.kind == "account":
            return act in GRANTS[Role.WORKER]
        return any(act in GRANTS[place.role] for place in self.places)


SYSTEM = Actor("system")
