"""The spine: every table from WeChat login to the confirmed roster and the active card.

Revision: 0001, after None
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The tables, a line for each room in the order of upgrade().
TABLES = """
    ring_keys data_keys index_entries
    limit_buckets
    audit_entries audit_head audit_checkpoints
    unions
    accounts account_sessions consents idempotency_keys wechat_tokens push_receipts
    staff staff_sessions
    terms
    notices
    people identities
    units
    memberships
    decisions applications application_steps
    cards card_claims card_checks
    rosters roster_rows
    imports
    exports
""".split()


def upgrade() -> None:
    """Make every table, room by room."""
    _sealing()
    _limits()
    _audit()
    _unions()
    _accounts()
    _staff()
    _access()
    _notices()
    _people()
    _units()
    _memberships()
    _applications()
    _cards()
    _rosters()
    _imports()
    _exports()


def downgrade() -> None:
    """Drop every table, the last one first; its indexes go with it."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _sealing() -> None:
    """The ring keys, the data key of each owner, and the blind indexes that find without reading."""
    op.create_table(
        "ring_keys",
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="用途"),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False, comment="由密钥提供方包裹的密钥"),
        sa.Column("algorithm", sa.String(length=20), nullable=False, comment="算法"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="生成时间"),
        sa.PrimaryKeyConstraint("purpose", "version", name=op.f("pk_ring_keys")),
    )

    op.create_table(
        "data_keys",
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="所有者"),
        sa.Column("key_id", sa.Integer(), nullable=False, comment="密钥编号，写在每个密文里"),
        sa.Column("wrapping_version", sa.Integer(), nullable=False, comment="包裹密钥的版本"),
        sa.Column("wrapped", sa.LargeBinary(length=200), nullable=False, comment="包裹后的数据密钥"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="生成时间"),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_data_keys")),
    )
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_keys_wrapping_version"), ["wrapping_version"], unique=False)

    op.create_table(
        "index_entries",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("book", sa.String(length=30), nullable=False, comment="登记簿（哪类记录）"),
        sa.Column("field", sa.String(length=30), nullable=False, comment="字段"),
        sa.Column("version", sa.Integer(), nullable=False, comment="索引密钥版本"),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False, comment="128 位摘要"),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="记录"),
        sa.Column("only_one", sa.Boolean(), nullable=False, comment="同一值是否只许一条"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_entries")),
    )
    with op.batch_alter_table("index_entries", schema=None) as batch_op:
        batch_op.create_index("ix_index_entries_lookup", ["book", "field", "version", "digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_index_entries_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(
            "uq_index_entries_only_one",
            ["book", "field", "version", "digest"],
            unique=True,
            sqlite_where=sa.text("only_one"),
            postgresql_where=sa.text("only_one"),
        )


def _limits() -> None:
    """How much of a limit is used up."""
    op.create_table(
        "limit_buckets",
        sa.Column("name", sa.String(length=40), nullable=False, comment="限流名称"),
        sa.Column("key", sa.String(length=80), nullable=False, comment="对象（不含个人信息）"),
        sa.Column("level", sa.Float(), nullable=False, comment="已用量"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="更新时间"),
        sa.PrimaryKeyConstraint("name", "key", name=op.f("pk_limit_buckets")),
    )


def _audit() -> None:
    """The audit log, the head of its chain, and signed checkpoints."""
    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="序号，连续"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.Column(
            "actor_kind", sa.String(length=20), nullable=False, comment="操作者类别：account、staff、system"
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="操作者"),
        sa.Column("act", sa.String(length=60), nullable=False, comment="动作"),
        sa.Column("object_type", sa.String(length=40), nullable=False, comment="对象类别"),
        sa.Column("object_id", sa.Uuid(), nullable=True, comment="对象"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="所在工会"),
        sa.Column("outcome", sa.String(length=20), nullable=False, comment="结果：done、refused"),
        sa.Column("reason", sa.String(length=60), nullable=True, comment="原因代码"),
        sa.Column("request_id", sa.String(length=40), nullable=True, comment="请求编号"),
        sa.Column("details", sa.JSON(), nullable=False, comment="字段名与数量，不含个人信息"),
        sa.Column("algorithm", sa.String(length=10), nullable=False, comment="杂凑算法"),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False, comment="上一条的杂凑值"),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False, comment="本条的杂凑值"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_object_id"), ["object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_union_id"), ["union_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="恒为 1"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="最后序号"),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False, comment="最后杂凑值"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )

    op.create_table(
        "audit_checkpoints",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="到第几条"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="签名时间"),
        sa.Column("note", sa.String(length=1000), nullable=False, comment="签名文本（signed note）"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_checkpoints")),
    )


def _unions() -> None:
    """The tree of unions."""
    op.create_table(
        "unions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("parent_id", sa.Uuid(), nullable=True, comment="上级工会"),
        sa.Column("path", sa.String(length=200), nullable=False, comment="组织路径，如 CX.ZC.0001."),
        sa.Column("name", sa.String(length=120), nullable=False, comment="工会名称"),
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
            comment="工会层级",
        ),
        sa.Column(
            "form",
            sa.Enum(
                "single",
                "joint",
                "federation",
                name="unionform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="工会类型（附件1）",
        ),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "normal",
                "locked",
                "closed",
                name="unionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="工会状态",
        ),
        sa.Column("founded_on", sa.Date(), nullable=True, comment="建会时间"),
        sa.Column("leader_sealed", sa.LargeBinary(), nullable=True, comment="工会负责人（密文）"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="联系电话（密文）"),
        sa.Column("reported_members", sa.Integer(), nullable=True, comment="上报会员人数（附件1）"),
        sa.Column("remark", sa.String(length=200), nullable=False, comment="备注（附件1）"),
        sa.Column("scene", sa.String(length=32), nullable=False, comment="入会二维码参数（不透明，可更换）"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="建档时间"),
        sa.ForeignKeyConstraint(["parent_id"], ["unions.id"], name=op.f("fk_unions_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unions")),
        sa.UniqueConstraint("path", name=op.f("uq_unions_path")),
        sa.UniqueConstraint("scene", name=op.f("uq_unions_scene")),
    )
    with op.batch_alter_table("unions", schema=None) as batch_op:
        batch_op.create_index("ix_unions_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_unions_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "ix_unions_path_prefix", ["path"], unique=False, postgresql_ops={"path": "text_pattern_ops"}
        )


def _accounts() -> None:
    """WeChat accounts with their sessions, consents and idempotency keys; the platform's token and its pushes."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("appid", sa.String(length=40), nullable=False, comment="小程序 appid"),
        sa.Column("openid", sa.String(length=64), nullable=False, comment="微信 openid"),
        sa.Column("unionid", sa.String(length=64), nullable=True, comment="微信 unionid，可能没有"),
        sa.Column(
            "session_key_sealed", sa.LargeBinary(), nullable=True, comment="会话密钥（密文），不出服务器"
        ),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="微信核验过的手机号（密文）"),
        sa.Column("phone_verified_at", sa.DateTime(timezone=True), nullable=True, comment="手机号核验时间"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="首次登录时间"),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True, comment="停用时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("appid", "openid", name=op.f("uq_accounts_appid_openid")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_unionid"), ["unionid"], unique=False)

    op.create_table(
        "account_sessions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, comment="令牌的 SHA-256"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="登录时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="失效时间"),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="注销时间"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_sessions_token_hash")),
    )
    with op.batch_alter_table("account_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_sessions_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_sessions_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column(
            "kind",
            sa.Enum(
                "privacy",
                "identity",
                name="consentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="事项",
        ),
        sa.Column("document_version", sa.String(length=20), nullable=False, comment="告知书版本"),
        sa.Column("channel", sa.String(length=20), nullable=False, comment="渠道"),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False, comment="同意时间"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True, comment="撤回时间"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_consents_current",
            ["account_id", "kind"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column("key", sa.String(length=80), nullable=False, comment="客户端给的编号"),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False, comment="请求内容的 SHA-256"),
        sa.Column("result_id", sa.Uuid(), nullable=False, comment="产生的记录"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_idempotency_keys_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_idempotency_keys_account_id_key")),
    )

    op.create_table(
        "wechat_tokens",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("appid", sa.String(length=40), nullable=False, comment="小程序 appid"),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=True, comment="凭据（密文）"),
        sa.Column(
            "token_hash", sa.LargeBinary(length=32), nullable=True, comment="凭据的 SHA-256，用于比较后删除"
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True, comment="失效时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_tokens")),
        sa.UniqueConstraint("appid", name=op.f("uq_wechat_tokens_appid")),
    )

    op.create_table(
        "push_receipts",
        sa.Column("key", sa.String(length=64), nullable=False, comment="去重摘要"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="收到时间"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_push_receipts")),
    )


def _staff() -> None:
    """Who works in the console, and the sessions there."""
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("login", sa.String(length=60), nullable=False, comment="用户名"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True, comment="姓名（密文）"),
        sa.Column("title", sa.String(length=60), nullable=False, comment="职务称呼，如“工会主席”"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="口令（argon2id）"),
        sa.Column("totp_secret_sealed", sa.LargeBinary(), nullable=True, comment="动态码密钥（密文）"),
        sa.Column("totp_step", sa.Integer(), nullable=False, comment="最后用过的动态码时间步，防重放"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="开通时间"),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True, comment="停用时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )

    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="工作人员"),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, comment="Cookie 的 SHA-256"),
        sa.Column("form_token", sa.String(length=64), nullable=False, comment="表单令牌（防跨站请求）"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="登录时间"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="最近使用时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="最晚失效时间"),
        sa.Column("stepped_up_at", sa.DateTime(timezone=True), nullable=True, comment="最近一次再次核验时间"),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="注销时间"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_sessions_token_hash")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_staff_id"), ["staff_id"], unique=False)


def _access() -> None:
    """Terms of office: a role at a union."""
    op.create_table(
        "terms",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="工作人员"),
        sa.Column(
            "role",
            sa.Enum(
                "anyone",
                "worker",
                "handler",
                "chair",
                "township",
                "county",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="角色",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所在工会"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="任期起（含）"),
        sa.Column("until_on", sa.Date(), nullable=True, comment="任期止（不含）"),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False, comment="授予时间"),
        sa.Column("granted_by", sa.Uuid(), nullable=True, comment="授予人"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="提前结束时间（换届移交）"),
        sa.Column("ended_by", sa.Uuid(), nullable=True, comment="结束人"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_terms_staff_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_terms_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_terms_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            "uq_terms_current",
            ["staff_id", "role", "union_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _notices() -> None:
    """Messages to workers."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "channel",
            sa.Enum(
                "inbox", "text_message", name="channel", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="渠道",
        ),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="消息种类"),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="收信账号"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="收信职工"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="收信手机号（密文），发出后清除"),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="所说的记录"),
        sa.Column("blanks", sa.JSON(), nullable=False, comment="填空，不含个人信息"),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True, comment="验证码（密文），发出后清除"),
        sa.Column("dedupe", sa.String(length=120), nullable=False, comment="去重键：同一件事只说一次"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="写下时间"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="应发时间"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="发出时间"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True, comment="阅读时间"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="已试次数"),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True, comment="放弃时间"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_notices_dedupe")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_due_at"), ["due_at"], unique=False)


def _people() -> None:
    """People, and the identities that accounts state."""
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "document_kind",
            sa.Enum(
                "resident",
                "hmt_resident",
                "foreign_resident",
                "hk_macao_permit",
                "taiwan_permit",
                "passport",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="证件类型",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False, comment="姓名（密文）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="证件号码（密文）"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="手机号（密文）"),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True, comment="现居住地（密文）"),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="性别",
        ),
        sa.Column("nationality", sa.String(length=40), nullable=False, comment="国籍"),
        sa.Column(
            "education",
            sa.Enum(
                "postgraduate",
                "bachelor",
                "college",
                "vocational",
                "high",
                "junior",
                "primary",
                "other",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="学历",
        ),
        sa.Column(
            "household",
            sa.Enum(
                "local_town",
                "local_country",
                "outer_town",
                "outer_country",
                name="household",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="户籍类型",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "stated",
                "checked",
                "matched",
                "seen",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="核验程度",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="建档时间"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )

    op.create_table(
        "identities",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column("consent_id", sa.Uuid(), nullable=False, comment="依据的同意记录"),
        sa.Column(
            "document_kind",
            sa.Enum(
                "resident",
                "hmt_resident",
                "foreign_resident",
                "hk_macao_permit",
                "taiwan_permit",
                "passport",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="证件类型",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False, comment="姓名（密文）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="证件号码（密文）"),
        sa.Column(
            "level",
            sa.Enum(
                "stated",
                "checked",
                "matched",
                "seen",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="核验程度",
        ),
        sa.Column("provider", sa.String(length=20), nullable=False, comment="核验方式"),
        sa.Column("doubt", sa.String(length=20), nullable=True, comment="需要人工核对的原因代码"),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False, comment="填写时间"),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True, comment="被新填写替换的时间"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_identities_account_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_identities_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_identities_current",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )


def _units() -> None:
    """Employers, covered by a union or a lead."""
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("name", sa.String(length=120), nullable=False, comment="单位名称"),
        sa.Column(
            "uscc", sa.String(length=18), nullable=True, comment="统一社会信用代码（旧组织机构代码 9 位亦可）"
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "organ",
                "institution",
                "state",
                "collective",
                "private",
                "individual",
                "associated",
                "shares",
                "foreign",
                "hmt",
                "other",
                name="unitnature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="单位性质",
        ),
        sa.Column("place", sa.String(length=200), nullable=False, comment="单位地址（附件1）"),
        sa.Column("headcount", sa.Integer(), nullable=True, comment="职工人数"),
        sa.Column("headcount_on", sa.Date(), nullable=True, comment="职工人数的截止日"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="覆盖它的工会"),
        sa.Column("lead_union_id", sa.Uuid(), nullable=True, comment="线索归属的乡镇（街道）工会"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="建档时间"),
        sa.ForeignKeyConstraint(["lead_union_id"], ["unions.id"], name=op.f("fk_units_lead_union_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_units_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_lead_union_id"), ["lead_union_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            "uq_units_uscc",
            ["uscc"],
            unique=True,
            sqlite_where=sa.text("uscc IS NOT NULL"),
            postgresql_where=sa.text("uscc IS NOT NULL"),
        )


def _memberships() -> None:
    """Who belongs to which union, since when."""
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="第几段"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="起（含）"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="止（不含）"),
        sa.Column(
            "basis",
            sa.Enum("decision", "roster", name="basis", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="依据",
        ),
        sa.Column("decision_id", sa.Uuid(), nullable=True, comment="决议"),
        sa.Column(
            "end_reason",
            sa.Enum(
                "transferred",
                "left",
                "lapsed",
                "expelled",
                "deceased",
                "void",
                name="endreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="结束原因",
        ),
        sa.Column("unit_name", sa.String(length=120), nullable=False, comment="所属单位"),
        sa.Column(
            "employment",
            sa.Enum(
                "at_work",
                "laid_off",
                "unemployed",
                "retired",
                "early_retired",
                "sick_leave",
                "flexible",
                "other",
                name="employment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="就业状况",
        ),
        sa.Column(
            "post",
            sa.Enum(
                "leader",
                "committee",
                "women_head",
                "women_member",
                "audit_head",
                "audit_member",
                "vice_chair",
                "chair",
                "branch_chair",
                "full_time",
                "organiser",
                name="post",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="担任工会职务",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="登记时间"),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (end_reason IS NULL)", name=op.f("ck_memberships_end_has_reason")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_memberships_interval")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_memberships_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("person_id", "sequence", name=op.f("uq_memberships_person_id_sequence")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            "uq_memberships_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )


def _applications() -> None:
    """Decisions of committees, applications and their steps."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="作出决议的工会"),
        sa.Column(
            "outcome",
            sa.Enum(
                "approve", "reject", name="outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="结果",
        ),
        sa.Column("decided_on", sa.Date(), nullable=False, comment="会议日期，会籍从这天起"),
        sa.Column("minute_no", sa.String(length=60), nullable=False, comment="会议纪要编号"),
        sa.Column("recorded_by", sa.Uuid(), nullable=False, comment="记录人"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="记录时间"),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_decisions_recorded_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_decisions_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_union_id"), ["union_id"], unique=False)

    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="申请人账号"),
        sa.Column("identity_id", sa.Uuid(), nullable=False, comment="依据的身份信息"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="申请加入的工会"),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "contested",
                "returned",
                "checked",
                "approved",
                "rejected",
                "withdrawn",
                "expired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column(
            "document_kind",
            sa.Enum(
                "resident",
                "hmt_resident",
                "foreign_resident",
                "hk_macao_permit",
                "taiwan_permit",
                "passport",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="证件类型",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False, comment="姓名（密文）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="证件号码（密文）"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="手机号（密文）"),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True, comment="现居住地（密文）"),
        sa.Column("signature_sealed", sa.LargeBinary(), nullable=True, comment="签名图片（密文）"),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=40),
            nullable=True,
            comment="性别",
        ),
        sa.Column("nationality", sa.String(length=40), nullable=False, comment="国籍"),
        sa.Column(
            "education",
            sa.Enum(
                "postgraduate",
                "bachelor",
                "college",
                "vocational",
                "high",
                "junior",
                "primary",
                "other",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="学历",
        ),
        sa.Column(
            "household",
            sa.Enum(
                "local_town",
                "local_country",
                "outer_town",
                "outer_country",
                name="household",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="户籍类型",
        ),
        sa.Column(
            "employment",
            sa.Enum(
                "at_work",
                "laid_off",
                "unemployed",
                "retired",
                "early_retired",
                "sick_leave",
                "flexible",
                "other",
                name="employment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="就业状况",
        ),
        sa.Column("unit_name", sa.String(length=120), nullable=False, comment="所属单位"),
        sa.Column("unit_uscc", sa.String(length=18), nullable=True, comment="单位统一社会信用代码"),
        sa.Column("unit_has_union", sa.Boolean(), nullable=False, comment="单位是否已建会"),
        sa.Column("oath_version", sa.String(length=20), nullable=True, comment="读过的誓词版本"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="开始填写时间"),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, comment="最近变动时间"),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True, comment="提交时间"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="应办结日"),
        sa.Column("decision_id", sa.Uuid(), nullable=True, comment="委员会决议"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_applications_account_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_applications_decision_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_applications_identity_id")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_applications_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applications_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_submitted_at"), ["submitted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_touched_at"), ["touched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_union_id"), ["union_id"], unique=False)
        batch_op.create_index(
            "uq_applications_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('draft', 'returned', 'submitted', 'contested', 'checked')"),
            postgresql_where=sa.text("status IN ('draft', 'returned', 'submitted', 'contested', 'checked')"),
        )

    op.create_table(
        "application_steps",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("application_id", sa.Uuid(), nullable=False, comment="申请"),
        sa.Column("action", sa.String(length=20), nullable=False, comment="动作"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="办理人"),
        sa.Column(
            "reason",
            sa.Enum(
                "signature_unclear",
                "data_wrong",
                "wrong_union",
                "identity_doubt",
                "not_employed",
                "duplicate",
                "already_member",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="理由",
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True, comment="补充说明（密文）"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_steps_application_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_application_steps_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_steps")),
    )
    with op.batch_alter_table("application_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_steps_application_id"), ["application_id"], unique=False
        )


def _cards() -> None:
    """Cards, the claims that activate them, and the checks of a shop."""
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="绑定的微信账号"),
        sa.Column("number", sa.String(length=20), nullable=False, comment="卡号，不含个人信息"),
        sa.Column("handle", sa.LargeBinary(length=8), nullable=False, comment="出示码内的随机编号"),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False, comment="激活时间"),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True, comment="冻结时间"),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="注销时间"),
        sa.Column(
            "revoke_reason",
            sa.Enum(
                "holder",
                "phone_lost",
                "wrong_person",
                "asked",
                "other",
                name="revokereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="注销原因",
        ),
        sa.Column("revoked_by", sa.Uuid(), nullable=True, comment="办理注销的工作人员"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cards_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cards_person_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["staff.id"], name=op.f("fk_cards_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("handle", name=op.f("uq_cards_handle")),
        sa.UniqueConstraint("number", name=op.f("uq_cards_number")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cards_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cards_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_cards_live_account",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.create_index(
            "uq_cards_live_person",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "card_claims",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="微信账号"),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "bound",
                "closed",
                name="claimstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column(
            "document_kind",
            sa.Enum(
                "resident",
                "hmt_resident",
                "foreign_resident",
                "hk_macao_permit",
                "taiwan_permit",
                "passport",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="证件类型",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False, comment="姓名（密文）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="证件号码（密文）"),
        sa.Column(
            "chair_only", sa.Boolean(), nullable=False, comment="只能由工会当面确认（超过次数或全县熔断）"
        ),
        sa.Column("chair_code_sealed", sa.LargeBinary(), nullable=True, comment="当面核验码（密文）"),
        sa.Column("chair_code_tag", sa.LargeBinary(length=16), nullable=False, comment="当面核验码的摘要"),
        sa.Column(
            "message_wanted_at", sa.DateTime(timezone=True), nullable=True, comment="请求短信、尚未处理的时间"
        ),
        sa.Column("message_code_tag", sa.LargeBinary(length=32), nullable=True, comment="短信验证码的摘要"),
        sa.Column("message_sent_at", sa.DateTime(timezone=True), nullable=True, comment="短信验证码发出时间"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="提交时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="失效时间"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True, comment="后台核对时间"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="核对到的职工，只在服务器内"),
        sa.Column(
            "finding",
            sa.Enum(
                "matched",
                "bound_elsewhere",
                "chair_only",
                "no_match",
                "no_membership",
                "phone_differs",
                "unreadable",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="核对结果，只在服务器内",
        ),
        sa.Column("card_id", sa.Uuid(), nullable=True, comment="激活的卡"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_card_claims_account_id")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_claims_card_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_claims_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_claims")),
    )
    with op.batch_alter_table("card_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_claims_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_claims_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_card_claims_message_wanted_at"), ["message_wanted_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_card_claims_settled_at"), ["settled_at"], unique=False)
        batch_op.create_index(
            "uq_card_claims_chair_code",
            ["chair_code_tag"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "uq_card_claims_waiting",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "card_checks",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("card_id", sa.Uuid(), nullable=False, comment="卡"),
        sa.Column("step", sa.Integer(), nullable=False, comment="时间步（30 秒）"),
        sa.Column("scanner", sa.LargeBinary(length=16), nullable=False, comment="扫码一方的会话摘要"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False, comment="核验时间"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_checks_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_checks")),
        sa.UniqueConstraint("card_id", "step", name=op.f("uq_card_checks_card_id_step")),
    )
    with op.batch_alter_table("card_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_checks_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_checks_checked_at"), ["checked_at"], unique=False)


def _rosters() -> None:
    """Confirmed versions of a roster and their rows."""
    op.create_table(
        "rosters",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="工会"),
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
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两人同时处理"),
        sa.Column("number", sa.Integer(), nullable=False, comment="第几版，确认时编号"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, comment="确认时间"),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False, comment="确认人"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="截止日"),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False, comment="内容校验值"),
        sa.Column("members", sa.Integer(), nullable=False, comment="会员人数"),
        sa.Column("joined", sa.Integer(), nullable=False, comment="新增人数"),
        sa.Column("left", sa.Integer(), nullable=False, comment="减少人数"),
        sa.Column("corrected", sa.Integer(), nullable=False, comment="更正人数"),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True, comment="上报时间"),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True, comment="接收时间"),
        sa.Column("consolidated_at", sa.DateTime(timezone=True), nullable=True, comment="汇总时间"),
        sa.Column("return_reason", sa.String(length=200), nullable=True, comment="退回理由"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_rosters_confirmed_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_rosters_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
        sa.UniqueConstraint("union_id", "number", name=op.f("uq_rosters_union_id_number")),
    )
    with op.batch_alter_table("rosters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rosters_union_id"), ["union_id"], unique=False)

    op.create_table(
        "roster_rows",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column("roster_id", sa.Uuid(), nullable=False, comment="花名册"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("position", sa.Integer(), nullable=False, comment="序号"),
        sa.Column(
            "change",
            sa.Enum(
                "same",
                "joined",
                "corrected",
                "left",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="与上一版相比的变动",
        ),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False, comment="姓名（密文）"),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False, comment="身份证号码（密文）"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="手机号码（密文）"),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="性别",
        ),
        sa.Column("nationality", sa.String(length=40), nullable=False, comment="国籍"),
        sa.Column(
            "education",
            sa.Enum(
                "postgraduate",
                "bachelor",
                "college",
                "vocational",
                "high",
                "junior",
                "primary",
                "other",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="学历",
        ),
        sa.Column(
            "household",
            sa.Enum(
                "local_town",
                "local_country",
                "outer_town",
                "outer_country",
                name="household",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="户籍类型",
        ),
        sa.Column("unit_name", sa.String(length=120), nullable=False, comment="所属单位"),
        sa.Column(
            "employment",
            sa.Enum(
                "at_work",
                "laid_off",
                "unemployed",
                "retired",
                "early_retired",
                "sick_leave",
                "flexible",
                "other",
                name="employment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="就业状况",
        ),
        sa.Column(
            "post",
            sa.Enum(
                "leader",
                "committee",
                "women_head",
                "women_member",
                "audit_head",
                "audit_member",
                "vice_chair",
                "chair",
                "branch_chair",
                "full_time",
                "organiser",
                name="post",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="担任工会职务",
        ),
        sa.Column(
            "digest",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="本行内容的校验值（密钥为本人数据密钥）",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_roster_rows_membership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roster_rows_person_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name=op.f("fk_roster_rows_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_rows")),
        sa.UniqueConstraint("roster_id", "person_id", name=op.f("uq_roster_rows_roster_id_person_id")),
        sa.UniqueConstraint("roster_id", "position", name=op.f("uq_roster_rows_roster_id_position")),
    )
    with op.batch_alter_table("roster_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_rows_person_id"), ["person_id"], unique=False)


def _imports() -> None:
    """Uploaded annexes."""
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "kind",
            sa.Enum(
                "unions", "roster", name="importkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="种类",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="导入到哪个工会"),
        sa.Column(
            "status",
            sa.Enum(
                "uploaded",
                "previewed",
                "failed",
                "confirmed",
                "discarded",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="版本，防止两次确认"),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False, comment="上传人"),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False, comment="上传时间"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment="后台开始读取的时间"),
        sa.Column("file_hash", sa.LargeBinary(length=32), nullable=False, comment="文件 SHA-256"),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True, comment="文件（密文），处理后清除"),
        sa.Column("preview_sealed", sa.LargeBinary(), nullable=True, comment="预览（密文），处理后清除"),
        sa.Column("total", sa.Integer(), nullable=False, comment="总行数"),
        sa.Column("done", sa.Integer(), nullable=False, comment="已读行数"),
        sa.Column("counts", sa.JSON(), nullable=False, comment="各类行数"),
        sa.Column("failure", sa.String(length=200), nullable=True, comment="失败说明（不含个人信息）"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True, comment="确认时间"),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_imports_union_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["staff.id"], name=op.f("fk_imports_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_union_id"), ["union_id"], unique=False)


def _exports() -> None:
    """Files that leave, with their purpose."""
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False, comment="主键（由程序生成）"),
        sa.Column(
            "kind",
            sa.Enum(
                "unions", "roster", name="exportkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="种类",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="范围"),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "ready",
                "failed",
                "expired",
                name="exportstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=False, comment="申请人"),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False, comment="申请时间"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment="后台开始生成的时间"),
        sa.Column("purpose", sa.String(length=200), nullable=False, comment="用途"),
        sa.Column("total", sa.Integer(), nullable=False, comment="总行数"),
        sa.Column("done", sa.Integer(), nullable=False, comment="已写行数"),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True, comment="文件（密文）"),
        sa.Column("file_hash", sa.LargeBinary(length=32), nullable=True, comment="文件 SHA-256"),
        sa.Column("failure", sa.String(length=200), nullable=True, comment="没有生成的原因（不含个人信息）"),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True, comment="生成时间"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True, comment="失效时间"),
        sa.ForeignKeyConstraint(["requested_by"], ["staff.id"], name=op.f("fk_exports_requested_by")),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f("fk_exports_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exports_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_requested_by"), ["requested_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_union_id"), ["union_id"], unique=False)
