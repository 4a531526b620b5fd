"""Tables as DataFrames for notebooks: days as dates, kinds and types as categories, lists as tuples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

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
