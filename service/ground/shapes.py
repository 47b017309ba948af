"""What every shape on the wire has in common: unknown fields are refused, and faults are told in Chinese."""

import re

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A body or an answer on the wire: unknown fields are refused, spaces around texts are dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, from_attributes=True)


# pydantic's sentences, by their beginning, in the words of a form; the rejected value is never repeated.
_SENTENCES = (
    ("Value error, ", ""),
    ("Field required", "这一项必填。"),
    ("Extra inputs", "没有这一项。"),
    ("String should have at least", "太短了，请补充完整。"),
    ("String should have at most", "太长了，请缩短。"),
    ("String should match", "格式不对，请核对。"),
    ("Input should be a valid date", "日期请写成 2026-01-31 这样。"),
    ("Input should be a valid string", "请填写文字。"),
    ("Input should be a valid boolean", "请选择是或否。"),
    ("Input should be a valid UUID", "编号不对，请返回重选。"),
    ("Input should be '", "请从列表里选择。"),
    ("Input should be", "填写不对，请核对。"),
)


def in_chinese(sentence: str) -> str:
    """A validation sentence for the person who typed."""
    for beginning, words in _SENTENCES:
        if sentence.startswith(beginning):
            return words or sentence.removeprefix(beginning)
    return sentence if re.search("[\u4e00-\u9fff]", sentence) else "填写不对，请核对。"
