"""The names of things in RDF: prefixes, and IRIs minted from ids, whatever letters they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

BASE = "https://w3id.org/khabar/id/"
PREFIXES: Mapping[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#", "oa": "http://www.w3.org/ns/oa#", "time": "http://www.w3.org/2006/time#",
    "sdo": "https://schema.org/", "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/", "gaf": "http://groundedannotationframework.org/gaf#",
    "grasp": "http://groundedannotationframework.org/grasp#", "fact": "http://groundedannotationframework.org/grasp/factuality#",
    "kh": "https://w3id.org/khabar/ns#", "role": "https://w3id.org/khabar/role#", "type": "https://w3id.org/khabar/type#",
    "wd": "http://www.wikidata.org/entity/",
}  # fmt: skip


def term(name: str) -> NamedNode:
    """A prefixed name as a node: ``term("sem:Event")``. Raises KeyError for an unknown prefix."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@dataclass(frozen=True, slots=True)
class Minter:
    """Makes the IRIs of one base; ids may hold spaces, quotation marks or Arabic."""

    base: str = BASE

    def __call__(self, kind: str, *ids: object) -> NamedNode:
        """``mint("event", "e-12")`` is ``<base>event/e-12``."""
        return NamedNode(self.base + "/".join([kind, *(quote(str(i), safe="-_.~") for i in ids)]))

    def prefixes(self) -> dict[str, str]:
        """The prefixes of a serialisation, the base's own kinds among them."""
        kinds = ("event", "actor", "claim", "mention", "article", "source", "span", "run", "graph")
        return {**PREFIXES, **{kind if kind != "role" else "rolenode": f"{self.base}{kind}/" for kind in kinds}}
