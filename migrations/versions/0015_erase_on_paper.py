"""Erasures that are asked for on paper, agreed to by the county, or due because their period is over.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATUSES = "'asked', 'withdrawn', 'done', 'refused'"
_WAITS = "status IN ('registered', 'asked')"


def upgrade() -> None:
    with op.batch_alter_table("erasures") as batch:
        batch.drop_index("uq_erasures_asked")
        batch.drop_constraint(op.f("ck_erasures_erasurestatus"), type_="check")
        batch.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column("account_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column(
            "due_at",
            existing_type=sa.DateTime(timezone=True),
            nullable=True,
            comment="到期删除的时间，核准以后才有",
            existing_comment="到期删除的时间",
        )
        batch.add_column(sa.Column("union_id", sa.Uuid(), nullable=True, comment="最后一段会籍所在的工会"))
        batch.add_column(
            sa.Column("basis", sa.String(length=40), nullable=False, server_default="own", comment="删除的依据")
        )
        batch.add_column(
            sa.Column(
                "version", sa.Integer(), nullable=False, server_default="1", comment="版本，防止两人同时处理"
            )
        )
        batch.add_column(
            sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="书面申请和证件核对情况（密文）")
        )
        batch.add_column(sa.Column("staff_id", sa.Uuid(), nullable=True, comment="登记的工作人员"))
        batch.add_column(sa.Column("answered_by", sa.Uuid(), nullable=True, comment="核准或者不核准的人"))
        batch.add_column(
            sa.Column("answer_sealed", sa.LargeBinary(), nullable=True, comment="不核准的理由（密文）")
        )
        batch.create_foreign_key(op.f("fk_erasures_union_id"), "unions", ["union_id"], ["id"])
        batch.create_foreign_key(op.f("fk_erasures_staff_id"), "staff", ["staff_id"], ["id"])
        batch.create_foreign_key(op.f("fk_erasures_answered_by"), "staff", ["answered_by"], ["id"])
        batch.create_check_constraint(
            op.f("ck_erasures_erasurestatus"), f"status IN ({_STATUSES}, 'registered', 'turned_down')"
        )
        batch.create_check_constraint(
            op.f("ck_erasures_erasurebasis"), "basis IN ('own', 'paper', 'relative', 'period')"
        )
        batch.create_check_constraint(
            op.f("ck_erasures_of_somebody"), "person_id IS NOT NULL OR account_id IS NOT NULL"
        )
        batch.create_check_constraint(
            op.f("ck_erasures_asked_has_day"), "status <> 'asked' OR due_at IS NOT NULL"
        )
    with op.batch_alter_table("erasures") as batch:
        batch.alter_column("basis", existing_type=sa.String(length=40), server_default=None)
    op.create_index(op.f("ix_erasures_union_id"), "erasures", ["union_id"])
    for owner in ("person", "account"):
        waits = sa.text(f"{_WAITS} AND {owner}_id IS NOT NULL")
        op.create_index(
            f"uq_erasures_{owner}",
            "erasures",
            [f"{owner}_id"],
            unique=True,
            sqlite_where=waits,
            postgresql_where=waits,
        )


def downgrade() -> None:
    op.drop_index("uq_erasures_person", "erasures")
    op.drop_index("uq_erasures_account", "erasures")
    op.drop_index(op.f("ix_erasures_union_id"), "erasures")
    # Of these the schema before knows nothing; what was done stays in the audit log and in destroyed_keys.
    op.execute("DELETE FROM erasures WHERE person_id IS NULL OR account_id IS NULL OR due_at IS NULL")
    op.execute("DELETE FROM erasures WHERE status IN ('registered', 'turned_down')")
    with op.batch_alter_table("erasures") as batch:
        for name in ("asked_has_day", "of_somebody", "erasurebasis", "erasurestatus"):
            batch.drop_constraint(op.f(f"ck_erasures_{name}"), type_="check")
        for name in ("answered_by", "staff_id", "union_id"):
            batch.drop_constraint(op.f(f"fk_erasures_{name}"), type_="foreignkey")
        for name in ("answer_sealed", "answered_by", "staff_id", "words_sealed", "version", "basis", "union_id"):
            batch.drop_column(name)
        batch.alter_column(
            "due_at",
            existing_type=sa.DateTime(timezone=True),
            nullable=False,
            comment="到期删除的时间",
            existing_comment="到期删除的时间，核准以后才有",
        )
        batch.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_check_constraint(op.f("ck_erasures_erasurestatus"), f"status IN ({_STATUSES})")
        batch.create_index(
            "uq_erasures_asked",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )
