"""本人填写的: the facts that an application states, as the register takes them over and as pages and papers show them."""

from collections.abc import Iterable
from typing import Any

from service.register.facts.declared import STATED
from service.register.facts.kinds import PersonalFact
from service.register.people.shown import told
from service.requests.applications.models import Application


def facts_stated(application: Application, facts: Iterable[PersonalFact]) -> dict[str, Any]:
    """What an application states of these facts, by their names; the kind of document goes with its number."""
    stated = (fact for fact in facts if fact.stated and fact.name != "document_kind")
    return {fact.name: fact.kept(application) for fact in stated}


def lines_told(application: Application) -> list[tuple[str, str]]:
    """What was stated as the console shows it, under its words; the name heads the page, the signature ends it."""
    beside = ("name", "document_kind")
    return [
        (fact.headed(application, fact.question), told(fact, fact.kept(application) or ""))
        for fact in STATED
        if fact.name not in beside and not fact.picture
    ]
