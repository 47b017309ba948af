"""What people hold in their hands: the phones and the desk at which every role's day is walked."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext

HERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def phone(width: int, height: int) -> dict[str, Any]:
    """A phone of this size in CSS pixels."""
    size = {"width": width, "height": height}
    return {"viewport": size, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


DEVICES: dict[str, dict[str, Any]] = {
    "phone": phone(390, 844),
    "small_phone": phone(360, 740),
    "desk": {"viewport": {"width": 1280, "height": 800}},
}


def opened(browser: Browser, device: str, script: bool = True) -> BrowserContext:
    """A fresh browser profile on a device; ``script=False`` is one whose owner turned JavaScript off."""
    context = browser.new_context(
        **HERE, **DEVICES[device], java_script_enabled=script, accept_downloads=True
    )
    context.set_default_timeout(15_000)
    return context
