"""浏览器: what a browser calls itself, in plain words, so that its owner knows it again; nothing finer is kept."""

# The first mark that is found names it: most browsers also carry the marks of those they want to be taken for.
_SYSTEMS = (
    *(("HarmonyOS", "鸿蒙"), ("OpenHarmony", "鸿蒙"), ("Android", "安卓")),
    *(("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("Windows", "Windows")),
    *(("Mac OS X", "苹果电脑"), ("UOS", "统信"), ("Kylin", "麒麟"), ("Linux", "Linux")),
)
_BROWSERS = (
    *(("MicroMessenger", "微信"), ("QQBrowser", "QQ 浏览器"), ("HuaweiBrowser", "华为浏览器")),
    *(("360SE", "360 浏览器"), ("360EE", "360 浏览器"), ("QIHU", "360 浏览器")),
    *(("Edg", "Edge 浏览器"), ("OPR/", "Opera 浏览器"), ("Firefox", "火狐浏览器")),
    *(("Chrome", "谷歌浏览器"), ("Safari", "Safari 浏览器"), ("Trident", "IE 浏览器"), ("MSIE", "IE 浏览器")),
)
UNKNOWN = "一个不认识的浏览器"


def browser_words(user_agent: str) -> str:
    """«Windows 上的 Edge 浏览器»; without a known mark only that it is not known."""
    system = next((word for mark, word in _SYSTEMS if mark in user_agent), "")
    browser = next((word for mark, word in _BROWSERS if mark in user_agent), "")
    if not system and not browser:
        return UNKNOWN
    return f"{_spaced(system or '电脑')}上的{_spaced(browser or '浏览器')}".strip()


def _spaced(word: str) -> str:
    """A name with a space where Latin letters meet Chinese ones."""
    return f"{' ' if word[0].isascii() else ''}{word}{' ' if word[-1].isascii() else ''}"
