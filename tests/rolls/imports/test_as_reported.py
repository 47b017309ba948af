"""花名册-实际报来的样子: every line of the expected results comes true, and the file can be sent twice."""

import csv
from collections.abc import Callable

from sqlalchemy import select

from service.ground.db import Database
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.facts.words import Education
from service.register.memberships.models import Membership
from service.register.people.documents import check_digit
from service.register.people.register import find_person
from service.rolls.imports.verdicts import JudgedRow, RowVerdict
from tests.given import World
from tests.rolls.imports.office import DATA, confirmed, previewed, rows_of, sample

EXPECTED = {
    row["序号"]: row["应有的结果"]
    for row in csv.DictReader((DATA / "roster_as_reported.expected.csv").open(encoding="utf-8-sig"))
}
# What the sentence or the fact must show, where the expected result says more than the verdict.
SHOWN: dict[str, Callable[[JudgedRow], bool]] = {
    "说明Excel数值格式丢了末三位": lambda row: "Excel 已丢掉身份证号的末三位" in row.all_notes[0].sentence,
    "转大写后收下": lambda row: row.facts["number"] == row.facts["number"].upper(),
    "以证件为准": lambda row: row.facts["gender"] == "male" and row.all_notes[0].column == "性别",
    "指出与哪一行重复": lambda row: "与序号 13（表格第 17 行）重复" in row.all_notes[0].sentence,
    "升为十八位": lambda row: len(row.facts["number"]) == 18 and "十五位" in row.all_notes[0].sentence,
    "超龄": lambda row: "超龄" in row.all_notes[0].sentence,
    "归为专科": lambda row: row.facts["education"] == "college",
    "归为本科": lambda row: row.facts["education"] == "bachelor",
    "说明可填哪些": lambda row: "研究生、本科、专科" in row.all_notes[0].sentence,
    "记为本工会所在单位": lambda row: "新会员记为“雉城样例电池有限公司”" in row.all_notes[0].sentence,
    "转半角后收下": lambda row: row.facts["number"].isascii(),
    "规整后收下": lambda row: len(row.facts["phone"]) == 11,
}


def verdict_said(sentence: str) -> RowVerdict:
    """The verdict that a line of the expected results asks for."""
    if sentence.startswith("拒收本行或提请核对") or "提请" in sentence:
        return RowVerdict.QUESTION
    return RowVerdict.REFUSED if sentence.startswith("拒收") else RowVerdict.ACCEPTED


def test_every_line_of_the_expected_results_comes_true(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2025-03-03 09:00")
    rows = {
        row.serial: row
        for row in rows_of(deployed, previewed(deployed, world, sample("roster_as_reported.xlsx")))
    }
    assert {serial: row.verdict for serial, row in rows.items()} == {
        serial: verdict_said(sentence) for serial, sentence in EXPECTED.items()
    }
    unmet = [
        (serial, words)
        for serial, sentence in EXPECTED.items()
        for words, holds in SHOWN.items()
        if words in sentence and not holds(rows[serial])
    ]
    assert unmet == []
    assert {words for words in SHOWN for sentence in EXPECTED.values() if words in sentence} == set(SHOWN)


def test_a_year_later_those_who_passed_the_legal_age_meanwhile_are_asked_about(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    rows = rows_of(deployed, previewed(deployed, world, sample("roster_as_reported.xlsx")))
    asked = [row.serial for row in rows if any("超龄" in note.sentence for note in row.all_notes)]
    assert asked == ["21", "25", "31", "34"]


def test_what_was_accepted_stands_in_the_register_as_it_was_meant(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2025-03-03 09:00")
    counts = confirmed(deployed, world, previewed(deployed, world, sample("roster_as_reported.xlsx")))
    assert counts == {
        "accepted": 21,
        "question": 5,
        "refused": 9,
        "new": 26,
        "changed": 0,
        "unchanged": 0,
        "pending": 0,
        "absent": 3,
    }
    with deployed.database.reading() as session:
        upgraded = find_person(session, "33052219680412123" + check_digit("33052219680412123"))
        assert upgraded is not None
        assert opened(upgraded, "name") == "姜秀飞"
        old = find_person(session, "34182219870816835X")
        assert old is not None
        assert (opened(old, "name"), old.education) == ("谭然娟", Education.COLLEGE)
        uighur = find_person(session, "330502196602186759")
        assert uighur is not None
        assert opened(uighur, "name") == "阿依古丽·买买提"


def test_the_same_file_again_changes_nothing(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2025-03-03 09:00")
    data = sample("roster_as_reported.xlsx")
    confirmed(deployed, world, previewed(deployed, world, data))
    before = everything(deployed.database)
    counts = confirmed(deployed, world, previewed(deployed, world, data))
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 26)
    assert everything(deployed.database) == before


def everything(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        rows = session.execute(select(Membership.id, Membership.person_id, Membership.unit_name)).all()
        return sorted(tuple(row) for row in rows)
