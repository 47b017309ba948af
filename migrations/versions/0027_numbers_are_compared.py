"""An accepted correction of a document number is compared by the worker before it is written.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections") as batch:
        batch.add_column(
            sa.Column(
                "settled_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="写入登记的时间；证件号码由后台核对后写入",
            )
        )
    op.execute("UPDATE corrections SET settled_at = answered_at WHERE status = 'accepted'")


def downgrade() -> None:
    with op.batch_alter_table("corrections") as batch:
        batch.drop_column("settled_at")
