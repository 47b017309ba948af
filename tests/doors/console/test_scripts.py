"""Which scripts run on a page: ours, named with the nonce of that very answer; nothing written into the page itself."""

import re
from collections.abc import Iterator
from hashlib import sha256

from werkzeug.test import TestResponse

from tests.doors.console.given import Elements, Office
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, address, desks
from tests.doors.console.things import SIDES, furnish

NONCE = re.compile(r"script-src 'nonce-([\w-]{22})'(?:;|$)")
OUTSIDE = ("/console/nothing", "/api/reference", "/v/x", "/console/sign-in?next=/console/")


def walked(office: Office) -> Iterator[tuple[str, TestResponse]]:
    """Every page of the console for everyone at a desk, as the whole answer, and the pages that anyone may open."""
    things, stranger = furnish(office, SIDES[0]), office.stranger()
    for login, desk in desks(office).items():
        for rule in {**OF_A_THING, **OF_A_ROLE}:
            answer = desk.get(address(rule, things))
            if answer.mimetype == "text/html":
                yield f"{login} {rule}", answer
    for path in OUTSIDE:
        yield path, stranger.get(path)


def test_a_script_runs_by_the_nonce_of_its_own_answer_and_no_other_way(office: Office) -> None:
    seen: list[str] = []
    for place, answer in walked(office):
        scripts = [held for tag, held in Elements(answer.text).found if tag == "script"]
        policy = answer.headers["Content-Security-Policy"]
        if not scripts:
            assert "script-src 'none'" in policy, place
            continue
        nonce = NONCE.search(policy)
        assert nonce is not None, place
        assert {script["nonce"] for script in scripts} == {nonce[1]}, place
        assert all((script["src"] or "").startswith("/static/") for script in scripts), place
        seen.append(nonce[1])
    assert len(seen) == len(set(seen)) > 50


def test_every_static_file_is_asked_for_by_its_content_and_kept_for_a_year(office: Office) -> None:
    named = {
        held["href"] if tag == "link" else held["src"]
        for _, answer in walked(office)
        for tag, held in Elements(answer.text).found
        if tag in ("link", "script") and held.get("rel") != "icon"
    }
    files = {str(address).partition("?")[0].removeprefix("/static/") for address in named}
    assert files == {
        "cards/check.css",
        "charts.js",
        "console.js",
        "county.css",
        "vendor/bootstrap.min.css",
        "vendor/echarts.simple.min.js",
        "vendor/htmx.min.js",
    }
    stranger = office.stranger()
    for asked in map(str, named):
        path, _, digest = asked.partition("?v=")
        answer = stranger.get(asked)
        assert (answer.status_code, digest) == (200, sha256(answer.data).hexdigest()[:16]), asked
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", asked
        for other in (path, f"{path}?v=", f"{path}?v={digest[:-1]}", f"{path}?v={'0' * 16}"):
            assert stranger.get(other).headers["Cache-Control"] == "no-cache", other
        assert stranger.get(f"{path}.map?v={digest}").headers["Cache-Control"] == "no-store", asked


def test_nothing_that_runs_or_paints_is_written_into_a_page(office: Office) -> None:
    for place, answer in walked(office):
        elements = Elements(answer.text).found
        attributes = {name for _, held in elements for name in held}
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, place
        assert "style" not in {tag for tag, _ in elements}, place
        assert len(re.findall(r"<script[^>]*></script>", answer.text)) == answer.text.count("<script"), place
        assert not [held for _, held in elements if "javascript:" in (held.get("href") or "")], place


def test_nothing_of_a_page_is_kept_in_the_storage_of_the_browser(office: Office) -> None:
    page = office.stranger().get("/console/sign-in").text
    config = next(held for tag, held in Elements(page).found if held.get("name") == "htmx-config")
    assert config["content"] == (
        '{"allowEval":false,"allowScriptTags":false,"historyCacheSize":0,"historyEnabled":false,'
        '"includeIndicatorStyles":false,"refreshOnHistoryMiss":true,"selfRequestsOnly":true}'
    )
    script = office.stranger().get("/static/console.js").text
    assert "setItem" not in script
    assert 'sessionStorage.removeItem("htmx-current-path-for-history")' in script
