"""用途: why somebody looks at or takes personal data; kept in the audit log as given, so it may name nobody."""

import re

from service.ground.errors import Refusal, invalid

SHORTEST, LONGEST = 4, 60


def stated_purpose(words: str, *unspoken: str) -> str:
    """The purpose, tidied. Raises PURPOSE_MISSING, or INPUT_INVALID for one that is long, or says who it is.

    Six digits in a row look like a number of somebody; ``unspoken`` are names that must not stand in it.
    """
    purpose = " ".join(words.split())
    if len(purpose) < SHORTEST:
        raise Refusal("PURPOSE_MISSING", fields={"purpose": "请用一句话写明用途（至少 4 个字）。"})
    if len(purpose) > LONGEST:
        raise invalid(purpose=f"请写短一些，不超过 {LONGEST} 个字。")
    if re.search(r"\d{6}", purpose) or any(name and name in purpose for name in unspoken):
        raise invalid(purpose="用途会记入审计日志，请不要写姓名、证件号和手机号。")
    return purpose
