"""Records that somebody has, in words: how many of each, with what the clauses look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Condition, Either, Rule, Shape, Test
from models.vocabulary import Attribute
from reports.conditions import quantity, section
from reports.records import FUSED, described, unit_word
from reports.terms import bracketed, ordinal, span
from solver.calendar import full_months

_SAID = ("tier", "grade", "rank", "role")
_ROLES = {
    "lead": {"zh": "主持", "en": "as lead"},
    "key": {"zh": "主要完成人", "en": "as key contributor"},
    "participant": {"zh": "参与", "en": "taking part"},
}


def looked_at(clauses: Sequence[Rule]) -> dict[str, set[str]]:
    """For each kind of record the attributes that some clauses look at."""
    found: dict[str, set[str]] = {}
    for node in (n for clause in clauses for n in rules.walk(clause)):
        patterns: Sequence[rules.Pattern] = ()
        if isinstance(node, rules.Tied):
            patterns = node.patterns
        elif isinstance(node, rules.Count | rules.Item):
            patterns = (node.pattern,)
        for shape in (shape for pattern in patterns for shape in pattern):
            known = found.setdefault(shape.kind, set())
            known.update(_attributes(shape.tests))
            if isinstance(node, rules.Count):
                known.update(name for weight in node.weights for name in _attributes(weight.tests))
                known.update([node.total.of] if node.total is not None else [])
    return found


def _attributes(tests: Sequence[Condition]) -> set[str]:
    found: set[str] = set()
    for test in tests:
        if isinstance(test, Either):
            found.update(name for option in test.options for name in _attributes(option))
        else:
            found.add(test.attribute)
    return found


def record_words(
    records: Sequence[Mapping[str, Anything]],
    meets: Sequence[Rule],
    decides: Sequence[Rule],
    as_of: date,
    lang: str,
    titles: Mapping[str, date] | None = None,
) -> list[str]:
    """Each different record once, with how many there are; `titles` are those held, by their names in words.

    Of a record is told what clauses look at: by `meets` somebody qualifies, at `decides` they fail. What a record is
    not, or has none of, is told where a clause that fails looks at it. Told too is how long ago it was made, where it
    is not of the day itself.
    """
    asked, failed = looked_at((*meets, *decides)), looked_at(decides)
    counted: dict[str, tuple[Mapping[str, Anything], int]] = {}
    for record in records:
        seen = repr(sorted((name, str(value)) for name, value in record.items()))
        counted[seen] = record, counted.get(seen, (record, 0))[1] + 1
    told: dict[str, int] = {}
    for record, n in counted.values():
        kind = str(record["kind"])
        names = asked.get(kind) or set(section(kind).attributes)
        words = [*_when(record.get("date"), as_of, titles or {}, lang)]
        if "project" in record:
            words.insert(0, f"属项目{record['project']}" if lang == "zh" else f"of project {record['project']}")
        text = _told(record, n, names, failed.get(kind, set()), words, lang)
        told[text] = told.get(text, 0) + 1
    return [
        text if times == 1 else f"{text}（另有同样的{times - 1}条）" if lang == "zh" else f"{text}, {times} times"
        for text, times in told.items()
    ]


def _told(
    record: Mapping[str, Anything],
    n: int,
    names: Collection[str],
    failed: Collection[str],
    more: Sequence[str],
    lang: str,
) -> str:
    kind = str(record["kind"])
    attributes = section(kind).attributes
    tests: list[Test] = []
    numbers: list[str] = []
    for name, value in record.items():
        one = attributes.get(name)
        if one is None or name in ("role", "project", "date") or name not in (*names, *FUSED.get(kind, ())):
            continue
        if not value and name not in failed:
            continue
        if value is None:
            numbers.append(f"{one.label.zh}：无" if lang == "zh" else f"{one.label.en}: none")
            continue
        if isinstance(value, bool):
            tests.append(Test(attribute=name, op="is", flag=value))
        elif isinstance(value, list | tuple):
            tests += [Test(attribute=name, op="all_of", values=tuple(value))] if value else []
        elif isinstance(value, int | float):
            numbers.append(_number(one, value, lang))
        elif one.values is not None:
            tests.append(Test(attribute=name, op="among", values=(str(value),)))
    tests.sort(key=lambda t: _SAID.index(t.attribute) if t.attribute in _SAID else len(_SAID))
    head, details = described(Shape(kind=kind, tests=tuple(tests)), lang, many=n > 1)
    role = str(record.get("role", ""))
    manner = [_ROLES[role][lang]] if role in _ROLES and "role" in names else []
    details = [*manner, *details, *numbers, *more]
    if lang == "zh":
        return f"{head}{n}{unit_word((Shape(kind=kind),))}{bracketed('，'.join(details), lang)}"
    details = ["at the employer's level" if text == "employer" else text for text in details]
    return f"{n} {head}{bracketed(', '.join(details), lang)}"


def _number(one: Attribute, value: int | float, lang: str) -> str:
    """Exactly how much there is."""
    if one.name == "rank":
        return f"排名第{value}" if lang == "zh" else f"ranked {ordinal(int(value))}"
    if one.name == "author":
        return f"第{value}作者" if lang == "zh" else f"{ordinal(int(value))} author"
    return (one.says or one.label)[lang].format(quantity(one, value, lang))


def _when(day: Anything, as_of: date, titles: Mapping[str, date], lang: str) -> list[str]:
    if day is None:
        return []
    made = day if isinstance(day, date) else date.fromisoformat(str(day))
    found = []
    months = full_months(made, as_of)
    if months:
        found.append(f"{span(months, lang)}前" if lang == "zh" else f"{span(months, lang)} ago")
    for name, since in titles.items():
        if made < since:
            found.append(f"在取得{name}之前" if lang == "zh" else f"before the {name}")
    return found
