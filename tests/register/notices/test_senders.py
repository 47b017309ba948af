"""Doors for text messages: which one a deployment has, and what each does with a message."""

import json
import stat
from pathlib import Path

import pytest

from service.ground.config import SettingMissing, Settings
from service.ground.db import new_id
from service.register.notices.delivery import Message
from service.register.notices.senders import ConsoleSender, FileSender, SendFailed, sender_from
from tests.given import phone

NUMBER = new_id()
LAPTOP = Settings(database_url="sqlite://", sms="console")
COUNTY = {
    "database_url": "postgresql+psycopg://db.example.cn/huigongka",
    "production": True,
    "keys": "env:SAMPLE_KEY",
    "public_url": "https://card.example.cn",
    "wechat_secret": "sample-of-a-county",
}


def test_the_console_shows_the_message_on_a_laptop(capsys: pytest.CaptureFixture[str]) -> None:
    sender = sender_from(LAPTOP)
    assert isinstance(sender, ConsoleSender)
    sender.send(Message(NUMBER, phone(1), "惠工卡激活验证码 123456"))
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"[短信] {phone(1)} 惠工卡激活验证码 123456\n")


@pytest.mark.parametrize("sms", ["console", "", "console:", "carrier-pigeon", "file:"])
def test_production_never_prints_messages_and_needs_a_sender_that_exists(sms: str) -> None:
    with pytest.raises(SettingMissing, match="HUIGONGKA_SMS"):
        sender_from(Settings(**COUNTY, sms=sms))  # type: ignore[arg-type]


def test_the_file_has_one_line_of_json_per_message_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    spool = tmp_path / "spool.jsonl"
    sender = sender_from(Settings(**COUNTY, sms=f"file:{spool}"))  # type: ignore[arg-type]
    for text in ("一", "二\n三"):
        sender.send(Message(NUMBER, phone(1), text))
    lines = [json.loads(line) for line in spool.read_text(encoding="utf-8").splitlines()]
    texts = [{"id": NUMBER.hex, "phone": phone(1), "text": text} for text in ("一", "二\n三")]
    assert lines == texts
    assert stat.S_IMODE(spool.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_a_failure_that_names_nobody(tmp_path: Path) -> None:
    with pytest.raises(SendFailed) as failure:
        FileSender(str(tmp_path / "missing" / "spool")).send(
            Message(NUMBER, phone(1), "惠工卡激活验证码 123456")
        )
    assert str(failure.value) == "the spool file cannot be written"
    assert failure.value.__cause__ is None
