"""Half-yearly campaigns, in which every union goes through its roster.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("period", sa.String(length=7), nullable=False, comment="哪一次，如 2027-01"),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False, comment="开始"),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False, comment="截止（不含）"),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), nullable=False, comment="系统开始的时间"
        ),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="系统截止的时间，空表示还在更新",
        ),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True, comment="截止时的封存"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_campaigns_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("period", name=op.f("uq_campaigns_period")),
    )


def downgrade() -> None:
    op.drop_table("campaigns")
