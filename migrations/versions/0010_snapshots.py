"""Snapshots of the county's rosters: written once, then neither changed nor removed.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


REFUSE = """
CREATE FUNCTION a_snapshot_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a snapshot never changes'; END $$
"""


def refuse_changes() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(REFUSE)
    for table in ("snapshots", "snapshot_lines"):
        for verb in ("UPDATE", "DELETE"):
            then = (
                "FOR EACH ROW EXECUTE FUNCTION a_snapshot_never_changes()"
                if postgresql
                else "BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END"
            )
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {then}")


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "kind",
            sa.Enum(
                "half_year",
                "yearly",
                name="snapshotkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="种类",
        ),
        sa.Column("label", sa.String(length=40), nullable=False, comment="名称"),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="截至（不含），此前确认的都在内",
        ),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False, comment="封存时间"),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False, comment="内容校验值"),
        sa.Column("unions", sa.Integer(), nullable=False, comment="工会数"),
        sa.Column("confirmed", sa.Integer(), nullable=False, comment="其中确认过花名册的工会数"),
        sa.Column("members", sa.Integer(), nullable=False, comment="花名册会员人数"),
        sa.Column("registered", sa.Integer(), nullable=False, comment="登记的会员人数"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("kind", "as_of", name=op.f("uq_snapshots_kind_as_of")),
    )
    op.create_table(
        "snapshot_lines",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False, comment="封存"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("position", sa.Integer(), nullable=False, comment="序号"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="封存时的工会名称"),
        sa.Column("path", sa.String(length=200), nullable=False, comment="封存时的组织路径"),
        sa.Column(
            "kind",
            sa.Enum(
                "county",
                "township",
                "street",
                "park",
                "industry",
                "grassroots",
                "group",
                name="unionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="封存时的工会层级",
        ),
        sa.Column(
            "roster_id", sa.Uuid(), nullable=True, comment="此前最后确认的花名册，空表示从未确认"
        ),
        sa.Column("number", sa.Integer(), nullable=True, comment="第几版"),
        sa.Column("confirmed_on", sa.Date(), nullable=True, comment="花名册截止日"),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "submitted",
                "returned",
                "accepted",
                "consolidated",
                name="rosterstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="封存时花名册到了哪一步",
        ),
        sa.Column(
            "roster_hash", sa.LargeBinary(length=32), nullable=True, comment="花名册的内容校验值"
        ),
        sa.Column("members", sa.Integer(), nullable=False, comment="花名册会员人数"),
        sa.Column(
            "registered", sa.Integer(), nullable=False, comment="登记的会员人数（不含保留会籍）"
        ),
        sa.Column("reported", sa.Integer(), nullable=True, comment="上报会员人数（附件1）"),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_snapshot_lines_roster_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_snapshot_lines_snapshot_id")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"], ["unions.id"], name=op.f("fk_snapshot_lines_union_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "union_id", name=op.f("pk_snapshot_lines")),
        sa.UniqueConstraint(
            "snapshot_id", "position", name=op.f("uq_snapshot_lines_snapshot_id_position")
        ),
    )
    with op.batch_alter_table("snapshot_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_snapshot_lines_roster_id"), ["roster_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_snapshot_lines_union_id"), ["union_id"], unique=False)
    refuse_changes()


def downgrade() -> None:
    op.drop_table("snapshot_lines")
    op.drop_table("snapshots")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION a_snapshot_never_changes()")
