"""How many numbers a union asked about that are not its own, and what the county agreed to beyond its budget.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "numbers_asked",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="工作人员"),
        sa.Column(
            "how", _code("askedhow", "import", "wish", "correction", "claim"), nullable=False, comment="怎么问到的"
        ),
        sa.Column("numbers", sa.Integer(), nullable=False, comment="不是本工会会员的号码有多少个"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_numbers_asked_staff_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_numbers_asked_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_numbers_asked")),
    )
    op.create_index("ix_numbers_asked_union", "numbers_asked", ["union_id", "asked_at"])
    op.create_table(
        "allowances",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("numbers", sa.Integer(), nullable=False, comment="要增加多少个"),
        sa.Column("reason", sa.String(length=200), nullable=False, comment="原因（不含个人信息）"),
        sa.Column(
            "status",
            _code("allowancestatus", "waiting", "agreed", "refused"),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("asked_by", sa.Uuid(), nullable=False, comment="申请人"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="申请时间"),
        sa.Column("decided_by", sa.Uuid(), nullable=True, comment="答复人"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="答复时间"),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_allowances_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_allowances_decided_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_allowances_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowances")),
    )
    op.create_index(op.f("ix_allowances_union_id"), "allowances", ["union_id"])
    op.create_index(
        "uq_allowances_waiting",
        "allowances",
        ["union_id"],
        unique=True,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("allowances")
    op.drop_table("numbers_asked")
