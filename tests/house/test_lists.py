"""No list is cut without a word: a read that gives a part of what there is can be asked for the rest, or says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import service

SERVICE = Path(service.__file__).parent
# What shows that a read gives the rest too, or wants no more: a place to begin, a batch of the worker's, one row more.
GOES_ON = (".offset(", "before", "skip_locked", "AT_ONCE", "+ 1)")
# Every other read that is cut, and who says so to whoever reads.
SAID_BY = {
    "doors/mine/looks.py: _in_the_log": "the mini-program: 只列出最近 100 次",
    "doors/mine/looks.py: _listed": "the mini-program: 只列出最近 100 次",
    "doors/mine/looks.py: _taken_out": "the mini-program: 只列出最近 100 次",
    "ground/marking.py: _after": "nobody: a part of a walk, which goes on until there is none",
    "oversight/findings/opening.py: next_batch": "nobody: a batch of the worker's, which comes again until there is none",
    "register/notices/queries.py: inbox": "the mini-program: 只列出最近 100 条",
    "register/unions/queries.py: unions_named": "the mini-program, where one searches by name",
    "register/units/queries.py: units_covered": "the page of the union: 最多列出 50 个",
    "requests/applications/earlier.py: other_applications": "the page of the application: 最近 3 件",
    "requests/applications/queries.py: applications_of": "the page of the person: 最近 50 件",
    "requests/applications/queries.py: own_applications": "nobody: no worker hands in fifty",
    "requests/applications/referred.py: unions_suggested": "nobody: suggestions above the list of all",
    "requests/applications/referred.py: unions_to_choose": "forms.html, pick_union: 最多列出 50 个，没有的请先查找",
    "requests/cards/queries.py: checks_of": "the mini-program: 只列出最近 50 次",
    "requests/corrections/queries.py: own_corrections": "nobody: no member asks for fifty",
    "requests/transfers/founding.py: members_of_unit": "the page of the unit: 还有 … 位，没有全部列出",
    "requests/transfers/queries.py: own_transfers": "nobody: nobody moves fifty times",
    "rolls/exports/queries.py: exports_to_decide": "the page of exports: 更多, to all that waits",
    "rolls/imports/roster_register.py: unit_of": "nobody: two, to know whether there is one only",
}


def cuts() -> Iterator[str]:
    """Functions that take a part of a list by ``.limit(n)`` and neither go on nor take one only."""
    for path in sorted(SERVICE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if ".limit(" in text:
            for part in ast.walk(ast.parse(text)):
                if isinstance(part, ast.FunctionDef) and _cuts(part) and not _goes_on(text, part):
                    yield f"{path.relative_to(SERVICE)}: {part.name}"


def _cuts(part: ast.FunctionDef) -> bool:
    calls = [one for one in ast.walk(part) if isinstance(one, ast.Call)]
    limits = [one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "limit"]
    return any(not (isinstance(one.args[0], ast.Constant) and one.args[0].value == 1) for one in limits)


def _goes_on(text: str, part: ast.FunctionDef) -> bool:
    source = ast.get_source_segment(text, part) or ""
    return any(word in source for word in GOES_ON)


def test_a_read_that_is_cut_goes_on_or_the_reader_is_told() -> None:
    assert sorted(cuts()) == sorted(SAID_BY)
