"""保存期限: what is kept for how long, on what ground, what becomes of it then, and what an erasure does to it.

One row for every kind of record; a test holds the tables of the database against this list, so that nothing is kept that
the county cannot read here. 个人信息保护法 第十九条: 个人信息的保存期限应当为实现处理目的所必要的最短时间.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.ground.config import Settings
from service.oversight.erasures.purging import (
    APPLICATION_DAYS,
    KEY_DAYS,
    NOTICE_DAYS,
    PROOF_DAYS,
    SESSION_DAYS,
)
from service.register.accounts.scans import KEPT as SCAN_KEPT
from service.register.facts.declared import OF_PERSON
from service.register.jobs.actions import DONE_KEPT, FAILED_KEPT
from service.requests.applications.expiry import FORGOTTEN
from service.requests.cards.claims import CLAIM_LASTS
from service.requests.cards.settling import CHECKS_KEPT
from service.requests.transfers.wishes import WAITS
from service.rolls.exports.making import KEPT as EXPORT_KEPT
from service.rolls.imports.actions import KEPT as IMPORT_KEPT

REGISTER = "长总工〔2018〕12号（实名制登记）；《工会会员会籍管理办法》第三条（一次入会、动态接转）"
LOGS = "网络安全法：网络日志留存不少于六个月"
SHORTEST = "个人信息保护法第十九条：为实现处理目的所必要的最短时间"
AUDIT = "个人信息保护法第五十四条（合规审计）；导出、查看可以追查"
NOBODY = "没有个人信息"
SEALED_AWAY = "本人的密钥销毁，内容读不出来；不含姓名、号码的事实保留"


@dataclass(frozen=True)
class Period:
    """保存期限（一类记录）: its tables, how long in words, the ground, the end, and an erasure's effect."""

    what: str
    tables: tuple[str, ...]
    kept: str
    ground: str
    then: str
    erased: str


def periods(settings: Settings) -> list[Period]:
    """Every kind, what concerns people most first; in the words of this county's settings."""
    return [*_people(settings), *_papers(settings), *_passing(), *_offices(), *_machinery()]


def _people(settings: Settings) -> Iterator[Period]:
    former, idle = (
        f"会籍结束后 {settings.former_years} 年",
        f"{settings.idle_years} 年没有登录，又没有惠工卡；微信注销时立即",
    )
    ask = f"到期前 {settings.erasure_days} 天通知本人，到期销毁密钥"
    sealed = "、".join(fact.label for fact in OF_PERSON if fact.sealed)
    yield Period(f"职工登记（{sealed}）", ("people",), former, REGISTER, ask, SEALED_AWAY)
    history = ("memberships", "membership_changes", "expulsions")
    yield Period("会籍和会籍变更", history, f"事实长期；说明到{former}", REGISTER, ask, SEALED_AWAY)
    moved = ("transfers", "transfer_steps", "corrections")
    yield Period("会籍接转、更正申请", moved, former, REGISTER, ask, SEALED_AWAY)
    found = ("findings", "finding_rounds")
    yield Period("数据疑点和答复", found, f"种类和结果长期；依据到{former}", REGISTER, ask, SEALED_AWAY)
    card = ("cards",)
    yield Period(
        "惠工卡", card, former, REGISTER, "卡号和起止时间长期保留，不含个人信息", "立即注销，解除与微信的绑定"
    )
    account = ("accounts", "identities", "consents")
    yield Period(
        "微信账号、填写的身份、同意记录",
        account,
        idle,
        SHORTEST,
        ask,
        "内容销毁，微信编号换掉，同意记录只留版本和时间",
    )
    asked = ("erasures", "destroyed_keys")
    yield Period(
        "删除申请、已销毁密钥的登记", asked, "长期", "恢复旧备份时，凭它再次删除", "不删", "只留编号和时间"
    )


def _papers(settings: Settings) -> Iterator[Period]:
    former = f"会籍结束后 {settings.former_years} 年"
    vain = f"没有批准、撤回、过期的 {APPLICATION_DAYS // 365} 年；草稿 {FORGOTTEN.days} 天没有填写即关闭；批准的到{former}"
    applied = ("applications", "application_steps")
    yield Period(
        "入会申请和办理记录",
        applied,
        vain,
        REGISTER,
        "内容销毁密钥，办理经过保留",
        "内容销毁密钥，办理经过保留",
    )
    yield Period(
        "委员会决议",
        ("decisions",),
        "长期",
        "工会章程第二条：经工会基层委员会批准",
        "不删",
        "不涉及：只有出席委员的姓名",
    )
    frozen = ("rosters", "roster_rows")
    yield Period(
        "花名册各次确认", frozen, f"版本和校验值长期；姓名号码到{former}", REGISTER, SEALED_AWAY, SEALED_AWAY
    )
    counted = ("snapshots", "snapshot_lines", "campaigns", "tallies")
    yield Period("封存、半年更新、进度数字", counted, "长期", "年度考核数据", "不删", NOBODY)
    reported = ("province_packs", "province_rows", "province_results")
    yield Period(
        "省平台报送和结果", reported, f"结果长期；原因到{former}", REGISTER, SEALED_AWAY, SEALED_AWAY
    )
    proof = f"失效后 {PROOF_DAYS} 天"
    yield Period("会员证明的核验码", ("membership_proofs",), proof, SHORTEST, "删除", "核验时按无效答复")


def _passing() -> Iterator[Period]:
    claim = f"{CLAIM_LASTS.days} 天，核对完就销毁"
    yield Period("激活核验时填写的内容", ("card_claims",), claim, SHORTEST, "销毁密钥", "销毁密钥")
    wish = f"接转请求核对完就销毁；花名册里待核对的行到核对完、撤下或者过期，最多 {WAITS.days} 天；哪个工会提出的长期"
    yield Period(
        "接转请求、花名册待核对行里的姓名号码", ("transfer_wishes",), wish, SHORTEST, "销毁密钥", "销毁密钥"
    )
    checks = f"{CHECKS_KEPT.days} 天"
    yield Period(
        "验卡的时间", ("card_checks",), checks, "在哪里出示过卡，谁也不该留存", "删除", "随卡读不到，到期删除"
    )
    yield Period(
        "消息",
        ("notices", "notice_grants"),
        f"{NOTICE_DAYS // 365} 年；授权次数长期",
        SHORTEST,
        "删除",
        "手机号和验证码销毁，账号换掉",
    )
    invited = ("invitations",)
    yield Period("已通知激活的登记", invited, "长期", "激活进度", "不删", "只留编号和时间")
    logged = ("account_sessions", "staff_sessions")
    yield Period("登录记录", logged, f"失效后 {SESSION_DAYS} 天", LOGS, "删除", "立即注销，到期删除")
    scans = f"{SCAN_KEPT.days} 天"
    yield Period("扫码登录的一次性码", ("scans",), scans, SHORTEST, "删除", NOBODY)
    once = ("idempotency_keys", "push_receipts")
    yield Period("防重复提交的编号", once, f"{KEY_DAYS} 天", SHORTEST, "删除", NOBODY)
    guess = "用量降到零为止"
    yield Period("限流计数", ("limit_buckets",), guess, "防止猜证件号、猜验证码", "删除", "只有编号和摘要")


def _offices() -> Iterator[Period]:
    uploaded = f"文件 {IMPORT_KEPT.total_seconds() / 3600:.0f} 小时，写入或放弃后立即销毁；经过长期"
    yield Period("导入的文件", ("imports",), uploaded, SHORTEST, "文件销毁密钥", "文件早已销毁")
    file = f"文件 {EXPORT_KEPT.total_seconds() / 3600:.0f} 小时；谁、为什么、导出多少行长期"
    out = ("exports", "export_links", "export_canaries")
    yield Period("导出的文件", out, file, AUDIT, "文件销毁密钥", "文件早已销毁")
    spent = ("numbers_asked", "allowances")
    yield Period("核对额度：多少个、谁、什么时候", spent, "长期", AUDIT, "不删", NOBODY)
    planted = ("decoys", "decoy_alarms")
    yield Period("暗记号码（没有这个人）和警报", planted, "长期", AUDIT, "不删", NOBODY)
    staff = ("staff", "staff_bindings", "terms")
    yield Period("工作人员账号、任职", staff, "长期，停用后不能登录", AUDIT, "不删", "不涉及：不是会员信息")
    yield Period("工会组织、单位", ("unions", "units"), "长期", REGISTER, "不删", NOBODY)
    log = ("audit_entries", "audit_head", "audit_checkpoints")
    yield Period("审计日志", log, "长期，链式校验", AUDIT, "不删", "里面没有姓名和号码，不用删也不能删")


def _machinery() -> Iterator[Period]:
    keys = ("ring_keys", "data_keys", "index_entries", "row_marks")
    yield Period(
        "密钥、盲索引、校验值",
        keys,
        "与所有者的信息同时",
        "分级保护、加密（个人信息保护法第五十一条）",
        "销毁",
        "销毁",
    )
    jobs = f"做完的 {DONE_KEPT.days} 天，没有做成的 {FAILED_KEPT.days} 天"
    yield Period("后台任务", ("jobs",), jobs, "系统运行", "删除", "只有编号和时间")
    rest = ("heartbeats", "schedule", "wechat_tokens")
    yield Period("运行状态", rest, "只留最近一次", "系统运行", "覆盖", NOBODY)
