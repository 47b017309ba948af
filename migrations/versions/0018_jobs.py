"""Jobs: what is done in the background, one table for all of it.

What is under way at the upgrade gets its jobs from the worker, within a minute, like what the old version still writes
until it ends. The columns ``claimed_at`` of imports and exports, and ``due_at`` and ``attempts`` of notices, serve that
old version only; they go when it is gone.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATUS = sa.Enum(
    *("waiting", "running", "done", "refused", "failed"),
    name="jobstatus",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="种类"),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="所办的记录；空表示定时任务"),
        sa.Column("status", STATUS, nullable=False, comment="状态"),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=False, comment="写下时间"),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=False, comment="应办时间；再试的，下次的时间"
        ),
        sa.Column("holder", sa.Uuid(), nullable=True, comment="在做的一方（每次一个编号）"),
        sa.Column(
            "leased_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="租期到什么时候；做的一方按秒续",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="已试次数"),
        sa.Column("faults", sa.Integer(), nullable=False, comment="其中不是因为别处没有回应的次数"),
        sa.Column("done", sa.Integer(), nullable=False, comment="已办的行数"),
        sa.Column("total", sa.Integer(), nullable=False, comment="总行数"),
        sa.Column(
            "reason", sa.String(length=200), nullable=True, comment="上次没有做成的原因（不含个人信息）"
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="做完或者放弃的时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_subject_id"), "jobs", ["subject_id"])
    op.create_index("ix_jobs_status_due_at", "jobs", ["status", "due_at"])
    op.create_index(
        "uq_jobs_recurring",
        "jobs",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("subject_id IS NULL"),
        postgresql_where=sa.text("subject_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("jobs")
