"""The schedule: up to which moment each task of the calendar has been done.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("task", sa.String(length=40), nullable=False, comment="任务"),
        sa.Column(
            "done_until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="到期时间在此之前（含）的都已办完",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="下一次到期时间"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="最近一次办完的时间"),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_schedule")),
    )


def downgrade() -> None:
    op.drop_table("schedule")
