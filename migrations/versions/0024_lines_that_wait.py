"""Lines of a roster that wait to be compared, as wishes of their union; who returns may be asked for too.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATUS = sa.Enum(
    "waiting",
    "settled",
    "withdrawn",
    "lapsed",
    name="wishstatus",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    with op.batch_alter_table("transfer_wishes") as batch:
        batch.add_column(sa.Column("import_id", sa.Uuid(), nullable=True, comment="由哪次花名册导入而来"))
        batch.add_column(sa.Column("line", sa.Integer(), nullable=True, comment="文件里的第几行"))
        batch.add_column(
            sa.Column(
                "number_tag",
                sa.LargeBinary(length=16),
                nullable=True,
                comment="证件号码的摘要，再次导入时认出同一行",
            )
        )
        batch.add_column(
            sa.Column("person_id", sa.Uuid(), nullable=True, comment="核对到的职工，只告诉本人")
        )
        batch.add_column(
            sa.Column("status", STATUS, nullable=False, server_default="waiting", comment="状态")
        )
        batch.add_column(
            sa.Column(
                "version", sa.Integer(), nullable=False, server_default="1", comment="版本，防止两人同时处理"
            )
        )
        batch.add_column(
            sa.Column("due_on", sa.Date(), nullable=True, comment="到这天还没有核对的，过期")
        )
        batch.add_column(
            sa.Column(
                "ended_at", sa.DateTime(timezone=True), nullable=True, comment="核对完、撤下或过期的时间"
            )
        )
        batch.create_foreign_key(op.f("fk_transfer_wishes_person_id"), "people", ["person_id"], ["id"])
        batch.create_index(batch.f("ix_transfer_wishes_import_id"), ["import_id"])
        batch.create_index(batch.f("ix_transfer_wishes_number_tag"), ["number_tag"])
        batch.create_index(batch.f("ix_transfer_wishes_person_id"), ["person_id"])
        batch.create_index("ix_transfer_wishes_status", ["status", "due_on"])
    # What was asked before is over: of whom was not kept, so nothing can tell when it has settled.
    op.execute("UPDATE transfer_wishes SET status = 'lapsed' WHERE settled_at IS NOT NULL")
    with op.batch_alter_table("transfers") as batch:
        batch.add_column(
            sa.Column(
                "rejoins",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="会籍在原工会已经结束，这次是重新加入",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("transfers") as batch:
        batch.drop_column("rejoins")
    with op.batch_alter_table("transfer_wishes") as batch:
        batch.drop_index("ix_transfer_wishes_status")
        batch.drop_index(batch.f("ix_transfer_wishes_person_id"))
        batch.drop_index(batch.f("ix_transfer_wishes_number_tag"))
        batch.drop_index(batch.f("ix_transfer_wishes_import_id"))
        batch.drop_constraint(op.f("fk_transfer_wishes_person_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_transfer_wishes_wishstatus"), type_="check")
        for column in ("ended_at", "due_on", "version", "status", "person_id", "number_tag", "line", "import_id"):
            batch.drop_column(column)
