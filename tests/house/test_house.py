"""Rules of the house: what every room promises, checked once for all."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Enum

from service.doors.app import create_app
from service.doors.tables import ALL_MODELS
from service.ground.db import Base
from service.ground.errors import CATALOGUE
from service.ground.limits import LIMITS, SLOWED
from service.register.deployment import Deployment

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for room in ("service", "wechat", "crypto")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "__pycache__" not in path.parts
]
CHINESE = re.compile("[\u4e00-\u9fff]")


def calls(name: str) -> list[tuple[Path, ast.Call]]:
    """Every call of a function by its name, with the file it stands in."""
    return [
        (path, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def test_every_raised_code_stands_in_the_catalogue_with_its_blanks_filled() -> None:
    faults = []
    for path, call in calls("Refusal"):
        if not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        code = call.args[0].value
        given = {word.arg for word in call.keywords} - {"fields", "keep"}
        if code not in CATALOGUE:
            faults.append(f"{path.name}: {code} is not in the catalogue")
        elif None not in given and given != CATALOGUE[code].blanks:
            faults.append(f"{path.name}: {code} needs {CATALOGUE[code].blanks}, gets {given}")
    assert faults == []


def test_every_code_of_the_catalogue_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "errors.py")
    unused = [code for code in CATALOGUE if f'"{code}"' not in text]
    assert unused == []


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_of_the_catalogue_is_chinese_and_says_what_to_do(code: str) -> None:
    entry = CATALOGUE[code]
    assert CHINESE.search(entry.message)
    assert CHINESE.search(entry.next)
    assert entry.next.endswith(("。", "；", "}。"))


def test_every_column_says_in_chinese_what_it_holds() -> None:
    assert ALL_MODELS
    faults = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not CHINESE.search(column.comment or "")
    ]
    assert faults == []


def test_every_code_list_has_a_check_in_the_database() -> None:
    for table in Base.metadata.tables.values():
        enums = [column for column in table.columns if isinstance(column.type, Enum)]
        checks = [rule for rule in table.constraints if isinstance(rule, CheckConstraint)]
        assert len(checks) >= len(enums), table.name


def test_every_room_with_a_model_names_its_chinese_term_first() -> None:
    faults = [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if not CHINESE.match((mapper.class_.__doc__ or "").strip())
    ]
    assert faults == []


def test_every_view_is_signed_and_an_unsigned_one_keeps_the_application_from_starting(
    deployed: Deployment,
) -> None:
    app = create_app(deployed)
    signed = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "act")]
    assert len(signed) > 20
    from service.doors.rooms import BLUEPRINTS

    assert BLUEPRINTS
    app.view_functions["people.read"] = lambda: ""
    from service.register.access.guard import unsigned_views

    assert unsigned_views(app) == ["people.read"]


def test_every_limit_is_used_by_an_act() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "limits.py")
    assert [name for name in (*LIMITS, *SLOWED) if f'"{name}"' not in text] == []


def test_every_limit_says_whom_it_protects_and_whom_it_can_hurt() -> None:
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [name for name in (*LIMITS, *SLOWED) if f"`{name}`" not in told] == []


def test_actions_and_models_know_nothing_of_http() -> None:
    faults = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name in ("models.py", "actions.py", "queries.py", "decisions.py", "claims.py")
        and re.search(r"^(from|import) (flask|apiflask|werkzeug)", path.read_text(encoding="utf-8"), re.M)
    ]
    assert faults == []


def test_actions_never_commit() -> None:
    faults = [
        path.name
        for path, _ in calls("commit")
        if path.name not in ("db.py", "app.py", "forms.py")
        and path.parts[-2:]
        != ("imports", "progress.py")  # a reader that lets go, so that SQLite can report progress
        and "demo" not in path.parts
        and "console" not in path.parts
    ]
    assert faults == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert long == []


def test_no_registry_host_stands_in_a_committed_file() -> None:
    hosts = ("pythonhosted" + ".org", "registry.npm" + "js", "py" + "pi.org")
    faults = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file()
        and not {".git", ".venv", "node_modules", "var", ".hypothesis", ".mypy_cache", ".ruff_cache"}
        & set(path.parts)
        and path.suffix in (".txt", ".toml", ".json", ".md", ".py", ".sh", ".in", ".cfg", ".yml")
        and any(host in path.read_text(encoding="utf-8", errors="replace") for host in hosts)
    ]
    assert faults == []


def test_whether_a_last_day_has_passed_is_asked_in_one_place() -> None:
    """超期: the same of a day and of a column (``matters.is_late``); nobody compares for himself."""
    texts = [*SOURCES, *(ROOT / "service").rglob("*.html")]
    compared = [
        path.name
        for path in texts
        if re.search(r"due_on\s*[<>]", path.read_text(encoding="utf-8")) and path.name != "matters.py"
    ]
    assert compared == []
