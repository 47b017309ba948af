"""The member's door to his own proof."""

from apiflask import APIBlueprint

from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import printed
from service.register.memberships.queries import open_membership
from service.requests.cards.holders import proved_card
from service.requests.proofs.actions import issue
from service.requests.proofs.paper import proof_pdf

proofs = APIBlueprint("proofs", __name__, url_prefix="/api", tag="会员证明")


@proofs.post("/me/membership-proof")
@needs(Act.MEMBERSHIP_OWN)
@proofs.doc(security="worker", responses=[401, 404, 409, 429, 503])
def issue_own() -> object:
    """开具我的会员证明（PDF）

    Only with an activated card of this account, which proves who asks. The answer is `application/pdf`.
    """
    person = proved_card(session(), actor()).person
    held = open_membership(session(), person.id)
    place = held.union_id if held else None
    proof = issue(session(), actor(), person, place, account_id=account().id)
    settings = deployment().settings
    return printed("membership-proof", lambda: proof_pdf(proof, settings.county_name, settings.public_url))
