"""The demonstration: one question about an invented person, the answer, one change, the answer after it."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

from models import edits
from reports.answers import answers_text
from reports.layout import Paint, wrapped
from solver import questions

PERSON = Path(edits.__file__).parent / "demo" / "person.yaml"
STANDARD, RUNG, ROUTE, DAY = "chongqing-cyberspace-2023", "senior", "regular", date(2024, 12, 31)
CHANGE = 'achievements[+]={"kind": "paper", "date": "2024-10-15", "venue": "journal", "author": 1, "words": 4000}'

_WORDS = {
    "zh": {
        "intro": "示例人物为虚构，资料在 {file}。问：2024年底申报重庆网信专业高级工程师，走常规渠道，够不够？",
        "change": "若2024年10月再以第一作者在期刊发表一篇4000字的论文：",
        "next": "换成您要核对的人：",
        "copy": "  1. 把 {file} 复制一份，照实改写，中文标签（姓名、职称、业绩成果……）也可以用",
        "ask": "  2. 运行 {program} check 文件：一次列出各标准、各级别；加 --standard 和 --rung 只看一处",
        "more": "  3. 加 --full 看每一条，加 --set 试改一处；资料只在本机读取，不外传",
    },
    "en": {
        "intro": "An invented person, described in {file}. The question: at the end of 2024, does she qualify for "
        "senior engineer in Chongqing, cyberspace, by the regular route?",
        "change": "And with one more journal paper of 4,000 characters, as first author, in October 2024:",
        "next": "To ask about a real person:",
        "copy": "  1. copy {file} and write what is true; Chinese labels work as well",
        "ask": "  2. run `{program} check FILE` for every standard and rung, or name one with --standard and --rung",
        "more": "  3. --full shows every clause, --set tries a change; the file is read here and goes nowhere else",
    },
}


def demo_text(lang: str, *, colour: bool, width: int) -> str:
    """What `zhicheng demo` prints; every command in it can be run as it stands."""
    words, paint = _WORDS[lang], Paint(on=colour)
    file = _typed(PERSON)
    asked = f"{program()} check {file} --standard {STANDARD} --rung {RUNG} --route {ROUTE} --on {DAY}"
    lines = [
        *wrapped(words["intro"].format(file=file), width),
        "",
        paint.style(f"$ {asked}", "cyan"),
        "",
        *_answer((), lang, colour, width),
        "",
        *wrapped(words["change"], width),
        "",
        paint.style(f"$ {asked} \\", "cyan"),
        paint.style(f"    --set '{CHANGE}'", "cyan"),
        "",
        *_answer((CHANGE,), lang, colour, width),
        "",
        paint.style(words["next"], "bold"),
    ]
    for key in ("copy", "ask", "more"):
        lines += wrapped(words[key].strip().format(file=file, program=program())[3:], width, first=words[key][:5])
    return "\n".join(lines) + "\n"


def _answer(sets: tuple[str, ...], lang: str, colour: bool, width: int) -> list[str]:
    """What `zhicheng check` prints for the person, indented."""
    person = edits.load_person(PERSON, sets)
    answers = questions.check_many(
        person, standards=(STANDARD,), rung=RUNG, route=ROUTE, as_of=DAY, readings={}, strict=False
    )
    text = answers_text(answers, name=person.name, lang=lang, full=False, single=True, colour=colour, width=width - 2)
    return [f"  {line}".rstrip() for line in text.rstrip("\n").split("\n")]


def program() -> str:
    """The command as it can be typed here."""
    if shutil.which("zhicheng"):
        return "zhicheng"
    return _typed(Path(sys.executable).with_name("zhicheng"))


def _typed(path: Path) -> str:
    """A path below the working directory without the way to it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
