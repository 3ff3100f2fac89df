"""The fixed words of reports in both languages, and how numbers, spans of time and lists are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from models.rules import Dated, Number
from models.vocabulary import Label
from solver.status import ASSUMED, MET, UNKNOWN, UNMET

VERDICTS = {
    "eligible": Label(zh="符合", en="qualifies"),
    "not_eligible": Label(zh="不符合", en="does not qualify"),
    "undetermined": Label(zh="尚不能确定", en="cannot be decided yet"),
}
ROUTES = {
    "regular": Label(zh="常规", en="regular route"),
    "exceptional": Label(zh="破格", en="exceptional route"),
    "green": Label(zh="绿色通道", en="green channel"),
}
PARTS = {
    "scope": Label(zh="适用范围", en="scope"),
    "conduct": Label(zh="基本条件", en="basic conditions"),
    "education-years": Label(zh="学历资历", en="education and years"),
    "ability": Label(zh="专业能力", en="ability"),
    "experience": Label(zh="工作经历", en="experience"),
    "results": Label(zh="业绩成果", en="results"),
    "scholarship": Label(zh="学术成果", en="scholarship"),
    "exception": Label(zh="破格条件", en="exceptional conditions"),
}
GREEN = Label(zh="绿色通道条件", en="green-channel conditions")
"""What the exceptional part of the green channel is called."""


def part_of(path: str, lang: str) -> str:
    """The name of the part that a path leads to or into; nothing above the parts."""
    steps = path.split("/")
    part = next((step for step in steps if step in PARTS), "")
    if not part:
        return ""
    return (GREEN if part == "exception" and "green" in steps[: steps.index(part)] else PARTS[part])[lang]


def is_part(path: str) -> bool:
    """Whether a path names a part itself."""
    return path.rsplit("/", 1)[-1] in PARTS


STATUSES = {
    MET: Label(zh="满足", en="met"),
    UNMET: Label(zh="未满足", en="not met"),
    UNKNOWN: Label(zh="尚不能确定", en="open"),
    ASSUMED: Label(zh="推定满足", en="taken as met"),
}
GRADES = {
    "technician": Label(zh="员级", en="technician-level"),
    "assistant": Label(zh="助理级", en="assistant-level"),
    "engineer": Label(zh="中级", en="intermediate"),
    "senior": Label(zh="副高级", en="associate-senior"),
    "full_senior": Label(zh="正高级", en="full-senior"),
}
"""Levels of titles outside engineering, where 工程师 would be wrong."""

COMMITTEE = Label(
    zh="最终以评审委员会评审结果为准，本程序不作评审决定。",
    en="The review committee decides; this program makes no decision of its own.",
)
_GUARDS: ContextVar[bool] = ContextVar("guards", default=False)
_DIGITS = "零一二三四五六七八九十"


@contextmanager
def guards_shown() -> Iterator[None]:
    """Sentences made inside say of every half that a reading decides which one: the standard is not settled there."""
    token = _GUARDS.set(True)
    try:
        yield
    finally:
        _GUARDS.reset(token)


def guard(when: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The readings under which something holds, as ` [reading=value]`; nothing where the readings are settled."""
    return "".join(f" [{name}={'/'.join(values)}]" for name, values in when) if _GUARDS.get() else ""


def ground(number: Number) -> int | float:
    """A number as it is; of a dated parameter the last value."""
    value = number.values[-1][1] if isinstance(number, Dated) else number
    return int(value) if value == int(value) else value


def numeral(number: int) -> str:
    """一, 二 … up to ten; digits beyond."""
    return _DIGITS[number] if 0 <= number <= 10 else str(number)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd …"""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def plain_number(number: int | float) -> str:
    """1,200 or 1.5."""
    return f"{number:,.10g}" if isinstance(number, float) else f"{number:,}"


def span(months: int | float, lang: str) -> str:
    """A span of full months: 4年3个月, 4 years and 3 months."""
    years, rest = divmod(int(months), 12)
    if lang == "zh":
        return (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")
    parts = [_of(years, "year")] if years else []
    if rest or not years:
        parts.append(_of(rest, "month"))
    return " and ".join(parts)


def _of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def money(wan: int | float, lang: str) -> str:
    """An amount given in 万元: 200万元, 1.2亿元, RMB 2,000,000."""
    if lang == "en":
        return f"RMB {round(wan * 10000):,}"
    return f"{wan / 10000:.10g}亿元" if wan >= 10000 else f"{wan:.10g}万元"


def characters(number: int | float, lang: str) -> str:
    """A length in characters: 2000字, 2万字, 20,000 characters."""
    if lang == "en":
        return f"{number:,.10g} characters"
    return f"{number / 10000:.10g}万字" if number >= 10000 and number % 1000 == 0 else f"{number:.10g}字"


def either(words: Sequence[str], lang: str) -> str:
    """A、B或C; A, B or C."""
    if lang == "zh":
        return _joined(words, "、", "或")
    return _joined(words, ", ", ", or " if any(" or " in word for word in words) else " or ")


def both(words: Sequence[str], lang: str) -> str:
    """A、B和C; A, B and C."""
    return _joined(words, "、" if lang == "zh" else ", ", "和" if lang == "zh" else " and ")


def _joined(words: Sequence[str], comma: str, last: str) -> str:
    return comma.join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def bracketed(text: str, lang: str) -> str:
    """A text in the brackets of the language; nothing for nothing."""
    if not text:
        return ""
    return f"（{text}）" if lang == "zh" else f" ({text})"
