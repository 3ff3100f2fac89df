"""The smallest amendment for a terminal: which thresholds move and how far, or who cannot be let in by any movement."""

from __future__ import annotations

import json
from fractions import Fraction

from models.rules import Test
from reports.compare_words import amount_words, part_word, rung_word, slot_words
from reports.conditions import phrase
from reports.layout import WIDTH, Paint, wrapped
from reports.sentences import node_name
from reports.terms import bracketed, part_of, plain_number
from reports.witness_words import witness_lines
from solver.amendment_moves import moved_condition
from solver.least_amendment import Amendment, Shift


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
        for line in witness_lines(amendment.witness, amendment.b, amendment.a, lang):
            lines += wrapped(line, width, first="    ")
    if amendment.changes:
        lines += wrapped(_file(lang), width, first="  ")
        lines += [f"    {line}" for line in scenario_text(amendment).rstrip("\n").split("\n")]
    return "\n".join(lines)


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


def size_words(size: tuple[int, Fraction], lang: str) -> str:
    """How large an amendment is: 2 thresholds, 3.5 steps."""
    number, steps = size[0], plain_number(round(float(size[1]), 2))
    if lang == "zh":
        return f"{number}处、共{steps}步"
    return f"{number} threshold{'s' * (number != 1)} by {steps} step{'s' * (steps not in ('1', '1.0'))} in all"


def shift_words(shift: Shift, lang: str) -> str:
    """Where a threshold stands and how it moves: 第十二条 学历资历：年限 5年 → 3年（2步）."""
    node = shift.node
    part, name = part_of(node.id, lang), node_name(node, lang)
    where = f"{node.cite} {part}" + (bracketed(name, lang) if name != part else "")
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
    if not amendment.changes:
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
    lines += [f"        {change.path}: {json.dumps(change.values, ensure_ascii=False)}" for change in amendment.written]
    return "\n".join(lines) + "\n"
