"""The entry 惠工卡 in the menu of the union's official account (公众号菜单)."""

import json

import click

from service.ground.config import settings_from
from wechat.client import Gateway, MemoryTokenStore
from wechat.errors import Unreachable, WeChatError
from wechat.menu import build_menu, card_button, create_menu

NO_MENU = 46003
# What the operator does now; what is not here is told with WeChat's own number.
TOLD = {
    40013: "公众号的 AppID 不对：请核对 HUIGONGKA_OFFICIAL_APPID（不是小程序的 AppID）。",
    40125: "公众号的 AppSecret 不对：请核对 HUIGONGKA_OFFICIAL_SECRET_FILE 所指的文件。",
    40164: "这台服务器的地址不在公众号的 IP 白名单里：请在公众号后台加入后再试。",
    48001: "这个公众号没有自定义菜单的权限：请先完成微信认证。",
}


@click.command(help="为公众号创建“惠工卡”菜单。不加 --send 只显示将要创建的菜单，不联系微信。")
@click.option("--send", is_flag=True, help="真正创建")
@click.option("--replace", is_flag=True, help="公众号已有菜单时，全部替换")
@click.option("--name", default="惠工卡", show_default=True, help="菜单名称，最多 5 个汉字")
@click.option("--page", default="pages/home/home", show_default=True, help="打开小程序的哪一页")
@click.option("--url", default=None, help="微信版本太低时打开的网页，默认是 HUIGONGKA_PUBLIC_URL")
def menu(send: bool, replace: bool, name: str, page: str, url: str | None) -> None:
    """Show the menu, or create it for the official account of the settings."""
    settings = settings_from()
    try:
        made = build_menu([card_button(settings.wechat_appid, page, url or settings.public_url, name)])
    except ValueError as fault:
        raise click.ClickException(f"{fault}。") from None
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
    if not send:
        click.echo("以上是将要创建的菜单，还没有创建。核对后加 --send 再运行一次。")
        return
    if not settings.official_appid or not settings.official_secret:
        raise click.ClickException(
            "没有公众号的设置：请设 HUIGONGKA_OFFICIAL_APPID，并把 AppSecret 写进"
            " HUIGONGKA_OFFICIAL_SECRET_FILE 所指的文件。"
        )
    account = Gateway(
        settings.official_appid,
        settings.official_secret.get_secret_value(),
        MemoryTokenStore(),
        base_url=settings.wechat_url,
    )
    try:
        present = _present(account)
        if present and not replace:
            raise click.ClickException(
                f"公众号已有菜单：{'、'.join(present)}。创建会把它们全部替换；确实要替换，请再加 --replace。"
            )
        create_menu(account, made)
    except WeChatError as fault:
        raise click.ClickException(_told(fault)) from None
    click.echo("菜单已创建。手机上要过一会儿才看到；取消关注再关注，可以马上看到。")


def _present(account: Gateway) -> list[str]:
    """The names of the first-level buttons that a program created before."""
    try:
        answer = account.call("GET", "/cgi-bin/menu/get")
    except WeChatError as fault:
        if fault.errcode == NO_MENU:
            return []
        raise
    return [str(button.get("name", "")) for button in answer.get("menu", {}).get("button", [])]


def _told(fault: WeChatError) -> str:
    if isinstance(fault, Unreachable):
        return "连不上微信：请检查网络和代理（HTTPS_PROXY），过几分钟再试。"
    return TOLD.get(
        fault.errcode or 0,
        f"微信没有创建菜单，错误码 {fault.errcode}。常见原因是小程序还没有与这个公众号关联；"
        "请按错误码查微信的说明，或稍后再试。",
    )
