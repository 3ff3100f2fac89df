"""What a scenario calls the numbers of a settled rule: by the text where each stands, or by its parameter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from models import rules
from models.errors import InputError
from models.node_numbers import Slot, slot_of, slots
from models.places import inner, nodes, places
from models.rules import Dated, Rule, Test
from models.standard import Standard


class Names:
    """The numbers of one standard and what they are called."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        every = nodes(standard)
        within = {id(n.after) for n in every if isinstance(n, rules.Worked) and n.after is not None}
        self.by_id: dict[str, list[Rule]] = defaultdict(list)
        self.alike: dict[int, list[Rule]] = defaultdict(list)
        for node in every:
            if id(node) not in within and slots(node):
                self.by_id[node.id].append(node)
        for node in every:
            for mark in _marks(node):
                self.alike[mark].append(node)
        self._places: dict[str, list[Rule]] = {}

    def of(self, node: Rule, slot: Slot) -> tuple[str, str] | None:
        """Path and name of the slot of a settled node; None where a scenario cannot name it."""
        for original in self.by_id[node.id]:
            for own in slots(original).values() if type(original) is type(node) else ():
                if _same(own, slot):
                    number = own.now.number if isinstance(own.now, Test) else own.now
                    if isinstance(number, Dated):
                        return f"${number.name}", ""
                    path = self._owner(original)
                    return (path, own.name) if self._takes(path, own.name) else None
        return None

    def _owner(self, node: Rule) -> str:
        """The path of the text that a node belongs to: what met it first, where a reference met it again."""
        last, marks = node.id.rsplit("/", 1)[-1], list(_marks(node))
        alike = {one.id for mark in marks for one in self.alike[mark] if type(one) is type(node)} - {node.id}
        near = sorted(path for path in alike if path.rsplit("/", 1)[-1] == last)
        if marks and not near:
            return node.id
        found = {node.id: len(self._at(node.id))}
        for path in near:
            if any(one is node for one in self._at(path)):
                found[path] = len(self._at(path))
        return min(found, key=lambda path: (-found[path], path != node.id))

    def _at(self, path: str) -> list[Rule]:
        """All nodes that a change of a path changes."""
        if path not in self._places:
            self._places[path] = places(self.standard, path)
        return self._places[path]

    def _takes(self, path: str, name: str) -> bool:
        try:
            return all(slot_of(one, name, 0).name == name for one in self._places.get(path) or self.by_id[path])
        except InputError:
            return False


def _marks(node: Rule) -> Iterator[int]:
    """What a clause that is met again by reference shares with the text: the very objects that were read."""
    for one in [node, *inner(node)] if isinstance(node, rules.AtLeast) else [node]:
        for name in ("pattern", "test", "levels", "level", "patterns", "fields", "after"):
            value = getattr(one, name, None)
            if value is not None and value != () and not isinstance(value, str):
                yield id(value)


def _same(own: Slot, slot: Slot) -> bool:
    """Whether the slot of a node as it was read is that of the settled node, whose parameters are numbers."""
    if not isinstance(slot.now, Test):
        return own.name == slot.name
    if not isinstance(own.now, Test):
        return False
    number = slot.now.number if isinstance(own.now.number, Dated) else own.now.number
    return replace(own.now, number=number) == slot.now
