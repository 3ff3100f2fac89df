"""What a person cannot be said to be: each refused with its line, and with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.applicant import load
from models.source import Map, Seq
from tests.refusals import refused_file

SHAPES: dict[str, tuple[str, str]] = {
    "a text for a list": ("titles: senior\n", "1: `titles` is a list, not `senior`; begin each entry with `- `"),
    "a map for a list": (
        "titles: {level: senior}\n",
        "1: `titles` is a list, not `{level: senior}`; begin each entry with `- `",
    ),
    "a map for records": (
        "achievements: {kind: paper}\n",
        "1: `achievements` is a list of records, not `{kind: paper}`; begin each with `- kind:`",
    ),
    "a number for records": (
        "achievements: 0\n",
        "1: `achievements` is a list of records, not `0`; begin each with `- kind:`",
    ),
    "an empty text for a list": ("work: ''\n", '1: `work` is a list, not `""`; begin each entry with `- `'),
    "a list for a map": (
        "conduct: [annual_review_ok]\n",
        "1: `conduct` is a map of facts, not `[annual_review_ok]`; write `conduct: {annual_review_ok: true}`",
    ),
    "a text for a map": (
        "品行: 好\n",
        "1: `conduct` is a map of facts, not `好`; write `conduct: {annual_review_ok: true}`",
    ),
    "a text in a list of maps": (
        "education: [bachelor]\n",
        "1: `education[0]` is a map of facts, not `bachelor`; write `- {key: value}`",
    ),
    "a list in a list of maps": (
        "work: [[other]]\n",
        "1: `work[0]` is a map of facts, not `[other]`; write `- {key: value}`",
    ),
    "nothing in a list of maps": (
        "recommenders: [null]\n",
        "1: `recommenders[0]` is a map of facts, not `null`; write `- {key: value}`",
    ),
    "a text for a record": (
        "achievements: [paper]\n",
        "1: `achievements[0]` is a map of facts, not `paper`; write `- {kind: paper, …}`",
    ),
    "a map for a text": ("name: {first: a}\n", "1: `name` takes one value, not a map; write it as one text"),
    "a list for a text": ("name: [a]\n", "1: `name` takes one value, not a list; write it as one text"),
    "a flag for a text": ("name: true\n", "1: `name` is a text, not `true`; put it in quotes"),
    "a list for a word": (
        "region: [beijing]\n",
        "1: `region` takes one value, not a list; write one word such as `chongqing`",
    ),
    "a map in a list of words": (
        "talent: {a: b}\n",
        "1: `{a: b}` is no value of `talent`; write one of `overseas_high_level`, `urgently_needed`",
    ),
    "a list in a list of words": (
        "approvals: [[a]]\n",
        ("1: `[a]` is no value of `approvals`; write one of `provincial_sector_authority`, `competent_department`"),
    ),
    "a map for a flag": (
        "achievements:\n- kind: paper\n  sole: {}\n",
        "3: `sole` takes one value, not a map; write it as `true`",
    ),
    "a number for a flag": (
        "achievements:\n- kind: paper\n  sole: 1\n",
        "3: `sole` is `true` or `false`, not `1`; write one of the two",
    ),
    "a word for a flag": (
        "achievements:\n- kind: paper\n  sole: maybe\n",
        "3: `sole` is `true` or `false`, not `maybe`; write one of the two",
    ),
    "attestations as a list": (
        "attestations: [a]\n",
        "1: `attestations` is a map, not `[a]`; write `<standard>/<node id>: true`",
    ),
    "an attestation that is a word": (
        "attestations: {a/b: maybe}\n",
        "1: `a/b` is `true` or `false`, not `maybe`; write one of the two",
    ),
    "attestations as a text": (
        "attestations: 是\n",
        "1: `attestations` is a map, not `是`; write `<standard>/<node id>: true`",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "an unknown key": ("nmae: a\n", "1: unknown key `nmae` of a person; write `name`"),
    "an unknown key in Chinese": ("性名: a\n", "1: unknown key `性名` of a person; write `姓名`"),
    "a key unlike all others": (
        "xyzzy: a\n",
        (
            "1: unknown key `xyzzy` of a person; write one of 16 words such as `name`, `employment`, "
            "`region`, `insurance_months`, `insurance_region`"
        ),
    ),
    "no key at all": (
        "?\n",
        (
            '1: unknown key `""` of a person; write one of 16 words such as `name`, `employment`, '
            "`region`, `insurance_months`, `insurance_region`"
        ),
    ),
    "a number for a key": (
        "1: a\n",
        (
            "1: unknown key `1` of a person; write one of 16 words such as `name`, `employment`, "
            "`region`, `insurance_months`, `insurance_region`"
        ),
    ),
    "a key with a line break": (
        '"a\\nb": c\n',
        (
            "1: unknown key `a b` of a person; write one of 16 words such as `name`, `employment`, "
            "`region`, `insurance_months`, `insurance_region`"
        ),
    ),
    "a key that colours the terminal": (
        '"\\e[31m": c\n',
        (
            "1: unknown key `?[31m` of a person; write one of 16 words such as `name`, `employment`, "
            "`region`, `insurance_months`, `insurance_region`"
        ),
    ),
    "an unknown value": ("region: beijng\n", "1: `beijng` is no value of `region`; write `beijing`"),
    "an unknown value in Chinese": ("region: 重庆氏\n", "1: `重庆氏` is no value of `region`; write `重庆`"),
    "an empty value": (
        "region: ''\n",
        '1: `""` is no value of `region`; write one of `chongqing`, `liaoning`, `sichuan`, `beijing`, `other`',
    ),
    "an unknown kind": ("achievements: [{kind: papr}]\n", "1: unknown kind of record `papr`; write `paper`"),
    "an unknown kind in Chinese": ("achievements: [{类别: 论纹}]\n", "1: unknown kind of record `论纹`; write `论文`"),
    "a map for a kind": (
        "achievements: [{kind: {a: b}}]\n",
        (
            "1: unknown kind of record `{a: b}`; write one of 25 words such as `award`, "
            "`patent_award`, `commendation`, `skill_honor`, `competition`"
        ),
    ),
    "a list for a kind": ("achievements: [{kind: [paper]}]\n", "1: unknown kind of record `[paper]`; write `paper`"),
    "no kind": (
        "achievements: [{kind: null}]\n",
        ("1: `achievements[0]` does not say its kind; add `kind:` with a word such as `paper`, `patent` or `award`"),
    ),
    "an unknown attribute": (
        "achievements:\n- kind: paper\n  venu: journal\n",
        "3: unknown key `venu` of a record of kind `paper`; write `venue`",
    ),
    "an unknown attribute in Chinese": (
        "achievements:\n- kind: paper\n  刊武: journal\n",
        (
            "3: unknown key `刊武` of a record of kind `paper`; write one of 24 words such as `编号`, "
            "`名称`, `日期`, `角色`, `排名`"
        ),
    ),
    "a title without its level": (
        "titles: [{series: engineering}]\n",
        "1: `titles[0]` does not say its `level`; add `level:`",
    ),
    "work without its beginning": (
        "work: [{field: other, from: null}]\n",
        "1: `work[0]` does not say its `from`; add `from:`",
    ),
}

CONTRADICTIONS: dict[str, tuple[str, str]] = {
    "one key in two languages": (
        "name: a\n姓名: b\n",
        "2: `姓名` and `name` say the same thing twice; keep one of them",
    ),
    "one list in two languages": (
        "titles: []\n职称: []\n",
        "2: `职称` and `titles` say the same thing twice; keep one of them",
    ),
    "one kind in two languages": (
        "achievements: [{kind: paper, 类别: 论文}]\n",
        "1: `类别` and `kind` say the same thing twice; keep one of them",
    ),
    "work that ends before it begins": (
        "work:\n- {field: other, from: 2023-01-02, to: 2023-01-01}\n",
        "2: `work[0]` ends on `2023-01-01`, before it begins on `2023-01-02`; mend one of the two dates",
    ),
    "a post that ends before it begins": (
        "achievements:\n- {kind: position, date: 2023-01-02, to: 2023-01-01}\n",
        "2: `achievements[0]` ends on `2023-01-01`, before it begins on `2023-01-02`; mend one of the two dates",
    ),
    "a sole author in second place": (
        "achievements:\n- kind: paper\n  author: 2\n  sole: true\n",
        "2: `achievements[0]` has a sole author in place `2`; write `author: 1` or `sole: false`",
    ),
    "more words than there are": (
        "achievements:\n- {kind: book, own_words: 5, total_words: 3}\n",
        "2: `achievements[0]` has more characters of one's own (`5`) than in all (`3`); mend one of the two",
    ),
    "implemented but not published": (
        "achievements:\n- {kind: standard, implemented: true, published: false}\n",
        "2: `achievements[0]` is implemented but not published; write `published: true`",
    ),
    "a second bachelor's degree of a master": (
        "education:\n- {level: master, second_bachelor: true}\n",
        "2: `education[0]` is a second bachelor's degree at the level `master`; write the level `bachelor`",
    ),
    "one id for two records": (
        "achievements:\n- {kind: paper, id: 1}\n- {kind: paper, id: '1'}\n",
        "3: the id `1` belongs to two records; `achievements[0]` has it too",
    ),
}


@pytest.mark.parametrize(("text", "said"), SHAPES.values(), ids=SHAPES)
def test_shapes(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


@pytest.mark.parametrize(("text", "said"), WORDS.values(), ids=WORDS)
def test_words(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


@pytest.mark.parametrize(("text", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradictions(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


def test_a_list_longer_than_any_life(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("achievements", "titles"):
        text = f"{name}:\n" + "- {kind: paper}\n" * 20_000
        said = f"1: `{name}` has 20000 entries; keep the 2000 that matter most"
        assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said
    text = "achievements:\n" + "- kind: paper\n" * 100_000
    said = "83334: the document stands for too many values; keep to 250000, aliases counted in full"
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


def test_a_megabyte_for_a_word_is_not_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (f"region: {'x' * 1_000_000}\n", f"region: {'x ' * 500_000}\n", f"{'x' * 1_000_000}\n"):
        assert len(refused_file(capsys, tmp_path / "li.yaml", text, "check")) < 200


def test_a_megabyte_may_be_a_name(tmp_path: Path) -> None:
    file = tmp_path / "li.yaml"
    file.write_text(f"name: {'x' * 1_000_000}\n")
    assert len(load(file).name) == 1_000_000


def test_many_titles_out_of_order_are_remarked_on_once_each(tmp_path: Path) -> None:
    file = tmp_path / "li.yaml"
    titles = "".join(
        f"- {{level: {level}, date: {day}}}\n" for level, day in (("senior", "2010-01-01"), ("engineer", "2015-01-01"))
    )
    file.write_text("titles:\n" + titles * 1000)
    assert len(load(file).oddities) == 1000


def test_documents_remember_their_lines(tmp_path: Path) -> None:
    from models.source import read

    file = tmp_path / "li.yaml"
    file.write_text("name: a\ntitles:\n- {level: senior}\n")
    document = read(file)
    assert isinstance(document, Map) and document.lines == {"name": 1, "titles": 2}
    assert isinstance(document["titles"], Seq) and document["titles"].lines == [3]
