"""订阅消息: what each kind says stays within WeChat's limits and names nobody; a wrong setting stops the start."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.doors.app import create_app
from service.ground.config import MessageTemplate, SettingMissing, Settings, settings_from
from service.register.deployment import Deployment
from service.register.notices.kinds import KINDS
from service.register.notices.subscriptions import MOMENTS, WORDINGS, Moment, asked_at, templates_of, values
from wechat.notices import validate

AT = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)
ALL = MessageTemplate("T", ("thing1", "thing2", "phrase3", "date4", "time5"))


def county(templates: str = "", **more: object) -> Settings:
    """A deployment with these templates."""
    return Settings(database_url="sqlite://", templates=templates, **more)


@pytest.mark.parametrize("kind", WORDINGS)
@pytest.mark.parametrize("filled", ["", "x", "字" * 60, "两行\n话"])
def test_what_is_said_breaks_no_rule_of_a_template(kind: str, filled: str) -> None:
    blanks = dict.fromkeys(KINDS[kind].blanks, filled)
    said = values(kind, blanks, AT, ALL)
    assert set(said) == set(ALL.fields)
    assert validate(said) == {}


@pytest.mark.parametrize("kind", WORDINGS)
def test_a_locked_screen_shows_no_union_and_no_desk(kind: str) -> None:
    assert set(KINDS) >= {kind}
    said = values(kind, dict.fromkeys(KINDS[kind].blanks, "…") | {"union": "秘密", "desk": "秘密"}, AT, ALL)
    assert "秘密" not in str(said)


def test_fields_are_filled_by_their_type_whatever_their_number() -> None:
    template = MessageTemplate("T", ("date9", "phrase1", "thing12", "thing3"))
    said = values("application_returned", {"reason": "签名看不清"}, AT, template)
    assert said == {
        "date9": "2026-11-20 09:42",
        "phrase1": "需要补正",
        "thing12": "加入工会的申请",
        "thing3": "签名看不清",
    }


def test_templates_are_read_from_the_setting_and_may_be_shared() -> None:
    settings = county("application_approved=T-1_x:phrase1+thing2 , application_returned=T-1_x,card_checked=C")
    assert settings.subscribe_templates == {
        "application_approved": MessageTemplate("T-1_x", ("phrase1", "thing2")),
        "application_returned": MessageTemplate("T-1_x", ("thing1", "phrase2", "date3")),
        "card_checked": MessageTemplate("C", ("thing1", "phrase2", "date3")),
    }
    assert asked_at(settings, Moment.SUBMIT) == [{"template_id": "T-1_x", "title": "入会申请办理结果"}]
    assert asked_at(settings, Moment.CLAIM) == asked_at(settings, Moment.CORRECTION) == []
    assert settings_from({"HUIGONGKA_TEMPLATES": "card_checked=C"}).subscribe_templates.keys() == {
        "card_checked"
    }


def test_at_most_three_are_asked_for_and_none_when_the_deployment_has_none() -> None:
    many = ",".join(f"{kind}=T{number}" for number, kind in enumerate(MOMENTS[Moment.SUBMIT]))
    assert [one["template_id"] for one in asked_at(county(many), Moment.SUBMIT)] == ["T0", "T1", "T2"]
    assert [asked_at(county(), moment) for moment in Moment] == [[]] * len(Moment)


def test_every_kind_is_asked_for_at_a_moment_and_every_moment_knows_its_kinds() -> None:
    assert list(MOMENTS) == list(Moment)
    assert {kind for kinds in MOMENTS.values() for kind in kinds} == set(WORDINGS)


@pytest.mark.parametrize(
    "templates",
    ["card_checked", "=T", "card_checked=T:thing", "card_checked=T,card_checked=U", "card_checked=a b"],
)
def test_a_setting_that_cannot_be_read_is_named(templates: str) -> None:
    with pytest.raises(SettingMissing, match="HUIGONGKA_TEMPLATES"):
        templates_of(county(templates))


@pytest.mark.parametrize(
    "templates",
    ["no_such_kind=T", "text_claim_code=T", "card_checked=T:name1", "card_checked=T:thing1+thing2+thing3"],
)
def test_the_service_does_not_start_with_templates_that_nothing_fills(
    deployed: Deployment, templates: str
) -> None:
    with pytest.raises(SettingMissing, match="HUIGONGKA_TEMPLATES"):
        create_app(replace(deployed, settings=deployed.settings.model_copy(update={"templates": templates})))


def test_production_opens_the_released_mini_program_unless_it_is_tried_out() -> None:
    production = {
        "production": True,
        "keys": "env:SAMPLE_KEY",
        "public_url": "https://card.example.cn",
        "wechat_secret": "sample-of-a-county",
        "sms": "file:/var/spool/messages",
    }
    live = Settings(database_url="postgresql+psycopg:///x", **production)
    assert [county().miniprogram_state, live.miniprogram_state] == ["developer", "formal"]
    assert live.model_copy(update={"wechat_state": "trial"}).miniprogram_state == "trial"
    with pytest.raises(SettingMissing, match="HUIGONGKA_WECHAT_STATE"):
        county(wechat_state="release")
