"""How people fill in the code lists of the annexes, and which printed word they mean (俗称)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from service.ground.words import Words
from service.register.facts.words import Education, Employment, Gender, Household, Post
from service.register.unions.models import UnionForm
from service.register.units.models import UnitNature

W = TypeVar("W", bound=Words)

NO_POST = ("无", "会员", "普通会员", "无职务", "-")
_ALSO: Mapping[type[Words], Mapping[Words, str]] = {
    Gender: {Gender.MALE: "男性 男士", Gender.FEMALE: "女性 女士"},
    Education: {
        Education.POSTGRADUATE: "硕士 博士 硕士研究生 博士研究生 研究生毕业 研究生及以上",
        Education.BACHELOR: "大学 大学本科 本科生 学士 本科毕业 大本",
        Education.COLLEGE: "大专 大学专科 专科生 高职 高职高专 大专毕业",
        Education.VOCATIONAL: "中专 中技 技校 职高 中等专科 中等职业 中职中专 职业高中",
        Education.HIGH: "普高 普通高中 高中毕业",
        Education.JUNIOR: "初中毕业 普通初中",
        Education.PRIMARY: "小学毕业",
        Education.OTHER: "文盲 半文盲 其它",
    },
    Household: {
        Household.LOCAL_TOWN: "本地非农业 本地非农 本县城镇 本市城镇 本地居民",
        Household.LOCAL_COUNTRY: "本地农业 本县农村 本市农村 本地农民",
        Household.OUTER_TOWN: "外地非农业 外地非农 外县城镇 外省城镇",
        Household.OUTER_COUNTRY: "外地农业 外县农村 外省农村 外来农民工",
    },
    Employment: {
        Employment.AT_WORK: "在职 在岗职工 在职在岗 就业 正常在岗 上班",
        Employment.LAID_OFF: "下岗 待岗 待下岗 下岗待岗",
        Employment.UNEMPLOYED: "失业人员 无业",
        Employment.RETIRED: "离退休 已退休 退休人员",
        Employment.EARLY_RETIRED: "内部退养 内部退休",
        Employment.SICK_LEAVE: "病假 长病假 长期病休",
        Employment.FLEXIBLE: "灵活 灵活就业人员 自由职业",
        Employment.OTHER: "其它",
    },
    Post: {
        Post.LEADER: "工会小组长 组长",
        Post.COMMITTEE: "工会委员 工会委员会委员 委员会委员",
        Post.WOMEN_HEAD: "女职工委员会主任 女职工主任 女职委主任 女工主任",
        Post.WOMEN_MEMBER: "女职工委员会委员 女职委委员 女工委员",
        Post.AUDIT_HEAD: "经费审查委员会主任 经审委主任 经审会主任",
        Post.AUDIT_MEMBER: "经费审查委员会委员 经审委委员 经审会委员",
        Post.VICE_CHAIR: "工会副主席",
        Post.CHAIR: "工会主席",
        Post.BRANCH_CHAIR: "分工会主席 分会主任",
        Post.FULL_TIME: "专职工会干部 工会专职干部",
        Post.ORGANISER: "工会组织员",
    },
    UnitNature: {
        UnitNature.ORGAN: "机关 党政机关单位 行政机关",
        UnitNature.INSTITUTION: "事业",
        UnitNature.STATE: "国有 国有企业 国企",
        UnitNature.COLLECTIVE: "集体 集体企业",
        UnitNature.PRIVATE: "私营 私营企业 民营 民营企业 民营经济",
        UnitNature.INDIVIDUAL: "个体 个体工商户",
        UnitNature.ASSOCIATED: "联营 联营企业",
        UnitNature.SHARES: "股份制企业 股份有限公司 股份合作",
        UnitNature.FOREIGN: "外资 外资企业 外商独资 外商投资企业",
        UnitNature.HMT: "港澳台 港澳台资 港澳台商投资",
        UnitNature.OTHER: "其它",
    },
    UnionForm: {
        UnionForm.SINGLE: "单独建会 独立 独立工会 单独",
        UnionForm.JOINT: "联合 联合基层工会 联合建会",
        UnionForm.FEDERATION: "联合会 行业工会联合会 区域工会联合会",
    },
}


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def meant(kind: type[W], text: str) -> W | None:
    """The code that a typed word means, printed or colloquial; None when the list has no such word."""
    code = _dictionary(kind).get(_plain(text))
    return code if isinstance(code, kind) else None


@cache
def _dictionary(kind: type[Words]) -> dict[str, Words]:
    return {
        word: code
        for code in kind
        for word in (_plain(code.label), *_ALSO.get(kind, {}).get(code, "").split())
    }


def choices(kind: type[Words]) -> str:
    """What may be filled in, for the sentence of a question."""
    return "、".join(kind.labels())
