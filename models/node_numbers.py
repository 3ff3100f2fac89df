"""What can be changed in one node of a standard: each of its numbers and conditions, by name, with how it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from models.conditions import Terms, conditions, lined, months, number, section_of, whole
from models.errors import InputError, nearest, quoted
from models.rules import Condition, Dated, Number, Pattern, Rule, Test
from models.vocabulary import Section

Path = tuple[str | int, ...]
"""The way from a node to what stands in it: names of fields and places in lists."""
MOST_WEIGHT = 100
_UPTO = 999_999
_ALSO: dict[type, dict[str, str]] = {
    rules.AtLeast: {"at_least": "n"}, rules.Count: {"at_least": "n", "total.within": "total.months"},
    rules.Tally: {"at_least": "n"}, rules.Item: {"each": "per"}, rules.Held: {"held": "months"},
    rules.Worked: {"at_least": "months", "by": "early_by"}, rules.Clear: {"for": "months"},
}  # fmt: skip
"""The words of the rule language for the same numbers, as they stand in the file of a standard."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Slot:
    """A number or condition of a node. `form`: whole, number, span (months) or condition.

    `places` are all the places where it stands: a condition that several shapes share is written once and changes in
    all of them. `kinds` are the kinds of record (or `person`) that the condition is asked of, one for each place.
    """

    name: str
    form: str
    now: Number | Test
    places: tuple[Path, ...]
    kinds: tuple[str, ...] = ()


def slots(rule: Rule) -> dict[str, Slot]:
    """Everything in a node that can be changed, by name, in the order of the text; of `all` and `any` nothing."""
    return {slot.name: slot for slot in _slots(rule)}


def _slots(rule: Rule) -> Iterator[Slot]:
    match rule:
        case rules.AtLeast() | rules.Tally():
            yield _single("n", "whole", rule.n, "n")
        case rules.Count():
            yield _single("n", "whole", rule.n, "n")
            if rule.total is not None:
                yield _single("total.at_least", "number", rule.total.at_least, "total", "at_least")
                if rule.total.months is not None:
                    yield _single("total.months", "span", rule.total.months, "total", "months")
            for i, weight in enumerate(rule.weights):
                name = "counts" if len(rule.weights) == 1 else f"counts[{i}]"
                yield _single(name, "whole", weight.counts, "weights", i, "counts")
            yield from _conditions(_in_pattern(rule.pattern, ("pattern",)))
        case rules.Item():
            yield _single("per", "whole", rule.per, "per")
            yield from _conditions(_in_pattern(rule.pattern, ("pattern",)))
        case rules.Tied():
            found = [one for i, p in enumerate(rule.patterns) for one in _in_pattern(p, ("patterns", i))]
            yield from _conditions(iter(found))
        case rules.Held() | rules.Clear():
            yield _single("months", "span", rule.months, "months")
        case rules.Worked(now=False):
            yield _single("months", "span", rule.months, "months")
            if rule.early is not None:
                yield _single("early_by", "span", rule.early_by, "early_by")
        case rules.Fact():
            yield from _conditions(iter([(("test",), rule.test, "person")]))


def _single(name: str, form: str, now: Number, *place: str | int) -> Slot:
    return Slot(name=name, form=form, now=now, places=(place,))


Placed = Iterator[tuple[Path, Test, str]]


def _in_pattern(pattern: Pattern, path: Path) -> Placed:
    for i, shape in enumerate(pattern):
        yield from _tests(shape.tests, (*path, i, "tests"), shape.kind)


def _tests(tests: Sequence[Condition], path: Path, kind: str) -> Placed:
    for i, test in enumerate(tests):
        if isinstance(test, Test):
            yield (*path, i), test, kind
        else:
            for j, option in enumerate(test.options):
                yield from _tests(option, (*path, i, "options", j), kind)


def _conditions(placed: Placed) -> Iterator[Slot]:
    """One slot for each condition; where an attribute is asked in several ways, they are numbered."""
    found: dict[str, dict[Test, list[tuple[Path, str]]]] = {}
    for path, test, kind in placed:
        found.setdefault(test.attribute, {}).setdefault(test, []).append((path, kind))
    for name, tests in found.items():
        for i, (test, places) in enumerate(tests.items()):
            yield Slot(
                name=name if len(tests) == 1 else f"{name}[{i}]",
                form="condition",
                now=test,
                places=tuple(path for path, _ in places),
                kinds=tuple(kind for _, kind in places),
            )


def slot_of(rule: Rule, name: str, line: int) -> Slot:
    """The slot of that name, also under the word of the rule language; an InputError lists what the node has."""
    known = slots(rule)
    plain = name.removeprefix("where.")
    if isinstance(rule, rules.Fact) and plain in ("at_least", "in", "is"):
        plain = next(iter(known))
    found = known.get(plain) or known.get(_ALSO.get(type(rule), {}).get(plain, ""))
    if found is None:
        several = [n for n in known if n.startswith(f"{plain}[")]
        if several:
            raise InputError(
                f"{quoted(name)} stands in `{rule.id}` {len(several)} times", line=line, hint=nearest(name, several)
            )
        has = "it has " + ", ".join(f"`{n}`" for n in known) if known else "it can only be taken away: `{drop: true}`"
        raise InputError(f"`{rule.id}` has no {quoted(name)}", line=line, hint=has)
    return found


def changed(rule: Rule, slot: Slot, value: Anything, terms: Terms, line: int) -> Rule:
    """The node with another value in a slot; an InputError says why the value cannot be taken."""
    made: Anything = rule
    if slot.form == "condition":
        for path, kind in zip(slot.places, slot.kinds, strict=True):
            made = _put(made, path, _test(slot, value, _section(slot, kind, terms, line), terms, line))
    else:
        read = {"whole": whole, "number": number, "span": months}[slot.form](value, terms, line, slot.name)
        if slot.name.startswith("counts"):
            _refuse_weight(read, line)
        made = _put(made, slot.places[0], read)
    refuse_too_many(made, line)
    assert isinstance(made, Rule)
    return made


def refuse_too_many(rule: Rule, line: int) -> None:
    """Refuses a list that asks for more of its rules than it has, on any day."""
    if isinstance(rule, rules.AtLeast):
        most = max(v for _, v in rule.n.values) if isinstance(rule.n, Dated) else rule.n
        if most > len(rule.of):
            raise InputError(
                f"`n: {most}` of the {len(rule.of)} rules of `{rule.id}` can never hold",
                line=line,
                hint=f"write {len(rule.of)} or less",
            )


def _refuse_weight(value: Number, line: int) -> None:
    if isinstance(value, Dated) or value > MOST_WEIGHT:
        raise InputError(f"`counts` is a number up to {MOST_WEIGHT}", line=line, hint="write one such as `2`")


def _section(slot: Slot, kind: str, terms: Terms, line: int) -> Section:
    assert isinstance(slot.now, Test)
    if kind != "person":
        return section_of(kind, terms, line)
    conduct = terms.words.sections["conduct"]
    return conduct if slot.now.attribute in conduct.attributes else terms.words.person


def _test(slot: Slot, value: Anything, section: Section, terms: Terms, line: int) -> Test:
    """A condition with another number, or another condition of the rule language in its place."""
    now = slot.now
    assert isinstance(now, Test)
    name = now.attribute
    numeric = section.attributes[name].values is None and now.op in ("at_least", "at_most")
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    dated = isinstance(value, str) and value.startswith("$") and not value.endswith("+")
    if numeric and (plain or dated):
        if now.op == "at_least":
            return replace(now, number=number(value, terms, line, slot.name))
        if dated:
            raise InputError(f"{quoted(slot.name)} takes no parameter", line=line, hint="write a number")
        amount = whole(value, terms, line, slot.name)
        if isinstance(amount, Dated) or amount > _UPTO:
            raise InputError(f"{quoted(slot.name)} is at most {_UPTO}", line=line, hint="write less")
        return replace(now, number=amount)
    if section.attributes[name].values is None and value is None:
        raise InputError(f"{quoted(slot.name)} is given no value", line=line, hint="write a number")
    (made,) = conditions(lined({name: value}, line), section, terms)
    assert isinstance(made, Test)
    return replace(made, unsaid=made.unsaid or now.unsaid)


def standing(rule: Rule, slot: Slot) -> Number | Test:
    """What stands in a slot now."""
    found: Anything = rule
    for step in slot.places[0]:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    value: Number | Test = found
    return value


def _put(value: Anything, path: Path, new: Anything) -> Anything:
    """The value with what stands at a path changed."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*value[:step], _put(value[step], rest, new), *value[step + 1 :])
    change: dict[str, Anything] = {step: _put(getattr(value, step), rest, new)}
    return replace(value, **change)
