"""Plants faults in the standards and sees that a case notices: `python -m tests.mutants [STANDARD...]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from models import applicant, cases, catalogue, rules, source
from models.cases import Case
from models.conditions import Terms, conditions
from models.rules import Count, Item, Rule, Test
from models.standard import Standard
from models.vocabulary import vocabulary
from solver import measure, schooling
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled, settle
from solver.space import same
from solver.status import ASSUMED, MET, UNMET, verdict
from solver.world import DAY, content
from tests.expected import Expected, Routes, below
from tests.mutated import Mutant, Swap, applied, mutants
from tests.mutated import nodes as every_node
from tests.neighbours import Neighbour, neighbours, stands


@dataclass(kw_only=True, slots=True)
class Tried:
    """A case, measured once."""

    case: Case
    settled: Settled
    base: Evaluation
    kills: int = 0


Key = tuple[str, str]


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What became of the mutants of one rung. A mutant is known by its node and what was changed."""

    standard: str
    rung: str
    killed: set[Key] = field(default_factory=set)
    equal: set[Key] = field(default_factory=set)
    alive: dict[Key, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @property
    def made(self) -> int:
        return len(self.killed) + len(self.equal) + len(self.alive)


def every_record(path: Path) -> frozenset[Test]:
    """The tests that a standard asks of every record: its file says them once."""
    asked = source.read(path).get("every_record") or {}
    terms = Terms(words=vocabulary(), parameters={}, every_record={})
    section = next(iter(vocabulary().kinds.values())).section
    return frozenset(t for t in conditions(asked, section, terms) if isinstance(t, Test))


def load(name: str) -> tuple[Standard, list[Case], frozenset[Test]]:
    """A standard with the lines of its nodes, its cases, and what it asks of every record."""
    path = catalogue.files()[name]
    beside = path.with_name(f"{name}.cases.yaml")
    return catalogue.load(path, fresh=True), cases.load(beside) if beside.exists() else [], every_record(path)


def measured(standard: Standard, rung: str, found: Sequence[Case], outcome: Outcome) -> list[Tried]:
    """The cases of a rung that pass unchanged, each with its evaluation."""
    expected = Expected(standard, rung)
    kept = []
    for case in found:
        settled = settle(standard, rung, case.as_of, case.readings)
        base = Evaluation(Facts(applicant.read(case.applicant), case.as_of, standard.id, strict=case.strict))
        if expected.met(case, settled.routes, base):
            for parts in settled.routes.values():
                for part in parts:
                    for node in below(part):
                        if not isinstance(node, Item):
                            base.status(node)
            kept.append(Tried(case=case, settled=settled, base=base))
        else:
            outcome.broken.append(case.id)
    return kept


def untouched(swaps: Swap, by_id: Mapping[int, Rule], facts: Facts) -> bool:
    """Whether every changed node finds the same records, or the same fact, as before."""
    for node, new in swaps.items():
        old = by_id[node]
        if type(old) is not type(new) or isinstance(
            old, rules.All | rules.Any | rules.AtLeast | rules.Tally | rules.Tied | rules.Lacks
        ):
            return False
        if isinstance(old, Count | Item) and isinstance(new, Count | Item):
            if content(replace(new, pattern=(), since=None)) != content(replace(old, pattern=(), since=None)):
                return False
            if facts.matches(old) != facts.matches(new):
                return False
        elif facts.status(old) is not facts.status(new) or began(old, facts) != began(new, facts):
            return False
    return True


def began(leaf: Rule, facts: Facts) -> tuple[object, ...]:
    """Since when a title or an education is there: work that counts after it asks for the day."""
    if isinstance(leaf, rules.Held):
        start = measure.titled(leaf, facts.person, facts.as_of)
    elif isinstance(leaf, rules.Education):
        start = schooling.educated(leaf, facts.person, facts.as_of)
    else:
        return ()
    return start.surely, start.possibly


def killer(mutant: Mutant, tried: list[Tried], expected: Expected) -> Tried | None:
    """The first case whose expectations the mutant no longer meets; those that killed before are tried first."""
    made: dict[int, Routes] = {}
    swaps: dict[int, tuple[Swap, Mapping[int, Rule]]] = {}
    for one in tried:
        routes = made.get(id(one.settled))
        if routes is None:
            routes = made[id(one.settled)] = applied(one.settled, mutant)
            changed = mutant.swaps(one.settled)
            swaps[id(one.settled)] = changed, {id(n): n for n in every_node(one.settled) if id(n) in changed}
        if routes is one.settled.routes:
            continue
        facts = one.base.facts.varied({}, {})
        if swaps[id(one.settled)][0] and untouched(*swaps[id(one.settled)], facts):
            continue
        again = Evaluation(facts)
        again._known = dict(one.base._known)
        if not expected.met(one.case, routes, again):
            return one
    return None


def prepared(name: str, rung: str) -> tuple[Standard, Outcome, list[Tried], list[Mutant]]:
    """The cases of a rung and its mutants."""
    standard, found, every = load(name)
    outcome = Outcome(standard=name, rung=rung)
    tried = measured(standard, rung, [c for c in found if c.rung == rung], outcome)
    default = settle(standard, rung, max((one.case.as_of for one in tried), default=DAY))
    others = {id(one.settled): one.settled for one in tried if one.settled is not default}
    return standard, outcome, tried, mutants([default, *others.values()], every)


def run(name: str, rung: str) -> Outcome:
    """Which mutants of a rung the cases kill."""
    standard, outcome, tried, made = prepared(name, rung)
    expected = Expected(standard, rung)
    for mutant in made:
        killed = killer(mutant, tried, expected)
        if killed is not None:
            outcome.killed.add((mutant.node, mutant.change))
            tried.remove(killed)
            tried.insert(0, killed)
        else:
            outcome.alive[mutant.node, mutant.change] = f"{mutant.cite} | line {mutant.line}"
    return outcome


def merged(outcomes: Sequence[Outcome]) -> None:
    """What the file says once for all rungs (scope, conduct) is killed everywhere if it is killed in one rung."""
    dead = {(o.standard, tail, change) for o in outcomes for node, change in o.killed if (tail := _shared(node))}
    for outcome in outcomes:
        for node, change in list(outcome.alive):
            if (outcome.standard, _shared(node), change) in dead:
                del outcome.alive[node, change]
                outcome.killed.add((node, change))


def _shared(node: str) -> str:
    tail = node.partition("/")[2]
    return tail if tail.split("/")[0] in ("scope", "conduct") else ""


def proved(outcome: Outcome) -> Outcome:
    """Sets apart the survivors that no person can tell from the rung as it is; a hint is kept for the others."""
    standard, _, tried, made = prepared(outcome.standard, outcome.rung)
    settled = list({id(t.settled): t.settled for t in tried}.values())
    settled.sort(key=lambda s: s.readings != {n: r.default for n, r in standard.readings.items()})
    around: list[Neighbour] | None = None
    for mutant in made:
        key = (mutant.node, mutant.change)
        if key not in outcome.alive:
            continue
        touched = [s for s in settled if applied(s, mutant) is not s.routes]
        if touched and (under := {n: v for n, v in touched[0].readings.items() if v != standard.readings[n].default}):
            outcome.alive[key] += f" | under {under}"
        answers = [same(s.routes, applied(s, mutant), standard=standard.id) for s in touched[:2]]
        if answers and all(a.proven for a in answers):
            outcome.equal.add(key)
            del outcome.alive[key]
            continue
        for place, answer in enumerate(answers):
            if answer.witness is not None:
                outcome.alive[key] += "\n" + hint(answer.witness, touched[place], mutant)
                break
        else:
            around = around if around is not None else neighbours(standard, outcome.rung, [t.case for t in tried])
            outcome.alive[key] += told_apart(mutant, around)
    return outcome


def told_apart(mutant: Mutant, around: Sequence[Neighbour]) -> str:
    """The first of the people around the cases whom the mutant treats otherwise."""
    made: dict[int, tuple[Routes, Swap, Mapping[int, Rule]]] = {}
    for one in around:
        place = id(one.settled)
        if place not in made:
            swaps = mutant.swaps(one.settled)
            made[place] = (
                applied(one.settled, mutant),
                swaps,
                {id(n): n for n in every_node(one.settled) if id(n) in swaps},
            )
        routes, swaps, old = made[place]
        if routes is one.settled.routes:
            continue
        facts = one.base.facts.varied({}, {})
        if swaps and untouched(swaps, old, facts):
            continue
        again = Evaluation(facts)
        again._known = dict(one.base._known)
        after = stands(routes, again)
        if {n: verdict(v) for n, v in after.items()} != {n: verdict(v) for n, v in one.stands.items()}:
            said = ", ".join(
                f"{n} {verdict(one.stands[n])} -> {verdict(after[n])}" for n in after if after[n] is not one.stands[n]
            )
            text = yaml.safe_dump(
                {one.path: one.value}, allow_unicode=True, default_flow_style=True, width=10_000
            ).strip()
            return f"\n    {said} by the mutant: {{like: {one.like}, set: {text}}}"
    return " | not proven equal, and nobody found who tells them apart"


def hint(witness: Mapping[str, Any], settled: Settled, mutant: Mutant) -> str:
    """A person whom the mutant treats otherwise, as the beginning of a case."""
    said = []
    for routes in (settled.routes, applied(settled, mutant)):
        evaluation = Evaluation(Facts(applicant.read(witness), DAY, settled.standard))
        stand = {name: min((evaluation.status(p) for p in parts), default=MET) for name, parts in routes.items()}
        said.append(f"{verdict(max(stand.values(), default=UNMET))} {[n for n, v in stand.items() if v >= ASSUMED]}")
    shown = dict(witness)
    shown["attestations"] = {k: v for k, v in witness["attestations"].items() if not v}
    text = yaml.safe_dump(
        {k: v for k, v in shown.items() if v not in ({},)},
        allow_unicode=True,
        default_flow_style=True,
        sort_keys=False,
        width=10_000,
    )
    return f"    now {said[0]}, mutant {said[1]}; as_of: {DAY}; applicant: {text.strip()}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all, prints what became of them; 1 if a mutant is alive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("standards", nargs="*", default=[])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rung", action="append", default=[])
    parser.add_argument("--out", type=Path, help="also write the survivors here, with a hint each")
    asked = parser.parse_args(arguments)
    names = asked.standards or list(catalogue.files())
    jobs = [(n, r) for n in names for r in catalogue.find(n).rungs]
    lines: list[str] = []
    with ProcessPoolExecutor(asked.workers) as pool:
        outcomes = list(pool.map(run, *zip(*jobs, strict=True)))
        merged(outcomes)
        wanted = [o for o in outcomes if not asked.rung or o.rung in asked.rung]
        outcomes = []
        for outcome in pool.map(proved, wanted):
            outcomes.append(outcome)
            lines += report(outcome)
            print("\n".join(report(outcome)), flush=True)
            if asked.out:
                asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sums = [summary(name, [o for o in outcomes if o.standard == name]) for name in names]
    print("\n".join(sums))
    if asked.out:
        asked.out.write_text("\n".join([*sums, *lines]) + "\n", encoding="utf-8")
    return 1 if any(o.alive for o in outcomes) else 0


def report(outcome: Outcome) -> list[str]:
    """The lines on one rung: its cases that fail unchanged, and its mutants that live."""
    numbers = f"{outcome.made} mutants, {len(outcome.equal)} equivalent, {len(outcome.alive)} alive"
    head = f"# {outcome.standard} {outcome.rung}: {numbers}"
    if outcome.broken:
        head += f"; cases that fail unchanged: {' '.join(outcome.broken)}"
    return [head, *(f"{node} | {change} | {text}" for (node, change), text in outcome.alive.items())]


def summary(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line for a standard."""
    made, killed = sum(o.made for o in outcomes), sum(len(o.killed) for o in outcomes)
    equal, alive = sum(len(o.equal) for o in outcomes), sum(len(o.alive) for o in outcomes)
    share = 100 * (killed + equal) / made if made else 100.0
    return f"{name}: {made} mutants, {killed} killed, {equal} proven equivalent, {alive} alive, {share:.1f} %"


if __name__ == "__main__":
    sys.exit(main())
