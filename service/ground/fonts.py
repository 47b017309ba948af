"""Chinese fonts of this machine, as fontconfig lists them: without one, paper would show a box for every character."""

from functools import cache
from pathlib import Path

# In the order in which service/templates/print/print.css asks for them.
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei")
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "AR PL UMing CN")


@cache
def chinese_fonts() -> dict[str, tuple[Path, ...]]:
    """The font files of each Chinese family that is installed; empty without fontconfig. Asked once per process."""
    try:
        # Pango and fontconfig are libraries of the system: the service runs without them, it only cannot print.
        from weasyprint.text.ffi import ffi, fontconfig
    except OSError:
        return {}
    found: dict[str, set[Path]] = {}
    config = fontconfig.FcInitLoadConfigAndFonts()
    fonts = fontconfig.FcConfigGetFonts(config, 0)  # the fonts of the system
    text = ffi.new("FcChar8 **")

    def read(pattern: object, name: bytes, place: int) -> str:
        if fontconfig.FcPatternGetString(pattern, name, place, text) != 0:
            return ""
        return str(ffi.string(ffi.cast("char *", text[0])).decode("utf-8", "replace"))

    for number in range(fonts.nfont if fonts != ffi.NULL else 0):
        pattern, place = fonts.fonts[number], 0
        while family := read(pattern, b"family", place):
            if family in (*SANS, *SERIF):
                found.setdefault(family, set()).add(Path(read(pattern, b"file", 0)))
            place += 1
    fontconfig.FcConfigDestroy(config)
    return {family: tuple(sorted(files)) for family, files in found.items()}
