"""The entry 惠工卡 within the menu that an official account has already: everything else stays where it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wechat.menu import NEEDED, Button, folder


@dataclass(frozen=True)
class Merged:
    """合并后的菜单, and by path («服务 / 惠工卡») what stays, what is new or changed, and what cannot be kept."""

    buttons: list[Button]
    kept: list[str]
    changed: list[str]
    lost: list[str]


def merged(present: Sequence[Button], card: Button, parent: str = "") -> Merged:
    """The present menu with `card` in it: beneath the first-level button `parent` (子栏目), or at the first level.

    An earlier entry of the same mini-program is replaced where it stands, or leaves any other place. Lost is a button of a
    type that no program can create, one that stood under the card's name, and what `parent` itself opened.
    """
    buttons = _siblings(present, card, here=not parent, parent=parent)
    if not parent:
        buttons = _with(buttons, card)
    elif parent not in [button["name"] for button in buttons]:
        buttons = [*buttons, folder(parent, [card])]
    else:
        buttons = [_holding(button, card) if button["name"] == parent else button for button in buttons]
    before, after = list(_leaves(present)), list(_leaves(buttons))
    return Merged(
        buttons,
        kept=[path for path, leaf in after if (path, leaf) in before],
        changed=[path for path, leaf in after if (path, leaf) not in before],
        lost=[path for path, leaf in before if not _opens(leaf, card) and (path, leaf) not in after],
    )


def _siblings(buttons: Sequence[Button], card: Button, *, here: bool, parent: str = "") -> list[Button]:
    """The buttons that can be created again; where the card belongs it takes the first place that is its own."""
    result: list[Button] = []
    for button in buttons:
        if button.get("sub_button"):
            below = _siblings(button["sub_button"], card, here=button.get("name") == parent)
            result += [folder(button["name"], below)] if below else []
        elif here and card not in result and (_opens(button, card) or button.get("name") == card["name"]):
            result.append(card)
        elif not _opens(button, card) and _can_be_created(button):
            result.append(_bare(button))
    return result


def _holding(button: Button, card: Button) -> Button:
    return folder(button["name"], _with(button.get("sub_button", []), card))


def _with(buttons: list[Button], card: Button) -> list[Button]:
    return buttons if card in buttons else [*buttons, card]


def _opens(button: Button, card: Button) -> bool:
    """Whether a button opens the mini-program that the card opens."""
    return (button.get("type"), button.get("appid")) == (card["type"], card["appid"])


def _can_be_created(button: Button) -> bool:
    return button.get("type") in NEEDED and all(button.get(field) for field in NEEDED[button["type"]])


def _bare(button: Button) -> Button:
    """A button with what WeChat takes back, without what it only tells."""
    return {field: button[field] for field in ("type", "name", *NEEDED[button["type"]])}


def _leaves(buttons: Sequence[Button], above: str = "") -> Iterator[tuple[str, Button]]:
    """Every button that opens something, by its path."""
    for button in buttons:
        path = f"{above}{button.get('name', '')}"
        if button.get("sub_button"):
            yield from _leaves(button["sub_button"], f"{path} / ")
        else:
            yield path, _bare(button) if _can_be_created(button) else button
