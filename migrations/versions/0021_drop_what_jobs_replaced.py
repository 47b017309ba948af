"""The columns by which imports, exports and notices were claimed before there were jobs: nothing reads them.

No version without jobs was released, so they go at once.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CLAIMED = {"imports": "后台上次处理它的时间", "exports": "后台开始生成的时间"}


def upgrade() -> None:
    for table in CLAIMED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("claimed_at")
    with op.batch_alter_table("notices") as batch:
        batch.drop_index("ix_notices_due_at")
        batch.drop_column("due_at")


def downgrade() -> None:
    with op.batch_alter_table("notices") as batch:
        batch.add_column(
            sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="应发时间")
        )
    op.execute("UPDATE notices SET due_at = created_at")
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("due_at", nullable=False)
        batch.create_index("ix_notices_due_at", ["due_at"])
    for table, words in CLAIMED.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment=words)
            )
