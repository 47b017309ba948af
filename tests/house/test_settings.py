"""Settings: read under their own names, refused with one sentence that shows no value, and never changed afterwards."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from service.ground.config import SettingMissing, Settings, settings_from

GOOD = {
    "HUIGONGKA_PRODUCTION": "1",
    "HUIGONGKA_DATABASE_URL": "postgresql+psycopg:///county",
    "HUIGONGKA_KEYS": "credential:/run/key",
    "HUIGONGKA_PUBLIC_URL": "https://gh.example",
    "HUIGONGKA_WECHAT_SECRET": "a-real-one",
    "HUIGONGKA_SMS": "file:/run/sms",
}
SECRETS = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]


def test_a_sound_production_setting_is_taken() -> None:
    assert settings_from(GOOD).production


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "KEYS",
            "file:root.key",
            "KEYS must be env:, credential: or vault: in production; file: is for development",
        ),
        ("DATABASE_URL", "sqlite:///county.db", "DATABASE_URL must be PostgreSQL in production"),
        ("PUBLIC_URL", "http://gh.example", "PUBLIC_URL must be https in production"),
        (
            "WECHAT_SECRET",
            "sample-secret",
            "WECHAT_SECRET_FILE must name the mini-program's secret in production",
        ),
        ("SMS", "console", "SMS needs a real sender in production"),
        ("SMS", "", "SMS needs a real sender in production"),
    ],
)
def test_what_is_for_a_laptop_is_refused_in_production_and_taken_without(
    name: str, value: str, sentence: str
) -> None:
    laptop = {f"HUIGONGKA_{name}": value}
    with pytest.raises(SettingMissing) as fault:
        settings_from(GOOD | laptop)
    assert str(fault.value) == f"HUIGONGKA_{sentence}"
    assert settings_from(GOOD | laptop | {"HUIGONGKA_PRODUCTION": "0"})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("FORMER_YEARS", "0", "must be greater than or equal to 1"),
        ("ERASURE_DAYS", "-1", "must be greater than or equal to 1"),
        ("IDLE_YEARS", "0", "must be greater than or equal to 1"),
        ("RELEASE_DAYS", "zwei", "must be a valid integer, unable to parse string as an integer"),
        ("TRUSTED_PROXIES", "", "must be a valid integer, unable to parse string as an integer"),
        ("WECHAT_STATE", "release", "must be '', 'developer', 'trial' or 'formal'"),
        ("PRODUCTION", "vielleicht", "must be a valid boolean, unable to interpret input"),
        ("YEARLY_FREEZE", "02-29", "must be a day such as 10-30, or empty"),
        ("REFRESH", "01-01", "must be 01-01/01-31,07-01/07-31 or the like"),
        ("REFRESH", "07-01/07-31,01-01/01-31", "must be windows of one year, in order, that do not overlap"),
        ("CANARY_PHONES", "15499999999-15400000000", "must be a range such as 15400000000-15499999999"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be_and_not_with_what_it_is(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingMissing) as fault:
        settings_from({f"HUIGONGKA_{name}": value})
    assert str(fault.value) == f"HUIGONGKA_{name} {sentence}"
    assert fault.value.__suppress_context__


def test_without_any_setting_there_is_a_laptop() -> None:
    laptop = settings_from({})
    assert (laptop.database_url, laptop.production) == ("sqlite:///var/huigongka.db", False)


def test_the_environment_is_looked_at_by_who_asks_for_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIGONGKA_TENANT", "330500")
    assert (Settings().tenant, settings_from({}).tenant, settings_from().tenant) == (
        "330522",
        "330522",
        "330500",
    )


def test_a_name_that_is_no_setting_is_passed_over_in_the_environment_and_refused_in_code() -> None:
    assert (
        settings_from({"HUIGONGKA_NOSUCH": "1", "HUIGONGKA_PRODUCTION_FILE": "x", "HOME": "/"}) == Settings()
    )
    with pytest.raises(SettingMissing, match=r"HUIGONGKA_NOSUCH"):
        Settings(nosuch="1")


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("true", True), ("yes", True), ("0", False), ("", False)]
)
def test_a_switch_is_on_or_off(said: str, meant: bool) -> None:
    assert settings_from(GOOD | {"HUIGONGKA_PRODUCTION": said}).production is meant


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file_which_counts_before_the_value(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("out-of-the-file\n", encoding="utf-8")
    variable = f"HUIGONGKA_{name.upper()}"
    both = {variable: "out-of-the-unit", f"{variable}_FILE": f"{tmp_path}/secret"}
    assert getattr(settings_from(both), name).get_secret_value() == "out-of-the-file"
    assert getattr(settings_from({variable: "out-of-the-unit"}), name).get_secret_value() == "out-of-the-unit"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfd"])
def test_a_file_of_a_secret_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SettingMissing) as fault:
        settings_from({"HUIGONGKA_WECHAT_SECRET_FILE": f"{tmp_path}/secret"})
    assert str(fault.value) == "HUIGONGKA_WECHAT_SECRET_FILE must name a file that can be read"


def test_no_secret_shows_in_the_settings() -> None:
    shown = settings_from(
        {f"HUIGONGKA_{name.upper()}": f"telltale-{name}" for name in SECRETS}
        | {"HUIGONGKA_DATABASE_URL": "postgresql+psycopg://me:telltale-password@/x"}
    )
    assert len(SECRETS) == 6
    assert (
        "telltale"
        not in f"{shown!r} {shown} {shown.wechat_secret} {shown.model_dump_json(exclude={'database_url'})}"
    )


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().tenant = "330500"  # type: ignore[misc]
