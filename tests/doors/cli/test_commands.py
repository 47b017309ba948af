"""The command line as a county's IT uses it, on both databases."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import text

from service.doors.cli.main import main
from service.ground.config import Settings
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from tests.given import World, id_number
from tests.rolls.exports.office import unlocked
from tests.shelf import unconstrained

pytestmark = pytest.mark.both("files")

DATA = Path(__file__).resolve().parents[2] / "data"
Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, deployed: Deployment, world: World) -> Run:
    """Run one command against the database under test."""
    environment = {
        "HUIGONGKA_DATABASE_URL": settings.database_url,
        "HUIGONGKA_KEYS": settings.keys,
        "HUIGONGKA_SMS": settings.sms,
    }

    def run_one(*words: str) -> Result:
        return CliRunner(env=environment).invoke(main, list(words), catch_exceptions=False)

    return run_one


def test_every_command_has_help_in_chinese(run: Run) -> None:
    for words in (
        [],
        ["keys"],
        ["audit"],
        ["staff"],
        ["serve"],
        ["worker"],
        ["migrate"],
        ["seed"],
        ["import"],
        ["export"],
    ):
        result = run(*words, "--help")
        assert result.exit_code == 0
        assert any("\u4e00" <= letter <= "\u9fff" for letter in result.output)


def test_migrating_an_up_to_date_database_changes_nothing(run: Run) -> None:
    assert run("migrate").output == "数据库已是最新版本。\n"


def test_keys_are_shown_rotated_and_rewrapped(run: Run) -> None:
    assert "生成 0 把" in run("keys", "make").output
    assert run("keys", "rotate", "wrapping").output == "wrapping 现在是第 2 版。\n"
    shown = run("keys", "status").output
    assert re.match(r"保管方：file  aes-256-gcm  file \S+\.key\n", shown)
    assert "第 1 版包裹" in shown
    assert "完成" in run("keys", "rewrap").output
    assert "第 1 版包裹" not in run("keys", "status").output


def test_the_audit_log_is_verified_signed_and_dumped(
    run: Run, deployed: Deployment, tmp_path: Path, backend: str
) -> None:
    assert run("audit", "verify").exit_code == 0
    assert "huigongka/330522/audit" in run("audit", "checkpoint").output
    dump = tmp_path / "audit.jsonl"
    assert run("audit", "dump", str(dump)).exit_code == 0
    assert json.loads(dump.read_text("utf-8").splitlines()[0])["seq"] == 1
    with deployed.database.session() as session:
        if backend == "postgresql":
            unconstrained(session.connection())
        else:
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
        session.execute(text("UPDATE audit_entries SET act = 'x:y' WHERE seq = 2"))
        session.commit()
    result = run("audit", "verify")
    assert (result.exit_code, "第 2 条断开" in result.output) == (1, True)
    assert run("audit", "checkpoint").exit_code == 1


def test_a_first_account_is_opened_and_given_a_role(run: Run, world: World) -> None:
    password = ["--name", "辛管理", "--title", "管理员", "--password", "a sample pass phrase"]
    assert "动态码密钥" in run("staff", "hire", "new_admin", *password).output
    assert run("staff", "hire", "weak", "--name", "x", "--title", "", "--password", "short").exit_code == 1
    assert "系统管理员" in run("staff", "appoint", "new_admin", "administrator", world.county.name).output
    assert run("staff", "appoint", "new_admin", "chair", world.county.name).exit_code == 1
    assert run("staff", "county", "第二个县总工会").exit_code == 1


def test_a_roster_is_previewed_imported_and_exported(run: Run, world: World, tmp_path: Path) -> None:
    words = [
        "import",
        "roster",
        str(DATA / "roster_sample.xlsx"),
        "--as",
        "county",
        "--union",
        world.battery.name,
    ]
    assert "没有导入" in run(*words).output
    assert "已导入" in run(*words, "--confirm").output
    file = tmp_path / "out.xlsx"
    wish = ["export", "roster", str(file), "--union", world.battery.name, "--purpose", "核对花名册"]
    assert run(*wish, "--as", "chair_textile").exit_code == 1
    assert not file.exists()
    told = run(*wish, "--as", "county").output
    assert file.stat().st_mode & 0o077 == 0
    password = told.split("密码是 ")[1].split(" ")[0]
    plain = BytesIO(unlocked(file.read_bytes(), password))
    cells = {cell.value for row in load_workbook(plain).active.iter_rows() for cell in row}
    assert {id_number(3), "522423199912073968"} <= cells


def test_the_rosters_of_many_unions_are_only_asked_for(run: Run, world: World, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    wish = ["export", "roster", str(file), "--union", world.county.name, "--purpose", "核对花名册"]
    assert "请另一位同事在工作台批准" in run(*wish, "--as", "county").output
    assert not file.exists()


def test_the_sample_county_is_not_written_over_a_real_one(run: Run) -> None:
    assert run("seed").exit_code == 1


def test_the_description_of_the_api_is_printed(run: Run) -> None:
    assert json.loads(run("openapi").output)["openapi"] == "3.1.0"


def test_two_unions_of_one_name_are_told_apart_by_their_numbers(
    run: Run, deployed: Deployment, world: World, tmp_path: Path
) -> None:
    with deployed.database.writing() as session:
        twin = found(
            session, SYSTEM, session.get_one(Union, world.huaxi.id), world.battery.name, UnionKind.GRASSROOTS
        ).id
    sheet = tmp_path / "roster.csv"
    sheet.write_text("姓名\n", encoding="utf-8")
    words = ("import", "roster", str(sheet), "--as", "chair_battery", "--union")
    both = run(*words, world.battery.name)
    assert both.exit_code == 1
    assert "有 2 个工会叫这个名称" in both.output
    assert str(twin) in both.output
    assert str(world.battery.id) in both.output
    assert "叫这个名称" not in run(*words, str(world.battery.id)).output
    assert run("staff", "appoint", "county", "auditor", world.battery.name).exit_code == 1
    assert "没有这个工会" in run(*words, "没有的工会").output
