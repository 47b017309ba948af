"""身份核验: one question (do name and number belong together?), several who can answer it.

A doubtful answer never refuses anybody: it goes to the union, who looks at the document (转人工核对).
"""

from dataclasses import dataclass
from typing import Protocol

from service.ground.config import Settings
from service.register.facts.words import DocumentKind
from service.register.people.documents import Document, region_known
from service.register.people.models import Level
from wechat.faceid import FaceIdClient, FaceIdUnavailable


@dataclass(frozen=True)
class Verification:
    """What a verifier found: how sure, by whom, and the reason code when a human should look."""

    level: Level
    provider: str
    doubt: str | None = None


class IdentityVerifier(Protocol):
    """Whoever can say whether a name and a document number belong together."""

    def verify(self, name: str, document: Document) -> Verification: ...


class LocalRules:
    """The published rules alone: check digit, date and form; says «checked», never «matched»."""

    def verify(self, name: str, document: Document) -> Verification:
        """Judge by the rules: «checked» where a check digit fits, «stated» where the number carries none."""
        if document.born_on is None:
            return Verification(Level.STATED, "local", "no_check_digit")
        if not region_known(document):
            return Verification(Level.CHECKED, "local", "unknown_region")
        return Verification(Level.CHECKED, "local", "old_number" if document.upgraded else None)


class TencentFaceId:
    """Tencent Cloud FaceID IdCardVerification over HTTP: name and resident ID against the population register."""

    def __init__(self, client: FaceIdClient) -> None:
        """Ask through ``client``."""
        self._client = client
        self._rules = LocalRules()

    def verify(self, name: str, document: Document) -> Verification:
        """0 matches; every other answer and every outage leaves the local finding with a doubt for the union."""
        local = self._rules.verify(name, document)
        if document.kind is not DocumentKind.RESIDENT:
            return local
        try:
            answer = self._client.verify(name, document.number)
        except FaceIdUnavailable:
            return Verification(local.level, "tencent", "provider_down")
        if answer.result == "0":
            return Verification(Level.MATCHED, "tencent", local.doubt)
        return Verification(local.level, "tencent", DOUBTS.get(answer.result, "provider_unclear"))


# Result codes of IdCardVerification; -1 is a mismatch, which a new name or a rare character also causes.
DOUBTS = {
    "-1": "mismatch",
    "-2": "number_refused",
    "-3": "name_refused",
    "-4": "provider_down",
    "-5": "no_record",
    "-6": "provider_down",
    "-7": "too_many_checks",
}

DOUBT_WORDS = {
    "no_check_digit": "这种证件没有校验码，请当面看证件原件",
    "unknown_region": "号码开头的地区码不常见，请当面看证件",
    "old_number": "填的是 15 位旧号，已升为 18 位，请核对",
    "mismatch": "姓名与证件号核对不一致，可能有错字或改过名，请当面看证件",
    "number_refused": "核验方认为证件号不合规，请当面看证件",
    "name_refused": "核验方认为姓名不合规（如生僻字），请当面看证件",
    "provider_down": "核验方暂时没有回应，请当面看证件",
    "no_record": "核验方没有这个人的记录（如军人、新领证），请当面看证件",
    "too_many_checks": "今天核验次数已满，请当面看证件",
    "provider_unclear": "核验方没有给出明确结果，请当面看证件",
}


def verifier_from(settings: Settings) -> IdentityVerifier:
    """The verifier that this deployment is configured for."""
    if settings.identity_provider == "tencent":
        client = FaceIdClient(
            settings.faceid_id.get_secret_value(),
            settings.faceid_key.get_secret_value(),
            base_url=settings.faceid_url,
        )
        return TencentFaceId(client)
    return LocalRules()
