"""Names held against each other, and who is who across articles."""

from __future__ import annotations

import pytest
from made import happens, person, reading, thing

from extract.language import load_language
from graph.conclude import conclude
from graph.names import compare_names, name_rules, parse_name


@pytest.fixture(scope="module")
def rules():
    return name_rules(load_language("ar"))


@pytest.mark.parametrize("left, right, least", [
    ("أنتوني بلينكن", "أنطوني بلينكين", 0.9),
    ("بنيامين نتنياهو", "بنيامين نتانياهو", 0.9),
    ("باراك أوباما", "باراك اوباما", 1.0),
    ("رجب طيب أردوغان", "رجب طيب إردوجان", 0.9),
    ("خالد الراجحي", "خالد راجحي", 1.0),
    ("أبو سعيد المرزوقي", "أبو سعيد مرزوقي", 1.0),
    ("نور الدين القاضي", "نورالدين القاضي", 1.0),
    ("عبد الرحمن اللواتي", "عبدالرحمن اللواتي", 1.0),
    ("سعود بن ماجد", "سعود بن ماجد بن حمد آل رشد", 0.85),
    ("جان نويل بارو", "جان بارو", 0.85),
])  # fmt: skip
def test_spellings_of_one_name(left, right, least, rules):
    """Transliteration, the article, kunya, compounds and chains of fathers do not hide who is meant."""
    assert compare_names(parse_name(left, rules), parse_name(right, rules), rules).value >= least


@pytest.mark.parametrize("left, right", [
    ("حسن اللواتي", "حسين اللواتي"),
    ("سلمان القاضي", "سليمان القاضي"),
    ("ماجد بن حمد", "سعود بن ماجد بن حمد"),
    ("محمد علي", "محمد علي الراجحي"),
    ("الراجحي", "سالم الراجحي"),
    ("الراجحي", "الراجحي"),
    ("كريم حداد", "كرم حداد"),
])  # fmt: skip
def test_names_that_are_not_enough(left, right, rules):
    """Arabic vowels tell people apart, a father is not his son, and one shared name proves nothing."""
    assert compare_names(parse_name(left, rules), parse_name(right, rules), rules).value < 0.85


def said(ident, name, *, published="2024-03-05", **more):
    """An article in which someone says something."""
    return reading(
        ident, f"قال {name} إن المرفأ سيفتح أبوابه قريبا.", published=published, actors={"a": person(name, **more)},
        events=[happens("statement", "قال", source="a")],
    )  # fmt: skip


def people(*readings):
    return sorted(sorted({m.article for m in a.mentions}) for a in conclude(readings).actors)


@pytest.mark.parametrize("left, right, one", [
    ({"name": "سالم الراجحي"}, {"name": "سالم الراجحي"}, True),
    ({"name": "توني بلنكتون"}, {"name": "توني بلينكتن"}, True),
    ({"name": "سالم الراجحي", "state": "OM"}, {"name": "سالم الراجحي", "state": "LY"}, False),
    ({"name": "سالم الراجحي", "wikidata": "Q1000001"}, {"name": "سالم الراجحي", "wikidata": "Q1000002"}, False),
    ({"name": "سالم الراجحي", "wikidata": "Q1000001"}, {"name": "سالم الراجحي"}, True),
    ({"name": "الراجحي"}, {"name": "سالم الراجحي"}, False),
    ({"name": "الراجحي", "office": "foreign-minister", "state": "OM"},
     {"name": "سالم الراجحي", "office": "foreign-minister", "state": "OM"}, True),
    ({"name": "الراجحي"}, {"name": "الراجحي"}, False),
])  # fmt: skip
def test_people_across_articles(left, right, one):
    """Identifiers decide; then names, where nothing speaks against them; one name needs the office beside it."""
    found = people(said("1", **left), said("2", **right))
    assert found == ([["1", "2"]] if one else [["1"], ["2"]])


def test_a_name_that_fits_two_people_joins_neither():
    """A stateless namesake of two people from two states stays alone, and the decision says unsure."""
    made = [said("1", "سالم الراجحي", state="OM"), said("2", "سالم الراجحي", state="LY"), said("3", "سالم الراجحي")]
    assert people(*made) == [["1"], ["2"], ["3"]]
    verdicts = {d.verdict for d in conclude(made).decisions if d.about == "actor"}
    assert "same" not in verdicts
    assert "unsure" in verdicts


def test_descriptions_stay_with_their_article():
    """"An official" of two articles is two people as far as anyone knows."""
    one, two = (said(i, "مسؤول") for i in "12")
    assert people(one, two) == [["1"], ["2"]]


def test_every_joining_is_recorded_with_its_reason():
    """Two spellings become one actor by a decision that says why and how sure."""
    found = conclude([said("1", "توني بلنكتون"), said("2", "توني بلينكتن")])
    (decision,) = [d for d in found.decisions if d.about == "actor"]
    assert (decision.verdict, decision.by) == ("same", "names")
    assert "spelling" in decision.why
    assert found.actors[0].names == ("توني بلنكتون", "توني بلينكتن")


def test_institutions_of_two_states_stay_apart():
    """A ministry is told by its state."""
    def told(ident, state):
        text = "أكدت وزارة الصناعة أن المصنع سيبنى هذا العام."
        actors = {"a": thing("وزارة الصناعة", "organisation", state=state)}
        return reading(ident, text, actors=actors, events=[happens("statement", "أكدت", source="a")])

    assert people(told("1", "OM"), told("2", "TN"), told("3", "OM")) == [["1", "3"], ["2"]]


def test_the_id_does_not_change_when_later_news_arrives():
    """An actor is named after the article that was first, not after what came later."""
    first = said("1", "سالم الراجحي", published="2024-03-01")
    later = said("0", "سالم الراجحي", published="2024-04-01")
    assert conclude([first]).actors[0].id == conclude([later, first]).actors[0].id


@pytest.mark.parametrize("left, right", [
    ("كريستين لوبلان", "كريستينا لوبلان"),
    ("مارك دوفال", "ماركو دوفال"),
])  # fmt: skip
def test_foreign_first_names_are_not_all_spellings(left, right, rules):
    """Two first names that differ by an ending are two people."""
    assert compare_names(parse_name(left, rules), parse_name(right, rules), rules).value < 0.85


@pytest.mark.parametrize("office, state, day, found", [
    ("nato-secretary-general", "NO", "2020-05-05", True),
    ("nato-secretary-general", None, "2020-05-05", True),
    ("un-secretary-general", None, "1000-05-05", False),
    ("foreign-minister", "US", "2023-05-05", True),
    ("spokesperson", "US", "2023-05-05", False),
])  # fmt: skip
def test_an_office_at_a_date_means_its_holder(office, state, day, found):
    """Offices of organisations belong to no state, whatever their holder's; an office of many names nobody."""
    told = said("1", "المسؤول", published=day, office=office, state=state)
    (actor,) = conclude([told]).actors
    assert (actor.wikidata is not None) is found


def test_an_office_passes_between_people():
    """The same words mean one holder one year and another the next."""
    named = [said(str(year), "المسؤول", published=f"{year}-05-05", office="un-secretary-general") for year in (2004, 2005, 2010)]
    assert people(*named) == [["2004", "2005"], ["2010"]]


@pytest.mark.parametrize("left, right, one", [
    ({"name": "عبد الله المرزوقي", "state": "OM"},
     {"name": "معالي المندوب الدائم لدى المنظمة السفير عبد الله بن يحيى المرزوقي", "state": "OM"}, True),
    ({"name": "إستفان دي مستورا", "office": "un-envoy-syria", "state": "IT"}, {"name": "إستفان دي ميستورا", "office": "un-envoy-syria", "state": "SY"}, True),
    ({"name": "سالم الراجحي", "office": "foreign-minister", "state": "OM"}, {"name": "سالم الراجحي", "office": "foreign-minister", "state": "LY"}, False),
])  # fmt: skip
def test_titles_and_offices_beside_names(left, right, one):
    """A name stands at the end of its titles; who holds one office of an organisation is one, whatever state stands beside."""
    assert people(said("1", **left), said("2", **right)) == ([["1", "2"]] if one else [["1"], ["2"]])


def test_a_known_bearer_of_a_name_goes_first():
    """A stateless namesake of one known person and of an unknown one from elsewhere is the known one."""
    made = [said("1", "سالم الراجحي", wikidata="Q1000001", state="OM"), said("2", "سالم الراجحي", state="LY"), said("3", "سالم الراجحي")]
    assert people(*made) == [["1", "3"], ["2"]]


def test_one_telling_that_names_many_joins_no_two_events():
    """Two agreements on one day stay two, though one paper names all four who signed."""
    def told(ident, actors, words):
        made = {k: thing(n, "state", wikidata=f"Q{k}00", state=k) for k, n in actors.items()}
        text = f"وقعت {' و'.join(actors.values())} اتفاق {words} أمس."
        return reading(ident, text, outlet=ident, actors=made, events=[happens("agreement", "اتفاق", source=tuple(actors))])

    one, other = {"OM": "عمان", "TN": "تونس"}, {"LY": "ليبيا", "MR": "موريتانيا"}
    tellings = [told(f"a{n}", one, "الصيد البحري") for n in range(3)] + [told(f"b{n}", other, "الصيد البحري") for n in range(3)]
    found = conclude([*tellings, told("c", {**one, **other}, "الصيد البحري")])
    sides = sorted(len({x.article for x in e.evidence}) for e in found.events)
    assert sides in ([3, 4], [1, 3, 3])
