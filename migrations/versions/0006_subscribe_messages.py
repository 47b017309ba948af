"""Subscribe messages: what workers allow, and what became of each message.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_grants",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column("template_id", sa.String(length=64), nullable=False, comment="订阅消息模板"),
        sa.Column("remaining", sa.Integer(), nullable=False, comment="还可以发几条"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="变动时间"),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_notice_grants_remaining")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notice_grants_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_grants")),
        sa.UniqueConstraint(
            "account_id", "template_id", name=op.f("uq_notice_grants_account_id_template_id")
        ),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "template_id", sa.String(length=64), nullable=True, comment="占用了授权的订阅消息模板"
            )
        )
        batch_op.add_column(
            sa.Column("message_id", sa.String(length=40), nullable=True, comment="微信的订阅消息编号")
        )
        batch_op.add_column(
            sa.Column(
                "fault", sa.String(length=40), nullable=True, comment="订阅消息没有送达的微信错误码"
            )
        )
        batch_op.create_index(batch_op.f("ix_notices_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_message_id"))
        batch_op.drop_column("fault")
        batch_op.drop_column("message_id")
        batch_op.drop_column("template_id")
    op.drop_table("notice_grants")
