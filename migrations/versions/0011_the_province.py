"""What is reported to the province, and the transfer that a new union asks for.

Packs, their lines, the files that answer them; two more kinds of export, one of import. Wishes of unions, two more ends
of a transfer, and from when its new union may see it.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
_WAYS = "'requested', 'overdue', 'released', 'refused', 'done', 'closed', 'withdrawn', 'void'"


def upgrade() -> None:
    _allow("exports", "exportkind", "'unions', 'roster', 'province', 'province_changes'")
    _allow("imports", "importkind", "'unions', 'roster', 'province_result'")
    op.create_table(
        "province_packs",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("export_id", sa.Uuid(), nullable=False, comment="导出（文件）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="报送范围"),
        sa.Column(
            "status",
            sa.Enum(
                "made",
                "sent",
                "answered",
                "closed",
                "dropped",
                name="packstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="数据截止日"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="生成时间"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="行数"),
        sa.Column("sent_on", sa.Date(), nullable=True, comment="上传省平台的日期"),
        sa.Column("sent_by", sa.Uuid(), nullable=True, comment="登记上传的人"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="最近一次写入结果的时间"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="办结或者不报送的时间"),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_province_packs_export_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_province_packs_sent_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_province_packs_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_packs")),
        sa.UniqueConstraint("export_id", name=op.f("uq_province_packs_export_id")),
    )
    op.create_index(op.f("ix_province_packs_union_id"), "province_packs", ["union_id"])
    op.create_table(
        "province_rows",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("pack_id", sa.Uuid(), nullable=False, comment="报送包"),
        sa.Column("number", sa.Integer(), nullable=False, comment="包内行号"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="报送时的会籍"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="报送时的工会"),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False, comment="报送内容的带密钥校验值"),
        sa.Column("leaving", sa.Boolean(), nullable=False, comment="报送的是会籍已结束"),
        sa.Column(
            "result",
            sa.Enum(
                "sent",
                "accepted",
                "rejected",
                name="rowresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="省平台的结果",
        ),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True, comment="省平台写的原因（密文）"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="写入结果的时间"),
        sa.CheckConstraint(
            "(result = 'sent') = (answered_at IS NULL)", name=op.f("ck_province_rows_answer_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_province_rows_membership_id")
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["province_packs.id"], name=op.f("fk_province_rows_pack_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_province_rows_person_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_province_rows_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_rows")),
        sa.UniqueConstraint("pack_id", "number", name=op.f("uq_province_rows_pack_id_number")),
        sa.UniqueConstraint("pack_id", "person_id", name=op.f("uq_province_rows_pack_id_person_id")),
    )
    op.create_index("ix_province_rows_person", "province_rows", ["person_id", "result"])
    op.create_index(op.f("ix_province_rows_union_id"), "province_rows", ["union_id"])
    op.create_table(
        "province_results",
        sa.Column("import_id", sa.Uuid(), nullable=False, comment="导入"),
        sa.Column("pack_id", sa.Uuid(), nullable=False, comment="报送包"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_province_results_import_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["province_packs.id"], name=op.f("fk_province_results_pack_id")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_province_results")),
    )
    op.create_index(op.f("ix_province_results_pack_id"), "province_results", ["pack_id"])


    with op.batch_alter_table("transfers") as batch:
        batch.add_column(
            sa.Column(
                "shown_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="转入工会从何时可以看到；由它提出的，要等本人同意或者原工会放行",
            )
        )
        batch.drop_constraint(op.f("ck_transfers_transferstatus"), type_="check")
        batch.create_check_constraint(op.f("ck_transfers_transferstatus"), f"status IN ({_WAYS}, 'declined', 'lapsed')")
    op.execute("UPDATE transfers SET shown_at = asked_at")
    op.create_table(
        "transfer_wishes",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="提出的转入工会"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="提出的工作人员"),
        sa.Column("unit_name", sa.String(length=120), nullable=False, comment="新的所属单位"),
        sa.Column("purpose", sa.String(length=200), nullable=False, comment="用途"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True, comment="姓名（密文），核对后清除"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True, comment="证件号码（密文），核对后清除"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="提出时间"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True, comment="后台核对的时间"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_transfer_wishes_staff_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_transfer_wishes_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_wishes")),
    )
    op.create_index(op.f("ix_transfer_wishes_union_id"), "transfer_wishes", ["union_id"])
    op.create_index(op.f("ix_transfer_wishes_settled_at"), "transfer_wishes", ["settled_at"])


def downgrade() -> None:
    op.drop_table("transfer_wishes")
    # What ended in a way that was not known before ended without effect: withdrawn is the nearest.
    op.execute("UPDATE transfers SET status = 'withdrawn' WHERE status IN ('declined', 'lapsed')")
    with op.batch_alter_table("transfers") as batch:
        batch.drop_constraint(op.f("ck_transfers_transferstatus"), type_="check")
        batch.create_check_constraint(op.f("ck_transfers_transferstatus"), f"status IN ({_WAYS})")
        batch.drop_column("shown_at")
    op.drop_table("province_results")
    op.drop_table("province_rows")
    op.drop_table("province_packs")
    # Files of these kinds mean nothing without the tables; what was done stays in the audit log.
    packs = "SELECT id FROM exports WHERE kind IN ('province', 'province_changes')"
    op.execute(f"DELETE FROM export_links WHERE export_id IN ({packs})")
    op.execute("DELETE FROM exports WHERE kind IN ('province', 'province_changes')")
    op.execute("DELETE FROM imports WHERE kind = 'province_result'")
    _allow("exports", "exportkind", "'unions', 'roster'")
    _allow("imports", "importkind", "'unions', 'roster'")


def _allow(table: str, name: str, kinds: str) -> None:
    """Write the CHECK of the kinds anew."""
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), f"kind IN ({kinds})")
