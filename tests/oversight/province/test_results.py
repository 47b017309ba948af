"""省平台结果文件: taken row by row as the honest or the careless province writes it; nothing is guessed."""

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest

from service.ground.errors import Refusal
from service.ground.sealing import destroy_key
from service.oversight.province.actions import close
from service.oversight.province.models import RowResult
from service.oversight.province.queries import pack_in_reach
from service.register.deployment import Deployment
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.verdicts import RowVerdict
from tests.given import World, id_number
from tests.oversight.province.given import (
    actor_of,
    all_well,
    answered_by,
    file,
    handed_in,
    lines_of,
    pack_made,
    preview,
    results,
    uploaded,
    without,
    written,
)
from tests.rolls.imports.hostile import zoo
from tests.rolls.imports.old_excel import old_book
from tests.working import work_off

ACCEPTED = (RowResult.ACCEPTED, "")
UNANSWERED = (RowResult.SENT, "")


@pytest.fixture
def pack_id(deployed: Deployment, world: World, at: Callable[[str], None]) -> UUID:
    """A pack that was handed in."""
    at("2026-07-06 09:00")
    made = pack_made(deployed, world)
    handed_in(deployed, world, made)
    return made


def codes(deployed: Deployment, world: World, pack_id: UUID) -> dict[str, str]:
    return {line["姓名"]: line["报送行号"] for line in lines_of(deployed, world, pack_id)}


def notes(deployed: Deployment, import_id: UUID) -> list[str]:
    return [note.sentence for row in preview(deployed, import_id) for note in row.all_notes]


def verdicts(deployed: Deployment, import_id: UUID) -> list[RowVerdict]:
    return [row.verdict for row in preview(deployed, import_id)]


def test_every_line_gets_its_result_and_the_reason_stays_sealed(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    data = answered_by(lines_of(deployed, world, pack_id), without(["林样二"], "与公安库不一致：陈样一 重名"))
    import_id = uploaded(deployed, world, pack_id, data)
    assert results(deployed, world, pack_id)["林样二"] == UNANSWERED  # nothing before it is confirmed
    counts = written(deployed, world, import_id)
    assert (counts["new"], counts["refused"], counts["absent"]) == (6, 0, 0)
    expected = dict.fromkeys(world.members, ACCEPTED)
    expected["林样二"] = (RowResult.REJECTED, "与公安库不一致：陈样一 重名")
    assert results(deployed, world, pack_id) == expected


def test_the_same_file_again_changes_nothing(deployed: Deployment, world: World, pack_id: UUID) -> None:
    data = answered_by(lines_of(deployed, world, pack_id), without(["林样二"]))
    written(deployed, world, uploaded(deployed, world, pack_id, data))
    before = results(deployed, world, pack_id)
    counts = written(deployed, world, uploaded(deployed, world, pack_id, data))
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 6)
    assert results(deployed, world, pack_id) == before


def test_a_later_file_may_correct_an_earlier_one(deployed: Deployment, world: World, pack_id: UUID) -> None:
    lines = lines_of(deployed, world, pack_id)
    written(deployed, world, uploaded(deployed, world, pack_id, answered_by(lines, without(["林样二"]))))
    counts = written(deployed, world, uploaded(deployed, world, pack_id, answered_by(lines, all_well)))
    assert (counts["changed"], counts["unchanged"]) == (1, 5)
    assert results(deployed, world, pack_id)["林样二"] == ACCEPTED


def test_a_part_of_the_lines_may_be_answered_and_the_rest_is_counted(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    lines = lines_of(deployed, world, pack_id)
    counts = written(deployed, world, uploaded(deployed, world, pack_id, answered_by(lines[:4], all_well)))
    assert (counts["new"], counts["absent"]) == (4, 2)
    assert list(results(deployed, world, pack_id).values()).count(UNANSWERED) == 2


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("公民身份号码", "导入结果", "失败原因"), (id_number(3), "导入成功", "")),
        (("身份证号", "状态"), (f"'{id_number(3)}", " 通 过 ")),
        (("证件号码", "是否成功", "备注"), (id_number(3), "是", "导入成功")),
        (("身份证号码", "结果"), (id_number(3), "SUCCESS")),
    ],
)
def test_other_headings_and_words_are_understood(
    deployed: Deployment, world: World, pack_id: UUID, header: Sequence[str], row: Sequence[str]
) -> None:
    written(deployed, world, uploaded(deployed, world, pack_id, file([row], header)))
    assert results(deployed, world, pack_id)["陈样一"] == ACCEPTED


def test_a_reason_may_stand_behind_the_result(deployed: Deployment, world: World, pack_id: UUID) -> None:
    data = file([(id_number(3), "导入失败：证件已被占用")], ("身份证号码", "导入结果"))
    written(deployed, world, uploaded(deployed, world, pack_id, data))
    assert results(deployed, world, pack_id)["陈样一"] == (RowResult.REJECTED, "证件已被占用")


def test_a_masked_number_is_matched_by_the_number_of_the_line(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    masked = id_number(3)[:6] + "********" + id_number(3)[-4:]
    data = file([(codes(deployed, world, pack_id)["陈样一"], masked, "成功", "")])
    written(deployed, world, uploaded(deployed, world, pack_id, data))
    assert results(deployed, world, pack_id)["陈样一"] == ACCEPTED


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("{code}", "", "处理中", ""), "看不懂这个结果；请写“成功”或“失败”。"),
        (("{code}", "", "", "好"), "没有写结果。"),
        (("", "", "成功", "x"), "没有报送行号，也没有完整的证件号码，不知道是哪一行。"),
        (("DEADBEEF-1", "", "成功", ""), "这一行不是这个报送包的，请到它自己的报送包上传。"),
        (("{pack}-999", "", "成功", ""), "这个报送包里没有这一行，没有写入。"),
        (("", id_number(99), "成功", ""), "这个报送包里没有这个人，没有写入；请核对是不是传错了文件。"),
        (
            ("{code}", id_number(5), "成功", ""),
            "行号和证件号码不是同一个人，没有写入；请核对结果文件有没有错行。",
        ),
        (("{code}", "", "=1+1", ""), "这一行有公式，请复制后选择性粘贴为“数值”，再上传。"),
        (("", 3.30522e17, "成功", ""), "没有报送行号，也没有完整的证件号码，不知道是哪一行。"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_reason_and_nothing_is_written(
    deployed: Deployment, world: World, pack_id: UUID, row: Sequence[object], sentence: str
) -> None:
    code = codes(deployed, world, pack_id)["陈样一"]
    said = [
        one.format(code=code, pack=code.split("-")[0]) if isinstance(one, str) and one[:1] != "=" else one
        for one in row
    ]
    import_id = uploaded(deployed, world, pack_id, file([said]))
    assert (verdicts(deployed, import_id), notes(deployed, import_id)) == ([RowVerdict.REFUSED], [sentence])
    assert set(results(deployed, world, pack_id).values()) == {UNANSWERED}


def test_the_same_line_twice_is_written_once(deployed: Deployment, world: World, pack_id: UUID) -> None:
    code = codes(deployed, world, pack_id)["陈样一"]
    import_id = uploaded(
        deployed, world, pack_id, file([(code, "", "成功", ""), ("", id_number(3), "成功", "")])
    )
    assert verdicts(deployed, import_id) == [RowVerdict.ACCEPTED, RowVerdict.REFUSED]
    assert written(deployed, world, import_id)["new"] == 1


def test_of_two_answers_that_contradict_each_other_neither_counts(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    code = codes(deployed, world, pack_id)["陈样一"]
    import_id = uploaded(deployed, world, pack_id, file([(code, "", "成功", ""), (code, "", "失败", "重复")]))
    assert verdicts(deployed, import_id) == [RowVerdict.REFUSED] * 2
    assert results(deployed, world, pack_id)["陈样一"] == UNANSWERED


def test_a_number_corrected_since_is_a_question(deployed: Deployment, world: World, pack_id: UUID) -> None:
    code = codes(deployed, world, pack_id)["陈样一"]
    import_id = uploaded(deployed, world, pack_id, file([(code, id_number(77), "失败", "")]))
    assert verdicts(deployed, import_id) == [RowVerdict.QUESTION]
    assert notes(deployed, import_id) == [
        "省平台没有写退回的原因，请向省平台问清楚。",
        "证件号码与现在的登记不同，按行号写入，请核对。",
    ]


def test_a_file_without_a_result_is_not_read(deployed: Deployment, world: World, pack_id: UUID) -> None:
    import_id = uploaded(deployed, world, pack_id, file([(id_number(3),)], ("身份证号码",)))
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        assert (import_.status, import_.failure) == (
            ImportStatus.FAILED,
            "没有找到表头：缺少“结果”。请下载样表，把内容贴进样表后再上传。",
        )


def test_a_pack_that_ended_before_the_file_was_written_takes_no_answer(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    lines = lines_of(deployed, world, pack_id)
    written(deployed, world, uploaded(deployed, world, pack_id, answered_by(lines[:1], all_well)))
    late = uploaded(deployed, world, pack_id, answered_by(lines, all_well))
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        close(session, county, pack_in_reach(session, county, pack_id, lock=True))
    with pytest.raises(AssertionError):
        written(deployed, world, late)
    assert list(results(deployed, world, pack_id).values()).count(UNANSWERED) == 5


def test_of_two_files_confirmed_on_the_same_preview_the_second_is_read_again(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    lines = lines_of(deployed, world, pack_id)
    first = uploaded(deployed, world, pack_id, answered_by(lines, all_well))
    second = uploaded(deployed, world, pack_id, answered_by(lines, without(["林样二"])))
    written(deployed, world, first)
    with pytest.raises(AssertionError):
        written(deployed, world, second)
    work_off(deployed)
    assert written(deployed, world, second)["changed"] == 1


def test_of_who_was_erased_nothing_is_written_any_more(
    deployed: Deployment, world: World, pack_id: UUID
) -> None:
    lines = lines_of(deployed, world, pack_id)
    written(deployed, world, uploaded(deployed, world, pack_id, answered_by(lines, without(["陈样一"]))))
    with deployed.database.writing() as session:
        destroy_key(session, world.members["陈样一"].id)
    import_id = uploaded(deployed, world, pack_id, answered_by(lines[:1], all_well))
    assert notes(deployed, import_id) == ["这个人的个人信息已删除，结果不再记录。"]


@pytest.mark.parametrize("animal", ["bomb in the sheet", "zip in zip", "bzip2 bomb"])
def test_a_hostile_file_is_refused_as_every_other_and_the_pack_is_as_before(
    deployed: Deployment, world: World, pack_id: UUID, animal: str
) -> None:
    try:
        import_id = uploaded(deployed, world, pack_id, zoo()[animal])
    except Refusal as refusal:
        assert refusal.code == "FILE_UNREADABLE"
    else:
        with deployed.database.reading() as session:
            assert session.get_one(Import, import_id).status is ImportStatus.FAILED
    assert set(results(deployed, world, pack_id).values()) == {UNANSWERED}


def test_a_csv_of_the_province_is_read(deployed: Deployment, world: World, pack_id: UUID) -> None:
    data = f"公民身份号码,处理结果\r\n{id_number(3)},校验通过\r\n".encode("gb18030")
    written(deployed, world, uploaded(deployed, world, pack_id, data, "结果.csv"))
    assert results(deployed, world, pack_id)["陈样一"] == ACCEPTED


def test_an_xls_of_the_province_is_read(deployed: Deployment, world: World, pack_id: UUID) -> None:
    data = old_book([["公民身份号码", "处理结果"], [id_number(3), "校验通过"]])
    written(deployed, world, uploaded(deployed, world, pack_id, data, "结果.xls"))
    assert results(deployed, world, pack_id)["陈样一"] == ACCEPTED
