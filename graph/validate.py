"""Hold an export against the shapes that ship with khabar, and its offsets against the articles.

The vocabulary is merged into the data first: shapes look at its concepts. Offsets are checked in Python, where that costs
nothing (``article.letters[start:end] == quote``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from extract.letters import quote
from extract.records import Article, KhabarError

from .iris import PREFIXES

if TYPE_CHECKING:
    import rdflib

_ENDINGS = {
    ".trig": ox.RdfFormat.TRIG, ".ttl": ox.RdfFormat.TURTLE, ".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not conform: the node, the path (or nothing) and what was expected."""

    node: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.node}{' ' + self.path if self.path else ''}: {self.message}"


def ontology(name: str) -> str:
    """The text of a file of the ontology: vocabulary.ttl or shapes.ttl."""
    return files("graph").joinpath("ontology", name).read_text("utf-8")


def load_rdf(path: Path) -> ox.Store:
    """A file of RDF, its form told by the ending. Raises KhabarError that names file and place."""
    if path.suffix not in _ENDINGS:
        raise KhabarError(f"{path}: no RDF by its ending; endings are {', '.join(_ENDINGS)}")
    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=_ENDINGS[path.suffix])
    except (SyntaxError, ValueError) as error:
        raise KhabarError(f"{path}: not readable as RDF ({error}); export it again") from error
    except OSError as error:
        raise KhabarError(f"{path}: cannot be read ({error.strerror or error}); is the path right?") from error
    return store


def _graph(store: ox.Store) -> rdflib.Graph:
    import rdflib

    flat = ox.serialize((q.triple for q in store), format=ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph()
    graph.parse(data=flat, format="nt")
    graph.parse(data=ontology("vocabulary.ttl"), format="turtle")
    return graph


def shape_problems(store: ox.Store) -> list[Problem]:
    """Every violation of the SHACL shapes, in order."""
    import rdflib
    from pyshacl import validate as shacl

    shapes = rdflib.Graph().parse(data=ontology("shapes.ttl"), format="turtle")
    conforms, report, _ = shacl(_graph(store), shacl_graph=shapes, advanced=False, inplace=True)
    if conforms:
        return []
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    found = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        node, path, message = (str(report.value(result, p) or "") for p in (sh.focusNode, sh.resultPath, sh.resultMessage))
        found.add(Problem(node, path, message))
    return sorted(found, key=lambda p: (p.node, p.path, p.message))


def offset_problems(store: ox.Store, articles: Mapping[str, Article] | None = None) -> list[Problem]:
    """Mentions whose quoted letters are not those of their article, as far as its text is at hand.

    The text comes from ``articles`` (by id) or from the export's own ``sdo:headline`` and ``sdo:articleBody``.
    """
    letters = {row["article"]: f"{row['title']}\n{row['body']}" for row in _rows(store, _BODIES, "article", "title", "body")}
    for ident, article in (articles or {}).items():
        letters[ident] = article.letters
    out = []
    for row in _rows(store, _MENTIONS, "mention", "article", "start", "end", "exact"):
        text, start, end = letters.get(row["article"]), int(row["start"]), int(row["end"])
        if text is not None and text[start:end] != row["exact"]:
            message = f"{quote(row['exact'])} is not at {start}–{end}, where {quote(text[start:end])} stands"
            out.append(Problem(row["mention"], "oa:exact", message))
    return sorted(out, key=lambda p: p.node)


_BODIES = "SELECT ?article ?title ?body { ?article sdo:articleBody ?body ; sdo:headline ?title }"
_MENTIONS = """SELECT ?mention ?article ?start ?end ?exact {
  ?mention oa:hasSource ?article ; oa:hasSelector ?position , ?quotation .
  ?position oa:start ?start ; oa:end ?end . ?quotation oa:exact ?exact }"""


def _rows(store: ox.Store, sparql: str, *names: str) -> Iterator[dict[str, str]]:
    found: Any = store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    return ({name: str(row[name].value) for name in names} for row in found)


def validate(source: Path | str | ox.Store) -> list[Problem]:
    """Every problem of an export: shapes first, then offsets. An empty list means that it conforms.

    Raises KhabarError where the file cannot be read as RDF.
    """
    store = source if isinstance(source, ox.Store) else load_rdf(Path(source))
    return shape_problems(store) + offset_problems(store)
