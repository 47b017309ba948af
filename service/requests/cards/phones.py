"""手机号: the phone that WeChat verified and the phone of the roster; equal, they prove whose card it is."""

from datetime import datetime, timedelta

from service.ground.sealing import opened
from service.register.accounts.models import Account
from service.register.people.contact import ContactInvalid
from service.register.people.models import Person
from service.register.people.phones import Phone, read_phone

# A number changes hands: one that was verified long ago may by now ring at the very person who is named.
AT_CLAIM = timedelta(hours=1)
AT_UNBINDING = timedelta(minutes=10)


def verified_phone(account: Account, moment: datetime, within: timedelta) -> Phone | None:
    """The phone that WeChat verified for the account, at most ``within`` before ``moment``, with its country."""
    if account.phone_verified_at is None or account.phone_verified_at < moment - within:
        return None
    return _mobile(opened(account, "phone"))


def roster_phone(person: Person) -> Phone | None:
    """The mobile number of the roster, with its country; None when there is none that could ring."""
    return _mobile(opened(person, "phone"))


def _mobile(raw: str) -> Phone | None:
    try:
        return read_phone(raw)
    except ContactInvalid:
        return None
