"""No code of the house stands there for its tests alone, or for nobody."""

import re
from functools import cache
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parents[2]
CODE = ("function", "method", "property", "class")
# What a framework registers by its decorator: views, commands, hooks.
REGISTERED = [
    *(f"@*.{method}" for method in ("get", "post", "put", "patch", "delete", "route")),
    *("@*.command", "@*.error_processor", "@*.before_*", "@*validator", "@event.listens_for"),
]
# What is called from elsewhere than our own code, and by whom.
CALLED_BY = {
    "process_bind_param": "SQLAlchemy, on the way into the database",
    "process_result_value": "SQLAlchemy, on the way out of the database",
    "settings_customise_sources": "pydantic-settings, when settings are made",
    "_get_file_stream": "werkzeug, for each file of a form",
    "get_random_string": "wechatpy, when a reply to the platform is sealed",
    "log_request": "the server of the simulator, for each request",
    "identity_answer": "the tests, as the hand on the simulated platform",
    "fail": "the tests, as the hand on the simulated platform",
    "recover": "the tests, as the hand on the simulated platform",
    "wants_pushes": "the tests, as the hand on the simulated platform",
    "push_again": "the tests, as the hand on the simulated platform",
    "move_clock": "the tests, as the hand on the simulated platform",
}


def in_templates() -> set[str]:
    """Every name that a template says inside its brackets."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "service").rglob("*.html")]
    said = re.findall(r"\{[{%].*?[%}]\}", "".join(texts), re.DOTALL)
    return set(re.findall(r"[A-Za-z_]\w*", " ".join(said)))


@cache
def unused() -> dict[str, str]:
    """Code by its name that no line of the house and no template names, with its place."""
    house = Vulture(ignore_decorators=REGISTERED)
    house.scavenge([str(ROOT / place) for place in ("crypto", "wechat", "service", "migrations/env.py")])
    house.used_names |= in_templates()
    return {
        item.name: f"{item.filename}:{item.first_lineno}"
        for item in house.get_unused_code()
        if item.typ in CODE
    }


def test_code_that_nothing_but_tests_calls_is_not_kept() -> None:
    assert {name: place for name, place in unused().items() if name not in CALLED_BY} == {}


def test_every_exception_is_still_one() -> None:
    assert CALLED_BY.keys() - unused().keys() == set()
