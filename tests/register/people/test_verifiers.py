"""身份核验: a doubtful answer goes to the union, never to a refusal; over real HTTP to the simulator."""

import pytest

from service.doors.demo.told import id_number
from service.ground.config import Settings
from service.register.facts.words import DocumentKind
from service.register.people.documents import read_document
from service.register.people.models import Level
from service.register.people.verifiers import DOUBT_WORDS, DOUBTS, LocalRules, verifier_from
from tests.platform import FACEID_ID, FACEID_KEY, Platform

DOCUMENT = read_document(DocumentKind.RESIDENT, id_number(501))


def tencent(platform: Platform) -> Settings:
    """A deployment that asks Tencent Cloud."""
    return Settings(
        database_url="sqlite://",
        identity_provider="tencent",
        faceid_id=FACEID_ID,
        faceid_key=FACEID_KEY,
        faceid_url=platform.url,
    )


def test_a_match_is_recorded_as_matched(weixin: Platform) -> None:
    weixin.identity_answer(id_number(501), "0")
    finding = verifier_from(tencent(weixin)).verify("新样一", DOCUMENT)
    assert (finding.level, finding.provider, finding.doubt) == (Level.MATCHED, "tencent", None)


@pytest.mark.parametrize("result", ["-1", "-2", "-3", "-4", "-5", "-6", "-7"])
def test_every_other_answer_is_a_doubt_for_the_union(weixin: Platform, result: str) -> None:
    weixin.identity_answer(id_number(501), result)
    finding = verifier_from(tencent(weixin)).verify("新样一", DOCUMENT)
    assert (finding.level, finding.doubt) == (Level.CHECKED, DOUBTS[result])
    assert finding.doubt in DOUBT_WORDS


def test_an_outage_is_a_doubt_too(weixin: Platform) -> None:
    weixin.fail("/", "http_500")
    finding = verifier_from(tencent(weixin)).verify("新样一", DOCUMENT)
    assert (finding.level, finding.doubt) == (Level.CHECKED, "provider_down")


def test_other_documents_are_judged_by_rules_and_looked_at_by_the_union() -> None:
    finding = LocalRules().verify("John Smith", read_document(DocumentKind.PASSPORT, "E1234567"))
    assert (finding.level, finding.doubt) == (Level.STATED, "no_check_digit")
