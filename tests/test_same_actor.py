"""Clusters that are one actor after all: which two are looked at, what is seen of them, and whom a model joins."""

from __future__ import annotations

import numpy as np
import pytest

from extract import Article, load
from extract.actor_cluster import Cluster
from extract.language import Entry
from extract.learned import COREFERENCE, MODELS
from extract.linear import Linear
from extract.occurrences import Occurrence
from extract.phrase import Phrase
from extract.same_actor import Pairs, meant

UNIT = np.array([1.0, 0.0], dtype=np.float32)


def entry(ident):
    return Entry(id=ident, name=ident, kind="organisation", names=(ident,))


def occurrence(n, *words, kind="group", sentence=0, conj=False, definite=True, states=(), vector=None):
    phrase = Phrase(first=3 * n, last=3 * n + len(words), start=20 * n, end=20 * n + 9, kind=kind, rule="head", conj=conj)
    return Occurrence(n, phrase, words, sentence, title=False, definite=definite, before="", states=frozenset(states), vector=vector)


def looked_at(clusters, chosen, found):
    return list(Pairs(clusters, chosen, found, {}))


def model(**weights):
    """A model that says yes as far as one of these features is seen."""
    names = list(weights)
    return Linear("coreference", ("no", "yes"), np.array([0.0, -2.0]), {name.replace("_", "=", 1).replace("_", "-"): n for n, name in enumerate(names)}, np.array([[0.0, weights[n]] for n in names]))


def test_two_of_the_gazetteer_are_never_one():
    """What two entries name is two, and people are no groups; a described one may be either."""
    clusters = [Cluster("organisation", entry=entry("A")), Cluster("organisation", entry=entry("B")), Cluster("group"), Cluster("person")]
    found = [occurrence(n, word) for n, word in enumerate(("نور", "نور", "نور", "نور"))]
    assert {(p.one, p.other) for p in looked_at(clusters, [0, 1, 2, 3], found)} == {(2, 0), (2, 1)}


def test_what_is_of_two_states_is_two():
    """"مسؤول بوزارة الخارجية التركية" is not the Iranian one; who is of no state may be either."""
    clusters = [Cluster("person"), Cluster("person"), Cluster("person")]
    found = [occurrence(0, "مسوول", "تركي", states=["TR"]), occurrence(1, "مسوول", "ايراني", states=["IR"]), occurrence(2, "مسوول")]
    assert {(p.one, p.other) for p in looked_at(clusters, [0, 1, 2], found)} == {(2, 0), (2, 1)}


def test_the_described_one_is_judged_by_whom_it_may_mean():
    """Also where it stands before the name."""
    clusters = [Cluster("organisation"), Cluster("organisation", entry=entry("A"))]
    (pair,) = looked_at(clusters, [0, 1], [occurrence(0, "شركه"), occurrence(1, "شركه", "نور")])
    assert (pair.one, pair.other) == (0, 1)
    assert "like=lead" in pair.features
    assert "turned=1:de" in pair.features


def test_the_mentions_that_are_most_alike_speak_for_a_cluster():
    """Of all its shapes; what stands joined by "and" is told, and how near the encoder sees them."""
    clusters = [Cluster("group"), Cluster("group")]
    found = [occurrence(0, "مقاومه", vector=UNIT), occurrence(1, "جيش", conj=True, vector=UNIT), occurrence(2, "رجال", "مقاومه", sentence=1, vector=-UNIT)]
    (pair,) = looked_at(clusters, [0, 1, 1], found)
    assert {"like=longer-tail", "more=رجال", "joined", "near=1.0", "near-all=0.0"} <= set(pair.features)


def test_who_shares_no_word_is_not_looked_at():
    """Such pairs are seldom one, and nothing tells which."""
    assert not looked_at([Cluster("group"), Cluster("group")], [0, 1], [occurrence(0, "جيش"), occurrence(1, "شرطه")])


def test_without_an_encoder_nothing_is_said_of_nearness():
    """Then there are no vectors."""
    (pair,) = looked_at([Cluster("group"), Cluster("group")], [0, 1], [occurrence(0, "رجال", "شرطه"), occurrence(1, "شرطه")])
    assert not any(f.startswith("near") for f in pair.features)


def test_each_joins_at_most_one_the_surest_first():
    """And nobody brings two entries together."""
    clusters = [Cluster("organisation", entry=entry("A")), Cluster("organisation", entry=entry("B")), Cluster("organisation")]
    found = [occurrence(0, "شركه", "نور"), occurrence(1, "بنك", "شركه"), occurrence(2, "شركه")]
    pairs = Pairs(clusters, [0, 1, 2], found, {})
    assert meant(model(like_lead=6.0, like_tail=3.0), pairs) == {2: 0}
    assert meant(model(like_lead=3.0, like_tail=6.0), pairs) == {2: 1}
    assert meant(model(like_lead=1.0, like_tail=1.0), pairs) == {}


def test_a_chain_of_descriptions_brings_no_two_entries_together():
    """Where A and a description are one, and so are that and another, the other is not B."""
    clusters = [Cluster("organisation", entry=entry("A")), Cluster("organisation"), Cluster("organisation", entry=entry("B"))]
    found = [occurrence(0, "شركه", "نور"), occurrence(1, "شركه"), occurrence(2, "مصرف", "شركه")]
    joined = meant(model(like_lead=9.0, like_tail=6.0), Pairs(clusters, [0, 1, 2], found, {}))
    assert joined == {1: 0}


def test_a_chain_brings_no_two_states_together():
    """"المسؤول" is the Turkish or the Iranian one, not both."""
    clusters = [Cluster("person"), Cluster("person"), Cluster("person")]
    found = [occurrence(0, "مسوول", "تركي", states=["TR"]), occurrence(1, "مسوول"), occurrence(2, "مسوول", "ايراني", states=["IR"])]
    assert meant(model(like_lead=9.0, like_longer_lead=6.0), Pairs(clusters, [0, 1, 2], found, {})) == {1: 0}


@pytest.mark.parametrize(("text", "one"), [
    ("أعلنت شركة نورتان للطاقة أمس توقيع اتفاق مع وزارة النفط. وقالت الشركة الأردنية إن العمل يبدأ في مارس المقبل.", ["شركة نورتان للطاقة", "الشركة الأردنية"]),
    ("التقى مسؤول بوزارة الخارجية التركية وفدا من رجال الأعمال في أنقرة. وقال المسؤول التركي إن اللقاء كان وديا.", ["مسؤول بوزارة الخارجية التركية", "المسؤول التركي"]),
])  # fmt: skip
def test_a_description_means_who_was_named(reader, text, one):
    """With the model that ships; the rules alone keep them apart."""
    article = Article(id="x", title="", text=text)
    alone = load("ar", learned=[m for m in MODELS if m != COREFERENCE])
    found, apart = ([[article.letters[m.start:m.end] for m in actor.mentions] for actor in next(iter(r.read([article]))).actors] for r in (reader, alone))
    assert one in found
    assert one not in apart
