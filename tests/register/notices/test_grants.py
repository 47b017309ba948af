"""订阅授权: one accepted answer is one message; a refusal blocks nothing; WeChat's word ends it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from service.doors.mine.events import carry_out
from service.ground.db import Database
from service.register.deployment import Deployment
from service.register.notices.actions import tell
from service.register.notices.grants import MOST_KEPT, give, take
from service.register.notices.models import Notice, NoticeGrant
from tests.application import application
from tests.given import World, worker
from tests.platform import APPID
from tests.races import race
from tests.requests.cards.given import token
from wechat.push import entries

pytestmark = pytest.mark.both("upserts")

RESULT, SAFETY = "SAMPLE-template-result", "SAMPLE-template-safety"
TEMPLATES = f"application_approved={RESULT},application_returned={RESULT},card_checked={SAFETY}"
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def account_id(database: Database, world: World) -> UUID:
    """A worker's account."""
    with database.writing() as session:
        return worker(session).id


@pytest.fixture
def ask(deployed: Deployment, account_id: UUID) -> Ask:
    """The worker's mini-program at a deployment with two templates."""
    configured = replace(deployed, settings=deployed.settings.model_copy(update={"templates": TEMPLATES}))
    client: FlaskClient = application(configured).test_client()
    headers = token(deployed.database, "o-sample-worker")

    def ask_one(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = client.open(f"/api/notices{path}", method=method, json=body, headers=headers)
        return answer.status_code, answer.get_json(silent=True)

    return ask_one


def ledger(database: Database) -> dict[str, int]:
    """How many messages of each template are left."""
    with database.reading() as session:
        rows = session.execute(select(NoticeGrant.template_id, NoticeGrant.remaining))
        return {row.template_id: row.remaining for row in rows}


def test_the_mini_program_asks_for_the_templates_of_its_moment(ask: Ask) -> None:
    submit = {"templates": [{"template_id": RESULT, "title": "入会申请办理结果"}]}
    assert ask("GET", "/templates?moment=submit") == (200, submit)
    card = {"templates": [{"template_id": SAFETY, "title": "惠工卡安全提醒"}]}
    assert ask("GET", "/templates?moment=card") == (200, card)
    assert ask("GET", "/templates?moment=correction") == (200, {"templates": []})
    status, refusal = ask("GET", "/templates?moment=always")
    assert (status, set(refusal["fields"])) == (422, {"moment"})
    assert ask("GET", "/templates")[0] == 422


def test_each_accept_is_one_message_more(ask: Ask, database: Database) -> None:
    for _ in range(2):
        assert ask("POST", "/grants", {"answers": {RESULT: "accept", SAFETY: "accept"}}) == (204, None)
    assert ask("POST", "/grants", {"answers": {RESULT: "accept"}})[0] == 204
    assert ledger(database) == {RESULT: 3, SAFETY: 2}


@pytest.mark.parametrize("answer", ["reject", "ban", "filter"])
def test_a_refusal_is_taken_like_any_answer_and_changes_nothing(
    ask: Ask, database: Database, answer: str
) -> None:
    assert ask("POST", "/grants", {"answers": {RESULT: answer}}) == (204, None)
    assert ledger(database) == {}
    ask("POST", "/grants", {"answers": {RESULT: "accept"}})
    assert ask("POST", "/grants", {"answers": {RESULT: answer}}) == (204, None)
    assert ledger(database) == {RESULT: 1}


def unknown() -> float:
    """How many answers for an unknown template were counted so far."""
    return REGISTRY.get_sample_value("huigongka_grants_unknown_total") or 0.0


@pytest.mark.parametrize(
    ("template", "named"),
    [("SAMPLE-template-of-yesterday", "SAMPLE-template-of-yesterday"), ("电话 13800000000", "unreadable")],
)
def test_a_template_that_nobody_knows_takes_nothing_from_the_rest_and_is_named_by_its_id(
    ask: Ask, database: Database, template: str, named: str
) -> None:
    before = unknown()
    answers = {RESULT: "accept", template: "accept", SAFETY: "accept"}
    with capture_logs() as lines:
        assert ask("POST", "/grants", {"answers": answers}) == (204, None)
    assert ledger(database) == {RESULT: 1, SAFETY: 1}
    assert unknown() == before + 1
    [told] = [line for line in lines if line["event"] == "message template unknown"]
    assert told == {"event": "message template unknown", "log_level": "warning", "kind": named}


def test_more_answers_than_a_dialogue_gives_are_refused_and_nothing_is_kept(
    ask: Ask, database: Database
) -> None:
    assert ask("POST", "/grants", {"answers": {f"t{n}": "accept" for n in range(11)}})[0] == 422
    assert ask("POST", "/grants", {})[1]["fields"] == {"answers": "这一项必填。"}
    assert ledger(database) == {}


def test_a_word_that_weixin_added_takes_nothing_from_the_rest(ask: Ask, database: Database) -> None:
    answers = {RESULT: "acceptWithAudio", SAFETY: "acceptSomehow"}
    assert ask("POST", "/grants", {"answers": answers}) == (204, None)
    assert ledger(database) == {RESULT: 1}
    assert ask("POST", "/grants", {"answers": {RESULT: "x" * 41}})[0] == 422


def test_nobody_answers_without_a_session(deployed: Deployment, world: World) -> None:
    client = application(deployed).test_client()
    assert client.get("/api/notices/templates?moment=card").status_code == 401
    assert client.post("/api/notices/grants", json={"answers": {}}).status_code == 401


def test_the_ledger_stops_where_more_would_help_nobody(database: Database, account_id: UUID) -> None:
    for _ in range(MOST_KEPT + 2):
        with database.writing() as session:
            give(session, account_id, RESULT)
    assert ledger(database) == {RESULT: MOST_KEPT}


@pytest.mark.both("locks")
def test_sixty_four_takers_get_no_more_than_was_given(database: Database, account_id: UUID) -> None:
    for _ in range(3):
        with database.writing() as session:
            give(session, account_id, RESULT)

    def work(_number: int) -> bool:
        with database.writing() as session:
            return take(session, account_id, RESULT)

    outcomes = race(work)
    assert (outcomes.count(True), outcomes.count(False)) == (3, 61)
    assert ledger(database) == {RESULT: 0}


@pytest.mark.both("locks")
def test_sixty_four_accepts_at_once_are_all_counted_up_to_the_most(
    database: Database, account_id: UUID
) -> None:
    def work(_number: int) -> None:
        with database.writing() as session:
            give(session, account_id, RESULT)

    assert race(work) == [None] * 64
    assert ledger(database) == {RESULT: MOST_KEPT}


def test_the_database_itself_knows_no_debt(database: Database, account_id: UUID) -> None:
    with database.writing() as session:
        give(session, account_id, RESULT)
    with pytest.raises(IntegrityError), database.session() as session:
        session.execute(text("UPDATE notice_grants SET remaining = -1"))


def event(name: str, entry: Any, openid: str = "o-sample-worker") -> dict[str, object]:
    """A push about subscriptions."""
    return {"FromUserName": openid, "MsgType": "event", "Event": f"subscribe_msg_{name}_event", "List": entry}


def pushed(database: Database, message: dict[str, object]) -> UUID | None:
    """What WeChat tells, carried out."""
    with database.writing() as session:
        return carry_out(session, APPID, message)


def test_the_popup_tells_of_a_tap_that_the_door_has_counted(
    ask: Ask, database: Database, account_id: UUID
) -> None:
    ask("POST", "/grants", {"answers": {RESULT: "accept"}})
    entry = {"TemplateId": RESULT, "SubscribeStatusString": "accept", "PopupScene": "0"}
    assert pushed(database, event("popup", entry)) == account_id
    assert pushed(database, event("popup", entry | {"SubscribeStatusString": "reject"})) == account_id
    assert ledger(database) == {RESULT: 1}


@pytest.mark.parametrize("many", [False, True])
def test_taking_it_back_in_the_settings_leaves_none(
    ask: Ask, database: Database, account_id: UUID, many: bool
) -> None:
    ask("POST", "/grants", {"answers": {RESULT: "accept", SAFETY: "accept"}})
    entry = {"TemplateId": RESULT, "SubscribeStatusString": "reject"}
    pushed(database, event("change", [entry, {"TemplateId": "other"}] if many else entry))
    assert ledger(database) == {RESULT: 0, SAFETY: 1}
    pushed(database, event("change", entry | {"TemplateId": SAFETY}, "o-somebody-else"))
    assert ledger(database) == {RESULT: 0, SAFETY: 1}


def test_xml_wraps_the_entries_and_they_are_found() -> None:
    entry = {"TemplateId": RESULT, "SubscribeStatusString": "reject"}
    wrapped = {"Event": "subscribe_msg_change_event", "SubscribeMsgChangeEvent": {"List": [entry, entry]}}
    assert entries(wrapped) == [entry, entry]
    assert entries(event("sent", entry)) == [entry]
    for broken in ("", None, ["x"], {"a": 1}):
        assert entries({"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": broken}) == []


def test_a_message_that_did_not_arrive_is_noted_at_the_notice_of_its_reader_only(
    database: Database, account_id: UUID
) -> None:
    with database.writing() as session:
        tell(session, account_id, "card_activated", "mine")
        session.scalars(select(Notice)).one().message_id = "77"
        worker(session, "o-other")
    failed = {"TemplateId": RESULT, "MsgID": "77", "ErrorCode": "43107", "ErrorStatus": "failed"}

    def fault() -> str | None:
        with database.reading() as session:
            return session.scalars(select(Notice.fault)).one()

    pushed(database, event("sent", failed | {"ErrorCode": "0", "ErrorStatus": "success"}))
    pushed(database, event("sent", failed, "o-other"))
    assert fault() is None
    pushed(database, event("sent", failed | {"MsgID": 77}))
    assert fault() == "43107"
