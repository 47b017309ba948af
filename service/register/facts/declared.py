"""What the county knows of a person: every fact declared once, with all that copies, papers, erasing and pages need.

A fact of a person or of a membership is stated in an application first (``stated``) and taken over by the register when
the committee approves. Whoever copies, prints, compares, corrects, erases or names facts iterates over this list; a test
of the house holds the columns of the three tables, the shapes on the wire and the roster against it.
"""

from collections.abc import Mapping

from service.register.facts.kinds import Erased, Mask, PersonalFact, PhoneQuestion, Printed, Whose
from service.register.facts.words import DocumentKind, Education, Employment, Gender, Household, Post

FACTS = (
    PersonalFact(
        name="name",
        label="姓名",
        whose=Whose.PERSON,
        erased=Erased.KEY,
        sealed=True,
        sought=True,
        mask=Mask.NAME,
        correctable=True,
        annex3=Printed(1, "姓名", width=11),
    ),
    PersonalFact(
        name="document_kind",
        label="证件类型",
        whose=Whose.PERSON,
        erased=Erased.KEPT,
        codes=DocumentKind,
        returnable=False,
    ),
    PersonalFact(
        name="id_number",
        label="证件号码",
        named_by="document_kind",
        whose=Whose.PERSON,
        erased=Erased.KEY,
        sealed=True,
        sought=True,
        mask=Mask.NUMBER,
        correctable=True,
        annex2=Printed(3, "证件号码"),
        annex3=Printed(3, "身份证号码", width=21, as_text=True),
    ),
    PersonalFact(
        name="phone",
        label="手机号",
        whose=Whose.PERSON,
        erased=Erased.KEY,
        sealed=True,
        sought=True,
        mask=Mask.PHONE,
        correctable=True,
        needed="请填写手机号。",
        annex2=Printed(4, "手机号码"),
        annex3=Printed(6, "手机号码", width=14, as_text=True),
        asked=PhoneQuestion(1, 1, keyboard="number", longest=20),
    ),
    PersonalFact(
        name="address",
        label="现居住地",
        whose=Whose.PERSON,
        erased=Erased.KEY,
        sealed=True,
        mask=Mask.PLACE,
        correctable=True,
        annex2=Printed(9, "现居住地"),
        asked=PhoneQuestion(1, 2, hint="写到街道、小区就行"),
    ),
    PersonalFact(
        name="gender",
        label="性别",
        whose=Whose.PERSON,
        erased=Erased.KEPT,
        codes=Gender,
        correctable=True,
        needed="请选择性别。",
        annex2=Printed(1, "性别"),
        annex3=Printed(2, "性别"),
        asked=PhoneQuestion(2, 1),
    ),
    PersonalFact(
        name="nationality",
        label="国籍",
        whose=Whose.PERSON,
        erased=Erased.KEPT,
        longest=40,
        default="中国",
        correctable=True,
        annex2=Printed(2, "国籍"),
        annex3=Printed(4, "国籍"),
        needed="请填写国籍。",
        asked=PhoneQuestion(2, 2, hint="外国籍的，请改成自己的国家"),
    ),
    PersonalFact(
        name="education",
        label="学历",
        whose=Whose.PERSON,
        erased=Erased.EMPTIED,
        codes=Education,
        correctable=True,
        needed="请选择学历。",
        annex2=Printed(5, "学历"),
        annex3=Printed(5, "学历"),
        asked=PhoneQuestion(2, 3),
    ),
    PersonalFact(
        name="household",
        label="户籍类型",
        whose=Whose.PERSON,
        erased=Erased.EMPTIED,
        codes=Household,
        correctable=True,
        needed="请选择户籍类型。",
        annex2=Printed(6, "户籍类型"),
        annex3=Printed(7, "户籍类型"),
        asked=PhoneQuestion(2, 4, hint="看户口：在本县的选“本地”，在外县的选“外地”"),
    ),
    PersonalFact(
        name="employment",
        label="就业状况",
        whose=Whose.MEMBERSHIP,
        erased=Erased.KEPT,
        codes=Employment,
        correctable=True,
        needed="请选择就业状况。",
        handed_on=True,
        annex2=Printed(7, "就业状况"),
        annex3=Printed(9, "就业状况"),
        asked=PhoneQuestion(3, 3),
    ),
    PersonalFact(
        name="unit_name",
        label="所属单位",
        asked_as="所在单位",
        whose=Whose.MEMBERSHIP,
        erased=Erased.KEPT,
        correctable=True,
        needed="请填写所在单位。",
        handed_on=True,
        annex2=Printed(10, "所属单位"),
        annex3=Printed(8, "所属单位", width=26),
        asked=PhoneQuestion(3, 1, hint="单位的全称"),
    ),
    PersonalFact(
        name="post",
        label="担任工会职务",
        whose=Whose.MEMBERSHIP,
        erased=Erased.KEPT,
        codes=Post,
        stated=False,
        annex3=Printed(10, "担任工会职务", width=14),
    ),
    PersonalFact(
        name="unit_uscc",
        label="单位信用代码",
        whose=Whose.APPLICATION,
        erased=Erased.EMPTIED,
        longest=18,
        asked=PhoneQuestion(3, 2, label="单位的统一社会信用代码", hint="18 位，营业执照上有；不知道就不填"),
    ),
    PersonalFact(
        name="signature",
        label="签名",
        whose=Whose.APPLICATION,
        erased=Erased.KEY,
        sealed=True,
        picture=True,
        needed="请阅读誓词并签名。",
    ),
)

# The columns of the three tables that hold no fact of a person, and why not.
NO_FACTS: Mapping[str, Mapping[str, str]] = {
    Whose.PERSON.value: {
        "id": "the record itself",
        "level": "how sure the county is of the document: its own judgement, never stated or corrected",
        "created_at": "when the record began",
    },
    Whose.MEMBERSHIP.value: {
        "id": "the record itself",
        "person_id": "which person",
        "union_id": "which union",
        "sequence": "the place in the chain",
        "started_on": "the course of the membership: changed by acts with evidence, never by a correction",
        "ended_on": "the course of the membership",
        "basis": "the course of the membership",
        "decision_id": "the course of the membership",
        "end_reason": "the course of the membership",
        "retained_for": "the course of the membership",
        "created_at": "when the record began",
    },
    Whose.APPLICATION.value: {
        "id": "the record itself",
        "account_id": "which account",
        "identity_id": "which stated identity",
        "union_id": "which union",
        "status": "the course of the application",
        "version": "the course of the application",
        "unit_has_union": "of the unit: a lead for founding a union",
        "oath_version": "which text was signed",
        "created_at": "the course of the application",
        "touched_at": "the course of the application",
        "submitted_at": "the course of the application",
        "due_on": "the course of the application",
        "decision_id": "the course of the application",
    },
}

OF_PERSON = tuple(fact for fact in FACTS if fact.whose is Whose.PERSON)
OF_MEMBERSHIP = tuple(fact for fact in FACTS if fact.whose is Whose.MEMBERSHIP)
STATED = tuple(fact for fact in FACTS if fact.stated)
CORRECTABLE = tuple(fact for fact in FACTS if fact.correctable)
BY_NAME: Mapping[str, PersonalFact] = {fact.name: fact for fact in FACTS}


def _in_order(printed: Mapping[PersonalFact, Printed | None]) -> Mapping[PersonalFact, Printed]:
    columns = [(fact, column) for fact, column in printed.items() if column is not None]
    return dict(sorted(columns, key=lambda one: one[1].place))


# The columns of the roster in their printed order; 序号 stands before them.
ANNEX3 = _in_order({fact: fact.annex3 for fact in FACTS})
# What an application on paper says below the annex, in its order.
ANNEX2 = _in_order({fact: fact.annex2 for fact in FACTS})


def questions() -> list[tuple[PersonalFact, PhoneQuestion]]:
    """What the form on the phone asks, in its order."""
    asked = [(fact, fact.asked) for fact in FACTS if fact.asked is not None]
    return sorted(asked, key=lambda one: (one[1].step, one[1].place))


def entries(facts: tuple[PersonalFact, ...]) -> dict[str, tuple[str, str]]:
    """Facts as the members of a code list: to be told to return, reveal or correct one of them."""
    return {fact.name.upper(): (fact.name, fact.question) for fact in facts}
