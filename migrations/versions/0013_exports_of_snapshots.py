"""An export may be of a snapshot instead of the present.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("snapshot_id", sa.Uuid(), nullable=True, comment="按哪次封存，空表示现在")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_exports_snapshot_id"), "snapshots", ["snapshot_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_exports_snapshot_id"), type_="foreignkey")
        batch_op.drop_column("snapshot_id")
