"""Names and masks: how they are normalised, judged and shown."""

import re
import unicodedata

_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·A-Za-z.\- ']{2,50}")


class ContactInvalid(Exception):
    """A name or phone that cannot be right; the text is the sentence for the field, without the value."""


def read_name(raw: str) -> str:
    """A person's name: spaces inside Chinese names removed, one kind of middle dot (·). Raises ContactInvalid."""
    text = unicodedata.normalize("NFKC", raw).strip()
    text = re.sub("[•‧・∙.．](?=[\u3400-\u9fff])", "·", text)
    if re.search("[\u3400-\u9fff]", text):
        text = re.sub(r"\s", "", text)
    else:
        text = re.sub(r"\s+", " ", text)
    if not _NAME.fullmatch(text):
        raise ContactInvalid("请照证件填写姓名，只能有汉字、字母和间隔号。")
    return text


def name_key(name: str) -> str:
    """A name as the blind index knows it: however somebody spaces, dots or capitalises it, it is the same name."""
    text = unicodedata.normalize("NFKC", name)
    return re.sub(r"[\s·•‧・∙.．]", "", text).casefold()


def masked_name(name: str) -> str:
    """张三 → 张*, 欧阳明月 → 欧**: what merchants and lists may see."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2)) if name else ""


def masked_number(number: str) -> str:
    """First and last character only: the last four would leave some 1,500 candidates in one county."""
    return f"{number[:1]}{'*' * (len(number) - 2)}{number[-1:]}" if len(number) > 2 else "*" * len(number)
