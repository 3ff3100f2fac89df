"""A person on a day, measured: every leaf of a rule tree gets its status, every pattern its records. Dates end here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Record
from models.rules import Count, Item, Pattern, Rule, Since
from solver import measure
from solver.matching import shape_check, tests_check
from solver.since import From
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Match:
    """A record that has a pattern at least possibly; `heavy` is how often it counts, `amount` what it adds.

    `group` is the same for records of one kind from one project, where these count as one.
    """

    record: Record
    status: Status
    heavy: tuple[tuple[Status, int], ...] = ()
    amount: float | None = 0
    group: Anything = None

    def weight(self, cut: Status) -> int:
        """How often it counts when everything below the cut is taken as unmet."""
        return max((counts for status, counts in self.heavy if status >= cut), default=1)

    def adds(self, cut: Status) -> float:
        """Its amount; one that is not given is nothing, or without limit where the unknown is taken favourably."""
        if self.amount is None:
            return float("inf") if cut is UNKNOWN else 0.0
        return self.amount


class Facts:
    """What is known of a person as of a day, for one standard; each answer is worked out once.

    `strict` leaves open what is otherwise assumed. Achievements dated after the day do not exist yet.
    """

    def __init__(self, person: Applicant, as_of: date, standard: str, *, strict: bool = False) -> None:
        self.person = person
        self.as_of = as_of
        self.standard = standard
        self.strict = strict
        self.rejected: frozenset[str] = frozenset()
        self._leaves: dict[int, tuple[Rule, Status]] = {}
        self._matches: dict[int, tuple[Rule, tuple[Match, ...]]] = {}
        self._since: dict[int, tuple[Since, From]] = {}
        self.by_kind: dict[str, list[Record]] = {}
        for record in person.achievements or ():
            ended = record.values.get("to")
            # a post that has ended is none: the texts speak in the present
            if (record.date is None or record.date <= as_of) and (ended is None or ended >= as_of):
                self.by_kind.setdefault(record.kind, []).append(record)
        if person.recommenders:
            self.by_kind["recommender"] = list(person.recommenders)

    def varied(
        self,
        leaves: Mapping[int, tuple[Rule, Status]],
        matches: Mapping[int, tuple[Rule, tuple[Match, ...]]],
        rejected: frozenset[str] = frozenset(),
    ) -> Facts:
        """The same facts but for some leaves, some matches, or some records set aside."""
        made = object.__new__(Facts)
        made.__dict__.update(self.__dict__)
        made._leaves = {**self._leaves, **leaves}
        made._matches = {**self._matches, **matches}
        made.rejected = self.rejected | rejected
        return made

    def met_patterns(self) -> list[tuple[Rule, tuple[Match, ...]]]:
        """Every counting node looked at so far, with its records."""
        return list(self._matches.values())

    def status(self, leaf: Rule) -> Status:
        """How far a condition on the person stands (every node but those that combine or count)."""
        kept = self._leaves.get(id(leaf))
        if kept is not None:
            return kept[1]
        found = self._measured(leaf)
        if found is ASSUMED and self.strict:
            found = UNKNOWN
        self._leaves[id(leaf)] = (leaf, found)
        return found

    def _measured(self, leaf: Rule) -> Status:
        match leaf:
            case rules.All():
                return min((self.status(child) for child in leaf.of), default=MET)
            case rules.Any():
                return max((self.status(child) for child in leaf.of), default=UNMET)
            case rules.External():
                # what is said of a whole part says nothing of a row that another document decides
                said = measure.attested(self.person, self.standard, leaf.id, exact=True)
                concerned = self.status(leaf.concerns)
                if concerned is UNMET or said is False:
                    return UNMET
                return MET if said and concerned is MET else UNKNOWN
            case rules.Worked():
                early = self.status(leaf.early) if leaf.early is not None else UNMET
                return measure.worked(leaf, self.person, self.as_of, early)
            case _:
                return measure.simple(leaf, self.person, self.as_of, self.standard)

    def since(self, since: Since) -> From:
        """From which day records count, and how firmly that is known."""
        kept = self._since.get(id(since))
        if kept is None:
            kept = (since, measure.counted_from(since, self.person, self.as_of, self.status))
            self._since[id(since)] = kept
        return kept[1]

    def complete(self, pattern: Pattern) -> bool:
        """Whether the list that the pattern looks at was given."""
        given = self.person.recommenders if pattern[0].kind == "recommender" else self.person.achievements
        return given is not None

    def matches(self, node: Count | Item) -> tuple[Match, ...]:
        """The records that have the node's pattern and are dated so that they count, in the order of the document."""
        kept = self._matches.get(id(node))
        if kept is None:
            kept = (node, self._matched(node))
            self._matches[id(node)] = kept
        return kept[1]

    def _matched(self, node: Count | Item) -> tuple[Match, ...]:
        found = []
        count = node if isinstance(node, Count) else None
        for record, status in self.having(node.pattern, node.since):
            heavy = []
            for weight in count.weights if count else ():
                level = tests_check(weight.tests, record.kind)(record.values)
                if level is not UNMET:
                    heavy.append((level, weight.counts))
            amount: float | None = 0
            if count and count.total:
                amount = record.values.get(count.total.of, None)
                if amount is None and count.total.of in record.values:
                    amount = 0
            group = None
            if count and count.per_project and record.values.get("project"):
                group = (
                    record.kind,
                    record.values.get("type") if record.kind == "patent" else None,
                    record.values["project"],
                )
            found.append(Match(record=record, status=status, heavy=tuple(heavy), amount=amount, group=group))
        return tuple(found)

    def having(self, pattern: Pattern, since: Since | None) -> list[tuple[Record, Status]]:
        """Records that have one of the shapes, each with how far it does, dated so that they count."""
        best: dict[str, tuple[Record, Status]] = {}
        for shape in pattern:
            pool = self.by_kind.get(shape.kind)
            if not pool:
                continue
            check = shape_check(shape)
            for record in pool:
                if record.path in self.rejected:
                    continue
                status = check(record.values)
                if status is not UNMET and (record.path not in best or best[record.path][1] < status):
                    best[record.path] = (record, status)
        if not best:
            return []
        start = self.since(since) if since is not None else None
        found = []
        for record, status in best.values():
            dated = MET if start is None else start.counts(record.date)
            status = min(status, dated)
            if status is ASSUMED and self.strict:
                status = UNKNOWN
            if status is not UNMET:
                found.append((record, status))
        if len(pattern) > 1:
            found.sort(key=lambda pair: _place(pair[0].path))
        return found


def _place(path: str) -> int:
    return int(path[path.index("[") + 1 : -1])
