"""The life of a membership: retained, resumed, ended with its evidence; transfers; expulsions; proofs; closed unions.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership_proofs",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False, comment="核验码的 SHA-256"),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False, comment="开具时间"),
        sa.Column("expires_on", sa.Date(), nullable=False, comment="有效期止（含）"),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="本人开具的微信账号"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="代为开具的工作人员"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_membership_proofs_account_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_membership_proofs_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_membership_proofs_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_proofs")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_membership_proofs_code_hash")),
    )
    with op.batch_alter_table("membership_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_proofs_person_id"), ["person_id"], unique=False)

    op.create_table(
        "expulsions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "decided",
                "filed",
                "dismissed",
                "withdrawn",
                name="expulsionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("group_on", sa.Date(), nullable=False, comment="工会小组讨论日"),
        sa.Column(
            "opinion_sealed", sa.LargeBinary(), nullable=False, comment="小组意见与刑事判决依据（密文）"
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=False, comment="登记人"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False, comment="登记时间"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="委员会决定日，开除从这天起"),
        sa.Column("minute_no", sa.String(length=60), nullable=False, comment="会议纪要编号"),
        sa.Column("decided_by", sa.Uuid(), nullable=True, comment="记录决定的人"),
        sa.Column("filed_on", sa.Date(), nullable=True, comment="备案日"),
        sa.Column("file_no", sa.String(length=60), nullable=False, comment="备案编号"),
        sa.Column("filed_by", sa.Uuid(), nullable=True, comment="备案人"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_expulsions_decided_by")),
        sa.ForeignKeyConstraint(["filed_by"], ["staff.id"], name=op.f("fk_expulsions_filed_by")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_expulsions_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_expulsions_person_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_expulsions_proposed_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_expulsions_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expulsions")),
    )
    with op.batch_alter_table("expulsions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expulsions_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_expulsions_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_expulsions_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_expulsions_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            "uq_expulsions_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )

    op.create_table(
        "membership_changes",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="结束的一段会籍"),
        sa.Column("next_id", sa.Uuid(), nullable=True, comment="接着的一段会籍"),
        sa.Column(
            "kind",
            sa.Enum(
                "transferred",
                "retained",
                "resumed",
                "left",
                "lapsed",
                "expelled",
                "deceased",
                "void",
                name="endreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="变更种类",
        ),
        sa.Column("effective_on", sa.Date(), nullable=False, comment="生效日"),
        sa.Column(
            "resumed_for",
            sa.Enum(
                "rehired",
                "reemployed",
                "demobilised",
                "mistaken",
                name="resumereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="恢复原因",
        ),
        sa.Column(
            "void_for",
            sa.Enum(
                "never_joined",
                "wrong_person",
                "duplicate",
                name="voidreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="登记错误的种类",
        ),
        sa.Column("survivor_id", sa.Uuid(), nullable=True, comment="合并到的职工登记"),
        sa.Column("asked_on", sa.Date(), nullable=True, comment="本人提出日（退会）"),
        sa.Column("persuaded_on", sa.Date(), nullable=True, comment="劝说、教育的日期"),
        sa.Column(
            "idle_since", sa.Date(), nullable=True, comment="从哪天起不交会费、不参加活动（视为自动退会）"
        ),
        sa.Column("minute_no", sa.String(length=60), nullable=False, comment="会议纪要或批复编号"),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="说明（密文）"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="办理人"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="登记时间"),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_membership_changes_membership_id")
        ),
        sa.ForeignKeyConstraint(["next_id"], ["memberships.id"], name=op.f("fk_membership_changes_next_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_membership_changes_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_membership_changes_staff_id")),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["people.id"], name=op.f("fk_membership_changes_survivor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_changes")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_membership_changes_membership_id")),
        sa.UniqueConstraint("next_id", name=op.f("uq_membership_changes_next_id")),
    )
    with op.batch_alter_table("membership_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_changes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="申请时的会籍"),
        sa.Column("from_union_id", sa.Uuid(), nullable=False, comment="转出工会"),
        sa.Column("to_union_id", sa.Uuid(), nullable=False, comment="转入工会"),
        sa.Column(
            "asked_by",
            sa.Enum(
                "member",
                "old_union",
                "new_union",
                name="askedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="谁提出的",
        ),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="本人的微信账号"),
        sa.Column("application_id", sa.Uuid(), nullable=True, comment="由哪份入会申请转来"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="提出的工作人员"),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "overdue",
                "released",
                "refused",
                "done",
                "closed",
                "withdrawn",
                "void",
                name="transferstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("unit_name", sa.String(length=120), nullable=False, comment="新的所属单位"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="提出时间"),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, comment="最近变动时间"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="转出工会应答复的最后一天"),
        sa.Column("done_on", sa.Date(), nullable=True, comment="接转日，会籍从这天起在新工会"),
        sa.Column("minute_no", sa.String(length=60), nullable=False, comment="接收或裁定的会议纪要编号"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_transfers_account_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_transfers_application_id")
        ),
        sa.ForeignKeyConstraint(["from_union_id"], ["unions.id"], name=op.f("fk_transfers_from_union_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_transfers_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_transfers_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_transfers_staff_id")),
        sa.ForeignKeyConstraint(["to_union_id"], ["unions.id"], name=op.f("fk_transfers_to_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("application_id", name=op.f("uq_transfers_application_id")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfers_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfers_from_union_id"), ["from_union_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfers_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_transfers_status", ["status", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfers_to_union_id"), ["to_union_id"], unique=False)
        batch_op.create_index(
            "uq_transfers_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('requested', 'overdue', 'released', 'refused')"),
            postgresql_where=sa.text("status IN ('requested', 'overdue', 'released', 'refused')"),
        )

    op.create_table(
        "transfer_steps",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("transfer_id", sa.Uuid(), nullable=False, comment="接转"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("action", sa.String(length=20), nullable=False, comment="动作"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="办理人"),
        sa.Column(
            "reason",
            sa.Enum(
                "still_here",
                "not_here",
                "wrong_person",
                "other",
                name="refusereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="理由",
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="补充说明（密文）"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_transfer_steps_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_transfer_steps_staff_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_steps_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_steps")),
    )
    with op.batch_alter_table("transfer_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_steps_transfer_id"), ["transfer_id"], unique=False)

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "retained_for",
                sa.Enum(
                    "retired",
                    "unemployed",
                    "service",
                    "unit_closed",
                    name="retainreason",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
                comment="保留会籍原因，空表示在会",
            )
        )

    with op.batch_alter_table("unions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True, comment="撤销日"))
        batch_op.add_column(
            sa.Column(
                "close_reason",
                sa.Enum(
                    "unit_ended",
                    "bankrupt",
                    "merged",
                    "mistaken",
                    name="closereason",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
                comment="撤销原因",
            )
        )
        batch_op.add_column(
            sa.Column(
                "close_no", sa.String(length=60), server_default="", nullable=False, comment="撤销的批复文号"
            )
        )
    with op.batch_alter_table("memberships") as table:
        table.drop_constraint(op.f("ck_memberships_endreason"), type_="check")
        table.create_check_constraint(
            op.f("ck_memberships_endreason"),
            "end_reason IN ('transferred', 'retained', 'resumed', 'left', 'lapsed', 'expelled', 'deceased', 'void')",
        )
    with op.batch_alter_table("applications") as table:
        table.drop_constraint(op.f("ck_applications_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_applications_status"),
            "status IN ('draft', 'submitted', 'contested', 'returned', 'checked', 'referred', 'approved', 'rejected', 'withdrawn', 'expired', 'converted')",
        )


def downgrade() -> None:
    with op.batch_alter_table("applications") as table:
        table.drop_constraint(op.f("ck_applications_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_applications_status"),
            "status IN ('draft', 'submitted', 'contested', 'returned', 'checked', 'referred', 'approved', 'rejected', 'withdrawn', 'expired')",
        )
    with op.batch_alter_table("memberships") as table:
        table.drop_constraint(op.f("ck_memberships_endreason"), type_="check")
        table.create_check_constraint(
            op.f("ck_memberships_endreason"),
            "end_reason IN ('transferred', 'left', 'lapsed', 'expelled', 'deceased', 'void')",
        )
    with op.batch_alter_table("unions", schema=None) as batch_op:
        batch_op.drop_column("close_no")
        batch_op.drop_constraint(op.f("ck_unions_closereason"), type_="check")
        batch_op.drop_column("close_reason")
        batch_op.drop_column("closed_on")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_memberships_retainreason"), type_="check")
        batch_op.drop_column("retained_for")

    with op.batch_alter_table("transfer_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_steps_transfer_id"))

    op.drop_table("transfer_steps")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_transfers_open",
            sqlite_where=sa.text("status IN ('requested', 'overdue', 'released', 'refused')"),
            postgresql_where=sa.text("status IN ('requested', 'overdue', 'released', 'refused')"),
        )
        batch_op.drop_index(batch_op.f("ix_transfers_to_union_id"))
        batch_op.drop_index("ix_transfers_status")
        batch_op.drop_index(batch_op.f("ix_transfers_person_id"))
        batch_op.drop_index(batch_op.f("ix_transfers_from_union_id"))
        batch_op.drop_index(batch_op.f("ix_transfers_account_id"))

    op.drop_table("transfers")
    with op.batch_alter_table("membership_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_changes_person_id"))

    op.drop_table("membership_changes")
    with op.batch_alter_table("expulsions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_expulsions_open",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_expulsions_union_id"))
        batch_op.drop_index(batch_op.f("ix_expulsions_status"))
        batch_op.drop_index(batch_op.f("ix_expulsions_person_id"))
        batch_op.drop_index(batch_op.f("ix_expulsions_membership_id"))

    op.drop_table("expulsions")
    with op.batch_alter_table("membership_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_proofs_person_id"))

    op.drop_table("membership_proofs")
