"""Tallies: what a whole county's pages show, counted by the worker; the members of a union by an index of their own.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("ends_on", sa.Date(), nullable=False, comment="月末日"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False, comment="截至"),
        sa.Column(
            "counted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="统计时间，此后登记的会籍不在内",
        ),
        sa.Column("registered", sa.Integer(), nullable=False, comment="在册"),
        sa.Column("imported", sa.Integer(), nullable=False, comment="其中花名册登记"),
        sa.Column("decided", sa.Integer(), nullable=False, comment="其中决议批准"),
        sa.Column("invited", sa.Integer(), nullable=False, comment="已通知"),
        sa.Column("claimed", sa.Integer(), nullable=False, comment="已申领"),
        sa.Column("activated", sa.Integer(), nullable=False, comment="已激活"),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_tallies_union_id")),
        sa.PrimaryKeyConstraint("ends_on", "union_id", name=op.f("pk_tallies")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index("ix_memberships_union", ["union_id", "ended_on", "created_at"], unique=False)
        batch_op.drop_index(batch_op.f("ix_memberships_union_id"))


def downgrade() -> None:
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_union_id"), ["union_id"], unique=False)
        batch_op.drop_index("ix_memberships_union")

    op.drop_table("tallies")
