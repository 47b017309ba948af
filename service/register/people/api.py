"""The worker's doors to the identity that an account states."""

from apiflask import APIBlueprint

from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act
from service.register.accounts.actions import needed_consent
from service.register.accounts.models import ConsentKind
from service.register.people.actions import current_identity, judge_identity, state_identity
from service.register.people.contact import masked_name, masked_number
from service.register.people.models import Identity
from service.register.people.shapes import IdentityKept, IdentityStated
from service.register.people.verifiers import verifier_from

people = APIBlueprint("people", __name__, url_prefix="/api", tag="身份")


@people.put("/identity")
@needs(Act.SIGNED_IN)
@people.input(IdentityStated)
@people.output(IdentityKept)
@people.doc(security="worker", responses=[401, 403, 422, 429])
def state(json_data: IdentityStated) -> dict[str, object]:
    """填写身份信息

    Consent comes first; then the rules of the document, then the verifier. A doubtful answer never refuses.
    """
    with deployment().database.reading() as reading:
        needed_consent(reading, actor().id, ConsentKind.IDENTITY)  # type: ignore[arg-type]
    name, document = judge_identity(json_data.document_kind, json_data.name, json_data.number)
    finding = verifier_from(deployment().settings).verify(name, document)
    return kept(state_identity(session(), actor(), account(), name, document, finding))


@people.get("/identity")
@needs(Act.SIGNED_IN)
@people.output(IdentityKept)
@people.doc(security="worker", responses=[401, 403])
def read() -> dict[str, object]:
    """我的身份信息（脱敏）"""
    identity = current_identity(session(), account())
    if identity is None:
        raise Refusal("IDENTITY_MISSING")
    return kept(identity)


def kept(identity: Identity) -> dict[str, object]:
    """An identity as its owner may see it on a screen that others may see too."""
    return {
        "name": masked_name(opened(identity, "name")),
        "document_kind": identity.document_kind,
        "number": masked_number(opened(identity, "id_number")),
        "level": identity.level,
        "level_words": identity.level.label,
        "needs_look": identity.doubt is not None,
    }
