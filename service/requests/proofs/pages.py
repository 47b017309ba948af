"""Where a proof is checked by anybody, and where a chair draws one up for a member at his desk.

As with cards, a GET reads nothing and shows a button: link scanners and previews fetch addresses by themselves.
"""

from uuid import UUID

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from service.register.access.guard import actor, client_address, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import printed
from service.register.memberships.queries import membership_in_reach
from service.requests.proofs.actions import check_proof, issue
from service.requests.proofs.paper import proof_pdf

proof_pages = Blueprint("proof_pages", __name__, template_folder="templates")


@proof_pages.get("/p/<code>")
@needs(Act.PROOF_CHECK)
def offer_check(code: str) -> str:
    """会员证明上的码打开的页面：只有一个按钮"""
    return render_template("proofs/offer.html", county=deployment().settings.county_name)


@proof_pages.post("/p/<code>")
@needs(Act.PROOF_CHECK)
def show_check(code: str) -> str:
    """核验结果"""
    seen = check_proof(session(), code, client_address())
    return render_template("proofs/result.html", seen=seen, county=deployment().settings.county_name)


@proof_pages.post("/console/members/<uuid:membership_id>/proof")
@needs(Act.MEMBERSHIP_PROVE)
def issue_for_member(membership_id: UUID) -> Response:
    """为会员开具会员证明（PDF）"""
    held = membership_in_reach(session(), actor(), Act.MEMBERSHIP_PROVE, membership_id)
    proof = issue(session(), actor(), held.person, held.union_id)
    settings = deployment().settings
    return printed("membership-proof", lambda: proof_pdf(proof, settings.county_name, settings.public_url))
