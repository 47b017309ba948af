"""通报: how rates are written, and the sentences under the league that can be copied into the month's bulletin."""

from fractions import Fraction

from service.ground.clock import chinese_day
from service.oversight.progress.league import League, LeagueLine

NAMED = 3


def percent(rate: Fraction | None) -> str:
    """A rate with one decimal, rounded half up: 62.5%; a dash where there is nothing to divide by."""
    return "—" if rate is None else f"{_tenths(rate * 100)}%"


def points(change: Fraction | None) -> str:
    """A change of a rate in percentage points, with its sign: +2.1."""
    if change is None:
        return "—"
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{_tenths(abs(change) * 100)}"


def _tenths(number: Fraction) -> str:
    tenths = int(number * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def drafted(league: League, place: str) -> str:
    """The draft: as-of, both numbers and the rate, the change, who leads and who is behind; for ``place`` as a whole."""
    whole, moment = league.whole, league.moment
    sentences = [
        f"截至{chinese_day(moment.day)}，{place}在册工会会员 {whole.now.registered} 人，"
        f"已激活惠工卡 {whole.now.activated} 人，激活率 {percent(whole.now.rate)}"
        f"{_compared(whole)}。",
    ]
    named = min(NAMED, len(league.ranked) // 2)
    if named:
        sentences += [
            f"激活率居前的是：{_listed(league.ranked[:named])}。",
            f"激活率靠后的是：{_listed(league.ranked[-named:])}，请抓紧通知会员激活。",
        ]
    return "".join(sentences)


def _compared(line: LeagueLine) -> str:
    change = line.change
    if change is None:
        return ""
    if not change:
        return "，与上月末持平"
    return f"，比上月末{'提高' if change > 0 else '下降'} {points(abs(change)).lstrip('+')} 个百分点"


def _listed(lines: list[LeagueLine]) -> str:
    return "、".join(f"{line.name}（{percent(line.now.rate)}）" for line in lines)
