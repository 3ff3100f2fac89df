"""A standard amended is the standard that its edited file would give; what cannot be taken is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from models import catalogue, rules, source
from models.amending import Change, amended, dropped
from models.errors import InputError
from models.node_numbers import slots
from models.places import nodes, places
from models.rules import Rule
from models.standard import Standard
from models.standard_reader import read_standard
from solver.check import check
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import settle
from solver.status import ASSUMED, MET, verdict
from tests.people import people

NAMES = sorted(catalogue.files())
DAY = date(2024, 12, 31)
CYBER = "chongqing-cyberspace-2023"
LIAONING = "liaoning-cyberspace-2024"
KEYS = {
    rules.AtLeast: "at_least", rules.Count: "at_least", rules.Tally: "at_least", rules.Item: "each", rules.Held: "held",
    rules.Clear: "for",
}  # fmt: skip


@cache
def fresh(name: str) -> Standard:
    """A standard that knows the lines of its nodes."""
    return catalogue.load(catalogue.files()[name], fresh=True)


def parsed(name: str) -> Any:
    return source.read(catalogue.files()[name])


def maps(value: Any) -> Iterator[Any]:
    if isinstance(value, source.Map):
        yield value
        for one in value.values():
            yield from maps(one)
    elif isinstance(value, source.Seq):
        for one in value:
            yield from maps(one)


def written(value: Any) -> Any:
    """A tree by what it says: node by node, without the lines of its file."""
    if isinstance(value, tuple):
        return tuple(written(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        said = tuple((f.name, written(getattr(value, f.name))) for f in fields(value) if f.name != "line")
        return type(value).__name__, said
    return repr(value)


def same_tree(one: Standard, other: Standard) -> bool:
    return all(
        written(tuple(rung.parts.values())) == written(tuple(other.rungs[name].parts.values()))
        and written(tuple(rung.routes.values())) == written(tuple(other.rungs[name].routes.values()))
        for name, rung in one.rungs.items()
    )


def thresholds(name: str) -> Iterator[tuple[Rule, str, Any, str, Any]]:
    """Numbers that stand in the file in a way that can be found: node, name of the number, and its map, key, value."""
    standard = fresh(name)
    data = parsed(name)
    by_line: dict[int, list[Any]] = {}
    for one in maps(data):
        by_line.setdefault(one.line, []).append(one)
    lines = [n.line for n in nodes(standard)]
    for node in nodes(standard):
        if lines.count(node.line) > 1 + (isinstance(node, rules.Worked) and node.after is not None) or not node.line:
            continue
        near = by_line.get(node.line, [])
        key = KEYS.get(type(node))
        found = [m for m in near if key in m and isinstance(m[key], str | int)]
        if isinstance(node, rules.Worked) and not node.now:
            found = [m for m in near if "in" in m and "at_least" in m]
            key = "at_least"
        if key is None or len(found) != 1:
            continue
        yield node, "per" if key == "each" else _name(node), (node.line, key), key, found[0][key]


def _name(node: Rule) -> str:
    return "months" if isinstance(node, rules.Held | rules.Worked | rules.Clear) else "n"


def moved(value: Any, by: int) -> Any:
    """A number one step away; years as months."""
    if isinstance(value, str):
        months = int(value[:-1]) * (12 if value.endswith("y") else 1)
        return f"{months + by}m"
    return value + by


def edited(name: str, line: int, key: str, old: Any, new: Any) -> Standard:
    """The standard of the file with one value changed."""
    data = parsed(name)
    (place,) = [m for m in maps(data) if m.line == line and m.get(key) == old]
    place[key] = new
    return read_standard(data)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_moved_is_the_file_edited(name: str) -> None:
    rng = Random(name)
    standard = fresh(name)
    known = list(thresholds(name))
    assert len(known) >= 4, "hardly any number was found"
    differing = 0
    for node, number, (line, key), _, old in rng.sample(known, min(8, len(known))):
        new = moved(old, rng.choice([-1, 1]))
        if new in (0, "0m") or (isinstance(node, rules.AtLeast) and new > len(node.of)):
            new = moved(old, -1) if new not in (0, "0m") else moved(old, 1)
        made = amended(standard, [Change(path=node.id, values={number: new})])
        by_file = edited(name, line, key, old, new)
        assert not same_tree(made, standard), node.id
        assert same_tree(made, by_file), node.id
        assert (made.id, made.digest != standard.digest) == (name, True)
        differing += told_apart(standard, made, by_file, node.id.split("/")[0])
    assert differing or name == "sichuan-initial-2022", "nobody was told apart"


def told_apart(before: Standard, made: Standard, by_file: Standard, rung: str) -> int:
    """How many people the change decides for; the two ways to make it say the same of all."""
    found = 0
    for person in people(before, rung, 40, 7):
        verdicts = []
        for standard in (before, made, by_file):
            settled = settle(standard, rung, person.as_of, person.settled.readings)
            verdicts.append(verdict(Evaluation(Facts(person.applicant, person.as_of, standard.id)).rung(settled)))
        assert verdicts[1] == verdicts[2]
        found += verdicts[0] != verdicts[1]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_number_can_be_moved_and_moved_back(name: str) -> None:
    standard = catalogue.find(name)
    tried = 0
    for node in Random(name).sample(nodes(standard), 60):
        for slot in slots(node).values():
            if isinstance(slot.now, rules.Dated | rules.Test) or not slot.now or node not in places(standard, node.id):
                continue
            back, there = ({slot.name: f"{v}m" if slot.form == "span" else v} for v in (slot.now, slot.now + 1))
            if isinstance(node, rules.AtLeast) and node.n == len(node.of):
                continue
            made = amended(standard, [Change(path=node.id, values=there)])
            (new,) = [n for n in places(made, node.id) if type(n) is type(node)][:1]
            assert slots(new)[slot.name].now == slot.now + 1
            again = amended(made, [Change(path=node.id, values=back)])
            assert written(places(again, node.id)[0]) == written(places(standard, node.id)[0])
            assert len({standard.digest, made.digest, again.digest}) == 3
            tried += 1
    assert tried >= 5


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_several_routes_stays_one_object(name: str) -> None:
    standard = catalogue.find(name)
    before = nodes(standard)
    worked = next(n for n in before if isinstance(n, rules.Worked) and not n.now)
    made = amended(standard, [Change(path=worked.id, values={"months": "999m"})])
    after = nodes(made)
    assert [n.id for n in after] == [n.id for n in before]
    assert sum(a is not b for a, b in zip(after, before, strict=True)) < len(before) / 2, "the rest is left alone"
    for rung in made.rungs.values():
        for steps in rung.routes.values():
            for step in steps:
                part = next((p for p in rung.parts.values() if p.id == step.rule.id), None)
                assert part is None or part is step.rule


def test_the_list_met_again_by_reference_has_its_own_number_and_the_same_rules() -> None:
    standard = catalogue.find(CYBER)
    again = "senior/exception/items/innovation/ways/two-results"
    made = amended(
        standard,
        [Change(path=again, values={"n": 3}), Change(path="senior/results/standards/guides", values={"n": 2})],
    )
    (results,), (reference,) = places(made, "senior/results"), places(made, again)
    assert isinstance(results, rules.Any) and isinstance(reference, rules.AtLeast)
    assert reference.n == 3
    assert all(a is b for a, b in zip(results.of, reference.of, strict=True))


def test_a_clause_met_again_without_its_half_changes_there_too() -> None:
    standard = catalogue.find(LIAONING)
    path = "engineer/education-years/bachelor/education"
    assert [n.id for n in places(standard, path)][1:], "the exceptional route takes the education alone"
    made = dropped(standard, [path])
    assert all(isinstance(n, rules.All) and not n.of for n in places(made, path)[:1])
    copies = [n.id for n in places(standard, path)[1:]]
    assert copies == ["engineer/exception/breaks/seniority/education-stands/bachelor/education"]
    assert all(isinstance(places(made, copy)[0], rules.All) for copy in copies)
    assert not [p for p in ("technician/scope", "engineer/results", "senior/conduct") if len(places(standard, p)) > 1]


@pytest.mark.parametrize("name", NAMES)
def test_any_node_can_be_dropped_and_is_met(name: str) -> None:
    """Taken as met wherever it stands; nobody who did qualify loses by it but through a clause that denies it."""
    standard = catalogue.find(name)
    rng = Random(name)
    ids = sorted({n.id for n in nodes(standard) if not isinstance(n, rules.Item) and "/since/" not in n.id})
    rung = list(standard.rungs)[-1]
    crowd = list(people(standard, rung, 20, 3))
    for path in rng.sample([i for i in ids if i.startswith(f"{rung}/")], 12):
        made = dropped(standard, [path])
        for person in crowd:
            settled = settle(made, rung, person.as_of, person.settled.readings)
            evaluation = Evaluation(Facts(person.applicant, person.as_of, standard.id))
            held = [n for parts in settled.routes.values() for part in parts for n in rules.walk(part) if n.id == path]
            assert all(evaluation.status(n) is MET for n in held), path
            denied = any(isinstance(n, rules.Lacks) for n in nodes(made))
            old = Evaluation(Facts(person.applicant, person.as_of, standard.id))
            was = old.rung(settle(standard, rung, person.as_of, person.settled.readings))
            assert denied or evaluation.rung(settled) >= was, path


def test_every_part_dropped_makes_everybody_eligible() -> None:
    for name in NAMES:
        standard = catalogue.find(name)
        for rung in standard.rungs.values():
            made = dropped(standard, [part.id for part in rung.parts.values()])
            for person in people(standard, rung.name, 5, 1):
                assert check(person.applicant, made, rung.name, person.as_of).verdict == "eligible"


def test_a_parameter_holds_for_every_node_that_names_it() -> None:
    standard = catalogue.find(CYBER)
    made = amended(standard, [Change(path="$paper-words", values=3000)])
    numbers = [slot.now.number for n in nodes(made) for slot in slots(n).values() if isinstance(slot.now, rules.Test)]
    words = [n for n in numbers if isinstance(n, rules.Dated) and n.name == "paper-words"]
    assert len(words) >= 3 and all(n.values == ((date(2023, 7, 1), 3000),) for n in words)
    assert made.parameters["paper-words"].on(DAY) == 3000 and standard.parameters["paper-words"].on(DAY) == 2000
    dated = amended(standard, [Change(path="$paper-words", values={"2023-07-01": 2000, "2025-01-01": 3000})])
    assert [dated.parameters["paper-words"].on(d) for d in (DAY, date(2025, 1, 1))] == [2000, 3000]


def test_conditions_can_be_changed_too() -> None:
    standard = catalogue.find(CYBER)
    made = amended(
        standard,
        [
            Change(path="senior/results/awards/second", values={"rank": 6, "tier": "city+"}),
            Change(path="senior/results/standards/guides", values={"role": "participant+"}),
        ],
    )
    (award,), (guides,) = places(made, "senior/results/awards/second"), places(made, "senior/results/standards/guides")
    assert isinstance(award, rules.Count) and isinstance(guides, rules.Count)
    tests = {t.attribute: t for t in award.pattern[0].tests if isinstance(t, rules.Test)}
    assert (tests["rank"].number, tests["tier"].values) == (6, ("city",))
    roles = [t for shape in guides.pattern for t in shape.tests if isinstance(t, rules.Test) and t.attribute == "role"]
    assert len(roles) == 2, "written once, it changes in both shapes"
    assert all(t.values == ("participant",) and t.unsaid for t in roles)


def test_the_digest_tells_changes_apart_and_nothing_else() -> None:
    standard = catalogue.find(LIAONING)

    def digest(*changes: tuple[str, Any]) -> str:
        return amended(standard, [Change(path=p, values=v) for p, v in changes]).digest

    two, four = ("engineer/results", {"n": 2}), ("senior/results", {"n": 4})
    assert digest() == standard.digest
    assert digest(two) == digest(("engineer/results", {"at_least": 2})) != digest(("engineer/results", {"n": 4}))
    assert digest(two, four) == digest(four, two) != digest(two)


NO_CHANGE = "`engineer/results` is given no change; write a map such as `{n: 2}` or `{drop: true}`"
REFUSED: dict[str, tuple[str, Any, str]] = {
    "an unknown node": (
        "engineer/result", {"n": 2},
        "`liaoning-cyberspace-2024` has no node `engineer/result`; write `engineer/results`",
    ),
    "more than the list has": (
        "engineer/results", {"n": 8},
        "`n: 8` of the 7 rules of `engineer/results` can never hold; write 7 or less",
    ),
    "none": ("engineer/results", {"n": 0}, "`n` is a number above zero, not `0`; write one such as `3`"),
    "below zero": ("engineer/results", {"n": -1}, "`n` is a number above zero, not `-1`; write one such as `3`"),
    "half a rule": ("engineer/results", {"n": 1.5}, "`n` is a whole number, not `1.5`; write `2`"),
    "true": ("engineer/results", {"n": True}, "`n` is a number above zero, not `true`; write one such as `3`"),
    "what it has not": ("engineer/results", {"months": "2y"}, "`engineer/results` has no `months`; it has `n`"),
    "no number at all": (
        "engineer/education-years", {"n": 1},
        "`engineer/education-years` has no `n`; it can only be taken away: `{drop: true}`",
    ),
    "months without a unit": (
        "engineer/exception/breaks/seniority/held", {"months": 24},
        "`months` is a span of time, not `24`; write `5y` or `18m`",
    ),
    "nothing": ("engineer/results", {}, NO_CHANGE),
    "a bare number": ("engineer/results", 2, NO_CHANGE),
    "dropped and changed": (
        "engineer/results", {"drop": True, "n": 2},
        "`engineer/results` is dropped, so `n` says nothing; keep one of the two",
    ),
    "not dropped": ("engineer/results", {"drop": False}, "`drop` is `true`, not `false`; or leave it out"),
    "told twice": (
        "engineer/results", {"n": 2, "at_least": 2},
        "`at_least` of `engineer/results` is told twice, also as `n`; keep one of the two",
    ),
    "an unknown parameter": (
        "$results", 2,
        "`liaoning-cyberspace-2024` has no parameter `$results`; name a node by its path",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_place(case: str) -> None:
    path, values, message = REFUSED[case]
    with pytest.raises(InputError) as caught:
        amended(catalogue.find(LIAONING), [Change(path=path, values=values, line=12, where="what-if.yaml")])
    assert str(caught.value) == f"what-if.yaml:12: {message}"


def test_parameters_and_items_that_cannot_be_taken() -> None:
    standard = catalogue.find(CYBER)
    for value in (0, -3, "many", None, True):
        with pytest.raises(InputError, match=r"`\$?paper-words`|`many`"):
            amended(standard, [Change(path="$paper-words", values=value)])
    with pytest.raises(InputError, match=r"no parameter `\$paper-word`; write `\$paper-words`"):
        amended(standard, [Change(path="$paper-word", values=1)])
    with pytest.raises(InputError, match="cannot be dropped"):
        amended(standard, [Change(path="$paper-words", values={"drop": True})])
    beijing = catalogue.find("beijing-cybersecurity-2024")
    item = next(n for n in nodes(beijing) if isinstance(n, rules.Item))
    with pytest.raises(InputError, match="one item of a list"):
        dropped(beijing, [item.id])


def test_verdicts_follow_the_amendment() -> None:
    """Three results are asked in Liaoning; with two, nobody loses and somebody gains."""
    standard = catalogue.find(LIAONING)
    made = amended(standard, [Change(path="senior/results", values={"n": 1})])
    gained = 0
    for person in people(standard, "senior", 60, 11):
        was = Evaluation(Facts(person.applicant, person.as_of, standard.id)).rung(person.settled)
        settled = settle(made, "senior", person.as_of, person.settled.readings)
        now = Evaluation(Facts(person.applicant, person.as_of, standard.id)).rung(settled)
        assert now >= was
        gained += was < ASSUMED <= now
    assert gained
