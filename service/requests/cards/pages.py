"""The page behind a card's QR code: a button first, and the result after it is pressed.

Link scanners and previews fetch addresses by themselves, so a GET claims nothing, reads nothing and shows
nothing.
"""

import secrets
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from service.ground.clock import COUNTY_ZONE
from service.register.access.guard import client_address, deployment, needs, session
from service.register.access.models import Act
from service.requests.cards.checks import check
from service.requests.cards.shapes import CHECK_WORDS

card_pages = Blueprint("card_pages", __name__, template_folder="templates")
SCANNER_COOKIE = "__Host-scanner"


@card_pages.get("/v/<code>")
@needs(Act.CARD_CHECK)
def offer_check(code: str) -> str:
    """扫码后的页面：只有一个按钮"""
    return render_template("cards/offer.html", county=deployment().settings.county_name)


@card_pages.post("/v/<code>")
@needs(Act.CARD_CHECK)
def show_check(code: str) -> Response:
    """核验结果"""
    settings = deployment().settings
    name = _cookie_name(settings.public_url)
    scanner = request.cookies.get(name) or secrets.token_urlsafe(16)
    result = check(session(), code, scanner, client_address())
    page = make_response(
        render_template(
            "cards/result.html",
            result=result,
            words=CHECK_WORDS[result.verdict],
            county=settings.county_name,
            county_clock=_county_clock,
        )
    )
    secure = name == SCANNER_COOKIE
    page.set_cookie(name, scanner, secure=secure, httponly=True, samesite="Lax", path="/")
    return page


def _county_clock(instant: datetime) -> str:
    """An instant by the county's clock with its seconds, which two people at a counter compare."""
    return instant.astimezone(COUNTY_ZONE).strftime("%H:%M:%S")


def _cookie_name(public_url: str) -> str:
    """The ``__Host-`` prefix needs https, so a laptop over http goes without it."""
    return SCANNER_COOKIE if public_url.startswith("https://") else SCANNER_COOKIE.removeprefix("__Host-")
