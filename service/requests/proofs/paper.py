"""会员证明 on paper, with the code that anybody can scan or type."""

from service.ground import clock
from service.ground.drawing import draw_png
from service.ground.printing import pdf
from service.requests.proofs.actions import Proof


def proof_pdf(proof: Proof, county: str, public_url: str) -> bytes:
    """The proof as PDF; raises PRINT_NOT_READY, BUSY."""
    address = f"{public_url}/p/{proof.code}"
    return pdf(
        "proofs/sheet.html",
        proof=proof,
        county=county,
        address=address,
        code="-".join(proof.code[start : start + 5] for start in range(0, len(proof.code), 5)),
        qr=draw_png(address),
        issued_on=clock.chinese_day(proof.issued_on),
        expires_on=clock.chinese_day(proof.expires_on),
    )
