"""Findings: questions about the register, and the rounds in which they are looked for.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding_rounds",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, comment="开始时间，数字截至此时"),
        sa.Column("step", sa.Integer(), nullable=False, comment="做到第几步"),
        sa.Column("cursor", sa.Uuid(), nullable=True, comment="这一步里做到哪个职工或者哪个姓名（摘要）"),
        sa.Column("found", sa.Integer(), nullable=False, comment="新发现"),
        sa.Column("gone", sa.Integer(), nullable=False, comment="自动销号"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="完成时间"),
        sa.Column("running", sa.Boolean(), nullable=True, comment="正在进行的一轮；完成后为空"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_rounds")),
        sa.UniqueConstraint("running", name=op.f("uq_finding_rounds_running")),
    )
    with op.batch_alter_table("finding_rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_rounds_finished_at"), ["finished_at"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "kind",
            sa.Enum(
                "duplicate_document",
                "duplicate_person",
                "duplicate_phone",
                "error",
                "never_activated",
                "omission",
                "over_age",
                "shell_union",
                "stranded",
                "unit_closed",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="疑点种类",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="对象：职工或者工会"),
        sa.Column("about_id", sa.Uuid(), nullable=False, comment="另一个职工；没有的，同对象"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="应答复的工会"),
        sa.Column("signals", sa.JSON(), nullable=False, comment="迹象（代码）"),
        sa.Column("fingerprint", sa.String(length=120), nullable=False, comment="事实，不含个人信息"),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "closed",
                "gone",
                name="findingstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="发现时间"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="应答复日"),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True, comment="逾期催办时间"),
        sa.Column(
            "reply",
            sa.Enum(
                "fixed",
                "right",
                "handling",
                "working",
                "shared",
                "two_people",
                "same_person",
                "told",
                "no_wechat",
                name="reply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="答复",
        ),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True, comment="依据：看过什么材料（密文）"),
        sa.Column("evidence_on", sa.Date(), nullable=True, comment="核对日期"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="答复时间"),
        sa.Column("answered_by", sa.Uuid(), nullable=True, comment="答复人"),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True, comment="退回的理由（密文）"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="销号时间"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="销号人，空表示自动"),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_findings_answered_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_findings_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_findings_person_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_findings_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_findings_subject", ["subject_id", "kind"], unique=False)
        batch_op.create_index("ix_findings_union", ["union_id", "status", "kind"], unique=False)
        batch_op.create_index(
            "uq_findings_live",
            ["kind", "subject_id", "about_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'answered')"),
            postgresql_where=sa.text("status IN ('open', 'answered')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_findings_live",
            sqlite_where=sa.text("status IN ('open', 'answered')"),
            postgresql_where=sa.text("status IN ('open', 'answered')"),
        )
        batch_op.drop_index("ix_findings_union")
        batch_op.drop_index("ix_findings_subject")
        batch_op.drop_index(batch_op.f("ix_findings_person_id"))

    op.drop_table("findings")
    with op.batch_alter_table("finding_rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_rounds_finished_at"))

    op.drop_table("finding_rounds")
