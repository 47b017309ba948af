"""What a finding says: the question in one sentence with masked names, and what may be done about it."""

from collections.abc import Mapping
from uuid import UUID

from service.ground.sealing import opened
from service.oversight.findings.models import Finding, Kind
from service.register.people.contact import masked_name
from service.register.people.models import Person

ADVICE: dict[Kind, str] = {
    Kind.DUPLICATE_DOCUMENT: "请拿两份登记和证件原件核对。同一个人登记了两次的，请县总工会合并，两份历史都会保留。",
    Kind.DUPLICATE_PERSON: "同名、同一天出生的多半是同一个人，也可能是两个人。请看证件原件。是同一个人的，请县总工会合并。",
    Kind.DUPLICATE_PHONE: "家人或者同事共用一个号码没有关系，核对一下就行；号码写错的，请更正。",
    Kind.ERROR: "请与证件原件核对。写错的，请本人申请更正，或者在会员页面改正。",
    Kind.NEVER_ACTIVATED: "请逐个通知，或者请他们带证件来当面激活。不用微信的，会籍照旧，不影响。",
    Kind.OMISSION: "上报的人数比花名册多。请补录遗漏的会员；上报数写错的，请上级工会更正。",
    Kind.OVER_AGE: (
        "过了法定退休年龄不等于已经退休：返聘、延迟退休的，会籍照旧。已经退休的，请办理保留会籍（会籍管理办法第十七条）。"
        "女职工不知道按哪一档退休的，过了较晚的一档才问。"
    ),
    Kind.SHELL_UNION: "请核对工会是否还在活动：该换届的换届，该撤销的撤销。确实正常的，写明依据。",
    Kind.STRANDED: "工会撤销了，会籍可以继续保留（工会法第十三条）。请把会员安置到别的工会，或者保留在上级工会。",
    Kind.UNIT_CLOSED: "单位没有了，请核对他现在在哪里上班：换了单位的办接转，失业的办保留会籍（会籍管理办法第十九条）。",
    Kind.UNSETTLED: "请说明这些人从哪里来：是本单位职工的，请本人或者原工会答复；姓名、号码写错的，改好再导入。上级请看审计日志。",
}


def _name(person: Person, in_clear: bool) -> str:
    name = opened(person, "name")
    return name if in_clear else masked_name(name)


def signal_told(one: Finding, others: Mapping[UUID, Person], *, in_clear: bool = False) -> str:
    """The question in one sentence; people are named by what lists may show of them, to who has to answer in full."""
    name = _name(one.person, in_clear) if one.person else ""
    other = others.get(one.about_id)
    beside = _name(other, in_clear) if other else "另一份登记"
    reported, _, members = one.fingerprint.partition(":")
    sentences = {
        Kind.DUPLICATE_DOCUMENT: f"{name}和{beside}的证件号码相同，是同一个人吗？",
        Kind.DUPLICATE_PERSON: f"{name}和{beside}姓名、出生日期都相同，是同一个人吗？",
        Kind.DUPLICATE_PHONE: f"{name}和{beside}的手机号相同，号码对吗？",
        Kind.ERROR: f"{name}的登记对不上：{one.seen}。",
        Kind.NEVER_ACTIVATED: f"{one.union.name}约{reported.partition('/')[0]}成会员很久没有激活惠工卡，通知到了吗？",
        Kind.OMISSION: f"{one.union.name}上报 {reported} 人，花名册上只有 {members} 人，漏了谁？",
        Kind.OVER_AGE: f"{name}过了法定退休年龄，还在岗吗？",
        Kind.SHELL_UNION: f"{one.union.name}：{one.seen}。工会还在活动吗？",
        Kind.STRANDED: f"{name}所在的工会已经撤销，安置到哪里？",
        Kind.UNIT_CLOSED: f"{name}的单位已经撤销或者破产，他现在在哪里上班？",
        Kind.UNSETTLED: f"{one.union.name}半年里有 {one.fingerprint} 多个人列进花名册或者请求接转，一直核对不上，是怎么回事？",
    }
    return sentences[one.kind]
