"""誓词: the oath of the application form, by version, as the county's annex 2 prints it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Oath:
    """One wording of the oath."""

    version: str
    text: str


# 长总工〔2018〕12号 附件2.
CURRENT = Oath(
    "2018-04",
    "我自愿加入中华全国总工会，遵守工会章程，执行工会决议，积极参加工会活动，"
    "为把我国建设成为富强、民主、文明的社会主义国家而努力奋斗。",
)
