"""What holds on every page for everyone at a desk: who is shown it, what runs on it, what may stand on it."""

import re
from hashlib import sha256

import pytest

from tests.doors.console.given import Elements, Office
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, logins
from tests.doors.console.things import SIDES
from tests.doors.console.walk import PLACES, Opened
from tests.given import id_number, phone

NONCE = re.compile(r"script-src 'nonce-([\w-]{22})'(?:;|$)")
OUTSIDE = ("/console/nothing", "/api/reference", "/v/x", "/console/sign-in?next=/console/")


@pytest.fixture
def pages(walk: list[Opened]) -> list[Opened]:
    """What is read in a browser, refusals too."""
    return [one for one in walk if one.is_page]


@pytest.fixture
def all_pages(pages: list[Opened], office: Office) -> list[Opened]:
    """Those, and the pages that anyone may open."""
    outside = [(path, office.stranger().get(path)) for path in OUTSIDE]
    return pages + [
        Opened("nobody", path, answer.status_code, answer.headers, answer.text, ())
        for path, answer in outside
    ]


@pytest.mark.both("dialect")
def test_a_page_is_there_for_whom_the_table_names_and_for_nobody_else(walk: list[Opened]) -> None:
    there = {rule: logins(roles, SIDES[:1]) for rule, roles in OF_A_THING.items()}
    there |= {rule: logins(roles, SIDES) for rule, roles in OF_A_ROLE.items()}
    wrong = [one.place for one in walk if one.status != (200 if one.login in there[one.rule] else 404)]
    assert wrong == []
    assert {one.rule for one in walk} == set(there)


@pytest.mark.both("dialect")
def test_reading_never_writes(walk: list[Opened]) -> None:
    assert {one.place: one.written for one in walk if one.written} == {}


def test_hostile_words_are_words_on_every_page(pages: list[Opened]) -> None:
    for page in pages:
        found = page.elements.found
        assert not {name for _, held in found for name in held if name.startswith("on")}, page.place
        pictures = [held["src"] for tag, held in found if tag == "img"]
        assert all(source and source.startswith("/console/") for source in pictures), page.place
        assert not {"style", "b"} & {tag for tag, _ in found}, page.place
        scripts = [held["src"] for tag, held in found if tag == "script"]
        assert all(source and source.startswith("/static/") for source in scripts), page.place
    read = "".join(page.elements.words for page in pages)
    assert {place for place in PLACES if f"〔{place}〕" in read} == set(PLACES)


def test_no_page_holds_a_whole_number(pages: list[Opened]) -> None:
    numbers = [id_number(serial) for serial in (3, 5, 7, 601, 603, 901)]
    numbers += [phone(serial) for serial in (1, 2, 3, 601, 603, 901)]
    assert {page.place for page in pages for number in numbers if number in page.text} == set()


def test_a_script_runs_by_the_nonce_of_its_own_answer_and_no_other_way(all_pages: list[Opened]) -> None:
    seen: list[str] = []
    for page in all_pages:
        scripts = [held for tag, held in page.elements.found if tag == "script"]
        policy = page.headers["Content-Security-Policy"]
        if not scripts:
            assert "script-src 'none'" in policy, page.place
            continue
        nonce = NONCE.search(policy)
        assert nonce is not None, page.place
        assert {script["nonce"] for script in scripts} == {nonce[1]}, page.place
        assert all((script["src"] or "").startswith("/static/") for script in scripts), page.place
        seen.append(nonce[1])
    assert len(seen) == len(set(seen)) > 50


def test_nothing_that_runs_or_paints_is_written_into_a_page(all_pages: list[Opened]) -> None:
    for page in all_pages:
        found = page.elements.found
        attributes = {name for _, held in found for name in held}
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, page.place
        assert "style" not in {tag for tag, _ in found}, page.place
        assert len(re.findall(r"<script[^>]*></script>", page.text)) == page.text.count("<script"), page.place
        assert not [held for _, held in found if "javascript:" in (held.get("href") or "")], page.place


def test_every_static_file_is_asked_for_by_its_content_and_kept_for_a_year(
    all_pages: list[Opened], office: Office
) -> None:
    named = {
        held["href"] if tag == "link" else held["src"]
        for page in all_pages
        for tag, held in page.elements.found
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
