"""Write conclusions to one file, its form chosen by the ending; RDF and the page are written by their own modules."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from extract.records import KhabarError

from .atomic import write_text, write_whole
from .records import Conclusions
from .tables import Quotes, write_tables

RDF = (".ttl", ".trig", ".nq", ".jsonld")
NETWORKS = (".graphml", ".gexf")


def export(conclusions: Conclusions, path: Path, *, quotes: Quotes = "sentence") -> list[Path]:
    """Write one file (.html, .ttl, .trig, .nq, .graphml, .gexf) or, for a folder, the tables.

    Raises KhabarError for an ending that nothing writes.
    """
    ending = path.suffix.lower()
    if path.is_dir() or not ending:
        return write_tables(conclusions, path, quotes=quotes)
    if ending == ".html":
        from .page import render

        return [write_text(path, render(conclusions, quotes=quotes))]
    if ending in RDF:
        from .rdf import write_rdf

        return [write_whole(path, lambda beside: write_rdf(conclusions, beside, format=ending[1:], quotes=quotes))]
    if ending in NETWORKS:
        import networkx as nx

        from .networks import to_networkx

        write = nx.write_graphml if ending == ".graphml" else nx.write_gexf
        return [write_whole(path, partial(write, to_networkx(conclusions)))]
    known = ", ".join((".html", *RDF, *NETWORKS))
    raise KhabarError(f"{path}: nothing writes {ending}; endings are {known}, and a folder takes the tables")
