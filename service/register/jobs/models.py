"""任务: one piece of work that is done later; written with the change it follows from, done by whichever worker is free."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.words import Words


class JobKind(Words):
    """任务种类, in the order of the alphabet."""

    ANNOTATE = "annotate", "生成核对表"
    ANNOUNCE = "announce", "发订阅消息"
    CHASE_CAMPAIGN = "chase_campaign", "催办花名册半年更新"
    CHECK_MARKS = "check_marks", "核对记录的校验值"
    CLOSE_CAMPAIGN = "close_campaign", "花名册半年更新截止并封存"
    CLOSE_CLAIMS = "close_claims", "结束过期的激活核验"
    COUNT = "count", "统计激活进度"
    DISCARD_IMPORTS = "discard_imports", "清理没有确认的导入"
    END_WISHES = "end_wishes", "结束办好或者过期的待核对行"
    ENROL = "enrol", "补登没有排上队的任务"
    ERASE = "erase", "删除到期的个人信息"
    EXPIRE_APPLICATIONS = "expire_applications", "关闭没有继续填写的申请"
    EXPIRE_EXPORTS = "expire_exports", "删除过期的导出文件"
    EXPORT = "export", "生成导出文件"
    FORGET_CHECKS = "forget_checks", "清理验卡记录"
    FORGET_JOBS = "forget_jobs", "清理做完的任务"
    FORGET_SCANS = "forget_scans", "清理扫码记录"
    FORGET_TEXTS = "forget_texts", "销毁没有发出的短信"
    FREEZE_YEAR = "freeze_year", "年度数据封存"
    LAPSE_EXPORTS = "lapse_exports", "结束过期未批的导出申请"
    LAPSE_TRANSFERS = "lapse_transfers", "结束没有答复的接转请求"
    LOOK = "look", "查找数据疑点"
    LOOK_FOR_FINDINGS = "look_for_findings", "开始查找数据疑点"
    OPEN_CAMPAIGN = "open_campaign", "开始花名册半年更新"
    OPEN_TRANSFERS = "open_transfers", "转上级办理逾期的接转"
    PREVIEW = "preview", "读取导入的文件"
    PURGE = "purge", "个人信息到期清理"
    SETTLE_CLAIM = "settle_claim", "激活核验"
    SETTLE_CORRECTION = "settle_correction", "核对更正的证件号码"
    SETTLE_WISH = "settle_wish", "核对接转请求"
    TEXT = "text", "发短信"
    VOID_TRANSFERS = "void_transfers", "作废失效的接转"
    WRITE = "write", "写入导入的文件"


class JobStatus(Words):
    """任务状态."""

    WAITING = "waiting", "在等"
    RUNNING = "running", "在做"
    DONE = "done", "做完了"
    REFUSED = "refused", "不能做，原因已告诉办理的人"
    FAILED = "failed", "没有做成"


class Job(Base):
    """任务: what kind, about which row, when due, who holds it and until when.

    ``attempts`` are all, ``faults`` those that were nobody's absence: the worker died, or the program failed. A job
    without a row that it is about comes again and again (整理、日程); there is one of each kind.
    """

    __tablename__ = "jobs"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[str] = mapped_column(String(40), comment="种类")
    subject_id: Mapped[UUID | None] = mapped_column(index=True, comment="所办的记录；空表示定时任务")
    status: Mapped[JobStatus] = mapped_column(code_of(JobStatus), default=JobStatus.WAITING, comment="状态")
    enqueued_at: Mapped[datetime] = mapped_column(default=clock.now, comment="写下时间")
    due_at: Mapped[datetime] = mapped_column(default=clock.now, comment="应办时间；再试的，下次的时间")
    holder: Mapped[UUID | None] = mapped_column(comment="在做的一方（每次一个编号）")
    leased_until: Mapped[datetime | None] = mapped_column(comment="租期到什么时候；做的一方按秒续")
    attempts: Mapped[int] = mapped_column(default=0, comment="已试次数")
    faults: Mapped[int] = mapped_column(default=0, comment="其中不是因为别处没有回应的次数")
    done: Mapped[int] = mapped_column(default=0, comment="已办的行数")
    total: Mapped[int] = mapped_column(default=0, comment="总行数")
    reason: Mapped[str | None] = mapped_column(comment="上次没有做成的原因（不含个人信息）")
    finished_at: Mapped[datetime | None] = mapped_column(comment="做完或者放弃的时间")

    __table_args__ = (
        Index("ix_jobs_status_due_at", "status", "due_at"),
        only_one("uq_jobs_recurring", "kind", where="subject_id IS NULL"),
    )

    @property
    def title(self) -> str:
        """What it does, in words."""
        return JobKind(self.kind).label if self.kind in list(JobKind) else self.kind
