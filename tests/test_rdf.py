"""RDF: the model, its shapes, its bytes, and questions to it."""

from datetime import date

import pyoxigraph as ox
import pytest
from made import day, happens, on, person, reading, thing

from extract.records import KhabarError
from graph.conclude import conclude
from graph.iris import Minter, term
from graph.query import query
from graph.rdf import store_of, to_dataset, write_rdf
from graph.validate import offset_problems, shape_problems, validate


@pytest.fixture(scope="module")
def conclusions():
    people = {
        "m": person("ليلى الحمدان", wikidata=None), "o": thing("عمان", "state", wikidata="Q842", state="OM"),
        "u": thing("الأمم المتحدة", "organisation", wikidata="Q1065"),
    }  # fmt: skip
    first = reading(
        'مقال "1" <a>', "قالت الأمم المتحدة إن ليلى الحمدان ستزور عمان في 9 مارس.", published="2024-03-05", actors=people,
        events=[
            happens("statement", "قالت", source=("u",)),
            happens("visit", "ستزور", source=("m",), target=("o",), status="planned", reported_by="u", when=on("2024-03-09", basis="explicit")),
        ],
    )  # fmt: skip
    second = reading(
        "b-2", "زارت ليلى الحمدان عمان، ونفت الأمم المتحدة ذلك.", published="2024-03-10", outlet=None, actors=people,
        events=[
            happens("visit", "زارت", source=("m",), target=("o",), when=on("2024-03-09")),
            happens("rejection", "ونفت", source=("u",)),
        ],
    )  # fmt: skip
    return conclude([first, second])


def test_an_export_conforms_to_the_shapes(conclusions):
    """Events have claims, claims have holders, offsets are where they say."""
    assert validate(store_of(conclusions, quotes="full")) == []


@pytest.mark.parametrize("quotes", ["full", "sentence", "none"])
def test_every_measure_of_quoting_conforms(conclusions, quotes):
    """However little text an export carries, it keeps to the model."""
    assert shape_problems(store_of(conclusions, quotes=quotes)) == []


def test_no_text_leaves_when_none_is_wanted(conclusions):
    """With quotes none, no letters of the articles are in the export."""
    said = {str(q.object.value) for q in store_of(conclusions, quotes="none") if isinstance(q.object, ox.Literal)}
    assert not any("ستزور" in s or "ونفت" in s for s in said)


def change(store, subject_type, predicate, value):
    """Replace one property of the first node of a type."""
    node = min((q.subject for q in store.quads_for_pattern(None, term("rdf:type"), term(subject_type))), key=str)
    (old, *_) = store.quads_for_pattern(node, term(predicate), None)
    store.remove(old)
    if value is not None:
        store.add(ox.Quad(node, term(predicate), value, old.graph_name))
    return store


@pytest.mark.parametrize("kind, predicate, value", [
    ("kh:Claim", "kh:status", None),                                # a claim of no status
    ("kh:Claim", "grasp:hasAttribution", None),                     # nobody says so
    ("sem:Event", "sem:eventType", term("kh:nothing")),             # a type that is none
    ("oa:TextPositionSelector", "oa:start", ox.Literal("999", datatype=term("xsd:integer"))),   # begins after its end
    ("sdo:NewsArticle", "kh:textSha256", ox.Literal("abc")),
])  # fmt: skip
def test_a_broken_export_is_caught(conclusions, kind, predicate, value):
    """The shapes reject what the model forbids."""
    assert shape_problems(change(store_of(conclusions), kind, predicate, value))


def test_a_shifted_offset_is_caught(conclusions):
    """A quotation that does not stand where the selector says is a problem, named by its mention."""
    store = change(store_of(conclusions, quotes="full"), "oa:TextQuoteSelector", "oa:exact", ox.Literal("لا", language="ar"))
    (problem,) = offset_problems(store)
    assert "/mention/" in problem.node


def test_what_is_not_known_is_left_out(conclusions):
    """No bound of time is invented; a known day has all four."""
    bounds = query(to_dataset(conclusions), """
        SELECT ?type (COUNT(?b) AS ?n) { ?e sem:eventType ?type ; sem:hasTime ?t . OPTIONAL { ?t ?p ?b . FILTER(CONTAINS(STR(?p), "TimeStamp")) } }
        GROUP BY ?type""")  # fmt: skip
    counts = {row.type.rpartition("#")[2]: row.n for row in bounds.itertuples()}
    assert counts["visit"] == 4
    assert counts["rejection"] == 0


def test_planned_and_done_stand_side_by_side(conclusions):
    """One visit, two claims, each with its own holder, status and day of report."""
    rows = query(to_dataset(conclusions), """
        SELECT ?status ?kind ?day { ?e sem:eventType type:visit . ?c kh:about ?e ; kh:status ?status ; kh:reportedOn ?day ;
          grasp:hasAttribution/kh:holderKind ?kind }""")  # fmt: skip
    found = {(r.status.rpartition("#")[2], r.kind.rpartition("#")[2], r.day) for r in rows.itertuples()}
    assert found == {("planned", "ReportedSource", "2024-03-05"), ("actual", "UnnamedSource", "2024-03-10")}


def test_may_overlap_can_be_asked(conclusions):
    """The idiom of the model: unknown bounds do not exclude."""
    def possible(first: date, last: date) -> int:
        asked = f"""SELECT (COUNT(DISTINCT ?e) AS ?n) {{ ?e a sem:Event ; sem:hasTime ?t .
          OPTIONAL {{ ?t sem:hasEarliestBeginTimeStamp ?eb }} OPTIONAL {{ ?t sem:hasLatestEndTimeStamp ?le }}
          FILTER((!bound(?eb) || ?eb <= "{last}"^^xsd:date) && (!bound(?le) || ?le >= "{first}"^^xsd:date)) }}"""
        return int(query(to_dataset(conclusions), asked).n[0])

    assert possible(day("2024-03-09"), day("2024-03-09")) - possible(day("2024-04-01"), day("2024-04-02")) == 1


@pytest.mark.parametrize("form", ["trig", "ttl", "nq", "jsonld"])
def test_the_same_conclusions_give_the_same_bytes(conclusions, form, tmp_path):
    """Exports are byte for byte alike."""
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    write_rdf(conclusions, one, format=form)
    write_rdf(conclusions, two, format=form)
    assert one.read_bytes() == two.read_bytes()
    assert len(one.read_bytes()) > 1000


def test_no_quad_is_lost_on_the_way(conclusions, tmp_path):
    """TriG and N-Quads hold the very same statements as the dataset."""
    want = {str(q) for q in store_of(conclusions)}
    for form in ("trig", "nq"):
        path = tmp_path / f"graph.{form}"
        write_rdf(conclusions, path, format=form)
        store = ox.Store()
        store.bulk_load(path=str(path), format={"trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}[form])
        assert {str(q) for q in store} == want


def test_hostile_ids_make_safe_iris():
    """Spaces, quotation marks, angle brackets and Arabic are escaped, and different ids stay different."""
    mint = Minter()
    made = [mint("article", ident).value for ident in ('a "b" <c>', "a b", "مقال", "a/b", "a%2Fb")]
    assert len(set(made)) == 5
    assert not any(c in iri for iri in made for c in ' "<>')


def test_a_bad_query_says_so(conclusions):
    """A query that is no SPARQL raises an error that names the prefixes one may use."""
    with pytest.raises(KhabarError, match="not a SPARQL query"):
        query(to_dataset(conclusions), "SELEKT ?x")


def test_a_file_that_is_no_rdf_says_so(tmp_path):
    """A broken file is named."""
    path = tmp_path / "graph.ttl"
    path.write_text("<a> <b>", "utf-8")
    with pytest.raises(KhabarError, match=r"graph\.ttl"):
        validate(path)
