"""核对表: the uploaded table with its verdicts, to be corrected and handed in again."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment
from service.register.jobs.actions import again
from service.register.jobs.models import JobKind, JobStatus
from service.register.jobs.working import MOST_FAULTS
from service.register.unions.models import Union
from service.rolls.imports.actions import apply_next, discard, preview_next
from service.rolls.imports.annotating import FAULT, annotate, ask
from service.rolls.imports.models import Import, ImportKind, ImportStatus
from service.rolls.imports.procedures import PROCEDURES, Procedure
from service.rolls.imports.verdicts import RowVerdict
from tests.given import World, id_number, member, phone
from tests.races import race
from tests.register.jobs.given import at_statement, drop, job_of, once
from tests.rolls.imports.office import (
    actor_of,
    annotate_next,
    line,
    ordered,
    outcome,
    previewed,
    rows_of,
    sample,
    sheet,
    uploaded,
)
from tests.rolls.imports.test_unions import annex
from tests.rolls.imports.test_unions import line as union_line

pytestmark = pytest.mark.both("locks")
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"
WRONG = id_number(103)[:-1] + ("0" if id_number(103)[-1] != "0" else "1")
NUMERIC = 330522199003070016.0  # what Excel keeps of a document number that was typed into a number cell
ROWS = [
    line("吴样七", id_number(101), phone(101)),
    line("郑样十", WRONG, phone(103)),
    [],
    line("@样甲", id_number(105), ""),
    line("钱样丁", NUMERIC, phone(107)),  # type: ignore[arg-type]
    ["合计", "", "", "", "", "", "", "4 人"],
]


def annotated(deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery") -> bytes:
    """The annotated table as its uploader asks for it and takes it, drawn by the worker in between."""
    wanted(deployed, world, import_id, login)
    assert annotate_next(deployed)
    return taken(deployed, world, import_id, login)


def wanted(deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery") -> None:
    with deployed.database.writing() as session:
        ask(session, actor_of(session, world, login), import_id)


def taken(deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery") -> bytes:
    with deployed.database.writing() as session:
        return annotate(session, actor_of(session, world, login), import_id)[1]


def kept(deployed: Deployment, import_id: UUID) -> tuple[bool, bytes | None]:
    """Whether a table is still to be drawn, and what is kept of it."""
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        return import_.annotating, import_.annotated_sealed


def first_sheet(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(BytesIO(data)).worksheets[0]


def texts(page: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in page[number]]


def said(deployed: Deployment, import_id: UUID) -> list[tuple[int, str, RowVerdict, list[str]]]:
    """Line, serial, verdict, and the columns that are spoken of."""
    return [
        (row.line, row.serial, row.verdict, [note.column for note in row.all_notes])
        for row in rows_of(deployed, import_id)
    ]


def test_every_line_keeps_its_place_and_says_what_came_of_it(deployed: Deployment, world: World) -> None:
    page = first_sheet(annotated(deployed, world, previewed(deployed, world, sheet(ROWS))))
    assert texts(page, 1)[3] == "长兴县基层工会会员花名册"
    assert texts(page, 2)[:5] == ["结论", "与登记相比", "说明", "序号", "姓名"]
    assert texts(page, 3)[:3] == ["收下", "待核对，确认后由系统核对", ""]
    wrong = "身份证号码：校验码不对，号码里可能有一位填错了，请照证件逐位核对。"
    assert texts(page, 4)[:3] == ["拒收", "", wrong]
    assert texts(page, 4)[4:7] == ["郑样十", "", WRONG]
    assert texts(page, 5) == [None] * 14
    assert texts(page, 8)[3:] == ["合计", *[None] * 6, "4 人", *[None] * 3]
    assert page.auto_filter.ref == "A2:N8"
    assert page.freeze_panes == "D3"


def test_refused_cells_are_red_questions_yellow_and_the_rest_as_it_was(
    deployed: Deployment, world: World
) -> None:
    page = first_sheet(annotated(deployed, world, previewed(deployed, world, sheet(ROWS))))
    coloured = {
        (cell.row, texts(page, 2)[cell.column - 1]): cell.fill.fgColor.rgb
        for row in page.iter_rows(min_row=3)
        for cell in row
        if cell.fill.fill_type is not None
    }
    assert {place for place, colour in coloured.items() if colour == RED and place[1] not in HEADS} == {
        (4, "身份证号码"),
        (6, "姓名"),
        (7, "身份证号码"),
    }
    assert {place for place, colour in coloured.items() if colour == YELLOW} == {(6, "手机号码")}


HEADS = ("结论", "与登记相比", "说明")


def test_no_text_is_a_formula_and_a_spoilt_number_stays_one(deployed: Deployment, world: World) -> None:
    page = first_sheet(annotated(deployed, world, previewed(deployed, world, sheet(ROWS))))
    assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}
    assert (page["E6"].value, page["E6"].data_type, page["E6"].number_format) == ("@样甲", "s", "@")
    assert (page["G7"].value, page["G7"].data_type) == (NUMERIC, "n")


def test_the_same_table_again_is_judged_the_same(deployed: Deployment, world: World) -> None:
    first = previewed(deployed, world, sheet(ROWS))
    again = previewed(deployed, world, annotated(deployed, world, first))
    assert rows_of(deployed, again) == rows_of(deployed, first)
    twice = annotated(deployed, world, again)
    assert texts(first_sheet(twice), 2) == [*HEADS, *texts(first_sheet(sheet([])), 2)]


def test_the_corrected_table_is_taken(deployed: Deployment, world: World) -> None:
    book = openpyxl.load_workbook(
        BytesIO(annotated(deployed, world, previewed(deployed, world, sheet(ROWS))))
    )
    page = book.worksheets[0]
    page["G4"], page["E6"], page["G7"] = id_number(103), "孙样甲", id_number(107)
    file = BytesIO()
    book.save(file)
    rows = rows_of(deployed, previewed(deployed, world, file.getvalue()))
    assert [row.verdict for row in rows] == [
        RowVerdict.ACCEPTED,
        RowVerdict.ACCEPTED,
        RowVerdict.QUESTION,
        RowVerdict.ACCEPTED,
    ]


def test_a_counted_cell_is_refused_again_until_somebody_types_it(deployed: Deployment, world: World) -> None:
    counted = line("吴样七", f'="{id_number(101)}"', phone(101))
    table = annotated(deployed, world, previewed(deployed, world, sheet([counted])))
    assert str(first_sheet(table)["G3"].value).startswith("（公式）")
    (row,) = rows_of(deployed, previewed(deployed, world, table))
    assert row.verdict is RowVerdict.REFUSED


def test_the_sample_as_it_is_really_reported_comes_back_with_the_same_verdicts(
    deployed: Deployment, world: World
) -> None:
    first = previewed(deployed, world, sample("roster_as_reported.xlsx"))
    again = previewed(deployed, world, annotated(deployed, world, first))
    assert said(deployed, again) == said(deployed, first)


def test_annex_1_is_annotated_too(deployed: Deployment, world: World) -> None:
    how = {"login": "county", "kind": ImportKind.UNIONS, "union": world.county}
    first = previewed(deployed, world, annex(union_line(1, 职工人数="约五十"), union_line(2)), **how)
    table = annotated(deployed, world, first, "county")
    assert texts(first_sheet(table), 3)[:3] == ["收下，请核对", "新增", "职工人数：应为整数，这一项先空着。"]
    again = previewed(deployed, world, table, **how)
    assert rows_of(deployed, again) == rows_of(deployed, first)


def test_only_who_uploaded_a_file_gets_it_back_and_only_while_it_waits(
    deployed: Deployment, world: World
) -> None:
    import_id = uploaded(deployed, world, sheet(ROWS))
    with deployed.database.writing() as session:
        for act in (ask, annotate):
            for login, code in (("chair_battery", "IMPORT_NOT_READY"), ("zhicheng", "NOT_FOUND")):
                with pytest.raises(Refusal) as refusal:
                    act(session, actor_of(session, world, login), import_id)
                assert refusal.value.code == code
    assert preview_next(deployed)
    with pytest.raises(Refusal) as refusal:
        taken(deployed, world, import_id)
    assert refusal.value.code == "ANNOTATED_NOT_READY"
    wanted(deployed, world, import_id)
    given_up(deployed, world, import_id)
    for act in (wanted, taken):
        with pytest.raises(Refusal) as refusal:
            act(deployed, world, import_id)
        assert refusal.value.code == "IMPORT_GONE"


def given_up(deployed: Deployment, world: World, import_id: UUID) -> None:
    with deployed.database.writing() as session:
        discard(session, actor_of(session, world, "chair_battery"), session.get_one(Import, import_id))


def test_asked_for_twice_it_is_drawn_once(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    wanted(deployed, world, import_id)
    wanted(deployed, world, import_id)
    assert annotate_next(deployed)
    drawn = kept(deployed, import_id)
    wanted(deployed, world, import_id)
    assert annotate_next(deployed) is False
    assert kept(deployed, import_id) == drawn
    assert taken(deployed, world, import_id) == taken(deployed, world, import_id)


def test_of_two_who_ask_at_once_one_job_is_written(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    race(lambda _: wanted(deployed, world, import_id), 8)
    assert job_of(deployed, JobKind.ANNOTATE).status is JobStatus.WAITING


def test_it_is_kept_sealed_and_goes_with_the_import(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    drawn = annotated(deployed, world, import_id)
    annotating, sealed = kept(deployed, import_id)
    assert (annotating, sealed is not None) == (False, True)
    assert sealed is not None
    assert (drawn in sealed, b"PK" in sealed[:64]) == (False, False)
    given_up(deployed, world, import_id)
    assert kept(deployed, import_id) == (False, None)


def test_a_table_that_is_drawn_while_the_file_is_given_up_is_not_kept(
    deployed: Deployment, world: World
) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    wanted(deployed, world, import_id)

    class GivingUp(dict[ImportKind, Procedure]):
        def __getitem__(self, kind: ImportKind) -> Procedure:
            given_up(deployed, world, import_id)
            return PROCEDURES[kind]

    assert annotate_next(deployed, GivingUp())
    assert kept(deployed, import_id) == (False, None)
    assert job_of(deployed, JobKind.ANNOTATE).status is JobStatus.DONE


def test_another_preview_has_a_table_of_its_own(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    before = texts(first_sheet(annotated(deployed, world, import_id)), 3)[:2]
    ordered(deployed, world, import_id)
    with deployed.database.writing() as session:
        member(session, session.get_one(Union, world.battery.id), "吴样八", id_number(101), phone(101))
    assert apply_next(deployed)
    assert preview_next(deployed)
    assert kept(deployed, import_id) == (False, None)
    after = texts(first_sheet(annotated(deployed, world, import_id)), 3)[:2]
    assert (before, after == before) == (["收下", "待核对，确认后由系统核对"], False)


def test_what_is_away_while_it_is_drawn_is_waited_for_and_a_fault_of_the_program_is_told(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(ROWS))
    wanted(deployed, world, import_id)
    with at_statement(deployed, "UPDATE imports", once(drop)):
        assert annotate_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, None)
    for _ in range(MOST_FAULTS):
        later(minutes=10)
        assert annotate_next(deployed, {})
    assert job_of(deployed, JobKind.ANNOTATE).status is JobStatus.FAILED
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, FAULT)
    with deployed.database.writing() as session:
        again(session, staff_actor(session, world.staff["admin"]), job_of(deployed, JobKind.ANNOTATE).id)
    assert annotate_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, None)
    assert taken(deployed, world, import_id)
