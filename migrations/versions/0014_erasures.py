"""Erasures that people ask for, and the register of destroyed keys by which a restored backup is pruned.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destroyed_keys",
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="所有者"),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=False, comment="销毁时间"),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_destroyed_keys")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="申请的微信账号"),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "withdrawn",
                "done",
                "refused",
                name="erasurestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="申请时间"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="到期删除的时间"),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="删除、撤回或者没有删除的时间",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_erasures_account_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_erasures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasures_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasures_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_erasures_asked",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_erasures_asked",
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_erasures_person_id"))
        batch_op.drop_index(batch_op.f("ix_erasures_due_at"))
        batch_op.drop_index(batch_op.f("ix_erasures_account_id"))

    op.drop_table("erasures")
    op.drop_table("destroyed_keys")
