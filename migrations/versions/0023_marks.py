"""Rows that give power carry a keyed mark, in a table of its own; index entries carry theirs beside them.

What stands already is marked once, by ``keys mark``, after ``keys make`` has made the key of authority.
Sessions open at the upgrade end: what is kept of their tokens is keyed from now on.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "row_marks",
        sa.Column("row_id", sa.Uuid(), nullable=False, comment="所校验的记录"),
        sa.Column("mark", sa.LargeBinary(length=20), nullable=False, comment="校验值（密钥版本与 HMAC）"),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_row_marks")),
    )
    with op.batch_alter_table("index_entries") as batch:
        batch.add_column(
            sa.Column(
                "mark",
                sa.LargeBinary(length=20),
                nullable=False,
                server_default=sa.text("''"),
                comment="校验值：这一条指向这个记录",
            )
        )
    with op.batch_alter_table("audit_head") as batch:
        batch.add_column(
            sa.Column("mark", sa.LargeBinary(length=20), nullable=True, comment="校验值：链头是本系统写的")
        )
    for table, (column, new, old) in COMMENTS.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                column,
                existing_type=sa.LargeBinary(length=32),
                existing_nullable=False,
                comment=new,
                existing_comment=old,
            )


COMMENTS = {
    "account_sessions": ("token_hash", "令牌的带密钥摘要", "令牌的 SHA-256"),
    "staff_sessions": ("token_hash", "Cookie 的带密钥摘要", "Cookie 的 SHA-256"),
    "scans": ("browser_hash", "浏览器所持 Cookie 的带密钥摘要", "浏览器所持 Cookie 的 SHA-256"),
}


def downgrade() -> None:
    for table, (column, new, old) in COMMENTS.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                column,
                existing_type=sa.LargeBinary(length=32),
                existing_nullable=False,
                comment=old,
                existing_comment=new,
            )
    for table in ("audit_head", "index_entries"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("mark")
    op.drop_table("row_marks")
