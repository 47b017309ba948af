"""The session key of WeChat was sealed at every login and read by nothing: it is kept no longer.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("session_key_sealed")


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(
            sa.Column(
                "session_key_sealed",
                sa.LargeBinary(),
                nullable=True,
                comment="会话密钥（密文），不出服务器",
            )
        )
