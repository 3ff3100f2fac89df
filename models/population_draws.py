"""How one attribute of an invented person is drawn: the small language of a population file, read strictly.

```yaml
tier: {values: {employer: 5, city: 3, national: 0.3}, lift: 0.4, unsaid: 0.03}   # weights
accepted: {share: 0.8, lift: 0.5}                                              # of a flag: how many are true
contract: {median: 150, spread: 1.2, step: 5, lift: 0.4}                       # log-normal, rounded to steps
indexes: {values: {pku_core: 3, sci: 1}, more: 0.2}                            # of a list: a second value
total_words: {median: 80000, spread: 0.8, step: 1000, over: own_words}         # added to another attribute
penalty_until: {days: {from: -900, to: 400}}                                   # around the as-of date
rank: {by: role, cases: {lead: {values: {1: 1}}, else: {values: {2: 3, 3: 2}}}, unsaid: 0.1}
```

`lift` is what a unit of strength adds to the log-odds of one step along the values as they are written (or to the
logarithm of a number); `unsaid` is the share that is not given, `none` the share known not to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models import source
from models.errors import InputError, nearest, quoted
from models.vocabulary import Attribute

ELSE = "else"
COMMON = ("unsaid", "none")
FORMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "one_of": (("values", "lift"),),
    "text": (("values", "lift"),),
    "many_of": (("values", "lift", "more"),),
    "flag": (("share", "lift"),),
    "integer": (("values", "lift"), ("median", "spread", "step", "lift", "over")),
    "number": (("values", "lift"), ("median", "spread", "step", "lift", "over")),
    "date": (("days",), ("median", "spread", "step", "over")),
}
"""The ways in which an attribute of each form can be drawn; the first word of each must be given."""
LARGEST = 1_000_000_000.0
STEEPEST = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """How one attribute is drawn: from weighted values, as a share, as a log-normal number, or by another attribute.

    `days` are the first and last day around the as-of date; `cases` are keyed by the values of the attribute `by`.
    """

    values: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    share: float | None = None
    median: float | None = None
    spread: float = 0.0
    step: int = 1
    days: tuple[int, int] | None = None
    lift: float = 0.0
    more: float = 0.0
    over: str = ""
    by: str = ""
    cases: Mapping[str, Draw] = field(default_factory=dict)
    unsaid: float = 0.0
    none: float = 0.0

    def words(self) -> tuple[str, ...]:
        """Every value that can come of it."""
        found = dict.fromkeys(self.values)
        for case in self.cases.values():
            found.update(dict.fromkeys(case.words()))
        return tuple(found)


def read_draw(data: Any, attribute: Attribute, line: int, earlier: Mapping[str, Attribute]) -> Draw:
    """One draw of an attribute; `earlier` are the attributes that it may depend on."""
    name = attribute.name
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"`{name}` is drawn by a map, not {quoted(data)}", line=line, hint=f"write `{name}: {_example(attribute)}`"
        )
    ways = FORMS[attribute.form]
    known(data, {key for way in ways for key in way} | {"by", "cases", *COMMON}, f"`{name}`")
    unsaid, none = (number(data, key, 0.0, 1.0, 0.0) for key in COMMON)
    if none and attribute.form in ("flag", "text"):
        raise InputError(
            f"`{name}` cannot be known to be none", line=source.line_of(data, "none"), hint="write `unsaid:` instead"
        )
    if unsaid + none > 1:
        raise InputError(
            f"`unsaid` and `none` of `{name}` are more than the whole",
            line=source.line_of(data), hint="let both together be at most 1",
        )  # fmt: skip
    if "by" in data or "cases" in data:
        return replace(_by(data, attribute, earlier), unsaid=unsaid, none=none)
    way = next((w for w in ways if w[0] in data), None)
    if way is None:
        raise InputError(
            f"`{name}` does not say how it is drawn", line=source.line_of(data), hint=f"write `{_example(attribute)}`"
        )
    mixed = next((key for key in data if key not in way and key not in COMMON), None)
    if mixed is not None:
        raise InputError(
            f"{quoted(mixed)} does not go with `{way[0]}`", line=source.line_of(data, mixed), hint="keep one of them"
        )
    lift = number(data, "lift", -STEEPEST, STEEPEST, 0.0)
    if way[0] == "values":
        chosen = weights(data["values"], source.line_of(data, "values"), attribute)
        more = number(data, "more", 0.0, 1.0, 0.0)
        found = Draw(values=tuple(chosen), weights=tuple(chosen.values()), lift=lift, more=more)
    elif way[0] == "share":
        found = Draw(share=number(data, "share", 0.0, 1.0), lift=lift)
    elif way[0] == "days":
        found = Draw(days=_days(data))
    else:
        found = _amount(data, attribute, earlier, lift)
    return replace(found, unsaid=unsaid, none=none)


def _days(data: Mapping[str, Any]) -> tuple[int, int]:
    span = data["days"]
    if not isinstance(span, Mapping):
        raise InputError(
            f"`days` is a map of two numbers, not {quoted(span)}",
            line=source.line_of(data, "days"), hint="write `days: {from: -900, to: 400}`",
        )  # fmt: skip
    known(span, {"from", "to"}, "`days`")
    first, last = (int(number(span, key, -20_000, 20_000)) for key in ("from", "to"))
    if last < first:
        raise InputError("`days` end before they begin", line=source.line_of(span, "to"), hint="turn them round")
    return first, last


def _amount(data: Mapping[str, Any], attribute: Attribute, earlier: Mapping[str, Attribute], lift: float) -> Draw:
    name, over = attribute.name, data.get("over", "")
    if attribute.most is not None:
        raise InputError(
            f"`{name}` has a largest value and cannot be log-normal",
            line=source.line_of(data, "median"), hint="write `values:` with weights",
        )  # fmt: skip
    if over and (over not in earlier or earlier[over].form != attribute.form):
        same = [n for n, a in earlier.items() if a.form == attribute.form]
        raise InputError(
            f"{quoted(over)} is no {attribute.form} drawn before `{name}`",
            line=source.line_of(data, "over"), hint=nearest(over, same),
        )  # fmt: skip
    if attribute.form == "date" and not over:
        raise InputError(
            f"`{name}` does not say from which date it is counted", line=source.line_of(data), hint="add `over: date`"
        )
    step = number(data, "step", 1, 100_000, 1)
    if step != int(step):
        raise InputError("`step` is a whole number", line=source.line_of(data, "step"), hint="write `step: 5`")
    median, spread = number(data, "median", 0.0001, LARGEST), number(data, "spread", 0, STEEPEST, 0)
    return Draw(median=median, spread=spread, step=int(step), lift=lift, over=str(over))


def certain(draw: Draw, name: str, line: int) -> Draw:
    """The draw, if it gives everybody a value; an InputError where it may leave one open."""
    if draw.unsaid or draw.none or (draw.by and ELSE not in draw.cases):
        hint = "add a case `else:`" if draw.by and ELSE not in draw.cases else "leave `unsaid` and `none` out"
        raise InputError(f"`{name}` must be drawn for everybody", line=line, hint=hint)
    for case in draw.cases.values():
        certain(case, name, line)
    return draw


def _by(data: Mapping[str, Any], attribute: Attribute, earlier: Mapping[str, Attribute]) -> Draw:
    name, by = attribute.name, data.get("by")
    known(data, {"by", "cases", *COMMON}, f"`{name}`, which is drawn by another attribute")
    ruling = earlier.get(str(by))
    if ruling is None:
        raise InputError(
            f"{quoted(by)} is not drawn before `{name}`", line=source.line_of(data, "by"), hint=nearest(by, earlier)
        )
    cases = data.get("cases")
    if not isinstance(cases, Mapping) or not cases:
        raise InputError(
            f"`cases` of `{name}` is a map by the values of `{by}`",
            line=source.line_of(data, "cases"), hint="write `cases: {else: {…}}`",
        )  # fmt: skip
    found = {
        word if word == ELSE else word_of(word, ruling, source.line_of(cases, word)): read_draw(
            inner, attribute, source.line_of(cases, word), earlier
        )
        for word, inner in cases.items()
    }
    return Draw(by=str(by), cases=found)


def weights(data: Any, line: int, attribute: Attribute) -> dict[str, float]:
    """Values and their weights, in the order of the file."""
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"the values of `{attribute.name}` are a map of weights, not {quoted(data)}",
            line=line, hint=f"write `{_example(attribute)}`",
        )  # fmt: skip
    found = {word_of(w, attribute, source.line_of(data, w)): number(data, w, 0.0, 1_000_000.0) for w in data}
    if not sum(found.values()):
        raise InputError(f"no value of `{attribute.name}` has any weight", line=line, hint="give one of them a weight")
    return found


def word_of(word: str, attribute: Attribute, line: int) -> str:
    """The value of an attribute that a key means."""
    if attribute.values is not None:
        found = attribute.values.find(word)
        if found is None:
            hint = nearest(word, attribute.values.values)
            raise InputError(f"{quoted(word)} is no value of `{attribute.name}`", line=line, hint=hint)
        return found
    if attribute.form == "flag":
        if word not in ("true", "false"):
            raise InputError(
                f"{quoted(word)} is no value of the flag `{attribute.name}`",
                line=line, hint="write `true` or `false`",
            )  # fmt: skip
    elif attribute.form in ("integer", "number"):
        least = attribute.least if attribute.least is not None else 0
        most = attribute.most if attribute.most is not None else LARGEST
        if not (word.isascii() and word.isdigit() and least <= int(word) <= most):
            raise InputError(
                f"{quoted(word)} is no value of the whole number `{attribute.name}`",
                line=line, hint=f"write digits, {least} or more",
            )  # fmt: skip
        return str(int(word))
    return word


def known(data: Mapping[str, Any], keys: Iterable[str], owner: str) -> None:
    """Refuses a key that nothing reads."""
    for key in data:
        if key not in keys:
            hint = nearest(key, sorted(keys))
            raise InputError(f"unknown key {quoted(key)} of {owner}", line=source.line_of(data, key), hint=hint)


def number(data: Mapping[str, Any], key: str, least: float, most: float, default: float | None = None) -> float:
    """A number of the file within its bounds."""
    value = data.get(key, default)
    if value is None and key not in data:
        raise InputError(f"`{key}` is missing", line=source.line_of(data), hint=f"add `{key}:`")
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InputError(
            f"`{key}` is a number from {least:g} to {most:g}, not {quoted(value)}",
            line=source.line_of(data, key), hint="write a number such as 0.5",
        )  # fmt: skip
    return float(value)


def _example(attribute: Attribute) -> str:
    if attribute.values is not None:
        return f"{{values: {{{attribute.values.values[0]}: 1}}}}"
    return {
        "flag": "{share: 0.5}", "date": "{days: {from: -900, to: 400}}", "text": "{values: {甲: 1}}",
    }.get(attribute.form, "{median: 100, spread: 1}")  # fmt: skip
