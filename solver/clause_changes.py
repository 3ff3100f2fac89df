"""The clauses of a rung in two versions, one by one: how each changed, and which are the smallest that did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models import rules
from models.rules import Rule, children
from solver.alignment import above, index, shared
from solver.judging import SAME, Judge, Judged

SIGNS = ("same", "looser", "stricter", "other", "reworded", "moved", "added", "gone", "undecided")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Change:
    """One clause in two versions; `id` is its path before (after, where it is new), `after_id` its path after.

    `sign` is one of SIGNS. Of a clause that is added or gone, `effect` is what that alone does to the clause `judged`
    in which it stands; of an item of a list likewise. `least` marks the smallest clauses in which something changed.
    """

    id: str
    sign: str
    before: Rule | None
    after: Rule | None
    after_id: str = ""
    effect: str = ""
    judged: str = ""
    proof: Judged | None = None
    least: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything at all is different."""
        return self.sign != "same" or self.least


class Walk:
    """Goes through two versions of a rung, clause by clause, each once."""

    def __init__(self, before: Rule, after: Rule, judge: Judge, paths: Mapping[str, str]) -> None:
        self.before, self.after, self.judge = before, after, judge
        self.old, self.new = index(before), index(after)
        self.there = {path: there for there, path in paths.items()}
        self.up = above(after) | above(before)
        self.seen: set[str] = set()

    def changes(self) -> Iterator[Change]:
        """Every clause but the rung itself, those above first."""
        self.seen.add(self.before.id)
        yield from self._below(self.before, self.after)

    def _below(self, x: Rule | None, y: Rule | None) -> Iterator[Change]:
        ours = {child.id: child for child in children(x)} if x is not None else {}
        theirs = {child.id: child for child in children(y)} if y is not None else {}
        for path in dict.fromkeys([*ours, *theirs]):
            if path in self.seen:
                continue
            one, other = ours.get(path), theirs.get(path)
            # what stands here in one version alone may stand elsewhere in the other
            if (one is None and path in self.old) or (other is None and path in self.new):
                one, other = self.old[path], self.new[path]
            self.seen.add(path)
            yield self._change(path, one, other, x, y)
            yield from self._below(one, other)

    def _change(self, path: str, x: Rule | None, y: Rule | None, above_x: Rule | None, above_y: Rule | None) -> Change:
        there = self.there.get(path, path)
        if x is None or y is None:
            return self._alone(path, x, y, above_x, above_y)
        contents = self.judge.contents
        if contents.asked(x) == contents.asked(y):
            shifted = there != path
            worded = _wording(x) != _wording(y)
            least = (shifted and not self._with_above(path)) or (worded and not self._recited(path, x, y))
            sign = "moved" if shifted else "reworded" if worded else "same"
            return Change(id=path, sign=sign, before=x, after=y, after_id=there, proof=SAME, least=least)
        least = self._own(x, y) or (_wording(x) != _wording(y) and not self._recited(path, x, y))
        if isinstance(x, rules.Item) and isinstance(y, rules.Item) and isinstance(above_x, rules.Tally):
            swapped = replace(above_x, of=tuple(y if child is x else child for child in above_x.of))
            proof = self.judge.judged(above_x, swapped)
            return Change(
                id=path, sign=proof.sign, before=x, after=y, after_id=there, judged=above_x.id, proof=proof, least=least
            )
        proof = self.judge.judged(x, y)
        return Change(
            id=path, sign=proof.sign, before=x, after=y, after_id=there, judged=path, proof=proof, least=least
        )

    def _alone(self, path: str, x: Rule | None, y: Rule | None, above_x: Rule | None, above_y: Rule | None) -> Change:
        """A clause that one version has: what it does to the clause in which it stands, all else being as it is."""
        sign = "gone" if y is None else "added"
        if above_x is None or above_y is None:
            return Change(id=path, sign=sign, before=x, after=y, after_id=path)
        full = above_x if y is None else above_y
        rest = _without(full, path)
        proof = self.judge.judged(full, rest) if y is None else self.judge.judged(rest, full)
        return Change(
            id=path, sign=sign, before=x, after=y, after_id=path, effect=proof.sign, judged=full.id, proof=proof,
            least=True,
        )  # fmt: skip

    def _own(self, x: Rule, y: Rule) -> bool:
        """Whether a clause itself changed, and not only what stands below it."""
        contents = self.judge.contents
        if contents.own(x) != contents.own(y):
            return True
        ours, theirs = ({child.id for child in children(rule)} for rule in (x, y))
        if ours != theirs:
            # a rule that came from elsewhere or went there; what is new or gone is told by itself
            return any(path in self.old and path in self.new for path in ours ^ theirs)
        return all(contents.asked(one) == contents.asked(other) for one, other in shared(x, y))

    def _with_above(self, path: str) -> bool:
        """Whether a clause moved only as the one above it did."""
        over = self.up.get(path, "")
        return over in self.there and self.there[path] == f"{self.there[over]}/{path.rsplit('/', 1)[-1]}"

    def _recited(self, path: str, x: Rule, y: Rule) -> bool:
        """Whether the citation changed only as that of the clause above did."""
        over = self.up.get(path, "")
        one, other = self.old.get(over), self.new.get(over)
        if one is None or other is None or _labels(x) != _labels(y) or not one.cite or one.cite == other.cite:
            return False
        return x.cite.startswith(one.cite) and other.cite + x.cite[len(one.cite) :] == y.cite


def _without(rule: Rule, path: str) -> Rule:
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        return replace(rule, of=tuple(child for child in rule.of if child.id != path))
    if isinstance(rule, rules.Tally):
        return replace(rule, of=tuple(child for child in rule.of if child.id != path))
    raise TypeError(f"nothing stands in {type(rule).__name__} that could be taken out")


def _labels(rule: Rule) -> tuple[object, ...]:
    if isinstance(rule, rules.External):
        return (rule.label, rule.document)
    return (rule.label,) if isinstance(rule, rules.Attest) else ()


def _wording(rule: Rule) -> tuple[object, ...]:
    return (rule.cite, *_labels(rule))
