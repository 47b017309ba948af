"""The annotated table of an import (核对表) is drawn by the worker and kept sealed beside the file.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "imports",
        sa.Column(
            "annotated_asked_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="要生成核对表的时间",
        ),
    )
    op.add_column(
        "imports",
        sa.Column(
            "annotated_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="核对表（密文），处理后清除",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("imports") as batch:
        batch.drop_column("annotated_sealed")
        batch.drop_column("annotated_asked_at")
