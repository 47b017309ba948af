"""消息种类: what each kind says, in one place; the blanks hold no personal data."""

from dataclasses import dataclass
from datetime import timedelta
from string import Formatter


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice: its title, its sentence with blanks, and how long telling it late still helps."""

    title: str
    sentence: str
    lasts: timedelta | None = None

    @property
    def blanks(self) -> set[str]:
        """The names of the blanks of the sentence, without ``secret``, which only the sender fills in."""
        return {name for _, name, _, _ in Formatter().parse(self.sentence) if name} - {"secret"}


CODE_LASTS = timedelta(minutes=10)

KINDS: dict[str, NoticeKind] = {
    # inbox
    "application_approved": NoticeKind(
        "入会申请已批准", "您的入会申请已经{union}委员会批准。请到“惠工卡”页面激活您的会员卡。"
    ),
    "application_returned": NoticeKind(
        "入会申请需要补正", "工会退回了您的申请：{reason}。请按提示修改后重新提交。"
    ),
    "application_rejected": NoticeKind(
        "入会申请没有批准", "您的入会申请没有批准：{reason}。有疑问请联系您申请加入的工会。"
    ),
    "application_referred": NoticeKind(
        "入会申请已转上级工会",
        "您申请的工会认为您的单位不属于它，已转{desk}派发到合适的工会。您填写的内容都还在，不用重新申请。",
    ),
    "application_dispatched": NoticeKind(
        "入会申请已派发",
        "您的入会申请已派发到{union}，由它办理。办理期限从今天重新计算，应于 {due} 前办结。不用重新申请。",
    ),
    "application_expired": NoticeKind(
        "入会申请已过期", "您的入会申请一个月没有继续填写，已自动关闭。需要入会请重新申请。"
    ),
    "application_withdrawn": NoticeKind(
        "入会申请已撤回",
        "您撤回了同意，没有办完的入会申请已一并撤回，填写的内容已经销毁。需要入会请重新申请。",
    ),
    "campaign_opened": NoticeKind(
        "花名册更新开始了", "{label}开始了，请在 {due} 前到工作台确认。没有变动的，也请确认一次。"
    ),
    "campaign_due": NoticeKind(
        "花名册还没有确认", "{label}还没有收到贵会的确认，请在 {due} 前到工作台办理。"
    ),
    "card_activated": NoticeKind(
        "惠工卡已激活", "您的惠工卡已激活，现在可以出示。如非本人操作，请立即冻结并联系工会。"
    ),
    "card_checked": NoticeKind(
        "有人核验了您的卡", "刚刚有人核验了您的卡，核对数字 {match}。如非您本人出示，请立即冻结。"
    ),
    "card_moved": NoticeKind(
        "惠工卡已在另一个微信上激活",
        "您原来的惠工卡已由本人在另一个微信账号上重新激活。如非本人操作，请立即联系工会。",
    ),
    "card_released": NoticeKind(
        "惠工卡已解除绑定",
        "工会已解除您的惠工卡与这个微信的绑定：{reason}。需要继续使用请重新激活；如有疑问请联系工会。",
    ),
    "card_suspended": NoticeKind(
        "惠工卡已冻结", "您的惠工卡已冻结，不能再出示。要恢复使用，请先解除绑定，再重新激活。"
    ),
    "card_unbound": NoticeKind(
        "惠工卡已解除绑定", "您已解除惠工卡与这个微信的绑定。需要继续使用请重新激活。"
    ),
    "consent_withdrawn_identity": NoticeKind(
        "已撤回同意",
        "您撤回了对《敏感个人信息处理告知书》的同意，填写的身份信息已经销毁，没有办完的申请和核验已经结束。"
        "已经批准的会籍和惠工卡按规定保留；卡不想再用的，请在“惠工卡”页面冻结或解除绑定。",
    ),
    "consent_withdrawn_privacy": NoticeKind(
        "已撤回同意",
        "您撤回了对隐私政策的同意，填写的身份信息和手机号已经销毁，没有办完的申请和核验已经结束，登录已经退出。"
        "已经批准的会籍和惠工卡按规定保留；卡不想再用的，请在“惠工卡”页面冻结或解除绑定。",
    ),
    "copy_made": NoticeKind(
        "取走了信息副本",
        "刚刚有人在您的微信里取走了您的全部信息副本。不是您本人，请立即在“惠工卡”冻结，并联系工会。",
    ),
    "correction_accepted": NoticeKind("信息已更正", "您申请更正的{field}，工会已经更正。"),
    "correction_refused": NoticeKind(
        "信息没有更正", "您申请更正的{field}，工会没有更正。请到“更正申请”里看工会的答复。"
    ),
    "erasure_asked": NoticeKind(
        "已收到删除申请", "您的个人信息将在 {day} 删除，删除以后不能恢复。到期以前可以在小程序里撤回。"
    ),
    "erasure_registered": NoticeKind(
        "有人替您申请删除信息",
        "工会收到一份书面申请，要删除您的个人信息，正在等县总工会核准。不是您的意思，请到“我的→删除我的信息”撤回，并告诉工会。",
    ),
    "erasure_refused": NoticeKind("没有删除", "您又是工会会员了，会员信息按规定要保留，所以没有删除。"),
    "findings_opened": NoticeKind(
        "有数据疑点要核对", "夜里查登记册，发现 {count} 处要贵会核对，请在 {due} 前到工作台“数据疑点”答复。"
    ),
    "findings_due": NoticeKind(
        "数据疑点逾期了", "贵会有 {count} 处数据疑点过了答复日，请到工作台“数据疑点”答复。"
    ),
    "membership_retained": NoticeKind(
        "会籍已保留",
        "您的会籍从 {day} 起保留，免交会费。卡的记录都还在，现在不能出示。重新上岗以后，请到工会办理恢复或者接转。",
    ),
    "membership_resumed": NoticeKind("会籍已恢复", "您的会籍从 {day} 起恢复，惠工卡可以照常出示。"),
    "membership_moved": NoticeKind("会籍已接转", "您的会籍从 {day} 起已转到{union}，惠工卡照常使用。"),
    "membership_ended": NoticeKind(
        "会籍已结束", "您的会籍从 {day} 起结束：{reason}。如有疑问，请联系您原来的工会。"
    ),
    "transfer_asked": NoticeKind(
        "会籍接转已提出", "您的会籍接转已交给转出工会，应于 {due} 前答复；逾期不答，由上级工会放行。"
    ),
    "transfer_wished": NoticeKind(
        "有工会请您接转会籍",
        "{union}说您现在在它那里上班，请您把会籍接转过去。请在 {due} 前到“会籍接转”里选同意或者不同意；"
        "不认识这个工会的，请选不同意。不答复，会籍不变。",
    ),
    "transfer_returned": NoticeKind("已重新加入工会", "{union}已接收您，会籍从今天起重新开始。"),
    "transfer_released": NoticeKind("会籍接转已放行", "您的会籍接转已放行，等{union}接收。您不用再做什么。"),
    "transfer_overdue": NoticeKind("会籍接转逾期", "转出工会没有按期答复您的会籍接转，已转上级工会办理。"),
    "transfer_refused": NoticeKind(
        "会籍接转有一方不同意", "您的会籍接转有一方不同意：{reason}。已交县总工会裁定，您的会籍现在不变。"
    ),
    "transfer_closed": NoticeKind(
        "会籍接转没有办成", "您的会籍接转没有办成：{reason}。您的会籍还在原来的工会，需要时可以重新申请。"
    ),
    "application_converted": NoticeKind(
        "入会申请已转为会籍接转", "您已经是工会会员，不用重新入会。工会已把您的申请转为会籍接转。"
    ),
    # text messages
    "text_card_activated": NoticeKind("惠工卡已激活", "您的惠工卡已激活，如非本人请联系工会。"),
    "text_card_unbound": NoticeKind("惠工卡已解除绑定", "您的惠工卡已解除绑定，如非本人请联系工会。"),
    "text_phone_corrected": NoticeKind(
        "登记的手机号已更正", "您在工会登记的手机号已经更正为另一个号码，如非本人申请请联系工会。"
    ),
    "text_claim_code": NoticeKind(
        "激活验证码",
        "惠工卡激活验证码 {secret}，10 分钟内有效。如非本人操作请忽略，不要告诉他人。",
        CODE_LASTS,
    ),
}
