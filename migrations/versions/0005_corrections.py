"""Corrections that a member asks for: one field, its new value, the union's answer.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="申请的微信账号"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column(
            "field",
            sa.Enum(
                "name",
                "id_number",
                "phone",
                "address",
                "gender",
                "nationality",
                "education",
                "household",
                "employment",
                "unit_name",
                "unit_uscc",
                "signature",
                name="correctable",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="要更正的项目",
        ),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False, comment="更正为（密文）"),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True, comment="本人说明（密文）"),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                "withdrawn",
                name="correctionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="申请时间"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="应答复日"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="答复时间"),
        sa.Column("answered_by", sa.Uuid(), nullable=True, comment="答复人"),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True, comment="答复（密文）"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_corrections_account_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_corrections_answered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_corrections_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_corrections_status", ["status", "created_at"], unique=False)
        batch_op.create_index(
            "uq_corrections_waiting",
            ["person_id", "field"],
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )


def downgrade() -> None:
    op.drop_table("corrections")
