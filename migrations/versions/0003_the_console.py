"""The console: sign-in by scan, exports of two persons, dispatch, invitations, decisions with who was present.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="恒为 1"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="后台进程最近一次整理的时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "staff_bindings",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="工作人员"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False, comment="绑定时间"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="解除时间"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="解除人"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_staff_bindings_account_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_bindings_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_bindings")),
    )
    with op.batch_alter_table("staff_bindings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_bindings_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_bindings_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "uq_staff_bindings_account",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_staff_bindings_staff",
            ["staff_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "export_canaries",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("export_id", sa.Uuid(), nullable=False, comment="导出"),
        sa.Column("version", sa.Integer(), nullable=False, comment="索引密钥版本"),
        sa.Column(
            "number_digest", sa.LargeBinary(length=16), nullable=False, comment="证件号码的 128 位摘要"
        ),
        sa.Column("phone_digest", sa.LargeBinary(length=16), nullable=False, comment="手机号的 128 位摘要"),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_canaries_export_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_canaries")),
    )
    with op.batch_alter_table("export_canaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_canaries_export_id"), ["export_id"], unique=False)
        batch_op.create_index("ix_export_canaries_number", ["version", "number_digest"], unique=False)
        batch_op.create_index("ix_export_canaries_phone", ["version", "phone_digest"], unique=False)

    op.create_table(
        "export_links",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("export_id", sa.Uuid(), nullable=False, comment="导出"),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, comment="链接令牌的 SHA-256"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="取得时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="失效时间"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True, comment="下载时间，空表示没有用过"),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_links_export_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_export_links_token_hash")),
    )
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_links_export_id"), ["export_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="通知的工会"),
        sa.Column(
            "way",
            sa.Enum(
                "meeting",
                "wechat_group",
                "poster",
                "in_person",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="通知方式",
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False, comment="通知时间"),
        sa.Column("invited_by", sa.Uuid(), nullable=False, comment="登记人"),
        sa.ForeignKeyConstraint(["invited_by"], ["staff.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_invitations_membership_id")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_invitations_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_invitations_membership_id")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_union_id"), ["union_id"], unique=False)

    op.create_table(
        "scans",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "kind",
            sa.Enum(
                "sign_in",
                "step_up",
                "bind",
                name="scankind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="用途",
        ),
        sa.Column("scene", sa.String(length=32), nullable=False, comment="小程序码参数（随机，不透明）"),
        sa.Column(
            "browser_hash", sa.LargeBinary(length=32), nullable=False, comment="浏览器所持 Cookie 的 SHA-256"
        ),
        sa.Column("match_number", sa.String(length=2), nullable=False, comment="两边都显示的两位数字"),
        sa.Column(
            "browser", sa.String(length=40), nullable=False, comment="浏览器，如“Windows 上的 Edge 浏览器”"
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="工作人员；登录时到手机确认才知道"),
        sa.Column("staff_session_id", sa.Uuid(), nullable=True, comment="从哪个登录会话发起；登录时没有"),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="第一个扫码的微信账号"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="生成时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="失效时间"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True, comment="手机扫码时间"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True, comment="手机确认时间"),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True, comment="手机拒绝时间"),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), nullable=True, comment="浏览器用掉的时间，只能用一次"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_scans_account_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_scans_staff_id")),
        sa.ForeignKeyConstraint(
            ["staff_session_id"], ["staff_sessions.id"], name=op.f("fk_scans_staff_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_scans_browser_hash")),
        sa.UniqueConstraint("scene", name=op.f("uq_scans_scene")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_expires_at"), ["expires_at"], unique=False)

    with op.batch_alter_table("application_steps", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "fields", sa.JSON(), server_default="[]", nullable=False, comment="要补正的项目（代码）"
            )
        )
        batch_op.add_column(sa.Column("to_union_id", sa.Uuid(), nullable=True, comment="派发到的工会"))
        batch_op.create_foreign_key(
            batch_op.f("fk_application_steps_to_union_id"), "unions", ["to_union_id"], ["id"]
        )

    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("uq_applications_open"),
            sqlite_where=sa.text("status IN ('draft', 'returned', 'submitted', 'contested', 'checked')"),
        )
        batch_op.create_index(batch_op.f("ix_applications_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_applications_status", ["status", "submitted_at"], unique=False)
        batch_op.create_index(
            "uq_applications_under_way",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text(
                "status IN ('draft', 'returned', 'submitted', 'contested', 'checked', 'referred')"
            ),
            postgresql_where=sa.text(
                "status IN ('draft', 'returned', 'submitted', 'contested', 'checked', 'referred')"
            ),
        )

    with op.batch_alter_table("card_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_claims_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("committee", sa.Integer(), nullable=True, comment="委员会人数"))
        batch_op.add_column(sa.Column("present", sa.Integer(), nullable=True, comment="出席人数"))
        batch_op.add_column(
            sa.Column(
                "attendees_sealed", sa.LargeBinary(), nullable=True, comment="出席委员姓名，每行一个（密文）"
            )
        )

    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "digest",
                sa.LargeBinary(length=32),
                nullable=True,
                comment="申请内容的带密钥校验值，批准和生成时核对",
            )
        )
        batch_op.add_column(sa.Column("decided_by", sa.Uuid(), nullable=True, comment="批准或不批准的第二人"))
        batch_op.add_column(
            sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="批准或不批准的时间")
        )
        batch_op.add_column(
            sa.Column("refusal", sa.String(length=200), nullable=True, comment="不批准的原因（不含个人信息）")
        )
        batch_op.add_column(
            sa.Column("password_sealed", sa.LargeBinary(), nullable=True, comment="打开文件的密码（密文）")
        )
        batch_op.add_column(
            sa.Column(
                "passwords_shown",
                sa.Integer(),
                server_default=sa.text("0"),
                nullable=False,
                comment="密码已显示次数",
            )
        )
        batch_op.create_foreign_key(batch_op.f("fk_exports_decided_by"), "staff", ["decided_by"], ["id"])

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_by", sa.Uuid(), nullable=True, comment="确认人"))
        batch_op.add_column(
            sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True, comment="写入登记的时间")
        )
        batch_op.add_column(
            sa.Column(
                "stage",
                sa.Enum(
                    "reading",
                    "comparing",
                    "sealing",
                    "writing",
                    name="stage",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
                comment="后台正在做的步骤",
            )
        )
        batch_op.create_foreign_key(batch_op.f("fk_imports_confirmed_by"), "staff", ["confirmed_by"], ["id"])

    with op.batch_alter_table("index_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_index_entries_lookup"))
        batch_op.create_index("ix_index_entries_digest", ["digest", "book", "field", "version"], unique=False)

    with op.batch_alter_table("rosters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True, comment="退回时间")
        )

    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "browser",
                sa.String(length=40),
                server_default="",
                nullable=False,
                comment="浏览器，如“Windows 上的 Edge 浏览器”",
            )
        )
        batch_op.add_column(
            sa.Column(
                "way",
                sa.Enum(
                    "password", "scan", name="signinway", native_enum=False, create_constraint=True, length=40
                ),
                server_default="password",
                nullable=False,
                comment="登录方式",
            )
        )

    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("elected_on", sa.Date(), nullable=True, comment="选举日期（换届）"))
        batch_op.add_column(
            sa.Column("approval_no", sa.String(length=60), nullable=True, comment="上级工会批复文号（换届）")
        )
    with op.batch_alter_table("exports") as table:
        table.drop_constraint(op.f("ck_exports_exportstatus"), type_="check")
        table.create_check_constraint(
            op.f("ck_exports_exportstatus"),
            "status IN ('requested', 'waiting', 'ready', 'failed', 'expired', 'refused', 'withdrawn', 'lapsed', 'void')",
        )
    with op.batch_alter_table("imports") as table:
        table.drop_constraint(op.f("ck_imports_importstatus"), type_="check")
        table.create_check_constraint(
            op.f("ck_imports_importstatus"),
            "status IN ('uploaded', 'previewed', 'confirming', 'failed', 'confirmed', 'discarded')",
        )
    with op.batch_alter_table("applications") as table:
        table.drop_constraint(op.f("ck_applications_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_applications_status"),
            "status IN ('draft', 'submitted', 'contested', 'returned', 'checked', 'referred', 'approved', 'rejected', 'withdrawn', 'expired')",
        )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "imports", "claimed_at", comment="后台上次处理它的时间", existing_comment="后台开始读取的时间"
        )
        op.alter_column("imports", "done", comment="这一步已处理的行数", existing_comment="已读行数")
        op.alter_column(
            "imports",
            "failure",
            comment="没有读出或没有写入的原因（不含个人信息）",
            existing_comment="失败说明（不含个人信息）",
        )


def downgrade() -> None:
    with op.batch_alter_table("exports") as table:
        table.drop_constraint(op.f("ck_exports_exportstatus"), type_="check")
        table.create_check_constraint(
            op.f("ck_exports_exportstatus"), "status IN ('waiting', 'ready', 'failed', 'expired')"
        )
    with op.batch_alter_table("imports") as table:
        table.drop_constraint(op.f("ck_imports_importstatus"), type_="check")
        table.create_check_constraint(
            op.f("ck_imports_importstatus"),
            "status IN ('uploaded', 'previewed', 'failed', 'confirmed', 'discarded')",
        )
    with op.batch_alter_table("applications") as table:
        table.drop_constraint(op.f("ck_applications_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_applications_status"),
            "status IN ('draft', 'submitted', 'contested', 'returned', 'checked', 'approved', 'rejected', 'withdrawn', 'expired')",
        )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "imports", "claimed_at", comment="后台开始读取的时间", existing_comment="后台上次处理它的时间"
        )
        op.alter_column("imports", "done", comment="已读行数", existing_comment="这一步已处理的行数")
        op.alter_column(
            "imports",
            "failure",
            comment="失败说明（不含个人信息）",
            existing_comment="没有读出或没有写入的原因（不含个人信息）",
        )
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.drop_column("approval_no")
        batch_op.drop_column("elected_on")

    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_staff_sessions_signinway"), type_="check")
        batch_op.drop_column("way")
        batch_op.drop_column("browser")

    with op.batch_alter_table("rosters", schema=None) as batch_op:
        batch_op.drop_column("returned_at")

    with op.batch_alter_table("index_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_index_entries_digest")
        batch_op.create_index(
            batch_op.f("ix_index_entries_lookup"), ["book", "field", "version", "digest"], unique=False
        )

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_imports_confirmed_by"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_imports_stage"), type_="check")
        batch_op.drop_column("stage")
        batch_op.drop_column("applied_at")
        batch_op.drop_column("confirmed_by")

    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_exports_decided_by"), type_="foreignkey")
        batch_op.drop_column("passwords_shown")
        batch_op.drop_column("password_sealed")
        batch_op.drop_column("refusal")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decided_by")
        batch_op.drop_column("digest")

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("attendees_sealed")
        batch_op.drop_column("present")
        batch_op.drop_column("committee")

    with op.batch_alter_table("card_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_claims_person_id"))

    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_applications_under_way",
            sqlite_where=sa.text(
                "status IN ('draft', 'returned', 'submitted', 'contested', 'checked', 'referred')"
            ),
            postgresql_where=sa.text(
                "status IN ('draft', 'returned', 'submitted', 'contested', 'checked', 'referred')"
            ),
        )
        batch_op.drop_index("ix_applications_status")
        batch_op.drop_index(batch_op.f("ix_applications_decision_id"))
        batch_op.create_index(
            batch_op.f("uq_applications_open"),
            ["account_id"],
            unique=1,
            sqlite_where=sa.text("status IN ('draft', 'returned', 'submitted', 'contested', 'checked')"),
        )

    with op.batch_alter_table("application_steps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_application_steps_to_union_id"), type_="foreignkey")
        batch_op.drop_column("to_union_id")
        batch_op.drop_column("fields")

    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scans_expires_at"))

    op.drop_table("scans")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_union_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("export_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_links_export_id"))

    op.drop_table("export_links")
    with op.batch_alter_table("export_canaries", schema=None) as batch_op:
        batch_op.drop_index("ix_export_canaries_phone")
        batch_op.drop_index("ix_export_canaries_number")
        batch_op.drop_index(batch_op.f("ix_export_canaries_export_id"))

    op.drop_table("export_canaries")
    with op.batch_alter_table("staff_bindings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_bindings_staff",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_staff_bindings_account",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_staff_bindings_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_bindings_account_id"))

    op.drop_table("staff_bindings")
    op.drop_table("heartbeats")
