"""撤回同意 (个人信息保护法 第十五条、第四十七条): as easy as agreeing, and what rested on it alone is gone at once."""

from sqlalchemy.orm import Session

from service.ground.db import new_id
from service.ground.holding import hold
from service.register.access.models import Actor
from service.register.accounts.actions import end_consent, end_sessions, forget_phone
from service.register.accounts.models import Account, ConsentKind
from service.register.notices.actions import tell
from service.register.people.actions import forget_identities
from service.requests.applications.actions import withdraw_and_erase
from service.requests.applications.queries import open_applications
from service.requests.cards.claims import withdraw_claim


def withdraw_consent(session: Session, actor: Actor, account: Account, kind: ConsentKind) -> None:
    """Withdraw one consent and all that rests on it; again changes nothing.

    Of the identity notice: every stated identity is destroyed, a waiting claim ends, an application that nobody decided
    is withdrawn and destroyed. Of the privacy policy: that too, for it asked for everything; the verified phone is
    forgotten and every session ends.

    What stays: decided applications with their own copies, the membership and its roster, which rest on the Charter and
    on the notice that orders the register (长总工〔2018〕12号) and not on consent (第十三条); corrections that wait, which
    are a right of their own (第四十六条). The card stays as it is, neither frozen nor revoked: it proves a membership that
    goes on, and taking it away would make whoever withdraws pay for it (第十六条). The notice says so, and where the
    holder ends it himself.
    """
    hold(session, {Account: [account.id]})
    # The consents first: whoever still states something under them is waited for, and is found below.
    kinds = [kind] if kind is ConsentKind.IDENTITY else [ConsentKind.IDENTITY, kind]
    changed = [end_consent(session, actor, account.id, one) for one in kinds]
    changed.append(forget_identities(session, actor, account))
    for application in open_applications(session, account.id):
        withdraw_and_erase(session, actor, application)
        changed.append(True)
    changed.append(withdraw_claim(session, actor, account.id))
    if kind is ConsentKind.PRIVACY:
        changed.append(account.phone_sealed is not None)
        forget_phone(session, actor, account)
        end_sessions(session, actor, account)
    if any(changed):
        tell(session, account.id, f"consent_withdrawn_{kind.value}", f"consent:{new_id()}")
