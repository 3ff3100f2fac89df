"""The difference of two versions of a document for a terminal: what changed in each rung, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from models import rules
from models.rules import Rule
from reports.diff_words import AS_THEY_ARE, CLAUSE, COLOURS, EFFECT, KINDS, KNOWN, RUNG, SIGNS, entry_words, rung_name
from reports.layout import WIDTH, Paint, table, wrapped
from reports.sentences import need
from reports.terms import COMMITTEE, ROUTES, bracketed
from reports.witness_words import clause_words, who_words
from solver.clause_changes import Change
from solver.differences import Difference, RungChange
from solver.examples import people_told
from solver.judging import Told

if TYPE_CHECKING:
    from solver.gainers import People, Turned

MOST = 40
"""Changed clauses of a rung that are told; the JSON has all."""
CLAUSES = 5


def diff_text(
    found: Difference,
    people: People | None,
    sources: tuple[str, str],
    lang: str,
    *,
    paint: Paint | None = None,
    width: int = WIDTH,
) -> str:
    """The answer as lines; `sources` are the two versions as the user named them."""
    writer = _Writer(found, lang, paint or Paint(), width)
    blocks = [writer.head(sources), writer.glance(), *writer.frame()]
    blocks += [writer.rung(rung) for rung in found.rungs if writer.touched(rung)]
    if people is not None:
        blocks += writer.people(people)
    blocks.append(wrapped(COMMITTEE[lang], width))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


class _Writer:
    """Puts one difference into lines; a change that several rungs share is told in full once."""

    def __init__(self, found: Difference, lang: str, paint: Paint, width: int) -> None:
        self.found, self.lang, self.paint, self.width = found, lang, paint, width
        self.told: dict[tuple[str, ...], str] = {}
        self.known: dict[str, Rule] = {}
        for rung in found.rungs:
            for side in (rung.after, rung.before):
                self.known.update({node.id: node for node in rules.walk(side)} if side is not None else {})

    def say(self, zh: str, en: str) -> str:
        """One of two texts."""
        return zh if self.lang == "zh" else en

    def head(self, sources: tuple[str, str]) -> list[str]:
        """What is compared, on which days."""
        asked = self.found.asked
        lines = [self.paint.style(asked.before.title[self.lang], "bold")]
        for word, source, standard, day in (
            (self.say("原版", "before"), sources[0], asked.before, asked.on),
            (self.say("新版", "after "), sources[1], asked.after, asked.after_on),
        ):
            day_words = f"{day}  " if asked.on != asked.after_on else ""
            lines.append(f"{word}  {day_words}{source}  {standard.number}".rstrip())
        if asked.on == asked.after_on:
            lines.append(self.say(f"数值截至{asked.on}", f"numbers as of {asked.on}"))
        if asked.readings:
            chosen = " ".join(f"{name}={value}" for name, value in asked.readings.items())
            lines.append(self.say(f"解读 {chosen}", f"readings {chosen}"))
        return lines

    def glance(self) -> list[str]:
        """What becomes of each rung, one line each."""
        rows = [
            [self.mark(rung.sign), rung_name(rung.rung, self.lang), self.rung_words(rung)] for rung in self.found.rungs
        ]
        return table(rows)

    def mark(self, sign: str) -> str:
        """The sign in its colour."""
        return self.paint.style(SIGNS[sign], COLOURS[sign]) if sign in COLOURS else SIGNS[sign]

    def rung_words(self, rung: RungChange) -> str:
        """What a change does to a rung as a whole."""
        if rung.sign == "same" and not self.touched(rung):
            return self.say("没有变化", "nothing changed")
        text = RUNG[rung.sign][self.lang]
        if rung.sign == "undecided" and rung.proof is not None:
            known = [
                KNOWN[name, way.answer][self.lang]
                for name, way in (("forward", rung.proof.forward), ("backward", rung.proof.backward))
                if (name, way.answer) in KNOWN
            ]
            text += bracketed((self.say("已知", "known: ") + "".join(known)) if known else "", self.lang)
        return text

    def frame(self) -> Iterator[list[str]]:
        """Dates, parameters, readings and coverage that differ."""
        for kind, label in KINDS.items():
            mine = [entry for entry in self.found.entries if entry.kind == kind]
            if mine:
                yield [
                    self.paint.style(label[self.lang], "bold"),
                    *(
                        line
                        for e in mine
                        for line in wrapped(entry_words(e, self.lang), self.width, first="  ", rest="    ")
                    ),
                ]

    @staticmethod
    def touched(rung: RungChange) -> bool:
        """Whether there is anything to tell of the clauses of a rung."""
        return any(change.least for change in rung.changes) or bool(rung.under)

    def rung(self, rung: RungChange) -> list[str]:
        """The smallest clauses that changed in a rung, and somebody for each way in which the whole did."""
        lines = [self.paint.style(f"{rung_name(rung.rung, self.lang)}", "bold") + f"  {self.rung_words(rung)}"]
        least = [change for change in rung.changes if change.least]
        for change in least[:MOST]:
            lines += self.change(change)
        if len(least) > MOST:
            n = len(least) - MOST
            lines.append(
                "  " + self.say(f"另有{n}处（--format json 全部列出）", f"and {n} more (--format json has all)")
            )
        for one in rung.under:
            under = self.say("另一解读下还有", "under another reading also")
            lines.append(f"  {under} {one.reading}={one.value}")
            for change in one.changes[:MOST]:
                lines += self.change(change)
        for gains, way in people_told(rung.proof, rung.examples):
            zh, en = (
                ("例如新符合者", "now qualifies, for example")
                if gains
                else ("例如不再符合者", "no longer qualifies, for example")
            )
            lines += self.somebody(way, self.say(zh, en))
        return lines

    def change(self, change: Change) -> list[str]:
        """One clause: its sign, which it is, and what it asked and asks."""
        rule = change.before or change.after
        assert rule is not None
        name = self.clause(rule)
        words = CLAUSE[change.sign][self.lang]
        if change.sign == "moved":
            words += f" → {change.after_id}"
        cites = [rule.cite]
        if change.effect:
            over = self.known.get(change.judged)
            inside = self.clause(over) if over is not None else change.judged
            cites += [over.cite] if over is not None and over.cite else []
            words += self.say("，", ", ") + EFFECT[change.effect][self.lang].format(inside)
        elif change.judged and change.judged != change.id:
            words += bracketed(self.say("就所在清单而言", "of the list in which it stands"), self.lang)
        if change.proof is not None and change.sign not in ("reworded", "moved"):
            open_ = "undecided" in (change.proof.forward.answer, change.proof.backward.answer)
            words += "" if open_ else bracketed(self.say("已证明", "proven"), self.lang)
        before, after = (need(r, self.lang) if r is not None else "" for r in (change.before, change.after))
        tail = change.id.partition("/")[2]
        key = (change.sign, change.effect, tail, before, after)
        text = f"{self.mark(change.sign)} {name}  [{change.id}]  {words}"
        lines = wrapped(text, self.width, first="  ", rest="      ", whole=cites)
        if key in self.told:
            return [f"{lines[0]}", *lines[1:], "      " + self.say(f"同{self.told[key]}", f"as in {self.told[key]}")]
        self.told[key] = rung_name(change.id.partition("/")[0], self.lang)
        return lines + self.turned(change, before, after)

    def turned(self, change: Change, before: str, after: str) -> list[str]:
        """What a clause asked and asks."""
        first, then = self.say("原：", "before: "), self.say("今：", "after:  ")
        if change.before is None or change.after is None:
            return wrapped(before or after, self.width, first="      ", rest="      ")
        cites = change.before.cite != change.after.cite
        if cites:
            before, after = f"{change.before.cite}  {before}", f"{change.after.cite}  {after}"
        lines = []
        if before != after:
            lines += wrapped(before, self.width, first=f"      {first}", rest="        ")
            lines += wrapped(after, self.width, first=f"      {then}", rest="        ")
        elif change.sign != "moved":
            lines += wrapped(before, self.width, first="      ", rest="      ")
            names = _differing(change.before, change.after)
            if names:
                told = ", ".join(f"`{name}`" for name in names)
                lines.append("      " + self.say(f"不同之处：{told}", f"what differs: {told}"))
        lines += self.taken(change)
        return lines

    def taken(self, change: Change) -> list[str]:
        """Rules of a list that stand elsewhere in the other version."""
        if change.before is None or change.after is None:
            return []
        ours, theirs = ({c.id for c in rules.children(r)} for r in (change.before, change.after))
        lines = []
        for path in sorted((ours ^ theirs) & self.known.keys()):
            zh, en = ("不再要求", "no longer here") if path in ours else ("改为要求", "now here")
            lines += wrapped(
                f"{self.say(zh, en)}{self.say('：', ': ')}{self.clause(self.known[path])}", self.width, first="      "
            )
        return lines

    def clause(self, rule: Rule) -> str:
        """A clause by its citation and name; a route and a rung by theirs."""
        steps = rule.id.split("/")
        if len(steps) == 1:
            return rung_name(steps[0], self.lang)
        if len(steps) == 2 and steps[1] in ROUTES and not rule.cite:
            return ROUTES[steps[1]][self.lang]
        return clause_words(rule, self.lang)

    def somebody(self, way: Told, words: str) -> list[str]:
        """The witness of a direction that fails, with the clauses that make the difference."""
        one = way.witness
        if one is None:
            return []
        colon = self.say("：", ": ")
        words += bracketed(self.say(f"截至{one.as_of}", f"as of {one.as_of}"), self.lang)
        lines = wrapped(f"{words}{colon}{who_words(one, self.lang)}", self.width, first="  ", rest="    ")
        met = {rule.id for rule in one.meets}
        shut_out = [
            rule for rule in one.decides if not any(path == rule.id or path.startswith(f"{rule.id}/") for path in met)
        ]
        told = self.say("；", "; ").join(dict.fromkeys(self.clause(rule) for rule in (*one.meets, *shut_out)))
        return lines + wrapped(self.say(f"缘于 {told}", f"by {told}"), self.width, first="    ", rest="      ")

    def people(self, people: People) -> Iterator[list[str]]:
        """Who gains and who loses of a population."""
        head = [
            self.paint.style(f"{people.source}", "bold")
            + self.say(f"  {people.people:,}人", f"  {people.people:,} people")
        ]
        if people.set_apart:
            head[0] += self.say(
                f"，另有{people.set_apart:,}人数据有误", f", {people.set_apart:,} more set apart with errors"
            )
        rows = [[self.say(*pair) for pair in (
            ("层级", "rung"), ("原符合", "before"), ("今符合", "after"), ("新符合", "gain"), ("不再符合", "lose"),
        )]]  # fmt: skip
        for one in people.rungs:
            numbers = (one.before, one.after, one.gains, one.losses)
            rows.append([rung_name(one.rung, self.lang), *(f"{n:,}" for n in numbers)])
        yield [*head, *table(rows, indent=2), *wrapped(AS_THEY_ARE[self.lang], self.width, first="  ", rest="  ")]
        for one in people.rungs:
            lines = [
                *self.side(one.gains, one.gained_by, one.gainers, True),
                *self.side(one.losses, one.lost_by, one.losers, False),
            ]
            if lines:
                yield [self.paint.style(rung_name(one.rung, self.lang), "bold"), *lines]

    def side(self, n: int, by: Sequence[tuple[str, int]], shown: Sequence[Turned], gains: bool) -> list[str]:
        """Those who gain, or those who lose: by which clauses, and the first of them by id."""
        if not n:
            return []
        lines = []
        for path, people in by[:CLAUSES]:
            rule = self.known.get(path)
            name = self.clause(rule) if rule is not None else path
            zh, en = ("新符合", "gain by") if gains else ("不再符合", "lose by")
            text = self.say(f"{people:,}人{zh}，因 {name}", f"{people:,} {en} {name}")
            lines += wrapped(text, self.width, first="  ", rest="    ")
        ids = [one.id or self.say(f"第{one.person + 1}人", f"no. {one.person + 1}") for one in shown]
        more = self.say(f"等{n:,}人", f" and {n - len(ids):,} more") if n > len(ids) else ""
        listed = self.say("、", ", ").join(ids) + more
        return [*lines, *wrapped(listed, self.width, first="  ", rest="    ")]


def _differing(before: Rule, after: Rule) -> list[str]:
    """The fields of a clause that differ where its words do not tell."""
    if type(before) is not type(after):
        return []
    hidden = {"id", "cite", "when", "line", "of"}
    return [
        f.name
        for f in fields(before)
        if f.name not in hidden and repr(getattr(before, f.name)) != repr(getattr(after, f.name))
    ]
