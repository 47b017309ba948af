"""Planted numbers and their alarms; a finding of rosters whose lines never settle.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KINDS = "'duplicate_document', 'duplicate_person', 'duplicate_phone', 'error', 'never_activated', 'omission', 'over_age', 'shell_union', 'stranded', 'unit_closed'"


def upgrade() -> None:
    op.create_table(
        "decoys",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="号码（密文），换索引密钥时用"),
        sa.Column("planted_at", sa.DateTime(timezone=True), nullable=False, comment="埋下的时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decoys")),
    )
    op.create_table(
        "decoy_alarms",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("decoy_id", sa.Uuid(), nullable=False, comment="暗记号码"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会；本人激活时为县"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="工作人员"),
        sa.Column(
            "how",
            sa.Enum(
                "import",
                "wish",
                "correction",
                "claim",
                name="askedhow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="怎么问到的",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.ForeignKeyConstraint(["decoy_id"], ["decoys.id"], name=op.f("fk_decoy_alarms_decoy_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decoy_alarms_staff_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_decoy_alarms_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decoy_alarms")),
    )
    op.create_index(op.f("ix_decoy_alarms_at"), "decoy_alarms", ["at"])
    op.create_index(op.f("ix_decoy_alarms_union_id"), "decoy_alarms", ["union_id"])
    _kinds(f"{KINDS}, 'unsettled'")


def downgrade() -> None:
    op.execute("DELETE FROM findings WHERE kind = 'unsettled'")
    _kinds(KINDS)
    op.drop_table("decoy_alarms")
    op.drop_table("decoys")


def _kinds(kinds: str) -> None:
    with op.batch_alter_table("findings") as batch:
        batch.drop_constraint(op.f("ck_findings_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_findings_kind"), f"kind IN ({kinds})")
