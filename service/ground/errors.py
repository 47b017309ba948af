"""Every refusal the county can give: its code, its HTTP status, the sentence, and what to do now (下一步)."""

from dataclasses import dataclass
from string import Formatter
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue; blanks in braces are filled by whoever refuses."""

    status: int
    message: str
    next: str

    @property
    def blanks(self) -> set[str]:
        """The names of the blanks that the two sentences need."""
        texts = (self.message, self.next)
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


class Refusal(Exception):
    """A rule said no. ``keep`` commits what was written so far (an attempt counted), otherwise nothing is kept."""

    def __init__(
        self, code: str, *, fields: dict[str, str] | None = None, keep: bool = False, **blanks: Any
    ) -> None:
        """Refuse with a catalogue code; ``fields`` maps a field's name to its own sentence."""
        super().__init__(code)
        self.code = code
        self.entry = CATALOGUE[code]
        self.fields = fields or {}
        self.keep = keep
        self.message = self.entry.message.format(**blanks)
        self.next = self.entry.next.format(**blanks)


def invalid(**fields: str) -> Refusal:
    """The refusal INPUT_INVALID with a sentence for each field."""
    return Refusal("INPUT_INVALID", fields=fields)


CATALOGUE: dict[str, Entry] = {
    # everyone
    "NOT_FOUND": Entry(404, "没有找到您要的内容。", "请返回上一页重试；如果是扫码进来的，请重新扫码。"),
    "METHOD_WRONG": Entry(405, "这个地址不支持这样的操作。", "请返回上一页重试。"),
    "INPUT_INVALID": Entry(422, "有几处填写需要改一下。", "请按标出的提示修改后再提交，已填的内容都还在。"),
    "REQUEST_UNREADABLE": Entry(400, "提交的内容读不出来。", "请更新到最新版本后重试。"),
    "REQUEST_TOO_LARGE": Entry(
        413, "提交的内容太大了。", "请换小一些的文件，图片不超过 2 MB，表格不超过 5 MB。"
    ),
    "MEDIA_TYPE_WRONG": Entry(415, "提交的格式不对。", "请更新到最新版本后重试。"),
    "TOO_OFTEN": Entry(429, "操作太频繁了。", "请过一会儿再试。"),
    "FAULT": Entry(
        500, "系统出了点问题，您刚才的操作没有保存。", "请稍后重试；仍然不行，请把页面上的编号告诉工会。"
    ),
    "BUSY": Entry(503, "系统正忙，您刚才的操作没有保存。", "请过一分钟再试一次。"),
    "COLLEAGUE_WAS_FASTER": Entry(409, "这条记录刚刚被别人改过。", "请刷新页面，看看现在的情况再决定。"),
    "MOVE_NOT_ALLOWED": Entry(
        409, "现在的状态是“{state}”，不能{action}。", "请刷新页面，看看现在可以做什么。"
    ),
    # sign-in of workers
    "SESSION_MISSING": Entry(401, "登录已失效。", "请重新打开小程序，会自动登录。"),
    "LOGIN_CODE_INVALID": Entry(401, "微信登录没有成功。", "请重新打开小程序再试。"),
    "ACCOUNT_BLOCKED": Entry(403, "这个微信账号暂时不能使用本服务。", "请联系县总工会。"),
    "WECHAT_DOWN": Entry(503, "微信那边暂时没有回应。", "请过几分钟再试；已填的内容都还在。"),
    "PHONE_CODE_INVALID": Entry(
        422, "没有取到手机号。", "请再点一次“微信手机号”按钮；也可以不授权，用其他方式核验。"
    ),
    # identity
    "CONSENT_MISSING": Entry(
        403, "需要先同意《敏感个人信息处理告知书》。", "请先阅读并同意，再填写证件信息。"
    ),
    "CONSENT_OUTDATED": Entry(409, "告知书已经更新。", "请阅读新版本后再同意。"),
    "IDENTITY_MISSING": Entry(403, "还没有填写身份信息。", "请先填写姓名和证件号码。"),
    # application
    "UNION_NOT_FOUND": Entry(404, "没有找到这个工会。", "请核对名称，或者选择“我单位还没有工会”。"),
    "UNION_CODE_INVALID": Entry(404, "这个工会二维码已失效。", "请向工会要新的二维码，或者按名称查找。"),
    "UNION_NOT_OPEN": Entry(
        409, "这个工会现在不能接收入会申请。", "请联系上级工会，或者选择“我单位还没有工会”。"
    ),
    "APPLICATION_ALREADY_OPEN": Entry(
        409, "您已经有一份申请正在办理。", "请到“办理进度”查看；想改内容，可以先撤回。"
    ),
    "APPLICATION_INCOMPLETE": Entry(422, "申请还没有填完。", "请补充标出的内容后再提交。"),
    "SIGNATURE_INVALID": Entry(422, "签名图片不能用：{reason}", "请在签名板上重新签名。"),
    "IDEMPOTENCY_KEY_REUSED": Entry(422, "这次提交的编号已经用过。", "请返回重新提交。"),
    "IDEMPOTENCY_KEY_MISSING": Entry(422, "提交缺少编号。", "请更新到最新版本后重试。"),
    "ALREADY_DECIDED": Entry(
        409, "{who}已于 {when} 处理了这份申请：{outcome}。", "请刷新页面查看结果，不用再处理。"
    ),
    "APPLICATION_CONTESTED": Entry(
        409, "同一证件号还有另一份申请在办。", "请当面核对证件原件，先把不属于本人的那一份“不批准”。"
    ),
    "ALREADY_A_MEMBER": Entry(
        409,
        "{name}已经是工会会员，不需要重复入会。",
        "请打开这份申请，点“转为会籍接转”（一次入会、动态接转）。",
    ),
    "APPLICATION_NOT_MEMBER": Entry(
        409, "登记册里没有这个证件号的会籍，不用接转。", "请照常初审，由委员会决定是否批准入会。"
    ),
    "DECISION_EMPTY": Entry(422, "没有选中要办理的申请。", "请至少勾选一份申请。"),
    "DECISION_TOO_LARGE": Entry(
        422, "一份决议一次最多办理 {most} 份申请。", "请先按单位筛选，分几次记录；会议纪要编号可以相同。"
    ),
    # membership
    "MEMBERSHIP_ENDED": Entry(
        409, "这段会籍已经结束：{reason}。", "请回到会员名单，打开现在的这一段再办理。"
    ),
    "MEMBERSHIP_MISSING": Entry(409, "您现在没有会籍，不能接转。", "请到“我要入会”重新申请。"),
    "MEMBERSHIP_RETAINED": Entry(409, "会籍已经保留，不用再办。", "要恢复，请办理“恢复会籍”。"),
    "MEMBERSHIP_NOT_RETAINED": Entry(409, "会籍没有保留，不用恢复。", "请刷新页面，看看现在的情况。"),
    "MEMBERSHIP_DUES_FREE": Entry(
        409,
        "保留会籍期间免交会费，不能视为自动退会（工会章程第八条）。",
        "本人要求退会的，请办理“退会”；登记有误的，请先恢复会籍。",
    ),
    "UNION_CLOSED": Entry(409, "这个工会已经撤销。", "请上级工会把会员接转到别的工会，或者保留在上级工会。"),
    "UNION_HAS_BRANCHES": Entry(
        409, "这个工会下面还有没有撤销的工会，不能撤销。", "请先撤销或者改隶下面的工会，再来办理。"
    ),
    "EXPULSION_OPEN": Entry(409, "这位会员已有一件开除案在办。", "请到首页找到那一件继续办理。"),
    "EXPULSION_MOVED": Entry(
        409, "这位会员现在不是本工会的会员，不能在这里决定。", "请核对会籍；不用再办的，请撤回小组意见。"
    ),
    # transfer
    "TRANSFER_OPEN": Entry(409, "已有一件会籍接转正在办理。", "请等它办完；不想转了，可以先撤回那一件。"),
    "TRANSFER_NOT_YOUR_TURN": Entry(
        409, "这件接转现在不在您手里，在{whose}。", "请等那边办理，不用重复操作。"
    ),
    "TRANSFER_SAME_UNION": Entry(409, "会籍已经在这个工会，不用接转。", "请核对要转到哪个工会。"),
    "TRANSFER_STALE": Entry(
        409, "会籍已经有变动，这件接转不能再办。", "请核对这位会员现在的会籍；需要时重新申请接转。"
    ),
    "IDENTITY_NOT_PROVED": Entry(
        409,
        "还没有核对过是不是本人，不能转为会籍接转。",
        "请当面看证件原件后勾选；或者请本人用花名册登记的手机号在微信里核验。",
    ),
    "BATCH_EMPTY": Entry(422, "没有选中会员。", "请至少勾选一位会员。"),
    "BATCH_CHANGED": Entry(409, "名单刚刚有变化，没有办理任何一位。", "请再看一遍名单，然后重新确认。"),
    # roster
    "ROSTER_EMPTY": Entry(409, "花名册里还没有会员。", "请先批准入会申请，或者导入花名册。"),
    "ROSTER_UNCHANGED": Entry(409, "自上次确认后没有变化。", "不用重复确认；到更新月份请点“无变化确认”。"),
    "ROSTER_TAMPERED": Entry(409, "花名册内容与确认时的校验值不一致。", "请停止上报，并立即告诉县总工会。"),
    # erasure
    "ERASURE_MEMBER": Entry(
        409,
        "您现在还是工会会员，会员信息按规定要保留。",
        "要退会的，请先向您的工会提出；退会以后就可以在这里申请删除。",
    ),
    "ERASURE_NONE": Entry(409, "没有等待删除的申请。", "已经到期的，信息已经删除，不能恢复。"),
    "ERASURE_ASKED": Entry(409, "已经有一份删除申请在等。", "到期以前可以撤回；不用再申请一次。"),
    "ERASURE_STILL_MEMBER": Entry(
        409,
        "本人现在还是工会会员，会员信息按规定要保留。",
        "会籍结束以后才能删除；请先办理退会或者去世登记。",
    ),
    "ERASURE_OWN": Entry(409, "登记的人不能自己核准。", "请县总工会的另一位同志核准。"),
    # finding
    "FINDING_NONE": Entry(409, "没有选中疑点，或者选中的已经答复过了。", "请回到列表，勾选要一起答复的。"),
    "FINDING_TOO_MANY": Entry(409, "一次最多一起答复 {most} 个。", "请分几次答复。"),
    "FINDING_OWN": Entry(409, "自己答复的不能自己销号。", "请上级工会的另一位同志销号。"),
    # campaign
    "CAMPAIGN_CLOSED": Entry(
        409,
        "这次花名册更新已经截止或者还没有开始。",
        "有变动的，请到花名册页面确认并上报；下一次更新开始时首页会提醒您。",
    ),
    # snapshot
    "SNAPSHOT_EXISTS": Entry(409, "这个时点已经封存过了，封存的内容不会再变。", "请到“封存”里查看。"),
    # correction
    "CORRECTION_NEEDS_CARD": Entry(
        403, "还不能在网上更正，因为还没有核实您是本人。", "请先激活惠工卡，或联系您的工会更正。"
    ),
    "CORRECTION_ALREADY_OPEN": Entry(
        409, "这一项已经有一份更正申请在办。", "请等工会答复；填错了的，可以先撤回再重新申请。"
    ),
    "CORRECTION_NUMBER_TAKEN": Entry(
        409,
        "登记册里另一个人已经是这个证件号码，没有更正。",
        "请当面核对证件原件；确实重复登记的，请联系县总工会。不能更正的，请答复“不更正”并写明原因。",
    ),
    # card
    "CARD_MISSING": Entry(404, "您还没有激活惠工卡。", "请先激活惠工卡。"),
    "CARD_NOT_ACTIVE": Entry(409, "这张卡现在不能出示：{state}。", "请到“惠工卡”页面查看怎么恢复。"),
    "CARD_CODE_INVALID": Entry(404, "这个码无效或者已经过期。", "请让持卡人刷新后重新出示。"),
    "CARD_BOUND_ELSEWHERE": Entry(
        409,
        "这位会员已有一张卡绑定在别的微信上。",
        "请核对本人证件后先解除那张卡的绑定，再请本人重新提交核验。",
    ),
    "CARD_PHONE_NEEDED": Entry(
        403,
        "解除绑定要先核验登记在花名册上的手机号。",
        "请点“微信手机号”按钮，10 分钟内再试；换了号码的，请联系您的工会解除。",
    ),
    "CLAIM_NOT_FOUND": Entry(404, "没有找到这次核验。", "请重新提交核验。"),
    "CLAIM_CODE_WRONG": Entry(422, "核验码不对或者已经过期。", "请核对后再输入；多次输错请过一会儿再试。"),
    "SECOND_PERSON_NEEDED": Entry(
        403,
        "解除绑定和当面确认激活，不能由同一个人办理。",
        "请另一位有权限的同事确认，或者请本人用手机号核验。",
    ),
    # console
    "SIGN_IN_FAILED": Entry(
        401, "用户名、密码或动态码不对。", "请核对后重试；忘记密码请联系县总工会管理员。"
    ),
    "SIGN_IN_SLOWED": Entry(
        429,
        "在这里用这个用户名输错了好几次，请 {minutes} 分钟后再试。",
        "急着登录的，请连续填写两个动态码：先填现在的，等验证器换了新的，再填下一个；也可以用微信扫码登录。",
    ),
    "SIGN_IN_TWO_CODES": Entry(
        429,
        "这个用户名近来有很多次没有登录成功，为防有人冒充，请连续填写两个动态码。",
        "先填现在的动态码，等验证器换了新的，再填下一个，然后登录；也可以用微信扫码登录，或者用以前登录过的电脑。",
    ),
    "SIGN_IN_NEEDED": Entry(401, "请先登录。", "登录后会回到这一页。"),
    "FORM_EXPIRED": Entry(
        403, "页面停留太久，已失效。", "请返回上一页刷新后重新提交，已填的内容请先复制保存。"
    ),
    "ORIGIN_WRONG": Entry(403, "这个请求不是从本系统页面发出的。", "请从本系统页面重新操作。"),
    "STEP_UP_NEEDED": Entry(403, "这一步需要再次输入动态码。", "请输入动态码后继续。"),
    "SCAN_FAILED": Entry(
        409, "这次扫码没有成功，或者已经过期。", "请重新获取一个码，用绑定过的微信再扫一次。"
    ),
    "SCAN_NOT_YOURS": Entry(
        403,
        "这个微信不能确认这次操作。",
        "请换已绑定工作台账号的微信扫码；还没有绑定的，请先用密码登录工作台，在“登录管理”里绑定。",
    ),
    "WECHAT_ALREADY_BOUND": Entry(
        409, "这个微信或者这个账号已经有绑定。", "一个微信只绑定一个账号：请先解除原来的绑定，再重新扫码。"
    ),
    "WECHAT_NOT_BOUND": Entry(409, "这个账号没有绑定微信。", "不用解除；需要扫码登录的，请先绑定。"),
    "PURPOSE_MISSING": Entry(422, "请写明用途。", "请用一句话写明查看或导出的用途，会记入审计日志。"),
    "PRINT_NOT_READY": Entry(
        503,
        "这台服务器上没有中文字体，打出来会是一排方框，所以没有打印。",
        "请把这句话转给系统管理员：安装 fonts-noto-cjk 和 libpangoft2-1.0-0，再重启服务（见运维手册第 3 节）。",
    ),
    "PRINT_TOO_LONG": Entry(
        422, "这一版有 {rows} 行，一次最多打印 {most} 行。", "请到“导出”里导出 Excel 表格，再从 Excel 打印。"
    ),
    "NOT_ALLOWED": Entry(403, "您的角色不能做这件事。", "需要办理请联系县总工会管理员。"),
    "PASSWORD_WEAK": Entry(422, "密码太短或太常见。", "请用至少 12 个字符，可以是一句话。"),
    # files
    "FILE_UNREADABLE": Entry(422, "这个文件读不出来：{reason}", "请用 Excel 另存为 .xlsx 后再上传。"),
    "FILE_HEADER_UNKNOWN": Entry(
        422, "没有找到表头：缺少{columns}。", "请下载样表，把内容贴进样表后再上传。"
    ),
    "IMPORT_NOT_READY": Entry(409, "文件还在读取。", "请等进度条走完再确认。"),
    "IMPORT_OUTDATED": Entry(
        409, "预览之后登记又有变化，没有写入任何内容。", "系统已按现在的登记重新核对，请再看一遍预览再确认。"
    ),
    "IMPORT_NOT_ALLOWED": Entry(
        409, "确认的人现在没有导入的权限，没有写入任何内容。", "请有权限的人核对预览后再确认。"
    ),
    "ANNOTATED_NOT_READY": Entry(409, "核对表还没有生成。", "请先点“生成核对表”，等这一页显示可以下载。"),
    "IMPORT_GONE": Entry(410, "这次导入已经结束，文件已销毁。", "需要核对表的，请重新上传。"),
    "IMPORT_FAULT": Entry(
        500, "写入时出了故障，没有写入任何内容。", "请再确认一次；仍然不行，请联系县总工会管理员。"
    ),
    "IMPORT_NOTHING": Entry(409, "没有可以导入的行。", "请按预览里的提示修改表格后重新上传。"),
    "ASKED_TOO_MANY": Entry(
        409,
        "超过了本工会的核对额度：一年里可以核对 {allowed} 人，已核对 {used} 人，这次还有 {wanted} 人不是本工会现在的会员。",
        "请到“导入”页的“核对额度”，请县总工会同意增加；同意以后再来确认。",
    ),
    "ALLOWANCE_WAITING": Entry(409, "已经请县总工会增加过额度，还没有答复。", "请等答复；急用的，请打电话。"),
    "ALLOWANCE_OWN": Entry(403, "这是您自己提出的。", "请另一位同事用自己的账号登录后答复。"),
    "EXPORT_NOT_READY": Entry(409, "文件还在生成。", "请等进度条走完再下载。"),
    "EXPORT_FAILED": Entry(
        409, "文件没有生成：{reason}", "请处理后重新导出；仍然不行，请联系县总工会管理员。"
    ),
    "EXPORT_GONE": Entry(410, "这个文件已过期删除。", "请重新导出。"),
    "EXPORT_QUOTA": Entry(
        429,
        "一个人一天最多导出 {limit} 人的花名册，您今天的已经不够。",
        "请明天再导出；急用的，请在乡镇（街道）一级申请，由第二个人批准。",
    ),
    "PROVINCE_NOTHING": Entry(
        409, "没有要报送的人：省平台的数据和现在的登记一致。", "不用报送；有新的变化再做。"
    ),
    "EXPORT_SECOND_PERSON": Entry(
        403,
        "申请导出和批准导出，不能是同一个人（姓名相同、或绑过同一个微信的账号，按同一个人算）。",
        "请另一位同事用自己的账号登录后批准。",
    ),
    "EXPORT_REQUEST_GONE": Entry(
        410, "这次申请超过 24 小时没有批准，已经失效。", "请申请人重新申请，并当面告诉批准的同事。"
    ),
    "EXPORT_CHANGED": Entry(
        409, "申请的内容与提交时不一样，这次申请已作废。", "请立即告诉县总工会管理员，查明原因后再重新申请。"
    ),
    "EXPORT_LINK_GONE": Entry(
        410, "这个下载链接已经用过，或者超过了 15 分钟。", "请回到这次导出的页面，再取一个下载链接。"
    ),
    "EXPORT_SPENT": Entry(
        409, "这个文件的{what}已经取过 {most} 次，不能再取。", "如果没有保存好，请重新申请导出。"
    ),
}
