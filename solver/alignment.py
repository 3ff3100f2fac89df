"""Two versions of a rung laid side by side: the same clause by its id path, a clause that moved by what it asks.

A rung is one tree here: any of its routes, each all of its parts. Clauses of the later version that stand elsewhere
than before are given their old paths, so that what a panel judges of them stays the same question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any as Anything

from models import rules
from models.rules import Rule, children
from models.standard import Rung, Standard
from solver.career import content
from solver.settle import Settled

_GATHERED = rules.All | rules.Any | rules.AtLeast | rules.Tally


def whole(settled: Settled) -> rules.Any:
    """A rung as one clause: any of its routes, each all of its parts. Routes have the path `rung/route`."""
    routes = tuple(
        rules.All(id=f"{settled.rung}/{name}", cite="", of=tuple(parts)) for name, parts in settled.routes.items()
    )
    return rules.Any(id=settled.rung, cite="", of=routes)


class Contents:
    """What clauses ask, as texts that are equal where the same is asked; the order of a list says nothing.

    What a panel judges, or another document decides, is known by its place: `asked` tells it by the id path,
    `looks` by its words, so that clauses that moved can be found.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[Rule, str]] = {}

    def asked(self, rule: Rule) -> str:
        """What a clause asks, wherever it stands."""
        return self._text(rule, False)

    def looks(self, rule: Rule) -> str:
        """The same, with words in place of the paths of what is attested."""
        return self._text(rule, True)

    def own(self, rule: Rule) -> str:
        """What a clause asks beside what stands below it."""
        if not isinstance(rule, _GATHERED | rules.Lacks):
            return self.asked(rule)
        own = [f"{f.name}={getattr(rule, f.name)!r}" for f in fields(rule) if f.name not in _OF_NO_WEIGHT]
        return f"{type(rule).__name__}[{','.join(own)}]"

    def _text(self, rule: Rule, words: bool) -> str:
        key = (id(rule), words)
        if key not in self._known:
            self._known[key] = (rule, self._made(rule, words))
        return self._known[key][1]

    def _made(self, rule: Rule, words: bool) -> str:
        match rule:
            case rules.All() | rules.Any() | rules.AtLeast() | rules.Tally() | rules.Lacks():
                below = ",".join(sorted(self._text(child, words) for child in children(rule)))
                return f"{self.own(rule)}({below})"
            case rules.Attest():
                return f"Attest[{rule.label if words else rule.id}]"
            case rules.External():
                name = f"{rule.label} {rule.document}" if words else rule.id
                return f"External[{name} {self._text(rule.concerns, words)}]"
        return content(rule)


_OF_NO_WEIGHT = {"id", "cite", "when", "line", "of"}


def index(root: Rule) -> dict[str, Rule]:
    """Every clause of a tree once by its path, those above first."""
    found: dict[str, Rule] = {}
    for node in rules.walk(root):
        found.setdefault(node.id, node)
    return found


def above(root: Rule) -> dict[str, str]:
    """For each clause the path of the first clause directly above it."""
    found: dict[str, str] = {}
    for node in rules.walk(root):
        for child in children(node):
            found.setdefault(child.id, node.id)
    return found


def moved(before: Rule, after: Rule, contents: Contents) -> dict[str, str]:
    """Clauses that stand under another path in the later tree: the path there to the path before.

    A clause moved where all that it asks is found again under a path that is new; then a list where half of what
    stands in it did.
    """
    old, new = index(before), index(after)
    gone = {path: rule for path, rule in old.items() if path not in new}
    added = {path: rule for path, rule in new.items() if path not in old}
    found: dict[str, str] = {}
    for path, rule in gone.items():
        if path in found.values():
            continue
        same = [p for p, r in added.items() if p not in found and contents.looks(r) == contents.looks(rule)]
        if same and _tells(rule):
            there = min(same, key=lambda p: (_last(p) != _last(path), _head(p) != _head(path)))
            _pair(rule, added[there], contents, found)
    _lists(gone, added, found)
    return {there: path for there, path in found.items() if there in added and path in gone}


def _tells(rule: Rule) -> bool:
    """Whether a clause says enough to be known again: a list of nothing does not."""
    return not isinstance(rule, _GATHERED) or bool(rule.of)


def _pair(old: Rule, new: Rule, contents: Contents, found: dict[str, str]) -> None:
    """Two clauses of the same content and all that stands below them, each with its like."""
    found.setdefault(new.id, old.id)
    left = list(children(new))
    for child in children(old):
        like = [c for c in left if contents.looks(c) == contents.looks(child)]
        there = min(like, key=lambda c: _last(c.id) != _last(child.id))
        left.remove(there)
        _pair(child, there, contents, found)


def _lists(gone: Mapping[str, Rule], added: Mapping[str, Rule], found: dict[str, str]) -> None:
    """Lists that bear another name and were changed within: those half of whose rules moved from one to the other."""
    for path, rule in reversed(list(gone.items())):
        if path in found.values() or not children(rule):
            continue
        here = [child.id for child in children(rule)]
        for there, other in added.items():
            met = sum(found.get(child.id) in here for child in children(other))
            if there not in found and type(other) is type(rule) and 2 * met >= max(len(here), len(children(other)), 1):
                _named_alike(rule, other, found)
                break


def _named_alike(old: Rule, new: Rule, found: dict[str, str]) -> None:
    """Two versions of a list, and of what stands in them the rules that kept their names."""
    found[new.id] = old.id
    for child in children(new):
        like = next((c for c in children(old) if _last(c.id) == _last(child.id)), None)
        if like is not None and child.id not in found and like.id not in found.values():
            _named_alike(like, child, found)


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _head(path: str) -> str:
    return path.rpartition("/")[0]


def renamed(standard: Standard, paths: Mapping[str, str]) -> Standard:
    """A standard with other paths for some of its clauses; the same one where there are none."""
    if not paths:
        return standard
    made: dict[int, tuple[Rule, Rule]] = {}

    def build(rule: Rule) -> Rule:
        if id(rule) not in made:
            change: dict[str, Anything] = {}
            if rule.id in paths:
                change["id"] = paths[rule.id]
            if isinstance(rule, rules.Lacks):
                below: Anything = build(rule.of)
                same = below is rule.of
            else:
                of = children(rule)
                below = tuple(build(child) for child in of)
                same = all(a is b for a, b in zip(below, of, strict=True))
            if not same:
                change["of"] = below
            made[id(rule)] = (rule, replace(rule, **change) if change else rule)
        return made[id(rule)][1]

    rungs: dict[str, Rung] = {}
    for name, rung in standard.rungs.items():
        routes = {
            route: tuple(replace(step, rule=build(step.rule)) for step in steps) for route, steps in rung.routes.items()
        }
        rungs[name] = replace(rung, parts={part: build(rule) for part, rule in rung.parts.items()}, routes=routes)
    initial = {paths.get(path, path): row for path, row in standard.initial.items()}
    return replace(standard, rungs=rungs, initial=initial)


def shared(before: Rule, after: Rule) -> Iterator[tuple[Rule, Rule]]:
    """The clauses directly below two versions of one clause that both have, in the order before."""
    other = {child.id: child for child in children(after)}
    for child in children(before):
        if child.id in other:
            yield child, other[child.id]
