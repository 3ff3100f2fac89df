"""Levers and the support of a cohort in short words: what to add, how many it helps, how sure the answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.budgets import Budget, Limit
from models.rules import Rule
from models.vocabulary import vocabulary
from reports.advice import made_words, serving
from reports.records import kind_word
from reports.terms import ROUTES, both, bracketed
from solver.actions import Action
from solver.levers import Lever, LeverWay
from solver.support import Support, Supported

_CONSENT = {"zh": ("同意意见", "项"), "en": ("consent", "consents")}


def counted_kind(kind: str, n: int | None, lang: str) -> str:
    """A kind and how many of it (专利3件, 3 patents); the kind alone where no number is given."""
    many = n != 1
    if kind == "approval":
        word, more = _CONSENT[lang]
        if lang == "zh":
            return word if n is None else f"{word}{n}{more}"
        return f"{n} " * (n is not None) + (more if many else word)
    word = kind_word(kind, lang, many=many)
    if n is None:
        return word
    kinds = vocabulary().kinds
    unit = kinds[kind].unit if kind in kinds else "名"
    return f"{word}{n}{unit}" if lang == "zh" else f"{n} {word}"


def bundle_words(actions: Sequence[Action], clauses: Mapping[str, Rule], lang: str) -> str:
    """What a bundle asks for, one thing after the other, each with the clauses that it serves."""
    if not actions:
        return "无需新增" if lang == "zh" else "nothing to add"
    told = []
    for action in actions:
        words = made_words(action, clauses, lang, actions)
        told.append(words + bracketed(serving([clauses[p] for p in action.serves if p in clauses], lang), lang))
    return ("；" if lang == "zh" else "; ").join(told)


def lever_words(lever: Lever, lang: str) -> str:
    """A kind of addition, and how many people one of it makes eligible."""
    if lang == "zh":
        return f"再有{counted_kind(lever.kind, 1, lang)}：{lever.people}人符合"
    one = counted_kind(lever.kind, 1, lang).removeprefix("1 ")
    return f"1 more {one}: {_people(lever.people, lang)} eligible"


def way_words(way: LeverWay, lang: str) -> str:
    """One concrete addition, and for how many it is the weakest of its kind that does."""
    words = bundle_words([way.action], way.clauses, lang)
    return f"{words}：{way.people}人" if lang == "zh" else f"{words}: {_people(way.people, lang)}"


def spent_words(spent: Mapping[str, int], cost: float | None, lang: str) -> str:
    """What is spent, by kind, and what it costs under a cost file."""
    # names of kinds hold commas of their own
    words = ("；" if lang == "zh" else "; ").join(counted_kind(kind, n, lang) for kind, n in spent.items())
    if not words:
        return "不支出" if lang == "zh" else "nothing"
    if cost is None:
        return words
    return words + bracketed(f"费用{cost:g}" if lang == "zh" else f"cost {cost:g}", lang)


def budget_words(budget: Budget, lang: str) -> str:
    """What may be spent."""
    told = [_limit(limit, lang) for limit in budget.limits]
    if budget.money is not None:
        told.append(f"费用不超过{budget.money:g}" if lang == "zh" else f"cost up to {budget.money:g}")
    return ("；" if lang == "zh" else "; ").join(told)


def _limit(limit: Limit, lang: str) -> str:
    if len(limit.kinds) == 1:
        words = counted_kind(limit.kinds[0], limit.most, lang)
        return f"{words}以内" if lang == "zh" else f"up to {words}"
    names = both([counted_kind(kind, None, lang) for kind in limit.kinds], lang)
    if lang == "zh":
        return f"{names or '各类成果'}合计{limit.most}项以内"
    return f"up to {limit.most} of {names or 'all records'} together"


def supported_words(one: Supported, lang: str) -> str:
    """One person who is supported: with what, and from when on they are eligible."""
    who = " ".join(word for word in (one.id, one.name) if word) or str(one.place + 1)
    words = bundle_words(one.actions, one.clauses, lang)
    route = "" if one.route == "regular" else bracketed(ROUTES[one.route][lang], lang)
    if lang == "zh":
        return f"{who}：{words}；{one.ready_on}起符合{route}"
    return f"{who}: {words}; eligible from {one.ready_on}{route}"


def outcome_words(made: Support, lang: str) -> str:
    """How many become eligible, how sure it is that no more can, and how many need no support."""
    people = len(made.people)
    plain = made.weight == people and (made.proven or not made.budget.weights)
    if lang == "zh":
        weighed = "" if plain else f"（加权{made.weight:g}）"
        head = f"到{made.by}，这份预算可使{people}人{weighed}符合条件，"
        unit = "人" if plain else "（加权）"
        sure = "已证明不能更多" if made.proven else f"未能证明最优：最多不超过{made.bound:g}{unit}"
        thrift = "，且支出最少" if made.thrifty and made.proven and people else ""
        return f"{head}{sure}{thrift}；另有{made.waiting}人只需等待。"
    weighed = "" if plain else f" (weight {made.weight:g})"
    head = f"by {made.by} this budget makes {_people(people, lang)} eligible{weighed}, "
    sure = "proven to be the most" if made.proven else f"not proven to be the most: no more than {made.bound:g} can be"
    thrift = ", for the least that it takes" if made.thrifty and made.proven and people else ""
    return f"{head}{sure}{thrift}; {_people(made.waiting, lang)} only {'has' if made.waiting == 1 else 'have'} to wait."


def _people(n: int, lang: str) -> str:
    if lang == "zh":
        return f"{n}人"
    return "1 person" if n == 1 else f"{n} people"
