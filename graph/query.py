"""Ask an export with SPARQL; the usual prefixes need not be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyoxigraph as ox

from extract.records import KhabarError

from .iris import PREFIXES
from .validate import load_rdf

if TYPE_CHECKING:
    import rdflib


def _value(term: Any) -> Any:
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind in ("integer", "int"):
            return int(term.value)
        if kind in ("decimal", "double", "float"):
            return float(term.value)
        if kind == "boolean":
            return term.value == "true"
        return term.value
    return None if term is None else term.value


def _store(source: rdflib.Dataset | ox.Store | Path | str) -> ox.Store:
    if isinstance(source, ox.Store):
        return source
    if isinstance(source, str | Path):
        return load_rdf(Path(source))
    inner = getattr(source.store, "_inner", None)
    if isinstance(inner, ox.Store):
        return inner
    store = ox.Store()
    store.load(source.serialize(format="nquads").encode(), format=ox.RdfFormat.N_QUADS)
    return store


def query(source: rdflib.Dataset | ox.Store | Path | str, sparql: str) -> pd.DataFrame:
    """The rows of a SELECT (one column a variable), the triples of a CONSTRUCT, or one row ``answer`` for an ASK.

    All named graphs are asked as one. Raises KhabarError for a query that is not SPARQL.
    """
    try:
        found = _store(source).query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise KhabarError(f"not a SPARQL query ({error}); known prefixes are {', '.join(PREFIXES)}") from error
    if isinstance(found, ox.QueryBoolean):
        return pd.DataFrame({"answer": [bool(found)]})
    if isinstance(found, ox.QueryTriples):
        return pd.DataFrame([(_value(t.subject), _value(t.predicate), _value(t.object)) for t in found], columns=["subject", "predicate", "object"])
    names = [v.value for v in found.variables]
    return pd.DataFrame([[_value(row[n]) for n in names] for row in found], columns=names)
