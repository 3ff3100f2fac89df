"""Rules that say nothing: each word of the language misused, refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.refusals import STANDARD, refused_file

LINT = ("standards", "lint", "--no-solver")

WORDS: dict[str, tuple[str, str]] = {
    "an unknown word": (
        "{coutn: paper}",
        "14: a rule says none of the words of the language but `coutn`; write `count`",
    ),
    "no word at all": (
        "{}",
        (
            "14: a rule says none of the words of the language; write one of 22 words such as `use`, "
            "`all`, `any`, `of`, `count`"
        ),
    ),
    "a text for a rule": (
        "doctor",
        "14: a rule is a map, not `doctor`; write `{count: paper, at_least: 1}` or the like",
    ),
    "a list for a rule": ("[a]", "14: a rule is a map, not `[a]`; write `{count: paper, at_least: 1}` or the like"),
    "nothing for a rule": ("null", "14: a rule is a map, not `null`; write `{count: paper, at_least: 1}` or the like"),
    "two words in one rule": (
        "{all: [{count: paper}], any: [{count: patent}]}",
        "14: `any` does not belong beside `all`; write one of `once`, `cite`, `id`, `since`, `when`",
    ),
    "an unknown key": ("{count: paper, wher: {}}", "14: `wher` does not belong beside `count`; write `where`"),
    "a text for a list": ("{all: paper}", "14: `all` is a list of rules, not `paper`; begin each with `- `"),
    "a map for a list": (
        "{any: {count: paper}}",
        "14: `any` is a list of rules, not `{count: paper}`; begin each with `- `",
    ),
    "an empty list": ("{any: []}", "14: `any` has 0 of the 1 rules that it needs at least; add the missing rule"),
    "a flag that is a word": (
        "{once: yes, all: [{count: paper}]}",
        "14: `once` is `true` or `false`, not `yes`; write one of the two",
    ),
    "an unknown kind": ("{count: papr}", "14: unknown kind of record `papr`; write `paper`"),
    "no kind": (
        "{count: null}",
        (
            "14: unknown kind of record `null`; write one of 26 words such as `award`, "
            "`patent_award`, `commendation`, `skill_honor`, `competition`"
        ),
    ),
    "a list within a list of kinds": ("{count: [[paper]]}", "14: unknown kind of record `[paper]`; write `paper`"),
    "a map for a kind": (
        "{count: [{kind: {a: b}}]}",
        (
            "14: unknown kind of record `{a: b}`; write one of 26 words such as `award`, "
            "`patent_award`, `commendation`, `skill_honor`, `competition`"
        ),
    ),
    "a shape without its kind": (
        "{count: [{venue: journal}]}",
        "14: a record asked for does not say its `kind`; add `kind:`",
    ),
    "people among records": (
        "{count: [paper, recommender]}",
        "14: people who recommend are counted apart from records; write two rules",
    ),
    "an item outside a tally": ("{item: paper}", "14: `item` stands in a `tally` alone; write `count` instead"),
    "a count inside a tally": (
        "{tally: [{count: paper}], at_least: 1}",
        "14: `tally` takes items; write each as `{item: patent, where: {…}}`",
    ),
    "one record tied": (
        "{tied: [paper]}",
        (
            "14: `tied` is a list of two or more kinds of record, not `[paper]`; write `tied: [{kind:"
            " project}, {kind: commendation}]`"
        ),
    ),
    "tied records in a list that uses each once": (
        "{all: [{tied: [paper, patent]}, {count: paper}], once: true}",
        (
            "14: `engineer/results/all/tied` cannot stand in `engineer/results/all`, which uses each "
            "record once; put it beside that list"
        ),
    ),
    "an unknown level": ("{degree: doctr}", "14: `doctr` is no level of education; write `doctor`"),
    "two levels": (
        "{degree: [bachelor, master]}",
        "14: `degree` asks for one level, which higher ones meet too; write the lowest one",
    ),
    "no level": ("{class: []}", "14: `class` names no level of education; name one such as `bachelor`"),
    "an unknown mark": (
        "{degree: doctor, mark: academical}",
        "14: `academical` is no mark of a degree; write `professional` or `academic`",
    ),
    "a mark that is a list": (
        "{degree: doctor, mark: [academic]}",
        "14: `[academic]` is no mark of a degree; write `professional` or `academic`",
    ),
    "an unknown title": ("{title: enginer}", "14: `enginer` is no value of `level`; write `engineer`"),
    "held and worked": (
        "{title: engineer, held: 2y, worked: {in: engineering, at_least: 5y}}",
        "14: `held` and `worked` cannot stand together; write two rules",
    ),
    "an unknown field": ("{now: enginering}", "14: `enginering` is no value of `field`; write `engineering`"),
    "an unknown set of fields": ("{now: $own}", "14: unknown set of fields `$own`; define it under `fields:`"),
    "work after a record": (
        "{worked: {in: engineering, at_least: 1y}, after: {count: paper}}",
        "14: `after` is a title or an education; write `after: {diploma: bachelor}`",
    ),
    "an early year that nobody has": (
        "{worked: {in: engineering, at_least: 1y, early: true}}",
        "14: `early` is asked, but the standard has no `early`; add `early:` to the standard",
    ),
    "an unknown fact": (
        "{fact: employmnt, in: enterprise}",
        "14: `employmnt` is no fact that can be asked so; write `employment`",
    ),
    "a fact without a question": (
        "{fact: employment}",
        "14: `employment` is no fact that can be asked so; write `employment`",
    ),
    "a fact asked twice": (
        "{fact: employment, in: enterprise, is: true}",
        "14: a fact is asked in one way; keep one of `in`, `at_least` and `is`",
    ),
    "a fact that is a list": (
        "{fact: education, is: true}",
        "14: no condition can be set on `education`; leave it out",
    ),
    "a bar that is no date": (
        "{clear: conduct.annual_review_ok}",
        "14: `conduct.annual_review_ok` is no date that can bar; write `conduct.penalty_until`",
    ),
    "a text in one language": ("{attest: {zh: 甲}}", "14: a text is given in both languages; write `{zh: …, en: …}`"),
    "a text with a comma": (
        "{attest: {zh: 甲, en: a, b}}",
        "14: a text has no key `b`; put a text that has a comma in quotes",
    ),
    "nobody concerned": (
        "{external: {zh: 甲, en: A}, document: 乙}",
        "14: `external` needs `document` and `concerns`; say which document decides, and for whom",
    ),
    "records that concern": (
        "{external: {zh: 甲, en: A}, document: 乙, concerns: {count: paper}}",
        (
            "14: `engineer/results/external/concerns/paper` asks for more than a fact of the person; "
            "write a rule such as `{degree: doctor}`"
        ),
    ),
    "no rows": (
        "{risen_since_initial: {}}",
        (
            "14: `risen_since_initial` maps each row to the levels it asks for, not `{}`; write "
            '`risen_since_initial: {"3": [bachelor]}`'
        ),
    ),
    "an unknown row": ('{risen_since_initial: {"3": [bachelor]}, rows: 4}', "14: `rows` names `4`; write `3`"),
}

REFERENCES: dict[str, tuple[str, str]] = {
    "a rule that uses itself": (
        "{id: own, use: engineer/results/own}",
        "14: `engineer/results/own` cites itself; refer to another rule",
    ),
    "a rule that uses its parent": (
        "{id: own, use: results}",
        "11: `engineer/results` cites itself; refer to another rule",
    ),
    "a circle of two": (
        "{id: a, use: engineer/results/b}\n          - {id: b, use: engineer/results/a}",
        "14: `engineer/results/a` cites itself; refer to another rule",
    ),
    "a circle through a list": (
        "{id: a, all: [{use: engineer/results/b}]}\n          - {id: b, any: [{use: engineer/results/a}]}",
        "14: `engineer/results/a` cites itself; refer to another rule",
    ),
    "a rule that its own want needs": (
        "{lacks: engineer/results}",
        "11: `engineer/results` cites itself; refer to another rule",
    ),
    "an unknown rule": ("{use: engineer/result}", "14: there is no rule `engineer/result`; write `engineer/results`"),
    "an unknown rule of another rung": (
        "{use: senior/xyzzy}",
        (
            "14: there is no rule `senior/xyzzy`; write one of `engineer/education-years`, "
            "`engineer/results`, `engineer/results/papers`, `engineer/results/xyzzy`"
        ),
    ),
    "a rule in a list": (
        "{use: [results]}",
        "14: `use` names a rule, not `[results]`; write a path such as `senior/results`",
    ),
    "nothing to use": ("{use: null}", "14: `use` names a rule, not `null`; write a path such as `senior/results`"),
    "records denied": (
        "{id: none, lacks: {count: paper}}",
        (
            "14: `engineer/results/none` denies `engineer/results/none/paper`, which asks for what can be added; "
            "deny a condition on the person, such as `lacks: education-years`"
        ),
    ),
    "a consent denied": (
        "{id: none, lacks: {fact: approvals, in: [competent_department]}}",
        (
            "14: `engineer/results/none` denies `engineer/results/none/approvals`, which asks for what can be added; "
            "deny a condition on the person, such as `lacks: education-years`"
        ),
    ),
    "no rule to lack": ("{lacks: 5}", "14: `use` names a rule, not `5`; write a path such as `senior/results`"),
    "a threshold for one rule": (
        "{use: education-years, at_least: 2}",
        "14: `engineer/education-years` is no list of rules, so it has no other threshold; leave `at_least` out",
    ),
    "a threshold above the list": (
        (
            "{id: more, use: results/early-list, at_least: 3}\n"
            "          - {id: early-list, any: [{count: paper}, {count: patent}]}"
        ),
        "14: `at_least: 3` of 2 rules can never hold; write 2 or less",
    ),
    "a half that is a list": (
        "{use: education-years, without: [[a]]}",
        "14: `[a]` is no word for `without`; write one or a list",
    ),
    "a reference inside a fact": (
        "{external: {zh: 甲, en: A}, document: 乙, concerns: {use: education-years}}",
        (
            "14: `engineer/results/external/concerns/education-years` asks for more than a fact of "
            "the person; write a rule such as `{degree: doctor}`"
        ),
    ),
}

WHERE: dict[str, tuple[str, str]] = {
    "a list for a map": (
        "{count: paper, where: [venue]}",
        "14: `where` is a map of conditions; write `where: {tier: provincial+}`",
    ),
    "an unknown attribute": (
        "{count: paper, where: {venu: journal}}",
        "14: `venu` is no attribute of `paper`; write `venue`",
    ),
    "an unknown value": (
        "{count: paper, where: {venue: jornal}}",
        "14: `jornal` is no value of `venue`; write `journal`",
    ),
    "a value twice": (
        "{count: paper, where: {venue: [journal, journal]}}",
        "14: `journal` stands twice in `venue`; keep it once",
    ),
    "no value": ("{count: paper, where: {venue: []}}", "14: `venue` names no value; name one or leave it out"),
    "a map for a value": (
        "{count: paper, where: {venue: {a: b}}}",
        "14: `{a: b}` is no value of `venue`; write one of `journal`, `conference`",
    ),
    "an order that is none": (
        "{count: paper, where: {venue: journal+}}",
        "14: the values of `venue` have no order, so `journal+` means nothing; list the values",
    ),
    "a text": ("{count: paper, where: {title: x}}", "14: no condition can be set on `title`; leave it out"),
    "a date": ("{count: paper, where: {date: 2020-01-01}}", "14: no condition can be set on `date`; leave it out"),
    "a number as it stands": (
        "{count: paper, where: {author: 1}}",
        "14: `1` is no condition on the number `author`; write `50+` or `1..3`",
    ),
    "ranks from the second": (
        "{count: paper, where: {author: 2..3}}",
        "14: `2..3` is no condition on the number `author`; write `50+` or `1..3`",
    ),
    "ranks to none": (
        "{count: paper, where: {author: 1..0}}",
        "14: `1..0` is no condition on the number `author`; write `50+` or `1..3`",
    ),
    "infinity": (
        "{count: paper, where: {words: inf+}}",
        "14: `inf+` is no condition on the number `words`; write `50+` or `1..3`",
    ),
    "no number": (
        "{count: paper, where: {words: nan+}}",
        "14: `nan+` is no condition on the number `words`; write `50+` or `1..3`",
    ),
    "below zero": (
        "{count: paper, where: {words: -1+}}",
        "14: `words` is a number above zero, not `-1`; write one such as `3`",
    ),
    "too large": (
        "{count: paper, where: {words: 9999999999+}}",
        "14: `words` is at most 1000000000, not `9999999999`; write less",
    ),
    "an unknown parameter": ("{count: paper, where: {words: $smu+}}", "14: unknown parameter `$smu`; name `sum`"),
    "a flag that is a number": (
        "{count: paper, where: {sole: 1}}",
        "14: `sole` is asked as `true` or `false`, not `1`; write one of the two",
    ),
    "one way out of one": (
        "{count: paper, where: {any: [{venue: journal}]}}",
        "14: `any` of a condition is a list of two or more maps; write `any: [{…}, {…}]`",
    ),
    "a condition twice": (
        "{count: [{kind: paper, venue: journal}], where: {venue: journal}}",
        "14: `venue` is asked twice of `paper`; keep it in `where` or in the kind",
    ),
    "an attribute of other kinds": (
        "{count: recommender, where: {venue: journal}}",
        (
            "14: `venue` is no attribute of `recommenders`; write one of `level`, `years_held`, "
            "`relation`, `national_talent`"
        ),
    ),
}


def with_rule(text: str) -> str:
    """The standard with a rule of its own."""
    return STANDARD.replace("{id: own, degree: doctor}", text)


@pytest.mark.parametrize(("text", "said"), WORDS.values(), ids=WORDS)
def test_words(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(text), *LINT) == said


@pytest.mark.parametrize(("text", "said"), REFERENCES.values(), ids=REFERENCES)
def test_references(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(text), *LINT) == said


@pytest.mark.parametrize(("text", "said"), WHERE.values(), ids=WHERE)
def test_where(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(text), *LINT) == said
