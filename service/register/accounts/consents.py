"""告知书: the texts that a worker agrees to, by version; a new version asks again.

The privacy policy names every fact that is asked, as the facts are declared.
"""

from dataclasses import dataclass

from service.register.accounts.models import ConsentKind
from service.register.facts.declared import STATED


@dataclass(frozen=True)
class ConsentWording:
    """One version of the text of one notice (告知书)."""

    kind: ConsentKind
    version: str
    title: str
    text: str


# The edition of the words of the privacy policy; a fact that is asked since later makes a later one, and asks everybody.
WORDED = "2026-12"

CURRENT: dict[ConsentKind, ConsentWording] = {
    ConsentKind.PRIVACY: ConsentWording(
        ConsentKind.PRIVACY,
        max(WORDED, *(fact.since for fact in STATED)),
        "惠工卡隐私政策",
        "我们只收集办理入会和使用会员卡需要的信息：微信账号标识，您自己填写的"
        f"{'、'.join(fact.question for fact in STATED)}。信息加密保存在本县，只给您申请加入的工会和它的上级工会经办人看，"
        "每次查看都有记录。您可以随时查看、更正，也可以撤回同意。",
    ),
    ConsentKind.IDENTITY: ConsentWording(
        ConsentKind.IDENTITY,
        "2026-11",
        "敏感个人信息处理告知书",
        "您的证件号码属于敏感个人信息。收集它只有两个用途：一是核对申请人是不是您本人，避免别人冒用；"
        "二是按规定登记会员花名册（长总工〔2018〕12号）。不填写就不能在网上申请，但您可以到所在工会当面办理。"
        "证件号码逐项加密保存，页面上只显示首尾各一位；会籍结束并超过保存期后销毁。"
        "您可以在“我的”里撤回同意，撤回前已完成的登记按法律规定保留。",
    ),
}
