"""The main story over real HTTP: from WeChat login to a confirmed roster, an active card and annex 3.

Each step is told in one line as it happens. The same story is a test (tests/journeys), so what is told is true.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from msoffcrypto.format.ooxml import OOXMLFile
from python_calamine import load_workbook

from service.doors.demo.desk import Desk
from service.doors.demo.phone import WeChatUser
from service.ground import clock

Say = Callable[[str], None]


@dataclass
class Cast:
    """Who plays: the worker's phone and the desks, and what they hold."""

    worker: WeChatUser
    handler: Desk
    chair: Desk
    township: Desk
    county: Desk
    union_id: str
    scene: str
    unit_name: str
    name: str
    number: str
    signature: bytes = field(repr=False)


@dataclass
class Told:
    """What the story left behind, for whoever wants to look."""

    application: str
    roster: str
    card: dict[str, Any]
    annex: bytes = field(repr=False)


def tell(cast: Cast, say: Say) -> Told:
    """Play the whole story once; raises at the first step that does not come out as told."""
    say("职工打开小程序，微信登录，授权手机号，同意告知书，填写姓名和证件")
    application = _apply(cast)
    say("职工扫工会二维码，填表、读誓词、签名、提交")
    _decide(cast, application)
    say("经办人初审；主席记录委员会决议，批准入会；职工手机上看到“已批准”")
    roster = _confirm(cast)
    say("主席确认花名册并上报；街道接收；县总工会汇总")
    card = _activate(cast)
    say("职工提交激活核验：微信手机号与花名册一致，惠工卡已激活")
    _show(cast)
    say("职工出示动态会员码，商家扫码看到“有效”，同一个码再扫显示已被核验过")
    annex = _download(cast)
    say("县总工会写明用途，导出附件3，用一次有效的链接下载，输入密码打开；新会员在表里，证件号是文本")
    return Told(application, roster, card, annex)


def _apply(cast: Cast) -> str:
    worker = cast.worker
    worker.log_in()
    worker.give_phone()
    worker.agree()
    worker.state_identity(cast.name, cast.number)
    submitted = worker.apply(cast.scene, cast.unit_name, cast.signature)
    assert submitted["status"] == "submitted", submitted["status"]
    return str(submitted["id"])


def _decide(cast: Cast, application: str) -> None:
    page = f"/console/applications/{application}"
    cast.handler.sign_in()
    cast.handler.submit(page, f"{page}/check", {})
    cast.chair.sign_in()
    decision = {
        "union_id": cast.union_id,
        "application_ids": application,
        "outcome": "approve",
        "decided_on": clock.today().isoformat(),
        "minute_no": f"样例〔2026〕{int(time.time()) % 10000}号",
        "committee": "3",
        "others": "样主席、样委员",
    }
    cast.chair.submit(f"/console/decisions?union_id={cast.union_id}", "/console/decisions", decision)
    seen = cast.worker.call("GET", f"/applications/{application}")
    assert seen["status"] == "approved", seen["status"]


def _confirm(cast: Cast) -> str:
    page = f"/console/rosters/{cast.union_id}"
    assert cast.name in cast.chair.page(page) or cast.name[0] in cast.chair.page(page)
    cast.chair.submit(page, f"{page}/confirmation", {})
    found = re.search(r"/console/roster-versions/([0-9a-f-]{36})", cast.chair.page(page))
    assert found is not None, "the confirmed version is not on the page"
    version = f"/console/roster-versions/{found.group(1)}"
    cast.chair.submit(version, f"{version}/submission", {})
    cast.township.sign_in()
    cast.township.submit(version, f"{version}/acceptance", {})
    cast.county.sign_in()
    cast.county.submit(version, f"{version}/consolidation", {})
    return found.group(1)


def _activate(cast: Cast) -> dict[str, Any]:
    worker = cast.worker
    worker.give_phone()
    claim = worker.claim_card(cast.name, cast.number)
    assert claim["state"] == "waiting", claim["state"]
    until = time.monotonic() + 30
    while worker.call("GET", f"/card-claims/{claim['id']}")["state"] != "bound":
        assert time.monotonic() < until, "the claim was never settled"
        time.sleep(0.2)
    card: dict[str, Any] = worker.call("GET", "/card")
    assert card["status"] == "active", card["status"]
    return card


def _show(cast: Cast) -> None:
    codes = cast.worker.call("POST", "/card/codes")
    shown = codes["codes"][0]
    # A merchant's browser opens the address, then presses the button.
    address = cast.worker.service + re.sub(r"^https?://[^/]+", "", shown["text"])
    first, second = requests.Session(), requests.Session()
    masked = cast.name[0] + "*"
    assert masked not in first.get(address, timeout=30).text, "opening the address must show nothing"
    seen = first.post(address, timeout=30).text
    assert "有效" in seen, "the check did not say valid"
    assert masked in seen
    assert shown["match_number"] in seen
    assert cast.name not in seen
    assert "已被核验过" in second.post(address, timeout=30).text


def _download(cast: Cast) -> bytes:
    wish = {"kind": "roster", "union_id": cast.union_id, "purpose": "样例演示：核对花名册"}
    cast.county.submit("/console/exports", "/console/exports", wish)
    found = re.search(r"/console/exports/([0-9a-f-]{36})", cast.county.page("/console/exports"))
    assert found is not None, "the export is not on the page"
    page = f"/console/exports/{found.group(1)}"
    cast.county.find(page, f'action="{page}/link"')
    annex = _unlocked(cast.county, page)
    rows = load_workbook(BytesIO(annex)).get_sheet_by_index(0).to_python()
    mine = [row for row in rows if cast.name in row]
    assert mine, "the new member is not in annex 3"
    assert cast.number in mine[0], "the document number is not text in annex 3"
    return annex


def _unlocked(desk: Desk, page: str) -> bytes:
    """The file by a link that serves once, opened with the password from its own page."""
    link = re.search(r"/console/downloads/[\w-]+", desk.submit(page, f"{page}/link", {}).text)
    assert link is not None, "there is no link"
    file = desk.submit(link[0], link[0], {}).content
    password = re.search(r"(\w{4}-){3}\w{4}", desk.submit(page, f"{page}/password", {}).text)
    assert password is not None, "there is no password"
    locked, plain = OOXMLFile(BytesIO(file)), BytesIO()
    locked.load_key(password=password[0], verify_password=True)
    locked.decrypt(plain)
    return plain.getvalue()
