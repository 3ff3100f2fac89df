"""What the generative model of a population is made of: studies, careers, titles, facts and records, all as draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.population_draws import Draw
from models.vocabulary import Attribute, Label, vocabulary

RANK = vocabulary().sets["rung"].values
LEVEL = vocabulary().sets["education"].values
COUNT = Attribute(name="count", form="integer", least=0, most=20)
"""How many records or recommenders a person has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spell:
    """A length of time: its median in years (days of a gap) and the spread of its logarithm."""

    median: float
    spread: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """How people study: the level with which they begin to work, what it builds on, and what they add beside work.

    `builds_on` gives the level before and the years between; `further` the next level and the share who reach it.
    """

    first: Draw
    age: Mapping[str, float]
    builds_on: Mapping[str, tuple[str, int]]
    diploma: Mapping[str, float]
    degree: Mapping[str, float]
    degree_beside_work: Mapping[str, float]
    diploma_beside_work: Mapping[str, float]
    degree_later: float
    second_bachelor: float
    further: Mapping[str, tuple[str, float]]
    further_after: Spell
    undated: float
    marks: Mapping[str, Draw]


@dataclass(frozen=True, kw_only=True, slots=True)
class Career:
    """How people work: years so far (bands up to), changes, gaps and overlaps between jobs, jobs in another field."""

    years: Draw
    begins: Spell
    changes_per_decade: float
    gap_share: float
    gap: Spell
    overlap: float
    ended: float
    retire_at: float
    elsewhere: float
    fields: Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Ladder:
    """How titles come: the first rung by level of study, years to each as a first or next title, the share who stop.

    `faster` is what a unit of productivity takes off the logarithm of the years; `initial_rows` the rows of an
    initial determination by rung and level of study, in the region that keeps them.
    """

    begins: Mapping[str, Mapping[str, float]]
    first: Mapping[str, Spell]
    after: Mapping[str, Spell]
    stops: Mapping[str, float]
    faster: float
    other_series: float
    undated: float
    initial_region: str
    initial_rows: Mapping[str, Mapping[str, str]]
    marks: Mapping[str, Draw]


@dataclass(frozen=True, kw_only=True, slots=True)
class KindModel:
    """How often a kind of record comes (a weight by field), how that grows with each rung, and its attributes."""

    weight: Mapping[str, float]
    grows: float
    attributes: Mapping[str, Draw]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attested:
    """How many people bring attestations, how many at most, which by region, and the share that are favourable."""

    share: float
    most: int
    favourable: float
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Population:
    """The whole model. `digest` is the sha256 of its file, `on` the as-of date where none is asked."""

    name: str
    about: Label
    assumptions: tuple[Label, ...]
    on: date
    digest: str
    per_rung: float
    region: Draw
    field: Draw
    education: Study
    work: Career
    titles: Ladder
    facts: Mapping[str, Draw]
    conduct: Mapping[str, Draw]
    attestations: Attested
    recommenders: Mapping[str, Draw]
    recommended: Draw
    achieved: Draw
    since_title: float
    habit: float
    undated: float
    kinds: Mapping[str, KindModel]
    not_given: Mapping[str, float]
