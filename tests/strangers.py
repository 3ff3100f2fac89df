"""People made strange: entries still to come, ends of posts and jobs, shared projects, crowds of records, nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from models.applicant import Applicant, read
from models.errors import InputError
from models.vocabulary import vocabulary
from tests.damage import copied
from tests.witness import anything

Document = dict[str, Any]
Change = Callable[[Document, date, Random], None]
FAR = (-9000, -4000, -400, -31, -1, 0, 1, 28, 31, 400, 4000)
"""Days from the as-of date."""


def strange(document: Document, as_of: date, rng: Random) -> tuple[Applicant, tuple[str, ...]] | None:
    """A person changed in one to four ways, and which; None where the result contradicts itself."""
    made, names = copied(document), []
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(list(CHANGES))
        CHANGES[name](made, as_of, rng)
        names.append(name)
    try:
        return read(made), tuple(names)
    except InputError:
        return None


def _day(as_of: date, rng: Random) -> str:
    return (as_of + timedelta(days=rng.choice(FAR))).isoformat()


def _entry(made: Document, name: str, rng: Random) -> Document | None:
    entries = made.get(name)
    return rng.choice(entries) if entries else None


def _later(made: Document, as_of: date, rng: Random) -> None:
    """Some entry gets a day of any sort, in the past or still to come."""
    for name, key in (("achievements", "date"), ("titles", "date"), ("education", "diploma"), ("education", "degree")):
        if rng.random() < 0.4 and (one := _entry(made, name, rng)) is not None:
            one[key] = _day(as_of, rng)


def _post(made: Document, as_of: date, rng: Random) -> None:
    """A post with a last day."""
    last = (as_of + timedelta(days=rng.choice([-1, 0, 1, 40, 4000]))).isoformat()
    kind = rng.choice(["position", "position", "project"])
    more = {"to": last} if "to" in vocabulary().kinds[kind].section.attributes else {}
    made.setdefault("achievements", []).append({"kind": kind, "date": "2001-02-03", **anything(kind, rng), **more})


def _job(made: Document, as_of: date, rng: Random) -> None:
    """A job that ends, or ends later, or has yet to begin."""
    one = _entry(made, "work", rng)
    if one is not None and rng.random() < 0.7:
        one["to"] = (as_of + timedelta(days=rng.choice([-1, 0, 1, 29, 40, 4000]))).isoformat()
    else:
        field = rng.choice(vocabulary().sets["field"].values)
        made.setdefault("work", []).append({"field": field, "from": _day(as_of, rng)})


def _bar(made: Document, as_of: date, rng: Random) -> None:
    """A penalty or fraud, past or to come, or known to be none."""
    conduct = made.setdefault("conduct", {})
    for name in ("penalty_until", "fraud_found"):
        conduct[name] = rng.choice([_day(as_of, rng), _day(as_of, rng), None])


def _none(made: Document, _: date, rng: Random) -> None:
    """Something is known to be none."""
    for _try in range(rng.randint(1, 3)):
        one = _entry(made, "achievements", rng)
        names = [n for n in one or {} if n not in ("kind", "id")]
        if one is not None and names:
            one[rng.choice(names)] = None


def _projects(made: Document, _: date, rng: Random) -> None:
    """Records of one project."""
    for one in made.get("achievements") or []:
        if rng.random() < 0.6 and "project" in vocabulary().kinds[one["kind"]].section.attributes:
            one["project"] = rng.choice(["甲", "甲", "b", "", " 甲 "])


def _again(made: Document, _: date, rng: Random) -> None:
    """Entries that stand there several times, alike but for their ids."""
    for name in ("achievements", "titles", "education", "work", "recommenders"):
        one = _entry(made, name, rng)
        if one is not None:
            some = {key: value for key, value in one.items() if key != "id"}
            made[name] += [dict(some) for _ in range(rng.choice([1, 2, 5]))]


def _crowd(made: Document, as_of: date, rng: Random) -> None:
    """Dozens of records."""
    own = made.setdefault("achievements", [])
    if own is None:
        return
    kinds = [one["kind"] for one in own] or list(vocabulary().kinds)
    for _ in range(rng.choice([10, 20, 60])):
        kind = rng.choice(kinds)
        like = rng.choice(own) if own and rng.random() < 0.5 else {"kind": kind, **anything(kind, rng)}
        own.append({**{key: value for key, value in like.items() if key != "id"}, "date": _day(as_of, rng)})


def _unknown(made: Document, _: date, rng: Random) -> None:
    """Lists and facts that are not given."""
    for name in rng.sample(sorted(made), min(len(made), 2)):
        del made[name]


def _nothing(made: Document, _: date, rng: Random) -> None:
    """Nothing at all, or empty lists."""
    made.clear()
    if rng.random() < 0.5:
        made.update({name: [] for name in ("education", "titles", "work", "achievements", "recommenders")})


def _amounts(made: Document, _: date, rng: Random) -> None:
    """Amounts of all sizes."""
    for one in made.get("achievements") or []:
        for name, attribute in vocabulary().kinds[one["kind"]].section.attributes.items():
            if attribute.form == "number" and rng.random() < 0.5:
                one[name] = rng.choice([0, 0.01, 0.0001, 49.9999, 50, 99999.99, 1e9, 33.333333])


CHANGES: Mapping[str, Change] = {
    "later": _later, "post": _post, "job": _job, "bar": _bar, "none": _none, "projects": _projects,
    "again": _again, "crowd": _crowd, "unknown": _unknown, "nothing": _nothing, "amounts": _amounts,
}  # fmt: skip
