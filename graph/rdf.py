"""Conclusions as RDF: events and actors in one graph, claims and mentions in one graph an article, provenance in one.

After SEM (van Hage et al. 2011) for events, GAF and GRaSP (Fokkens et al. 2013, 2017) for mentions and perspective, Web
Annotation for offsets, PROV-O for sources. ``ontology/README.md`` tells the model. Quads come in canonical order, so the
same conclusions give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from extract.records import Article, KhabarError, TimeSpan, digest

from .iris import BASE, Minter, term
from .records import Actor, Claim, Conclusions, Event, EventEvidence
from .spans import best_estimate

if TYPE_CHECKING:
    import rdflib

Quotes = Literal["full", "sentence", "none"]
Node = NamedNode | ox.Literal
Triple = tuple[NamedNode, str, Node]
SYMMETRIC = frozenset({"call", "meeting", "conference", "negotiation", "agreement", "cooperation"})
CONTEXT = 20
_CLASSES = {
    "person": "sdo:Person", "state": "sdo:Country", "organisation": "sdo:Organization", "armed-group": "kh:ArmedGroup",
    "group": "kh:Group", "place": "sdo:Place",
}  # fmt: skip
_FACTS = {
    "actual": ("certain", "positive"), "planned": ("probable", "positive"), "possible": ("possible", "positive"),
    "requested": ("underspecified", "positive"), "denied": ("certain", "negative"), "cancelled": ("certain", "negative"),
}  # fmt: skip
_BASES = {"explicit": "Explicit", "relative": "Deictic", "document": "DocumentTime", "inferred": "Inferred"}
_UNITS = {
    "hour": "time:unitHour", "day": "time:unitDay", "week": "time:unitWeek", "month": "time:unitMonth", "quarter": "kh:unitQuarter",
    "season": "kh:unitSeason", "year": "time:unitYear", "decade": "kh:unitDecade",
}  # fmt: skip
_HOLDERS = {"reported": "ReportedSource", "narrator": "Narrator", "unnamed": "UnnamedSource"}
_FORMATS = {"trig": ox.RdfFormat.TRIG, "ttl": ox.RdfFormat.TURTLE, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
_XSD = "http://www.w3.org/2001/XMLSchema#"


def _typed(value: object, kind: str) -> ox.Literal:
    return ox.Literal(str(value), datatype=NamedNode(_XSD + kind))


def _said(text: str, language: str = "ar") -> ox.Literal:
    return ox.Literal(_clean(text), language=language)


def _clean(text: str) -> str:
    """Letters that RDF can hold: lone surrogates of broken files become the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= c <= "\udfff" for c in text) else text


class Writer:
    """Turns one set of conclusions into quads."""

    def __init__(self, conclusions: Conclusions, *, base: str = BASE, quotes: Quotes = "sentence") -> None:
        self.given = conclusions
        self.mint = Minter(base)
        self.quotes = quotes
        version = digest(*sorted({m.by for r in conclusions.readings for m in r.events}), length=16)
        self.run = self.mint("run", version)
        used: list[Event | Claim] = [*conclusions.events, *conclusions.claims]
        self.acting = {a for e in used for a in (*e.source, *e.target)} | {c.holder for c in conclusions.claims if c.holder_kind == "reported"}
        self.placed = {a for e in used for a in e.place} | {a for e in conclusions.events if e.type == "visit" for a in e.target}

    def quads(self) -> Iterator[Quad]:
        """Every quad, graph by graph, sorted."""
        yield from self._sorted(self.mint("graph", "instances"), self._instances())
        claims: dict[str, list[Claim]] = {}
        for claim in self.given.claims:
            claims.setdefault(claim.article, []).append(claim)
        spans: dict[str, set[tuple[int, int, str]]] = {}
        for actor in self.given.actors:
            for mention in actor.mentions:
                spans.setdefault(mention.article, set()).add((mention.start, mention.end, actor.id))
        for ident in sorted(self.given.articles):
            yield from self._sorted(self.mint("graph", "article", ident), self._article_graph(ident, claims.get(ident, []), spans.get(ident, set())))
        yield from self._sorted(self.mint("graph", "provenance"), self._provenance())

    def _sorted(self, graph: NamedNode, triples: Iterator[Triple]) -> Iterator[Quad]:
        unique = {(str(s), p, str(o)): (s, p, o) for s, p, o in triples}
        for key in sorted(unique, key=lambda k: (k[0], k[1] != "rdf:type", k[1], k[2])):
            subject, predicate, value = unique[key]
            yield Quad(subject, term(predicate), value, graph)

    # Merged events and actors

    def _instances(self) -> Iterator[Triple]:
        for actor in self.given.actors:
            yield from self._actor(actor)
        for event in self.given.events:
            yield from self._event(event)

    def _actor(self, actor: Actor) -> Iterator[Triple]:
        node = self.mint("actor", actor.id)
        yield node, "rdf:type", term(_CLASSES[actor.kind])
        if actor.kind != "place" or actor.id in self.acting:
            yield node, "rdf:type", term("sem:Actor")
        if actor.kind == "place" or actor.id in self.placed:
            yield node, "rdf:type", term("sem:Place")
        yield node, "rdfs:label", _said(actor.name)
        for name in actor.names:
            if name != actor.name:
                yield node, "skos:altLabel", _said(name)
        for said in actor.decided:
            yield node, "kh:decided", _said(said, "en")
        if actor.wikidata:
            yield node, "skos:exactMatch", term(f"wd:{actor.wikidata}")
        for mention in actor.mentions:
            yield node, "gaf:denotedBy", self._mention_node(mention.article, mention.start, mention.end)

    def _event(self, event: Event) -> Iterator[Triple]:
        node = self.mint("event", event.id)
        yield node, "rdf:type", term("sem:Event")
        yield node, "rdfs:label", _said(event.label)
        yield node, "sem:eventType", term(f"type:{event.type}")
        yield node, "kh:outlets", _typed(event.outlets, "integer")
        for said in sorted({*event.decided, *(d for e in event.evidence for d in e.decided)}):
            yield node, "kh:decided", _said(said, "en")
        if event.part_of:
            yield node, "sem:subEventOf", self.mint("event", event.part_of)
        for role in ("source", "target", "place"):
            name = "participant" if role != "place" and event.type in SYMMETRIC else role
            for ident in getattr(event, role):
                if ident not in self.given.actor:
                    continue
                who = self.mint("actor", ident)
                place = role == "place" or (self.given.actor[ident].kind == "place" and ident in self.placed)
                yield node, "sem:hasPlace" if place else "sem:hasActor", who
                part = self.mint("event", event.id, name, ident)
                yield node, "kh:hasRole", part
                yield part, "rdf:type", term("sem:Role")
                yield part, "sem:roleType", term(f"role:{name}")
                yield part, "rdf:value", who
        for evidence in event.evidence:
            yield node, "gaf:denotedBy", self._mention_node(evidence.article, evidence.start, evidence.end)
        when = self.mint("event", event.id, "time")
        yield node, "sem:hasTime", when
        yield from self._time(when, event.when)

    def _time(self, node: NamedNode, when: TimeSpan | None) -> Iterator[Triple]:
        yield node, "rdf:type", term("sem:Time")
        yield node, "rdf:type", term("time:ProperInterval")
        yield node, "kh:timeBasis", term(f"kh:{_BASES[when.basis if when else 'document']}")
        if when is None:
            return
        bounds = zip(("EarliestBegin", "LatestBegin", "EarliestEnd", "LatestEnd"), (*when.begin, *when.end), strict=True)
        for name, day in bounds:
            if day is not None:
                yield node, f"sem:has{name}TimeStamp", _typed(day.isoformat(), "date")
        yield node, "time:unitType", term(_UNITS[when.grain])
        if (best := best_estimate(when)) is not None:
            yield node, "kh:bestEstimate", _typed(best.isoformat(), "date")
        if when.evidence is not None and when.evidence.article in self.given.articles:
            yield node, "gaf:denotedBy", self._mention_node(when.evidence.article, when.evidence.start, when.evidence.end)

    # One article: claims and mentions

    def _mention_node(self, article: str, start: int, end: int) -> NamedNode:
        return self.mint("mention", article, f"{start}-{end}")

    def _article_graph(self, ident: str, claims: list[Claim], spans: set[tuple[int, int, str]]) -> Iterator[Triple]:
        article = self.given.articles[ident]
        for claim in claims:
            yield from self._claim(claim)
            for evidence in claim.evidence:
                yield from self._mention(article, evidence.start, evidence.end, self.mint("event", claim.event), evidence)
            if claim.cue is not None:
                yield from self._mention(article, *claim.cue, None)
        for start, end, actor in sorted(spans):
            yield from self._mention(article, start, end, self.mint("actor", actor))
        for event in self.given.events:
            if event.when is not None and event.when.evidence is not None and event.when.evidence.article == ident:
                evidence_ = event.when.evidence
                yield from self._mention(article, evidence_.start, evidence_.end, self.mint("event", event.id, "time"))

    def _claim(self, claim: Claim) -> Iterator[Triple]:
        node = self.mint("claim", claim.id)
        yield node, "rdf:type", term("kh:Claim")
        yield node, "kh:about", self.mint("event", claim.event)
        yield node, "prov:wasDerivedFrom", self.mint("article", claim.article)
        yield node, "prov:wasGeneratedBy", self.run
        yield node, "kh:status", term(f"kh:{claim.status}")
        yield node, "kh:confidence", _typed(f"{claim.confidence:.4f}", "decimal")
        if claim.reported_on:
            yield node, "kh:reportedOn", _typed(claim.reported_on.isoformat(), "date")
        for decided in sorted({d for e in claim.evidence for d in e.decided}):
            yield node, "kh:decided", _said(decided, "en")
        for evidence in claim.evidence:
            yield node, "kh:evidence", self._mention_node(evidence.article, evidence.start, evidence.end)
        said = self.mint("claim", claim.id, "attribution")
        yield node, "grasp:hasAttribution", said
        yield said, "rdf:type", term("grasp:Attribution")
        yield said, "grasp:wasAttributedTo", self._holder(claim)
        yield said, "kh:holderKind", term(f"kh:{_HOLDERS[claim.holder_kind]}")
        for value in (*_FACTS[claim.status], _tense(claim)):
            yield said, "rdf:value", term(f"fact:{value}")
        if claim.cue is not None:
            yield said, "kh:cue", self._mention_node(claim.article, *claim.cue)

    def _holder(self, claim: Claim) -> NamedNode:
        if claim.holder_kind == "reported":
            return self.mint("actor", claim.holder)
        if claim.holder_kind == "narrator":
            return self._outlet(claim.holder)
        return self.mint("source", "article", claim.article)

    def _outlet(self, name: str) -> NamedNode:
        return self.mint("source", "outlet", name)

    def _mention(self, article: Article, start: int, end: int, what: NamedNode | None, evidence: EventEvidence | None = None) -> Iterator[Triple]:
        node = self._mention_node(article.id, start, end)
        letters = article.letters
        yield node, "rdf:type", term("gaf:Mention")
        yield node, "rdf:type", term("oa:SpecificResource")
        yield node, "oa:hasSource", self.mint("article", article.id)
        if what is not None:
            yield node, "gaf:denotes", what
        position, quotation = (self.mint("mention", article.id, f"{start}-{end}", part) for part in ("position", "quote"))
        yield node, "oa:hasSelector", position
        yield node, "oa:hasSelector", quotation
        yield position, "rdf:type", term("oa:TextPositionSelector")
        yield position, "oa:start", _typed(start, "integer")
        yield position, "oa:end", _typed(end, "integer")
        yield quotation, "rdf:type", term("oa:TextQuoteSelector")
        if self.quotes == "none":
            return
        yield quotation, "oa:exact", _said(letters[start:end], article.language)
        yield quotation, "oa:prefix", _said(letters[max(0, start - CONTEXT) : start], article.language)
        yield quotation, "oa:suffix", _said(letters[end : end + CONTEXT], article.language)
        if evidence is not None:
            yield node, "kh:sentence", _said(letters[slice(*evidence.sentence)].strip(), article.language)

    # Where it all comes from

    def _provenance(self) -> Iterator[Triple]:
        yield self.run, "rdf:type", term("prov:Activity")
        agent = self.mint("run", "khabar")
        yield self.run, "prov:wasAssociatedWith", agent
        yield agent, "rdf:type", term("prov:SoftwareAgent")
        yield agent, "rdfs:label", _said("khabar", "en")
        instances = self.mint("graph", "instances")
        yield instances, "rdf:type", term("prov:Bundle")
        yield instances, "prov:wasGeneratedBy", self.run
        unnamed = {c.article for c in self.given.claims if c.holder_kind == "unnamed"}
        for outlet in sorted({c.holder for c in self.given.claims if c.holder_kind == "narrator"}):
            yield from self._source(self._outlet(outlet), outlet)
        for ident, article in sorted(self.given.articles.items()):
            graph = self.mint("graph", "article", ident)
            yield graph, "rdf:type", term("prov:Bundle")
            yield graph, "prov:wasDerivedFrom", self.mint("article", ident)
            yield graph, "prov:wasGeneratedBy", self.run
            yield instances, "prov:wasDerivedFrom", graph
            yield self.run, "prov:used", self.mint("article", ident)
            yield from self._article(article)
            if ident in unnamed:
                source = self.mint("source", "article", ident)
                yield source, "rdf:type", term("sem:Actor")
                yield source, "rdfs:label", _said("whoever wrote the article", "en")

    def _source(self, node: NamedNode, name: str) -> Iterator[Triple]:
        for kind in ("sdo:NewsMediaOrganization", "prov:Organization", "sem:Actor"):
            yield node, "rdf:type", term(kind)
        yield node, "rdfs:label", _said(name)

    def _article(self, article: Article) -> Iterator[Triple]:
        node = self.mint("article", article.id)
        yield node, "rdf:type", term("sdo:NewsArticle")
        yield node, "rdf:type", term("prov:Entity")
        yield node, "sdo:inLanguage", ox.Literal(article.language)
        if article.published:
            yield node, "sdo:datePublished", _typed(article.published.isoformat(), "date")
        if article.outlet:
            yield node, "sdo:publisher", self._outlet(article.outlet)
            yield from self._source(self._outlet(article.outlet), article.outlet)
        if article.url:
            yield node, "sdo:url", ox.Literal(_clean(article.url))
        yield node, "kh:textSha256", ox.Literal(sha256(article.letters.encode("utf-8", "surrogatepass")).hexdigest())
        yield node, "kh:textLength", _typed(len(article.letters), "integer")
        yield node, "kh:offsetUnit", term("kh:UnicodeCodePoint")
        if self.quotes != "none":
            yield node, "sdo:headline", _said(article.title, article.language)
        if self.quotes == "full":
            yield node, "sdo:articleBody", _said(article.text, article.language)


def _tense(claim: Claim) -> str:
    """Whether the claim speaks of what was still to come on the day it was made."""
    if claim.status in ("planned", "requested", "cancelled"):
        return "future"
    begin = claim.when.begin[0] if claim.when is not None and claim.when.basis != "document" else None
    return "future" if claim.status != "actual" and begin and claim.reported_on and begin > claim.reported_on else "non-future"


def store_of(conclusions: Conclusions, *, base: str = BASE, quotes: Quotes = "sentence") -> ox.Store:
    """The conclusions in an Oxigraph store."""
    store = ox.Store()
    store.bulk_extend(Writer(conclusions, base=base, quotes=quotes).quads())
    return store


def to_dataset(conclusions: Conclusions, *, base: str = BASE, quotes: Quotes = "sentence") -> rdflib.Dataset:
    """The conclusions as an ``rdflib.Dataset`` (kept by Oxigraph, so that SPARQL is fast), prefixes bound."""
    import rdflib
    from oxrdflib import OxigraphStore

    dataset = rdflib.Dataset(store=OxigraphStore(store=store_of(conclusions, base=base, quotes=quotes)), default_union=True)
    for prefix, iri in Minter(base).prefixes().items():
        dataset.bind(prefix, iri, replace=True)
    return dataset


def write_rdf(conclusions: Conclusions, path: Path, *, format: str, quotes: Quotes = "sentence", base: str = BASE) -> None:
    """Write one file: trig, nq and jsonld keep the named graphs, ttl is the flat view. Raises KhabarError for another format."""
    if format not in _FORMATS:
        raise KhabarError(f"{path}: no RDF format {format!r}; there are {', '.join(_FORMATS)}")
    quads: Iterator[Quad] | Iterator[ox.Triple] = Writer(conclusions, base=base, quotes=quotes).quads()
    if format == "ttl":
        flat = {str(q.triple): q.triple for q in Writer(conclusions, base=base, quotes=quotes).quads()}
        quads = (flat[key] for key in sorted(flat))
    ox.serialize(quads, str(path), format=_FORMATS[format], prefixes=Minter(base).prefixes())
