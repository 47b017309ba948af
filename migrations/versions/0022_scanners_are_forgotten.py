"""Who scanned a card was a plain digest of the account: whoever had the accounts knew it for thirty days. It is emptied.

From now on the digest is keyed, over scanner, card and half minute, and emptied after a day.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = "扫码一方的会话摘要"
NOW = "扫码一方的摘要（带密钥，只认这一次），一天后清空"


def upgrade() -> None:
    with op.batch_alter_table("card_checks") as batch:
        batch.alter_column(
            "scanner",
            existing_type=sa.LargeBinary(16),
            nullable=True,
            comment=NOW,
            existing_comment=BEFORE,
        )
    op.execute("UPDATE card_checks SET scanner = NULL")


def downgrade() -> None:
    empty = sa.table("card_checks", sa.column("scanner", sa.LargeBinary(16)))
    op.execute(empty.update().where(empty.c.scanner.is_(None)).values(scanner=bytes(16)))
    with op.batch_alter_table("card_checks") as batch:
        batch.alter_column(
            "scanner",
            existing_type=sa.LargeBinary(16),
            nullable=False,
            comment=BEFORE,
            existing_comment=NOW,
        )
