"""The entry 惠工卡 in the menu of the union's official account (公众号菜单)."""

import json
import re
from typing import Any

import click

from service.ground.config import Settings, settings_from
from service.ground.setup import ROOT
from wechat.client import Gateway, MemoryTokenStore
from wechat.errors import Unreachable, WeChatError
from wechat.menu import MOST_BUTTONS, Button, build_menu, card_button, create_menu, current_menu
from wechat.menu_merge import Merged, merged

# What the operator does now; what is not here is told with WeChat's own number.
TOLD = {
    40013: "公众号的 AppID 不对：请核对 HUIGONGKA_OFFICIAL_APPID（不是小程序的 AppID）。",
    40125: "公众号的 AppSecret 不对：请核对 HUIGONGKA_OFFICIAL_SECRET_FILE 所指的文件。",
    40164: "这台服务器的地址不在公众号的 IP 白名单里：请在公众号后台加入后再试。",
    48001: "这个公众号没有自定义菜单的权限：请先完成微信认证。",
}
_PAGE = re.compile(r"[0-9A-Za-z_-]+(/[0-9A-Za-z_-]+)*")


@click.command(
    help="在公众号菜单里加“惠工卡”，其他菜单保留。不加 --compare、--send 只显示将要加的菜单，不联系微信。"
)
@click.option("--compare", is_flag=True, help="与公众号现在的菜单比较，不改动")
@click.option("--send", is_flag=True, help="真正创建")
@click.option("--replace", is_flag=True, help="有保留不了的菜单时，也要创建")
@click.option(
    "--parent", default=None, help="放在哪个一级菜单下面，默认是 HUIGONGKA_OFFICIAL_PARENT；空的放在一级"
)
@click.option("--name", default="惠工卡", show_default=True, help="菜单名称，一级菜单最多 5 个汉字")
@click.option("--page", default="pages/home/home", show_default=True, help="打开小程序的哪一页")
@click.option("--url", default=None, help="微信版本太低时打开的网页，默认是 HUIGONGKA_PUBLIC_URL")
def menu(
    compare: bool, send: bool, replace: bool, parent: str | None, name: str, page: str, url: str | None
) -> None:
    """Show the menu, compare it with the official account's, or create it there."""
    settings = settings_from()
    parent = settings.official_parent if parent is None else parent
    _check_page(page)
    card = card_button(settings.wechat_appid, page, url or settings.public_url, name)
    made = _built(merged([], card, parent).buttons)
    if not compare and not send:
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        click.echo(
            "以上是将要加的菜单，还没有创建。加 --compare 与公众号现在的菜单比较，加 --send 真正创建。"
        )
        return
    account = _account(settings)
    try:
        _bring(account, card, parent, send=send, replace=replace)
    except WeChatError as fault:
        raise click.ClickException(_told(fault)) from None


def _bring(account: Gateway, card: Button, parent: str, *, send: bool, replace: bool) -> None:
    """Compare with the menu that people see now, and create what comes of it when nothing is lost unknowingly."""
    present = current_menu(account)
    result = merged(present, card, parent)
    if len(result.buttons) > MOST_BUTTONS:
        raise click.ClickException(
            f"一级菜单已有 {MOST_BUTTONS} 个：{'、'.join(button['name'] for button in present)}。没有改动。"
            "请用 --parent 把“惠工卡”放到其中一个下面。"
        )
    made = _built(result.buttons)
    _show(result)
    if result.buttons == present:
        click.echo("公众号的菜单已经是这样，没有改动。")
    elif not send:
        click.echo("只作比较，没有改动。加 --send 真正创建。")
    elif result.lost and not replace:
        raise click.ClickException(
            f"公众号已有菜单，其中保留不了：{'、'.join(result.lost)}。没有改动。"
            "请先在公众号后台把它们改成网页、小程序或者点击类菜单；确实不要了，请再加 --replace。"
        )
    else:
        create_menu(account, made)
        click.echo("菜单已创建。手机上要过一会儿才看到；取消关注再关注，可以马上看到。")


def _show(result: Merged) -> None:
    for word, paths in (("保留", result.kept), ("新增或改动", result.changed), ("保留不了", result.lost)):
        for path in paths:
            click.echo(f"{word}：{path}")


def _built(buttons: list[Button]) -> dict[str, Any]:
    try:
        return build_menu(buttons)
    except ValueError as fault:
        raise click.ClickException(f"{fault}。") from None


def _check_page(page: str) -> None:
    """Raise a sentence for a page that the mini-program does not have: a button that opens nothing says nothing."""
    if not _PAGE.fullmatch(page):
        raise click.ClickException(
            f"页面“{page}”写法不对：照 pages/home/home 的样子写，前面没有斜线，后面没有问号和参数。"
        )
    pages = json.loads((ROOT / "miniprogram" / "app" / "app.json").read_text(encoding="utf-8"))["pages"]
    if page not in pages:
        raise click.ClickException(
            f"小程序里没有页面“{page}”：请从 miniprogram/app/app.json 的 pages 里选一页。"
        )


def _account(settings: Settings) -> Gateway:
    if not settings.official_appid or not settings.official_secret:
        raise click.ClickException(
            "没有公众号的设置：请设 HUIGONGKA_OFFICIAL_APPID，并把 AppSecret 写进"
            " HUIGONGKA_OFFICIAL_SECRET_FILE 所指的文件。"
        )
    secret = settings.official_secret.get_secret_value()
    return Gateway(settings.official_appid, secret, MemoryTokenStore(), base_url=settings.wechat_url)


def _told(fault: WeChatError) -> str:
    if isinstance(fault, Unreachable):
        return "连不上微信：请检查网络和代理（HTTPS_PROXY），过几分钟再试。"
    return TOLD.get(
        fault.errcode or 0,
        f"微信没有创建菜单，错误码 {fault.errcode}。常见原因是小程序还没有与这个公众号关联；"
        "请按错误码查微信的说明，或稍后再试。",
    )
