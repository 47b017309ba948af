"""Ask WeChat on a worker's behalf, and say kindly when it does not answer."""

from service.ground.errors import Refusal
from wechat.client import Gateway
from wechat.errors import Blocked, InvalidCode, WeChatError
from wechat.login import WeChatSession, code_to_session
from wechat.phone import PhoneNumber, phone_number


def wechat_session(gateway: Gateway, code: str) -> WeChatSession:
    """Exchange a login code; raises LOGIN_CODE_INVALID, ACCOUNT_BLOCKED or WECHAT_DOWN."""
    try:
        return code_to_session(gateway, code)
    except InvalidCode:
        raise Refusal("LOGIN_CODE_INVALID") from None
    except Blocked:
        raise Refusal("ACCOUNT_BLOCKED") from None
    except WeChatError:
        raise Refusal("WECHAT_DOWN") from None


def wechat_phone(gateway: Gateway, code: str, openid: str) -> PhoneNumber:
    """Exchange a phone code, always with the openid it was tapped under: the number and its country.

    Raises PHONE_CODE_INVALID or WECHAT_DOWN.
    """
    try:
        return phone_number(gateway, code, openid)
    except InvalidCode:
        raise Refusal("PHONE_CODE_INVALID") from None
    except WeChatError:
        raise Refusal("WECHAT_DOWN") from None
