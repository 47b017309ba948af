"""What differs between the two databases is tested on both: each room whose source holds such a thing has a test that says so."""

import re
from collections import defaultdict
from pathlib import Path
from textwrap import dedent

import pytest

from tests.databases import FOLDERS, WHY

ROOT = Path(__file__).resolve().parents[2]
# What in a line of source makes a room's tests run on both, and the reason that they must give.
SIGNS = {
    "locks": r"with_for_update",
    "upserts": r"insert_unless_there\(|insert_or_renew\(|on_conflict",
    "only one": r"only_one\($|only_one\(\"|postgresql_where",
    "search": r"autoescape=True|\.i?like\(",
    "schema": r"dialect",
}
# Everything in these folders runs on both, for a reason that is the folder's.
WHOLE = [f"tests/{folder}" for folder in FOLDERS]
# Rooms that are tested where they are used.
ELSEWHERE = {
    "service/register/accounts": "tests/register",  # WeChat accounts begin at the worker's door, in people
    "service/ground": "tests/house",
    "service/register/unions": "tests/rolls/imports",
    "service/register/units": "tests/rolls/imports",
    "service/rolls/reindexing.py": "tests/house",
}


def source_of(where: Path) -> str:
    """The lines of a room without their imports and without the definitions that others call."""
    files = sorted(where.rglob("*.py")) if where.is_dir() else [where]
    return "\n".join(
        line
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if not re.match(r"\s*(def |from |import |#)", line)
    )


def rooms() -> list[tuple[str, str]]:
    """Every room of every wing: where its source stands, and where its tests."""
    found = []
    for wing in sorted(path for path in (ROOT / "service").iterdir() if (path / "__init__.py").exists()):
        for room in sorted(wing.iterdir()):
            if room.stem != "__init__" and (room.suffix == ".py" or (room / "__init__.py").exists()):
                names = f"service/{wing.name}/{room.name}", f"service/{wing.name}"
                usual = f"tests/{wing.name}/{room.stem}"
                found.append((names[0], next(filter(None, map(ELSEWHERE.get, names)), usual)))
    return found


def reasons_of(tests: str) -> set[str]:
    """The reasons that the tests of a room give."""
    given = set()
    for file in (ROOT / tests).rglob("test_*.py"):
        for mark in re.findall(r"mark\.both\(([^)]*)\)", file.read_text(encoding="utf-8")):
            given |= set(re.findall(r'"([^"]+)"', mark))
    return given


def missing() -> dict[str, set[str]]:
    """What a room holds and none of its tests gives as a reason."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, tests in rooms():
        if tests in WHOLE:
            continue
        text = source_of(ROOT / source)
        held = {why for why, sign in SIGNS.items() if re.search(sign, text, re.MULTILINE)}
        for why in held - reasons_of(tests):
            found[source].add(why)
    return dict(found)


def test_every_sign_belongs_to_a_reason() -> None:
    assert SIGNS.keys() <= WHY.keys()


def test_each_room_that_may_differ_on_sqlite_has_a_test_that_runs_there_and_says_why() -> None:
    assert missing() == {}


def test_whoever_lets_many_run_at_once_runs_on_both() -> None:
    racing = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tests").rglob("test_*.py")
        if "from tests.races import" in file.read_text(encoding="utf-8")
        and file.parent.name not in FOLDERS
        and '"locks"' not in "".join(re.findall(r"mark\.both\([^)]*\)", file.read_text(encoding="utf-8")))
    ]
    assert racing == []


TRIED = {
    "tests/cards/test_one": """
        import pytest

        def test_usual(backend): ...

        @pytest.mark.both("locks")
        def test_marked(backend): ...

        @pytest.mark.parametrize("backend", ["sqlite"])
        def test_that_names_its_database(backend): ...
    """,
    "tests/journeys/test_two": "def test_of_a_folder_that_runs_on_both(backend): ...",
}


@pytest.fixture
def tried(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with a test of each sort."""
    for name, source in TRIED.items():
        pytester.path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        pytester.path.joinpath(f"{name}.py").write_text(dedent(source), encoding="utf-8")
    return pytester


def test_what_does_not_differ_on_sqlite_is_left_out_and_the_closing_line_says_so(
    tried: pytest.Pytester,
) -> None:
    usual = tried.runpytest_inprocess("-p", "tests.databases")
    usual.assert_outcomes(passed=6, deselected=1)
    usual.stdout.fnmatch_lines(["1 tests ran on PostgreSQL only*"])


def test_everything_runs_on_both_when_it_is_asked_for(tried: pytest.Pytester) -> None:
    asked = tried.runpytest_inprocess("-p", "tests.databases", "--both")
    asked.assert_outcomes(passed=7)
    asked.stdout.no_fnmatch_line("*PostgreSQL only*")


def test_a_reason_that_is_not_in_the_list_is_none(tried: pytest.Pytester) -> None:
    tried.path.joinpath("tests/cards/test_three.py").write_text(
        "import pytest\n\n\n@pytest.mark.both('habit')\ndef test_three(backend): ...\n", encoding="utf-8"
    )
    assert tried.runpytest_inprocess("-p", "tests.databases").ret == pytest.ExitCode.USAGE_ERROR


def test_what_a_test_sets_on_its_connection_ends_with_its_transaction() -> None:
    """A connection goes back to the pool and serves the next test: SET … = replica would leave that one without triggers."""
    setting = re.compile(r"\b(SET (?!LOCAL\b)(SESSION )?\w+ *(=|TO\b)|LISTEN \w|pg_advisory_lock)")
    files = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__)]
    told = [path.name for path in files if re.search(r'text\(f?"' + setting.pattern, path.read_text("utf-8"))]
    assert len(files) > 100
    assert told == []
