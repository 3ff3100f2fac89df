"""The outcomes of cases in words: each that differs with what was expected and found, then the counts."""

from __future__ import annotations

from collections.abc import Sequence

from solver.casework import Outcome


def outcomes_text(outcomes: Sequence[Outcome], lang: str) -> str:
    """What differs, with file and line, and how many passed."""
    lines = []
    for outcome in outcomes:
        case = outcome.case
        if not outcome.differences:
            continue
        lines.append(f"{outcome.file}:{case.line}: {case.id}  {case.about}".rstrip())
        for one in outcome.differences:
            said = f"    {one.key}：应为 {_shown(one.expected)}，实为 {_shown(one.found)}"
            if lang == "en":
                said = f"    {one.key}: expected {_shown(one.expected)}, found {_shown(one.found)}"
            lines.append(said)
        if case.why:
            lines.append(f"    {'理由' if lang == 'zh' else 'why'}: {case.why}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = len(outcomes) - passed
    lines.append(f"{passed}个用例通过，{failed}个不符" if lang == "zh" else f"{passed} passed, {failed} failed")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return ", ".join(str(v) for v in value) if isinstance(value, list | tuple) else str(value)
