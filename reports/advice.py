"""What to add, as advice: each action as a phrase that a person can act on, with the clauses that it serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from models import rules
from models.rules import Count, Rule, Shape, Test
from models.vocabulary import vocabulary
from reports import person
from reports.conditions import asked_values, attribute, phrases, quantity, within
from reports.nearest import flat
from reports.records import FUSED, described, unit_word
from reports.terms import both, bracketed, ground
from reports.wanted import clauses, wanted
from solver.actions import Action
from solver.calendar import full_months
from solver.check import CheckAnswer
from solver.finding import Finding
from solver.status import UNMET

_GAINED = {
    "award": "获得",
    "patent_award": "获得",
    "commendation": "获得",
    "skill_honor": "获得",
    "competition": "获得",
    "paper": "发表",
    "book": "出版",
    "patent": "取得",
    "software_copyright": "取得",
    "breakthrough": "取得",
}
"""Of what is obtained rather than made, the verb; a part in it is told as in whose place: 作为主要完成人获得."""
_MADE = {
    "project": "承担",
    "research_project": "承担",
    "product": "研发",
    "textbook": "编写",
    "standard": "制定",
    "proposal": "提出",
    "technical_problem": "解决",
    "risk_finding": "作出",
    "position": "担任",
}
_OTHER = "完成"
_OWN = ("解决", "发现")
"""Verbs with which some nouns begin."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def action_words(action: Action, answer: CheckAnswer, lang: str, beside: Sequence[Action] = ()) -> str:
    """One thing to add; `beside` are all the actions of the same way."""
    if action.kind == "education":
        return _course(action, answer.as_of, lang, beside)
    return made_words(action, clauses(answer), lang, beside)


def made_words(action: Action, known: Mapping[str, Rule], lang: str, beside: Sequence[Action] = ()) -> str:
    """A record or endorsement to add; `known` are the clauses by their ids."""
    if action.kind == "approval":
        return _approval(action, lang)
    served = [known[path] for path in action.serves if path in known]
    tests = wanted(action, served)
    if action.kind == "recommender":
        return _recommenders(action, tests, lang)
    return _record(action, tests, served, lang, beside)


def serves_words(action: Action, answer: CheckAnswer, lang: str) -> str:
    """The clauses that an action serves; nothing for a course, which no clause asks for by itself."""
    known = clauses(answer)
    there = {f.rule.id: f for route in answer.routes for f in flat(route.findings)}
    served = [known[path] for path in action.serves if path in known]
    return serving(served, lang, {rule.cite: _there(there[rule.id], lang) for rule in served if rule.id in there})


def serving(served: Iterable[Rule], lang: str, notes: Mapping[str, str] | None = None) -> str:
    """Clauses by their citations, as they are named after what serves them; nothing for none."""
    told = notes or {}
    cites = both([cite + told.get(cite, "") for cite in dict.fromkeys(rule.cite for rule in served)], lang)
    if not cites:
        return ""
    return f"对应{cites}" if lang == "zh" else f"for {cites}"


def _there(finding: Finding, lang: str) -> str:
    """Of several records that a clause asks for, how many are there, in brackets."""
    rule, number = finding.rule, finding.have
    if not isinstance(rule, Count) or rule.total is not None or not isinstance(number, int):
        return ""
    asked = int(ground(rule.n))
    whole = not rule.weights or number == len(finding.records)  # none that counts as two
    if asked < 2 or not 0 < number < asked or finding.status is not UNMET or not whole:
        return ""
    unit = unit_word(rule.pattern)
    there = f"{number} is" if number == 1 else f"{number} are"
    return bracketed(
        f"共需{asked}{unit}，已有{number}{unit}" if lang == "zh" else f"{asked} in all, {there} there", lang
    )


def _number_word(number: int) -> str:
    """one, two … ten; digits beyond."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _approval(action: Action, lang: str) -> str:
    values = vocabulary().person.attributes["approvals"].values
    assert values is not None
    label = values.labels[str(action.attrs["approval"])]
    return f"取得{label.zh}" if lang == "zh" else f"the {label.en}"


def _course(action: Action, as_of: date, lang: str, beside: Sequence[Action]) -> str:
    done = action.attrs["diploma"]
    before = [a.attrs["diploma"] for a in beside if a.kind == "education" and a.attrs["diploma"] < done]
    months = full_months(max(before, default=as_of), done)
    name = degree_name(action, lang)
    if lang == "zh":
        then = "随后" if before else ""
        return f"{then}再取得{name}（本专业，在职学习约需{months}个月，约{done}毕业）"
    then = "then " if before else ""
    return f"{then}{name} (in the person's own field, about {months} months alongside work, finished by {done})"


def degree_name(action: Action, lang: str) -> str:
    """The certificates in which a course ends."""
    level, by = str(action.attrs["level"]), "both" if "degree" in action.attrs else "diploma"
    mark = next((name for name, value in action.attrs.items() if value is True), "")
    if mark:
        by = "degree"
    return person.education(rules.Education(id="", cite="", by=by, levels=(level,), mark=mark, exactly=True), lang)


def _recommenders(action: Action, tests: Sequence[Test], lang: str) -> str:
    rest = [t for t in tests if t.attribute != "level"]
    details = bracketed(("，" if lang == "zh" else ", ").join(phrases(rest, "recommender", lang)), lang)
    levels = [asked_values(t, attribute("recommender", "level"), lang) for t in tests if t.attribute == "level"]
    level = next(iter(levels), "")
    if lang == "zh":
        who = level if level and "以上" not in level and "或" not in level else f"{level}人员" if level else "专家"
        return f"请{action.times}名{who}推荐{details}"
    many = action.times > 1
    if not level:
        return f"{_number_word(action.times)} recommender{'s' if many else ''}{details}"
    noun, _, above = level.partition(" or ")
    plural = noun + ("s" if many else "") + (f" or {above}" if above else "")
    return f"{_number_word(action.times)} {plural} as recommender{'s' if many else ''}{details}"


def _record(action: Action, tests: Sequence[Test], served: Sequence[Rule], lang: str, beside: Sequence[Action]) -> str:
    manner, rest = _manner(action.kind, [t for t in tests if _decided(action.kind, t)], lang)
    head, details = described(Shape(kind=action.kind, tests=tuple(rest)), lang, many=action.times > 1)
    details += _bound(action, lang, beside)
    short = _short(action, served, lang)
    if lang == "zh":
        verb = "" if head.startswith(_OWN) else _GAINED.get(action.kind) or _MADE.get(action.kind, _OTHER)
        if manner in ("主持", "参与") and verb == "承担":
            verb = ""
        unit = unit_word((Shape(kind=action.kind),))
        text = f"{manner}{verb}{head}{action.times}{unit}{bracketed('，'.join(details), lang)}"
        return text + (f"，{short}" if short else "")
    text = f"{_number_word(action.times)} {head}{f' {manner}' if manner else ''}{bracketed(', '.join(details), lang)}"
    return text + (f", with {short}" if short else "")


def _decided(kind: str, test: Test) -> bool:
    """Whether a condition leaves something out; what any value meets is not told where silence is no harm either."""
    one = attribute(kind, test.attribute)
    return one.values is None or one.absent != "assumed" or len(test.values) < len(one.values.values)


def _manner(kind: str, tests: Sequence[Test], lang: str) -> tuple[str, list[Test]]:
    """In which part it is done (as lead, as first author), and the other conditions."""
    named = {t.attribute: t for t in tests if t.attribute not in FUSED.get(kind, ())}
    for name in ("role", "author", "corresponding", "sole"):
        test = named.get(name)
        if test is None or (name == "author" and test.number != 1) or (test.op == "is" and not test.flag):
            continue
        text = _role(kind, test, lang) if name == "role" else _authorship(kind, name, lang)
        if text:
            return text, [t for t in tests if t is not test]
    return "", list(tests)


def _role(kind: str, test: Test, lang: str) -> str:
    role, above = test.values[0], test.op == "at_least"
    if lang == "en":
        key = "as key contributor" + " or lead" * above
        return {"lead": "as lead", "key": key, "participant": "taking part"}[role]
    if role == "key":
        return "作为主要完成人" + "或主持人" * above
    if kind in _GAINED:
        return {"lead": "作为主持人", "participant": "作为参与人"}[role]
    return {"lead": "主持", "participant": "参与"}[role]


def _authorship(kind: str, name: str, lang: str) -> str:
    if name == "sole":
        return "as sole author" if lang == "en" and kind in ("paper", "book") else ""
    if name == "author":
        return "以第一作者" if lang == "zh" else "as first author"
    return "以通讯作者" if lang == "zh" else "as corresponding author"


def _bound(action: Action, lang: str, beside: Sequence[Action]) -> list[str]:
    """That records belong together in one project, or to a project that is there."""
    project = action.attrs.get("project")
    if project is None:
        return []
    if sum(a.times for a in beside if a.attrs.get("project") == project) > 1:
        return ["属同一项目" if lang == "zh" else "of one and the same project"]
    return [f"属项目“{project}”" if lang == "zh" else f"of the project “{project}”"]


def _short(action: Action, served: Sequence[Rule], lang: str) -> str:
    """The amount that is still missing: 合同额还差200万元, a contract of RMB 2,000,000 more."""
    if not action.missing:
        return ""
    one = attribute(action.kind, action.missing)
    totals = [rule.total for rule in served if isinstance(rule, Count) and rule.total is not None]
    months = next((t.months for t in totals if t.of == action.missing and t.months is not None), None)
    span = within(months, lang) if months is not None else ""
    amount, said = quantity(one, action.attrs[action.missing], lang), (one.says or one.label)[lang]
    if lang == "zh":
        return f"{span}{said.format(f'还差{amount}')}"
    return said.format(f"{amount} more") + (f" {span}" if span else "")
