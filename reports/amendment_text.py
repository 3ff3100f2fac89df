"""The smallest amendment for a terminal: which thresholds move and how far, who no movement lets in, what to drop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any as Anything

from models.rules import Test
from reports.compare_slots import amount_words, slot_words
from reports.compare_words import part_word, rung_word
from reports.conditions import phrase
from reports.layout import WIDTH, Paint, wrapped
from reports.sentences import node_name
from reports.terms import bracketed, part_of, plain_number
from reports.witness_words import fails_words, meets_words, who_words
from solver.amendment_clauses import Clause
from solver.amendment_moves import moved_condition
from solver.comparison import Witness
from solver.least_amendment import Amendment, Dropping, Shift


def amendment_text(amendment: Amendment, lang: str, width: int = WIDTH, paint: Paint | None = None) -> str:
    """The whole answer as lines, the last without a line break."""
    ink = paint or Paint()
    lines = wrapped(headline(amendment, lang), width)
    lines = [ink.style(line, "bold") for line in lines]
    lines += wrapped(outcome(amendment, lang), width, first="  ")
    for number, shift in enumerate(amendment.changes, 1):
        lines += wrapped(shift_words(shift, lang), width, first=f"  {number}. ")
    if amendment.witness is not None:
        lines += wrapped(_who(amendment, lang), width, first="  ")
        lines += _somebody(amendment, amendment.witness, lang, width)
    if amendment.dropping is not None:
        lines += _dropping(amendment, amendment.dropping, lang, width)
    if amendment.made:
        lines += wrapped(_file(lang), width, first="  ")
        lines += [f"    {line}" for line in scenario_text(amendment).rstrip("\n").split("\n")]
    return "\n".join(lines)


def _dropping(amendment: Amendment, dropping: Dropping, lang: str, width: int) -> list[str]:
    """The second answer."""
    lines = wrapped(dropping_outcome(amendment, dropping, lang), width, first="  ")
    told = [drop_words(clause, lang) for clause in dropping.clauses]
    told += [shift_words(shift, lang) for shift in dropping.changes]
    for number, text in enumerate(told, 1):
        lines += wrapped(text, width, first=f"  {number}. ")
    if dropping.witness is not None:
        zh, en = "删去这些条款后仍被拒的，例如：", "for example, whom it shuts out even so:"
        lines += wrapped(zh if lang == "zh" else en, width, first="  ")
        lines += _somebody(amendment, dropping.witness, lang, width)
    return lines


def _somebody(amendment: Amendment, one: Witness, lang: str, width: int) -> list[str]:
    """Who somebody is and which clauses decide, each with the ids of its nodes."""
    said = [who_words(one, lang), f"{meets_words(one, amendment.b, lang)} {_ids([rule.id for rule in one.meets])}"]
    for rule in one.decides:
        said += [f"{line} {_ids([rule.id])}" for line in fails_words(replace(one, decides=(rule,)), amendment.a, lang)]
    return [line for text in said for line in wrapped(text.rstrip(), width, first="    ")]


def _ids(ids: Sequence[str]) -> str:
    return f"[{', '.join(dict.fromkeys(ids))}]" if ids else ""


def headline(amendment: Amendment, lang: str) -> str:
    """What was asked."""
    rung, part = rung_word(amendment.rung, lang), part_word(amendment.part, lang)
    a, b = amendment.a.label[lang], amendment.b.label[lang]
    if lang == "zh":
        return f"最小修订：{a}怎样改，才不比{b}更严（{rung}，{part}）"
    return f"smallest amendment: what makes {a} no stricter than {b} ({rung}, {part})"


def outcome(amendment: Amendment, lang: str) -> str:
    """The answer in a sentence or two."""
    zh, moved = lang == "zh", size_words(amendment.size, lang)
    b = amendment.b.label[lang]
    match amendment.answer:
        case "none_needed":
            return (
                f"不必修订：凡符合{b}的人都符合，已证明。"
                if zh
                else f"none is needed: all who meet {b} meet it; proven."
            )
        case "proven":
            if zh:
                return f"改动{moved}即可；已证明改后不比{b}更严，也没有更小的改法。"
            return f"{moved} will do: proven that it is then no stricter than {b}, and that nothing smaller does it."
        case "impossible":
            if zh:
                return "只改数字做不到：无论怎样放宽，总有人符合对方而被拒。"
            return "no movement of thresholds does it: somebody who meets the other is shut out however far they move."
    least = size_words(amendment.bound, lang)
    if amendment.suffices:
        if zh:
            return f"已证明改动{moved}即可；有没有更小的改法未能判定，但不会小于{least}。"
        return f"{moved} will do, proven; whether less does is undecided, but nothing below {least} does."
    if not amendment.changes:
        return "在限定的时间内未能判定。" if zh else "undecided within the time given."
    if zh:
        return f"在限定的时间内未能判定：至少须改动{least}；下列改动接纳了已找到的所有人。"
    return f"undecided within the time given: at least {least}; the changes below let in everybody found so far."


def dropping_outcome(amendment: Amendment, dropping: Dropping, lang: str) -> str:
    """The second answer in a sentence or two."""
    zh, b = lang == "zh", amendment.b.label[lang]
    named = ("；" if zh else "; ").join(f"{clause.node.cite} {_ids([clause.node.id])}" for clause in dropping.clauses)
    dropped, least = clauses_words(len(dropping.clauses), lang), clauses_words(dropping.fewest, lang)
    if dropping.changes:
        number = len(dropping.changes)
        moved = f"，并改动{number}处数字" if zh else f" and moving {number} threshold{'s' * (number != 1)}"
    else:
        moved = ""
    if dropping.answer == "impossible":
        if zh:
            return "删去条款也做不到：把可删的条款全部删去，仍有人符合对方而被拒。"
        return "dropping clauses does not do it either: somebody is shut out with all dropped that can be."
    if not dropping.clauses:
        if zh:
            return "删去哪些条款才行，在限定的时间内未能判定。"
        return "which clauses to drop instead is undecided within the time given."
    if dropping.suffices:
        if zh:
            first = f"只改数字做不到，删去{dropped}{moved}即可：{named}。"
            if dropping.answer == "proven":
                return f"{first}已证明删后不比{b}更严，也没有更小的改法。"
            return f"{first}已证明删后不比{b}更严；有没有更小的改法未能判定，但至少须删去{least}。"
        first = f"no threshold does it; dropping {dropped}{moved} does: {named}."
        if dropping.answer == "proven":
            return f"{first} Proven that it is then no stricter than {b}, and that nothing smaller does it."
        first += f" Proven that it is then no stricter than {b}"
        return f"{first}; whether less does is undecided, but at least {least}."
    if zh:
        return f"只改数字做不到；删去哪些条款才行未能判定：至少须删去{least}，下列改动接纳了已找到的所有人。"
    return (
        f"no threshold does it; what to drop is undecided within the time given: at least {least}; the changes below "
        "let in everybody found so far."
    )


def clauses_words(number: int, lang: str) -> str:
    """How many clauses."""
    return f"{number}条" if lang == "zh" else f"{number} clause{'s' * (number != 1)}"


def drop_words(clause: Clause, lang: str) -> str:
    """Which clause is dropped: 删去第五条 基本条件（不在处分影响期内）."""
    node = clause.node
    part, name = part_of(node.id, lang), node_name(node, lang)
    where = f"{node.cite} {part}" + (bracketed(name, lang) if name != part else "")
    return f"{'删去' if lang == 'zh' else 'drop '}{where} {_ids([node.id])}"


def size_words(size: tuple[int, Fraction], lang: str) -> str:
    """How large an amendment is: 2 thresholds, 3.5 steps."""
    number, steps = size[0], plain_number(round(float(size[1]), 2))
    if lang == "zh":
        return f"{number}处、共{steps}步"
    return f"{number} threshold{'s' * (number != 1)} by {steps} step{'s' * (steps not in ('1', '1.0'))} in all"


def shift_words(shift: Shift, lang: str) -> str:
    """Where a threshold stands and how it moves: 第十二条 学历资历（…） […/seniority]：年限 5年 → 3年（2步）."""
    node = shift.node
    part, name = part_of(node.id, lang), node_name(node, lang)
    where = f"{node.cite} {part}" + (bracketed(name, lang) if name != part else "")
    where += f" {_ids([node.id] if shift.slot else [shift.path, node.id])}"
    steps = plain_number(round(float(shift.steps), 2))
    before, after = (value_words(shift, value, lang) for value in (shift.before, shift.after))
    what = slot_words(node, shift.here.name, lang)
    before = before if what in before else f"{what} {before}"
    if lang == "zh":
        return f"{where}：{before} → {after}（{steps}步）"
    return f"{where}: {before} → {after} ({steps} step{'s' * (steps != '1')})"


def value_words(shift: Shift, value: int | float | str, lang: str) -> str:
    """A value of a threshold as the sentences of the standard have it."""
    now = shift.here.now
    if isinstance(now, Test):
        return phrase(moved_condition(now, value), shift.here.kinds[0], lang)
    return amount_words(shift.node, shift.here.name, float(value) if isinstance(value, float) else int(value), lang)


def _who(amendment: Amendment, lang: str) -> str:
    zh, a = lang == "zh", amendment.a.label[lang]
    if amendment.answer == "impossible":
        if amendment.together:
            return "例如此人（与先前找到的人一起）：" if zh else "for example, together with others found before:"
        return f"例如此人，{a}的任何数字都不能接纳：" if zh else f"for example, whom no thresholds of {a} admit:"
    return f"目前被{a}拒之门外的，例如：" if zh else f"for example, whom {a} shuts out today:"


def _file(lang: str) -> str:
    if lang == "zh":
        return "写成文件，即可用 `--amend` 比较修订后的标准："
    return "as a file for `--amend`, which compares the standard so amended:"


def scenario_text(amendment: Amendment) -> str:
    """The amendment as a what-if file in the form of `models.scenarios`; nothing where nothing is changed."""
    if not amendment.made:
        return ""
    a, b = amendment.a.label, amendment.b.label
    label = {"zh": f"使{a.zh}不比{b.zh}更严", "en": f"{a.en} no stricter than {b.en}"}
    lines = [
        "scenarios:",
        "  - id: least-amendment",
        f"    label: {json.dumps(label, ensure_ascii=False)}",
        "    standards:",
        f"      {amendment.a.standard.id}:",
    ]
    lines += [
        f"        {change.path}: {json.dumps(_plain(change.values), ensure_ascii=False)}" for change in amendment.whole
    ]
    return "\n".join(lines) + "\n"


def _plain(value: Anything) -> Anything:
    """What somebody may have written in a scenario, as JSON can have it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
