"""What a browser is called, in words that its owner knows again."""

import pytest

from service.register.accounts.browsers import UNKNOWN, browser_words

WINDOWS, MAC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SAMPLE-A1)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Windows 上的 Edge 浏览器"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0 Safari/537.36", "Windows 上的谷歌浏览器"),
        (f"{WINDOWS} {WEBKIT} Chrome/94.0 Safari/537.36 QIHU 360EE", "Windows 上的 360 浏览器"),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "Windows 上的 IE 浏览器"),
        (
            f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "苹果电脑上的 Safari 浏览器",
        ),
        (f"{ANDROID} {WEBKIT} Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0.50", "安卓上的微信"),
        (f"{IPHONE} MicroMessenger/8.0.50(0x18003236)", "苹果手机上的微信"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux 上的火狐浏览器"),
        (f"Mozilla/5.0 (X11; Linux aarch64) UOS {WEBKIT} Chrome/120.0 Safari/537.36", "统信上的谷歌浏览器"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Windows 上的浏览器"),
        ("", UNKNOWN),
        ("<script>alert(1)</script>", UNKNOWN),
    ],
)
def test_a_browser_is_named_coarsely_and_nothing_of_its_own_text_is_kept(user_agent: str, words: str) -> None:
    assert browser_words(user_agent) == words
