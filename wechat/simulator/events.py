"""What the platform pushes, in its own shapes: messages of people, events of mini-programs and official accounts."""

from collections.abc import Callable
from typing import Any

Shape = Callable[[dict[str, Any], str], dict[str, Any]]
_WRAPPED = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}
# Events that platform itself tells: they come from its own name, and say in OpenID whom they are about.
_OF_THE_PLATFORM = frozenset(
    {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}
)
# Who follows or speaks may be answered for two days.
SPEAKING = frozenset({"subscribe", "SCAN", "CLICK", "text"})


def message_of(event: str, openid: str, appid: str, told: dict[str, Any], form: str) -> dict[str, Any]:
    """The message of an event or of a text (`event` text); `told` holds what differs, `form` is json or xml."""
    message = {"ToUserName": f"gh_{appid[-12:]}", "FromUserName": openid, **told}
    if event == "text":
        return message | {"MsgType": "text", "Content": told.get("Content", "")}
    message |= {"MsgType": "event", "Event": event}
    if event in _OF_THE_PLATFORM:
        return message | {"FromUserName": "gh_platform", "OpenID": openid, "AppID": appid}
    if event in _WRAPPED:
        return _subscription(event, message, form)
    if event == "subscribe" and told.get("EventKey"):
        return message | {"EventKey": f"qrscene_{told['EventKey']}"}
    return message


def _subscription(event: str, message: dict[str, Any], form: str) -> dict[str, Any]:
    """JSON lists an object for one template and an array for many; XML wraps its List elements."""
    entries = message.pop("List")
    listed = entries[0] if isinstance(entries, list) and len(entries) == 1 else entries
    return message | ({"List": listed} if form == "json" else {_WRAPPED[event]: {"List": listed}})
