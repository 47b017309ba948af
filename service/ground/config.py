"""Settings of a deployment, read once from the environment; secrets come as files, never as values in a unit file."""

import os
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


class SettingMissing(Exception):
    """A setting that this deployment cannot run without is absent or unsafe; the text names it."""


@dataclass(frozen=True)
class Template:
    """订阅消息模板 as chosen in the WeChat console: its id and the names of its fields."""

    id: str
    fields: tuple[str, ...]


# kind=template_id, or kind=template_id:field+field…, as many as there are, between commas.
_TEMPLATE = re.compile(r"([a-z_]+)=([\w-]{1,64})(?::([a-z_]+[0-9]{1,3}(?:\+[a-z_]+[0-9]{1,3})*))?", re.ASCII)
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
USUAL_FIELDS = "thing1+phrase2+date3"
State = Literal["developer", "trial", "formal"]
_STATES: dict[str, State] = {"developer": "developer", "trial": "trial", "formal": "formal"}


Day = tuple[int, int]


def _day(text: str) -> Day | None:
    """Month and day of a text such as 10-30; None unless every year has that day."""
    found = _DAY.fullmatch(text)
    if found is None or int(found[2]) > monthrange(2026, int(found[1]))[1]:
        return None
    return int(found[1]), int(found[2])


def _in_order(days: list[Day]) -> bool:
    """Whether windows follow one another: each begins in a later month than the last, after its end, and ends after it began."""
    opens, closes = days[::2], days[1::2]
    apart = all(end < begin for end, begin in zip(closes, opens[1:], strict=False))
    months = [month for month, _ in opens]
    return apart and all(map(tuple.__le__, opens, closes)) and len(set(months)) == len(months)


@dataclass(frozen=True)
class Settings:
    """Everything that differs between a laptop, a county and a province."""

    database_url: str
    tenant: str = "330522"
    county_name: str = "长兴县"
    county_phone: str = "0572-6022447"
    production: bool = False
    keys: str = "file:var/root.key"
    suite: str = "aes-256-gcm"
    suites: str = "aes-256-gcm,sm4-gcm,sm4-ctr-hmac-sm3"
    public_url: str = "http://127.0.0.1:8080"
    trusted_proxies: int = 0
    wechat_appid: str = "wx0000000000000000"
    wechat_secret: str = field(default="sample-secret", repr=False)
    wechat_url: str = "https://api.weixin.qq.com"
    wechat_push_token: str = field(default="", repr=False)
    wechat_push_key: str = field(default="", repr=False)
    wechat_state: str = ""
    templates: str = ""
    official_appid: str = ""
    official_secret: str = field(default="", repr=False)
    identity_provider: str = "local"
    faceid_id: str = field(default="", repr=False)
    faceid_key: str = field(default="", repr=False)
    faceid_url: str = "https://faceid.tencentcloudapi.com"
    sms: str = "console"
    # The columns of a pack for the province's platform: «身份证号码=公民身份号码,姓名,…»; empty for all that are known.
    province_columns: str = ""
    decision_days: int = 5
    release_days: int = 10
    erasure_days: int = 15
    former_years: int = 3
    finding_days: int = 15
    quiet_months: int = 12
    idle_months: int = 6
    idle_years: int = 2
    refresh: str = "01-01/01-31,07-01/07-31"
    refresh_chase_days: int = 7
    yearly_freeze: str = "10-30"
    # Three digits that the ministry's table of March 2023 gives to no operator: nobody is called by mistake.
    canary_phones: str = "15400000000-15499999999"

    def __post_init__(self) -> None:
        """Refuse what must not happen in production, and a range of phones that is none."""
        if not re.fullmatch(r"1\d{10}-1\d{10}", self.canary_phones) or not self.canary_range:
            raise SettingMissing("HUIGONGKA_CANARY_PHONES must be a range such as 15400000000-15499999999")
        if self.yearly_freeze and _day(self.yearly_freeze) is None:
            raise SettingMissing("HUIGONGKA_YEARLY_FREEZE must be a day such as 10-30, or empty")
        if not _in_order([day for window in self.refresh_windows for day in window]):
            raise SettingMissing(
                "HUIGONGKA_REFRESH must be windows of one year, in order, that do not overlap"
            )
        if min(self.erasure_days, self.former_years, self.idle_years) < 1:
            raise SettingMissing(
                "HUIGONGKA_ERASURE_DAYS, _FORMER_YEARS and _IDLE_YEARS must be 1 at least: what is erased is gone"
            )
        if self.wechat_state not in ("", *_STATES):
            raise SettingMissing("HUIGONGKA_WECHAT_STATE must be developer, trial or formal")
        if self.production and not self.public_url.startswith("https://"):
            raise SettingMissing("HUIGONGKA_PUBLIC_URL must be https in production")
        if self.production and self.keys.startswith("file:"):
            raise SettingMissing("HUIGONGKA_KEYS=file:… is for development; use env:, credential: or vault:")
        if self.production and self.database_url.startswith("sqlite"):
            raise SettingMissing("HUIGONGKA_DATABASE_URL must be PostgreSQL in production")
        if self.production and self.wechat_secret == "sample-secret":
            raise SettingMissing(
                "HUIGONGKA_WECHAT_SECRET_FILE must name the mini-program's secret in production"
            )
        if self.production and self.sms in ("console", ""):
            raise SettingMissing("HUIGONGKA_SMS needs a real sender in production")

    @property
    def subscribe_templates(self) -> dict[str, Template]:
        """订阅消息模板: by kind of notice; several kinds may share one. Raises SettingMissing when it cannot be read."""
        parts = [part.strip() for part in self.templates.split(",") if part.strip()]
        read = [_TEMPLATE.fullmatch(part) for part in parts]
        if any(one is None for one in read) or len({one[1] for one in read if one}) < len(parts):
            raise SettingMissing(
                "HUIGONGKA_TEMPLATES must be kind=template_id:thing1+phrase2, … each kind once"
            )
        return {one[1]: Template(one[2], tuple((one[3] or USUAL_FIELDS).split("+"))) for one in read if one}

    @property
    def refresh_windows(self) -> list[tuple[Day, Day]]:
        """花名册半年更新的起止日 in every year; none when the county has no campaigns. Raises SettingMissing."""
        parts = [part.strip().partition("/") for part in self.refresh.split(",") if part.strip()]
        read = [(_day(opens), _day(closes)) for opens, _, closes in parts]
        found = [(opens, closes) for opens, closes in read if opens and closes]
        if len(found) < len(parts):
            raise SettingMissing("HUIGONGKA_REFRESH must be 01-01/01-31,07-01/07-31 or the like")
        return found

    @property
    def miniprogram_state(self) -> State:
        """Which build of the mini-program a subscribe message opens."""
        return _STATES[self.wechat_state or ("formal" if self.production else "developer")]

    @property
    def canary_range(self) -> range:
        """The phones that stand beside planted people (暗记) in bulk exports; a county that owns numbers names its own."""
        first, last = self.canary_phones.split("-")
        return range(int(first), int(last) + 1)


SECRETS = (
    *("wechat_secret", "wechat_push_token", "wechat_push_key", "official_secret"),
    *("faceid_id", "faceid_key"),
)


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read ``HUIGONGKA_*``; a secret may also stand in the file that ``HUIGONGKA_<NAME>_FILE`` names.

    Raises SettingMissing with the name of what is absent or unsafe.
    """
    values: dict[str, object] = {}
    for name, kind in Settings.__annotations__.items():
        variable = f"HUIGONGKA_{name.upper()}"
        raw = environment.get(variable)
        if name in SECRETS and f"{variable}_FILE" in environment:
            raw = Path(environment[f"{variable}_FILE"]).read_text(encoding="utf-8").strip()
        if raw is None:
            continue
        values[name] = raw in ("1", "true", "yes") if kind is bool else int(raw) if kind is int else raw
    if "database_url" not in values:
        values["database_url"] = "sqlite:///var/huigongka.db"
    return Settings(**values)  # type: ignore[arg-type]
