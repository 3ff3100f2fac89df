"""What a node of a rule asks, as one sentence; and its short name for a line."""

from __future__ import annotations

from models import rules
from models.rules import Rule
from reports import person, records
from reports.layout import cut, width_of
from reports.terms import PARTS, bracketed, ground, guard, is_part, part_of

_LONG = {"zh": 120, "en": 200}
_SHORT = {"zh": 44, "en": 56}


def need(rule: Rule, lang: str) -> str:
    """The sentence of what a node asks. Settle the rule first where readings or dates choose between its parts."""
    match rule:
        case rules.Count():
            return records.counted(rule, lang)
        case rules.Item():
            return records.item(rule, lang)
        case rules.Tally():
            return records.tally(rule, lang)
        case rules.Tied():
            return records.tied(rule, lang)
        case rules.Education():
            return person.education(rule, lang)
        case rules.Held():
            return person.held(rule, lang)
        case rules.Worked():
            return person.worked(rule, lang)
        case rules.Fact():
            return person.fact(rule, lang)
        case rules.Clear():
            return person.clear(rule, lang)
        case rules.Risen():
            return person.risen(rule, lang)
        case rules.Attest():
            return rule.label[lang]
        case rules.External():
            seen = f"另见{rule.document}" if lang == "zh" else f"see {rule.document}"
            return rule.label[lang] + bracketed(seen, lang)
        case rules.Lacks():
            return _lacks(rule, lang)
        case rules.All() | rules.Any() | rules.AtLeast():
            return _inline(rule, lang) or _listed(rule, lang)
    raise TypeError(f"no sentence for {type(rule).__name__}")


def inline(rule: Rule, lang: str) -> bool:
    """Whether the sentence of a node tells all that stands below it."""
    return not isinstance(rule, rules.All | rules.Any | rules.AtLeast | rules.Tally) or bool(_inline(rule, lang))


def _inline(rule: rules.All | rules.Any | rules.AtLeast | rules.Tally, lang: str) -> str:
    """A few short conditions in one sentence; nothing where they are too many or too long."""
    if isinstance(rule, rules.AtLeast | rules.Tally) or not 1 <= len(rule.of) <= 3:
        return ""
    if len(rule.of) == 1:
        return need(rule.of[0], lang)
    texts = []
    for child in rule.of:
        if isinstance(child, rules.All | rules.Any | rules.AtLeast | rules.Tally):
            if isinstance(rule, rules.Any) is isinstance(child, rules.Any) or not inline(child, lang):
                return ""
            text = need(child, lang)
            if isinstance(rule, rules.All) and isinstance(child, rules.Any):
                text = text.replace("；或者", "或") if lang == "zh" else text.replace("; or ", " or ")
                if text.count("或" if lang == "zh" else " or ") > 2 or "，" in text:
                    return ""
            texts.append(text)
        else:
            texts.append(_told(child, lang) + guard(child.when))
    texts = list(dict.fromkeys(texts))
    if isinstance(rule, rules.Any):
        text = ("；或者" if lang == "zh" else "; or ").join(texts)
    elif lang == "zh":
        text = "，".join(texts[:-1]) + "，且" + texts[-1] if len(texts) > 1 else texts[0]
    else:
        text = ", ".join(texts[:-1]) + ", and " + texts[-1] if len(texts) > 1 else texts[0]
    if isinstance(rule, rules.All) and rule.once:
        text += "（须为不同成果）" if lang == "zh" else " (different records)"
    return text if width_of(text) <= _LONG[lang] else ""


def _told(rule: Rule, lang: str) -> str:
    """A condition inside a sentence: of what a panel judges, that it has to be attested."""
    if isinstance(rule, rules.Attest):
        return f"{rule.label.zh}（经认定）" if lang == "zh" else f"{rule.label.en} (attested)"
    return need(rule, lang)


def _listed(rule: rules.All | rules.Any | rules.AtLeast, lang: str) -> str:
    many = len(rule.of)
    match rule:
        case rules.AtLeast():
            n = ground(rule.n)
            where = _elsewhere(rule)
            if where:
                if lang == "zh":
                    return f"{where}所列{many}项中至少{n}项" + ("，同一成果只用于一项" if rule.once else "")
                return f"at least {n} of the {many} of {where}" + (", each record serving one" if rule.once else "")
            if lang == "zh":
                return f"下列{many}项中至少{n}项" + ("，同一成果只用于一项" if rule.once else "")
            return f"at least {n} of the {many} listed" + (", each record serving one of them" if rule.once else "")
        case rules.Any():
            return f"下列{many}项之一" if lang == "zh" else f"one of the {many} listed"
    if not many:
        return "不作要求" if lang == "zh" else "nothing is asked"
    once = rule.once
    if lang == "zh":
        return f"同时满足下列{many}项" + ("，同一成果只用于一项" if once else "")
    both = "both listed" if many == 2 else f"all {many} listed"
    return both + (", each record serving one of them" if once else "")


def _elsewhere(rule: rules.AtLeast) -> str:
    """The citation of a list that stands elsewhere and is met again under another threshold."""
    cites = [child.cite for child in rule.of]
    if any(cite.startswith(rule.cite) for cite in cites):
        return ""
    shared = cites[0]
    while shared and not all(cite.startswith(shared) for cite in cites):
        shared = shared[:-1]
    return shared.rstrip("（(")


def _lacks(rule: rules.Lacks, lang: str) -> str:
    part = rule.of.id.rsplit("/", 1)[-1]
    if part in PARTS:
        if lang == "zh":
            return f"未达到{rule.of.cite}的{PARTS[part].zh}要求"
        return f"not meeting the {PARTS[part].en} of {rule.of.cite}"
    text = need(rule.of, lang)
    if lang == "zh":
        return f"没有{text}" if isinstance(rule.of, rules.Education) else f"不属于以下情形：{text}"
    return f"not: {text}"


def node_name(rule: Rule, lang: str) -> str:
    """A short name of a node: its part, the records it is about, or its sentence cut short."""
    if is_part(rule.id):
        return part_of(rule.id, lang)
    if isinstance(rule, rules.Count | rules.Item):
        noun = records.named(rule.pattern, lang, many=True)
        bare = noun[: _details(noun)]
        if len(rule.pattern) == 1 and width_of(bare) <= _SHORT[lang]:
            return bare
    elif not isinstance(rule, rules.All | rules.Any | rules.AtLeast | rules.Tally | rules.Tied):
        return cut(need(rule, lang), _SHORT[lang])
    kinds = topics(rule)
    if kinds and not _personal(rule):
        names = [records.kind_word(kind, lang, many=True) for kind in kinds[:3]]
        comma = ", " if lang == "en" else "，" if any("、" in name for name in names) else "、"
        if len(kinds) > 3:
            return comma.join(names) + (f"等{len(kinds)}类" if lang == "zh" else f" and {len(kinds) - 3} more")
        return comma.join(names)
    if not inline(rule, lang):
        first = next((n for n in rules.walk(rule) if isinstance(n, rules.Education)), None)
        if first is not None:
            short = cut(need(first, lang), _SHORT[lang] - 2)
            return short if short.endswith("…") else short + ("等" if lang == "zh" else " …")
    return cut(need(rule, lang), _SHORT[lang])


def _details(noun: str) -> int:
    """Where the bracketed conditions at the end of a noun begin (省（部）级 has brackets of its own)."""
    if noun[-1] not in "）)":
        return len(noun)
    depth = 0
    for at in range(len(noun) - 1, -1, -1):
        depth += (noun[at] in "）)") - (noun[at] in "（(")
        if depth == 0:
            return len(noun[:at].rstrip())
    return len(noun)


def topics(rule: Rule) -> list[str]:
    """The kinds of records that a node is about."""
    found: dict[str, None] = {}
    for node in rules.walk(rule):
        patterns = node.patterns if isinstance(node, rules.Tied) else ()
        if isinstance(node, rules.Count | rules.Item):
            patterns = (node.pattern,)
        for pattern in patterns:
            found.update(dict.fromkeys(shape.kind for shape in pattern))
    return list(found)


def _personal(rule: Rule) -> bool:
    person_nodes = rules.Education | rules.Held | rules.Worked | rules.Risen
    return any(isinstance(node, person_nodes) for node in rules.walk(rule))
