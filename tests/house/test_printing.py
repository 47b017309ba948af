"""打印: Chinese on paper, whatever somebody is called, and nothing that a text could make the server fetch."""

import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from PIL import Image
from pypdf import PdfReader

from service.ground import printing
from service.ground.errors import Refusal
from service.ground.printing import drawn, pdf
from tests.paper import fonts_of, pages_of, text_of

PNG = BytesIO()
Image.new("RGB", (40, 40), "red").save(PNG, "PNG")
# Every way in which a page can name something that lies elsewhere.
NAMING = (
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    "<style>@import url({});</style>",
    "<style>@font-face { font-family: x; src: url({}) } p { font-family: x }</style><p>样",
    '<style>p { background: url({}); list-style: url({}); content: url("{}") }</style><p>样',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<base href="{}"><img src="here">',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that gives a picture to whoever asks, and the addresses that it was asked for."""
    seen: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PNG.getvalue())

        def log_message(self, *_words: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/picture.png", seen
    server.shutdown()
    server.server_close()


def pictures(content: bytes) -> int:
    """How many pictures and attached files a PDF holds."""
    reader = PdfReader(BytesIO(content))
    return sum(len(page.images) for page in reader.pages) + len(reader.attachments)


@pytest.mark.parametrize("naming", NAMING)
def test_a_sheet_reaches_neither_the_network_nor_a_file(
    naming: str, asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, seen = asked
    (tmp_path / "picture.png").write_bytes(PNG.getvalue())
    for there in (address, f"file://{tmp_path}/picture.png", f"FILE:{tmp_path}/picture.png"):
        assert pictures(drawn(naming.replace("{}", there))) == 0
    assert seen == []


def test_a_picture_inside_another_reaches_nothing_either(asked: tuple[str, list[str]]) -> None:
    address, seen = asked
    inner = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}"/></svg>'
    drawn(f'<img src="data:image/svg+xml;base64,{b64encode(inner.encode()).decode()}">')
    assert seen == []


def test_a_picture_that_is_given_is_drawn() -> None:
    assert pictures(drawn(f'<img src="{printing.picture(PNG.getvalue())}">')) == 1


def minutes(**changed: object) -> dict[str, object]:
    """What the template of the minutes needs, with something changed."""
    said: dict[str, object] = {
        "union_name": "雉城样例电池有限公司工会委员会",
        "minute_no": "样例〔2026〕3号",
        "committee": 3,
        "present": ["样甲", "样乙"],
        "absent": ["样丙"],
        "outcome": "批准入会",
        "applicants": [("新样一", "雉城样例电池有限公司")],
        "reason": "",
    }
    return {"minutes": said | changed, "held_on": "2026年5月9日"}


NAMES = (
    "<b>样</b><script>alert(1)</script>",
    "</style></title><img src=file:///etc/hostname>",
    "{{7*7}}{%raw%}",
    "&lt;样&amp;",
    "䶮𠮷㐂",
    "阿卜杜热合曼·图尔荪尼亚孜·艾合买提江·阿卜杜拉",
    "W" * 90,
    "样" * 90,
)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_somebody_is_called_is_printed_as_it_is_written(name: str) -> None:
    content = pdf("applications/minutes.html", **minutes(applicants=[(name, "样例单位")], present=[name]))
    assert text_of(content).count(name.replace(" ", "")) == 3  # present, applicants, signature
    assert pictures(content) == 0
    assert "".join(pages_of(content)).count("工会委员会会议纪要") == 1


def test_marks_that_turn_the_direction_of_writing_do_not_reach_paper() -> None:
    turned = "样\u202e甲\u2066乙\u200b丙\x00丁\ud800"
    text = text_of(pdf("applications/minutes.html", **minutes(applicants=[(turned, "样例单位")])))
    assert "样甲乙丙丁样例单位" in text


def test_every_letter_is_set_in_a_chinese_font() -> None:
    content = pdf("applications/minutes.html", **minutes(applicants=[("䶮𠮷㐂〇·abc", "（12）“样”")]))
    assert {family.split("-CJK-")[0] for family in fonts_of(content)} == {"Noto-Sans", "Noto-Serif"}


def test_the_file_itself_names_the_form_and_nobody() -> None:
    reader = PdfReader(BytesIO(pdf("applications/minutes.html", **minutes())))
    told = dict(reader.metadata or {})
    assert (told.pop("/Title"), set(told)) == ("工会委员会会议纪要", {"/Producer"})
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


def test_each_copy_has_page_numbers_of_its_own() -> None:
    many = minutes(applicants=[(f"新样{number}", "样例单位") for number in range(60)])
    pages = pages_of(pdf("applications/minutes.html", copies=2, **many))
    half = len(pages) // 2
    assert pages[:half] == pages[half:]
    assert [f"第{number}页共{half}页" in page for number, page in enumerate(pages[:half], 1)] == [True] * half


def test_a_fact_that_is_not_given_is_a_fault_and_no_blank() -> None:
    with pytest.raises(UndefinedError):
        pdf("applications/minutes.html", minutes=minutes()["minutes"])


def test_who_waits_too_long_for_the_press_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0.01)
    with printing._press, pytest.raises(Refusal) as refusal:
        pdf("applications/minutes.html", **minutes())
    assert refusal.value.code == "BUSY"
    assert text_of(pdf("applications/minutes.html", **minutes()))  # and the press is free again


WITHOUT_FONTS = """
from service.ground.errors import Refusal
from service.ground.printing import pdf
try:
    pdf("applications/minutes.html")
except Refusal as refusal:
    print(refusal.code)
"""


def test_without_a_chinese_font_nothing_is_printed(tmp_path: Path) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_FONTS], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["PRINT_NOT_READY"]
