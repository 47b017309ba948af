"""Code lists that describe a person and his work (附件3 花名册, 证件类型)."""

from service.ground.words import Words


class DocumentKind(Words):
    """证件类型."""

    RESIDENT = "resident", "居民身份证"
    HMT_RESIDENT = "hmt_resident", "港澳台居民居住证"
    FOREIGN_RESIDENT = "foreign_resident", "外国人永久居留身份证"
    HK_MACAO_PERMIT = "hk_macao_permit", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证"
    PASSPORT = "passport", "护照"


class Gender(Words):
    """性别 (GB/T 2261.1); annex 3 prints 男 or 女."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(Words):
    """学历 (GB/T 4658-2006, 2006 codes 10–90)."""

    POSTGRADUATE = "postgraduate", "研究生"
    BACHELOR = "bachelor", "本科"
    COLLEGE = "college", "专科"
    VOCATIONAL = "vocational", "中职"
    HIGH = "high", "高中"
    JUNIOR = "junior", "初中"
    PRIMARY = "primary", "小学"
    OTHER = "other", "其他"


class Household(Words):
    """户籍类型; the notice names the column and no list, so the four of HR practice are kept."""

    LOCAL_TOWN = "local_town", "本地城镇"
    LOCAL_COUNTRY = "local_country", "本地农村"
    OUTER_TOWN = "outer_town", "外地城镇"
    OUTER_COUNTRY = "outer_country", "外地农村"


class Employment(Words):
    """就业状况; the notice names the column and no list."""

    AT_WORK = "at_work", "在岗"
    LAID_OFF = "laid_off", "待（下）岗"
    UNEMPLOYED = "unemployed", "失业"
    RETIRED = "retired", "退休"
    EARLY_RETIRED = "early_retired", "内退"
    SICK_LEAVE = "sick_leave", "病休"
    FLEXIBLE = "flexible", "灵活就业"
    OTHER = "other", "其他"


class Post(Words):
    """担任工会职务; empty for a plain member."""

    LEADER = "leader", "小组长"
    COMMITTEE = "committee", "委员"
    WOMEN_HEAD = "women_head", "女工委主任"
    WOMEN_MEMBER = "women_member", "女工委委员"
    AUDIT_HEAD = "audit_head", "经审主任"
    AUDIT_MEMBER = "audit_member", "经审委员"
    VICE_CHAIR = "vice_chair", "副主席"
    CHAIR = "chair", "主席"
    BRANCH_CHAIR = "branch_chair", "分会主席"
    FULL_TIME = "full_time", "专职干部"
    ORGANISER = "organiser", "组织员"
