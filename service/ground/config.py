"""Settings of a deployment, read once from the environment; secrets come as files, never as values in a unit file."""

import os
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


class SettingMissing(Exception):
    """A setting that this deployment cannot run without is absent or unsafe; the text names it, never its value."""


@dataclass(frozen=True)
class MessageTemplate:
    """订阅消息模板 as chosen in the WeChat console: its id and the names of its fields."""

    id: str
    fields: tuple[str, ...]


# kind=template_id, or kind=template_id:field+field…, as many as there are, between commas.
_TEMPLATE = re.compile(r"([a-z_]+)=([\w-]{1,64})(?::([a-z_]+[0-9]{1,3}(?:\+[a-z_]+[0-9]{1,3})*))?", re.ASCII)
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PREFIX = "HUIGONGKA_"
USUAL_FIELDS = "thing1+phrase2+date3"
State = Literal["developer", "trial", "formal"]


Day = tuple[int, int]


def _day(text: str) -> Day | None:
    """Month and day of a text such as 10-30; None unless every year has that day."""
    found = _DAY.fullmatch(text)
    if found is None or int(found[2]) > monthrange(2026, int(found[1]))[1]:
        return None
    return int(found[1]), int(found[2])


def _windows(text: str) -> list[tuple[Day, Day]]:
    """First and last days of a text such as 01-01/01-31,07-01/07-31; raises ValueError when a part is none."""
    parts = [part.strip().partition("/") for part in text.split(",") if part.strip()]
    read = [(_day(opens), _day(closes)) for opens, _, closes in parts]
    found = [(opens, closes) for opens, closes in read if opens and closes]
    if len(found) < len(parts):
        raise ValueError("must be 01-01/01-31,07-01/07-31 or the like")
    return found


def _in_order(days: list[Day]) -> bool:
    """Whether windows follow one another: each begins in a later month than the last, after its end, and ends after it began."""
    opens, closes = days[::2], days[1::2]
    apart = all(end < begin for end, begin in zip(closes, opens[1:], strict=False))
    months = [month for month, _ in opens]
    return apart and all(map(tuple.__le__, opens, closes)) and len(set(months)) == len(months)


def _windows_in_order(text: str) -> str:
    if not _in_order([day for window in _windows(text) for day in window]):
        raise ValueError("must be windows of one year, in order, that do not overlap")
    return text


def _day_or_none(text: str) -> str:
    if text and _day(text) is None:
        raise ValueError("must be a day such as 10-30, or empty")
    return text


def _phones(text: str) -> str:
    if not re.fullmatch(r"1\d{10}-1\d{10}", text) or text[:11] > text[12:]:
        raise ValueError("must be a range such as 15400000000-15499999999")
    return text


# A switch that is there and empty is off.
Switch = Annotated[bool, BeforeValidator(lambda given: False if given == "" else given)]
# What is erased after it is gone, so it cannot be none.
Period = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """Everything that differs between a laptop, a county and a province."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    database_url: str = Field("sqlite:///var/huigongka.db", repr=False)
    tenant: str = "330522"
    county_name: str = "长兴县"
    county_phone: str = "0572-6022447"
    production: Switch = False
    keys: str = "file:var/root.key"
    suite: str = "aes-256-gcm"
    suites: str = "aes-256-gcm,sm4-gcm,sm4-ctr-hmac-sm3"
    public_url: str = "http://127.0.0.1:8080"
    trusted_proxies: int = 0
    wechat_appid: str = "wx0000000000000000"
    wechat_secret: SecretStr = SecretStr("sample-secret")
    wechat_url: str = "https://api.weixin.qq.com"
    wechat_push_token: SecretStr = SecretStr("")
    wechat_push_key: SecretStr = SecretStr("")
    wechat_state: Literal["", State] = ""
    templates: str = ""
    official_appid: str = ""
    official_secret: SecretStr = SecretStr("")
    official_parent: str = ""
    identity_provider: str = "local"
    faceid_id: SecretStr = SecretStr("")
    faceid_key: SecretStr = SecretStr("")
    faceid_url: str = "https://faceid.tencentcloudapi.com"
    sms: str = "console"
    # The columns of a pack for the province's platform: «身份证号码=公民身份号码,姓名,…»; empty for all that are known.
    province_columns: str = ""
    # Public holidays and 调休 besides those of service/ground/holidays.txt: a file in the same form, or empty.
    holidays: str = ""
    release_days: int = 10
    # How many numbers that are not its own a union may compare within a year: so many times its head-count, and so many
    # at least, that the first roster of a union without a head-count passes.
    asked_times: Period = 2
    asked_first: Period = 1000
    erasure_days: Period = 15
    former_years: Period = 3
    finding_days: int = 15
    quiet_months: int = 12
    idle_months: int = 6
    idle_years: Period = 2
    refresh: Annotated[str, AfterValidator(_windows_in_order)] = "01-01/01-31,07-01/07-31"
    refresh_chase_days: int = 7
    yearly_freeze: Annotated[str, AfterValidator(_day_or_none)] = "10-30"
    # Three digits that the ministry's table of March 2023 gives to no operator: nobody is called by mistake.
    canary_phones: Annotated[str, AfterValidator(_phones)] = "15400000000-15499999999"

    def __init__(self, **given: Any) -> None:
        """Take what is given and nothing from around it; raises SettingMissing with one sentence on the first fault."""
        try:
            super().__init__(**given)
        except ValidationError as fault:
            raise SettingMissing(_sentence(fault)) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, alone: only ``settings_from`` looks at the environment."""
        return (init_settings,)

    @model_validator(mode="after")
    def _fit_for_a_county(self) -> "Settings":
        """Refuse in production what is for a laptop."""
        for name, fit, sentence in _IN_PRODUCTION:
            if self.production and not fit(self):
                raise SettingMissing(f"{_PREFIX}{name} {sentence}")
        return self

    @property
    def subscribe_templates(self) -> dict[str, MessageTemplate]:
        """订阅消息模板: by kind of notice; several kinds may share one. Raises SettingMissing when it cannot be read."""
        parts = [part.strip() for part in self.templates.split(",") if part.strip()]
        read = [_TEMPLATE.fullmatch(part) for part in parts]
        if any(one is None for one in read) or len({one[1] for one in read if one}) < len(parts):
            raise SettingMissing(
                "HUIGONGKA_TEMPLATES must be kind=template_id:thing1+phrase2, … each kind once"
            )
        return {
            one[1]: MessageTemplate(one[2], tuple((one[3] or USUAL_FIELDS).split("+"))) for one in read if one
        }

    @property
    def refresh_windows(self) -> list[tuple[Day, Day]]:
        """花名册半年更新的起止日 in every year; none when the county has no campaigns."""
        return _windows(self.refresh)

    @property
    def miniprogram_state(self) -> State:
        """Which build of the mini-program a subscribe message opens."""
        return self.wechat_state or ("formal" if self.production else "developer")

    @property
    def code_version(self) -> Literal["release", "trial", "develop"]:
        """Which build of the mini-program a drawn code opens: the released one, unless another is asked for by name."""
        versions: dict[State, Literal["release", "trial", "develop"]] = {
            "formal": "release",
            "trial": "trial",
            "developer": "develop",
        }
        return versions[self.wechat_state or "formal"]

    @property
    def canary_range(self) -> range:
        """The phones that stand beside planted people (暗记) in bulk exports; a county that owns numbers names its own."""
        first, last = self.canary_phones.split("-")
        return range(int(first), int(last) + 1)


# What a county needs and a laptop may do without: the setting, whether it is fit, and what it must be.
_IN_PRODUCTION: tuple[tuple[str, Callable[[Settings], bool], str], ...] = (
    ("PUBLIC_URL", lambda given: given.public_url.startswith("https://"), "must be https in production"),
    (
        "KEYS",
        lambda given: not given.keys.startswith("file:"),
        "must be env:, credential: or vault: in production; file: is for development",
    ),
    (
        "DATABASE_URL",
        lambda given: not given.database_url.startswith("sqlite"),
        "must be PostgreSQL in production",
    ),
    (
        "WECHAT_SECRET_FILE",
        lambda given: given.wechat_secret != SecretStr("sample-secret"),
        "must name the mini-program's secret in production",
    ),
    (
        "WECHAT_STATE",
        lambda given: given.wechat_state != "developer",
        "must be formal, or trial while the county tries it out, in production",
    ),
    ("SMS", lambda given: given.sms not in ("console", ""), "needs a real sender in production"),
)


def _sentence(fault: ValidationError) -> str:
    """The first fault with the name of its setting, without the value: it may be a secret in the wrong place."""
    first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    said = first["msg"].removeprefix("Value error, ").replace("Input should", "must", 1)
    return f"{_PREFIX}{'_'.join(map(str, first['loc'])).upper()} {said}"


class _Environment(EnvSettingsSource):
    """``HUIGONGKA_*`` of a mapping; names that are no setting are passed over."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environment.items()}


def _secrets_in_files(environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets whose file ``HUIGONGKA_<NAME>_FILE`` names."""
    found = {}
    for name, field in Settings.model_fields.items():
        variable = f"{_PREFIX}{name.upper()}_FILE"
        if field.annotation is SecretStr and variable in environment:
            try:
                found[name] = Path(environment[variable]).read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                raise SettingMissing(f"{variable} must name a file that can be read") from None
    return found


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read ``HUIGONGKA_*``; a secret may also stand in the file that ``HUIGONGKA_<NAME>_FILE`` names, which counts first.

    Raises SettingMissing with the name of what is absent or unsafe.
    """
    return Settings(**_Environment(environment)() | _secrets_in_files(environment))
