"""Tables as DataFrames for notebooks: days as dates, kinds and types as categories, lists as tuples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .paths import Step
from .records import Actor, Conclusions

CATEGORIES = ("type", "kind", "status", "grain", "basis", "holder_kind", "segment")


def frame(table: pa.Table, *, index: str | None = None) -> pd.DataFrame:
    """A table as a DataFrame: ``datetime64`` days, categories, ``Int64`` counts, object columns of tuples and texts."""
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = column.to_pylist()
        kind = table.schema.field(name).type
        if pa.types.is_date32(kind):
            columns[name] = pd.Series(np.array(values, dtype="datetime64[s]"))
        elif pa.types.is_list(kind):
            columns[name] = pd.Series([tuple(v or ()) for v in values], dtype="object")
        elif pa.types.is_integer(kind):
            columns[name] = pd.Series(values, dtype="Int64")
        elif name in CATEGORIES:
            columns[name] = pd.Series(pd.Categorical(values, categories=sorted({v for v in values if v is not None})))
        else:
            columns[name] = pd.Series(values, dtype="float64" if pa.types.is_floating(kind) else "object")
    made = pd.DataFrame(columns)
    return made.set_index(index) if index else made


def timeline(events: pd.DataFrame) -> pd.DataFrame:
    """Events with a day of their own or of their news, in order of time.

    Column ``day`` is the first day the event may have been, else the day it was first reported; ``dated`` says which.
    """
    day = events["start"].fillna(events["end"])
    out = events.assign(day=day.fillna(events["first_reported"]), dated=day.notna())
    shown = ["day", "dated", "end", "grain", "type", "label", "statuses", "outlets", "articles"]
    return out.sort_values(["day", "label"], kind="stable")[shown].dropna(subset=["day"])


def activity(events: pd.DataFrame, freq: str, types: Sequence[str]) -> pd.DataFrame:
    """How many events of each type began in each period: a row a period, a column a type."""
    lines = timeline(events)
    if lines.empty:
        return pd.DataFrame(columns=list(types), dtype="int64")
    periods = lines["day"].dt.to_period(freq)
    counts = pd.crosstab(periods, lines["type"].astype(str))
    whole = pd.period_range(periods.min(), periods.max(), freq=freq)
    return counts.reindex(index=whole, columns=[t for t in types if t in counts.columns], fill_value=0)


def part(events: pd.DataFrame, rows: Any) -> pd.DataFrame:
    """Some rows of the events, as a frame of their own: no category and no whole that is not among them."""
    out: pd.DataFrame = events.iloc[rows].copy()
    for name in CATEGORIES:
        if name in out:
            out[name] = out[name].cat.remove_unused_categories()
    out["part_of"] = out["part_of"].where(out["part_of"].isin(out.index), None)
    return out


def degree(events: pd.DataFrame, freq: str, actors: Mapping[str, Actor]) -> pd.DataFrame:
    """By period and actor: how many others it met in events, and in how many events."""
    lines = timeline(events)
    met: dict[tuple[pd.Period, str], set[str]] = defaultdict(set)
    times: dict[tuple[pd.Period, str], int] = defaultdict(int)
    sides = events.loc[lines.index, ["source", "target", "place"]]
    for period, roles in zip(lines["day"].dt.to_period(freq), sides.itertuples(index=False), strict=True):
        inside = {actor for side in roles for actor in side}
        for actor in inside:
            met[(period, actor)] |= inside - {actor}
            times[(period, actor)] += 1
    keys = sorted(met, key=lambda k: (k[0].ordinal, -len(met[k]), k[1]))
    rows = [(p, a, actors[a].name, len(met[p, a]), times[p, a]) for p, a in keys]
    made = pd.DataFrame(rows, columns=["period", "actor", "name", "degree", "events"])
    return made.astype({"degree": "int64", "events": "int64"}).set_index(["period", "actor"])


def ways(found: Sequence[Sequence[Step]], conclusions: Conclusions) -> pd.DataFrame:
    """Ways through events, a row a step."""
    actor, event = conclusions.actor, conclusions.event
    rows = [
        (n, k, step.day, step.event, event[step.event].type, event[step.event].label, step.start, actor[step.start].name, step.end, actor[step.end].name)
        for n, way in enumerate(found)
        for k, step in enumerate(way)
    ]  # fmt: skip
    names = ["path", "step", "day", "event", "type", "label", "from", "from_name", "to", "to_name"]
    made = pd.DataFrame(rows, columns=names)
    return made.assign(day=pd.Series(np.array(made["day"].to_list(), dtype="datetime64[s]"))).set_index(["path", "step"])
