"""What is known of a person is declared once: columns, shapes, annexes and the notice are held against the declaration."""

import pytest
from sqlalchemy import Enum

from service.doors.tables import ALL_MODELS
from service.ground.db import Base
from service.ground.shapes import Shape
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import ConsentKind
from service.register.facts.declared import ANNEX2, ANNEX3, BY_NAME, FACTS, NO_FACTS, STATED
from service.register.facts.kinds import Erased, PersonalFact, Whose
from service.requests.applications.paper import DATED_AT
from service.requests.applications.shapes import ApplicationFacts, ApplicationSeen
from service.rolls.imports.roster_rows import FORM
from service.rolls.imports.table import SERIAL
from service.rolls.rosters.lines import Line
from service.rolls.rosters.models import RosterRow


def declared_in(whose: Whose) -> set[PersonalFact]:
    """The facts that a table keeps: an application's own, and whatever it states."""
    return {fact for fact in FACTS if fact.whose is whose or (whose is Whose.APPLICATION and fact.stated)}


@pytest.mark.parametrize("whose", list(Whose))
def test_every_column_holds_a_declared_fact_or_is_declared_to_hold_none(whose: Whose) -> None:
    assert ALL_MODELS
    table = Base.metadata.tables[whose.value]
    facts = {fact.column for fact in declared_in(whose)}
    others = NO_FACTS[whose.value]
    assert {column.name for column in table.columns} == facts | set(others)
    assert not facts & set(others)
    assert all(others.values())


@pytest.mark.parametrize("whose", list(Whose))
def test_every_column_has_the_type_that_its_fact_declares(whose: Whose) -> None:
    table = Base.metadata.tables[whose.value]
    for fact in declared_in(whose):
        column = table.columns[fact.column]
        assert (column.type.enum_class if isinstance(column.type, Enum) else None) is fact.codes, fact.name
        assert fact.sealed is (fact.erased is Erased.KEY), fact.name
        if fact.erased is Erased.EMPTIED:
            assert column.nullable, fact.name


def test_names_and_places_are_declared_once() -> None:
    assert len(BY_NAME) == len(FACTS)
    assert [column.place for column in ANNEX3.values()] == list(range(1, len(ANNEX3) + 1))
    sheet = sorted([DATED_AT, *(column.place for column in ANNEX2.values())])
    assert sheet == list(range(1, len(sheet) + 1))


def test_the_roster_freezes_and_prints_exactly_what_annex_3_prints_in_its_order() -> None:
    assert list(Line.__dataclass_fields__) == [fact.name for fact in ANNEX3]
    columns = RosterRow.__table__.columns
    assert {fact.column for fact in ANNEX3} <= set(columns.keys())
    own = {*declared_in(Whose.PERSON), *declared_in(Whose.MEMBERSHIP)} - set(ANNEX3)
    assert not {fact.column for fact in own} & set(columns.keys())


def test_an_import_reads_exactly_the_columns_of_annex_3() -> None:
    assert set(FORM.spellings) - {SERIAL} == {column.heading for column in ANNEX3.values()}


def names(shape: type[Shape]) -> set[str]:
    """The fields of a shape."""
    return set(shape.model_fields)


def test_the_application_on_the_wire_has_every_stated_fact() -> None:
    """Name, document and signature come and go by ways of their own."""
    identity = {"name", "document_kind", "id_number", "signature"}
    stated = {fact.name for fact in STATED}
    assert names(ApplicationFacts) == stated - identity | {"verified_phone"}
    assert stated - identity | {"name", "document_kind", "number", "signed"} <= names(ApplicationSeen)
    for fact in STATED:
        if fact.codes is not None and fact.name in names(ApplicationFacts):
            assert ApplicationFacts.model_fields[fact.name].annotation == fact.codes | None


def test_the_privacy_policy_names_every_fact_that_is_asked_and_is_as_new_as_the_newest() -> None:
    policy = CURRENT[ConsentKind.PRIVACY]
    assert [fact.name for fact in STATED if fact.question not in policy.text] == []
    assert policy.version >= max(fact.since for fact in STATED)
