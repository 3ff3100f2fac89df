"""Records that miss a clause narrowly, in words: what each has, and what is asked."""

from __future__ import annotations

from datetime import date

from models import rules
from models.rules import Test
from reports.conditions import asked_values, attribute, phrase, phrases, value_words
from reports.person import title
from solver.explain import Finding, Near


def near(finding: Finding, lang: str) -> tuple[str, ...]:
    """Records that miss a node by one condition only, each with what it has and what is asked."""
    if not isinstance(finding.rule, rules.Count | rules.Item):
        return ()
    return tuple(_near(one, finding.rule, lang) for one in finding.near)


def _near(one: Near, rule: rules.Count | rules.Item, lang: str) -> str:
    colon = "：" if lang == "zh" else ": "
    if one.test is None:
        return f"{one.record}{colon}{_late(one.value, one.since, rule.since, lang)}"
    kind = next((s.kind for s in rule.pattern if one.test in s.tests), rule.pattern[0].kind)
    if isinstance(one.test, rules.Either):
        asked = (
            "，".join(phrases([one.test], kind, lang)) if lang == "zh" else ", ".join(phrases([one.test], kind, lang))
        )
        return f"{one.record}{colon}" + (f"要求{asked}" if lang == "zh" else f"asked: {asked}")
    asked = _asked(one.test, kind, lang)
    has = _has(one.test, kind, one.value, lang)
    return f"{one.record}{colon}{has}" + (f"，要求{asked}" if lang == "zh" else f", asked: {asked}")


def _late(day: date | None, start: date | None, since: rules.Since | None, lang: str) -> str:
    level = title(since.level, lang) if since is not None and since.level is not None else ""
    if day is None:
        return "没有写明日期" if lang == "zh" else "no date given"
    if start is None:
        if lang == "zh":
            return f"日期{day}，但未取得{level}职称，不计入"
        return f"dated {day}, but no {level} title is held, so it does not count"
    if lang == "zh":
        return f"日期{day}，早于{start}取得{level or '现有'}职称，不计入"
    return f"dated {day}, before the {level or 'present'} title of {start}, so it does not count"


def _asked(test: Test, kind: str, lang: str) -> str:
    one = attribute(kind, test.attribute)
    if test.values and not test.unsaid and one.name != "role":
        return asked_values(test, one, lang)
    return phrase(test, kind, lang)


def _has(test: Test, kind: str, value: object, lang: str) -> str:
    one = attribute(kind, test.attribute)
    if isinstance(value, bool):
        said = (one.says if value else one.says_not) or None
        if said is not None:
            return said[lang]
        answer = value_words(one, value, lang)
        return f"{one.label.zh}：{answer}" if lang == "zh" else f"{one.label.en}: {answer}"
    words = value_words(one, value, lang)
    if lang == "zh":
        if one.name == "author":
            return f"第{words}作者"
        return f"{one.label.zh}{words}" if isinstance(value, int | float) else f"{one.label.zh}为{words}"
    return f"{one.label.en} {words}"
