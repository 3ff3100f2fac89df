"""Who gains and who loses by a new version of a standard: the same people as by `check`, and by the clauses told."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from models import applicant, people_table, population
from models.rules import All
from solver import gainers
from solver.check import check
from solver.population import draw
from tests.test_differences import FOUR_YEARS, GROUND, NO_PENALTY, NO_RESEARCH
from tests.versions import CYBER, DAY, TWO_PATENTS, diff


@pytest.fixture(scope="module")
def drawn() -> pa.Table:
    """People of the illustrative model."""
    return pa.concat_tables(draw(population.load(), 400, 3, DAY))


def test_who_gains_and_who_loses(tmp_path: Path, drawn: pa.Table) -> None:
    """Everybody by `check` under both files: the same people turn, and each by a clause that changed."""
    found = diff(tmp_path, CYBER, NO_RESEARCH, NO_PENALTY, FOUR_YEARS, TWO_PATENTS, rungs=("engineer", "technician"))
    told = gainers.people(found, gainers.Crowd(table=drawn, source="drawn"))
    changed = {c.id for rung in found.rungs for c in rung.changes if c.differs}
    for one in told.rungs:
        sides = (found.asked.before, found.asked.after)
        everybody = [people_table.person(row) for row in drawn.to_pylist()]
        verdicts = [[check(p, side, one.rung, DAY).verdict == "eligible" for side in sides] for p in everybody]
        assert one.before == sum(was for was, _ in verdicts) and one.after == sum(now for _, now in verdicts)
        gains = [place for place, (was, now) in enumerate(verdicts) if now and not was]
        losses = [place for place, (was, now) in enumerate(verdicts) if was and not now]
        assert (one.gains, one.losses) == (len(gains), len(losses))
        assert [turn.person for turn in one.gainers] == gains[:20]
        assert [turn.person for turn in one.losers] == losses[:20]
        for turn in (*one.gainers, *one.losers):
            assert turn.clauses and set(turn.clauses) <= changed
    assert sum(one.gains + one.losses for one in told.rungs) > 2


def test_what_a_panel_said_stays_said_when_its_clause_is_renamed(tmp_path: Path) -> None:
    found = diff(tmp_path, CYBER, GROUND, rungs=("engineer",))
    assert found.paths == {"engineer/ability/theory": "engineer/ability/ground"}
    refused = [{"attestations": {f"{CYBER}/engineer/ability/theory": value}} for value in (True, False)]
    table = people_table.table(people_table.row(applicant.read(one), str(i)) for i, one in enumerate(refused))
    (one,) = gainers.people(found, gainers.Crowd(table=table, source="two")).rungs
    assert one.gains == one.losses == 0
    ability = found.sides[1].rungs["engineer"].parts["ability"]
    assert isinstance(ability, All) and ability.of[0].id == "engineer/ability/theory"
