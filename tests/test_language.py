"""Language data: what is shipped, what a private folder adds, what the check finds, how problems are told."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extract.check import check, example_problem, letter_problem
from extract.explain import explain
from extract.language import Example, lemma_forms, load_language, read_jsonl, read_toml
from extract.names import Gazetteer
from extract.offices import Offices, bare
from extract.pipeline import Reader
from extract.records import KhabarError

AR = load_language("ar")


def overlay(folder: Path, **files: str) -> Path:
    """A private folder of language data: names with __ for a slash and _ before the ending."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/").rsplit("_", 1)[0] + "." + name.rsplit("_", 1)[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_what_ships_is_enough():
    """22 types with 800 lemmas, all states with their adjectives, 1,500 places, 400 people with terms, 300 organisations."""
    assert len(AR.types) == 22
    assert {lemma.type for lemma in AR.lemmas} == set(AR.types)
    assert len({lemma.head for lemma in AR.lemmas}) >= 800
    kinds = Counter(e.kind for e in AR.entries)
    assert kinds["place"] >= 1500
    assert kinds["organisation"] + kinds["armed-group"] >= 300
    states = [e for e in AR.entries if e.kind == "state"]
    assert len(states) >= 193
    assert sum(bool(e.nisba) for e in states) >= 180  # names of several words, such as جزر سليمان, have none
    assert sum(e.kind == "person" and bool(e.offices) for e in AR.entries) >= 400


def test_entries_are_told_apart():
    """Ids are unique; an id is Wikidata's or plainly ours; terms of office begin before they end."""
    ids = Counter(e.id for e in AR.entries)
    assert [i for i, n in ids.items() if n > 1] == []
    assert all(e.wikidata or ":" in e.id for e in AR.entries)
    for entry in AR.entries:
        for term in entry.offices:
            assert str(term.get("from") or "") <= str(term.get("to") or "9999"), entry.id


def test_every_type_has_examples():
    """Examples are tests: each type has some, and each names its trigger's letters."""
    found = Counter(e.type for e in AR.examples)
    assert set(found) == set(AR.types)
    assert all(e.trigger in e.text for e in AR.examples if e.trigger)
    assert all(e.word in e.text for e in AR.examples if e.word)


def test_a_lemma_has_all_its_forms():
    """One row makes verb, noun, plural and participles."""
    texts = {f.text for f in lemma_forms({"past": "أعلن", "present": "يعلن", "noun": "إعلان", "plural": "إعلانات", "active": "معلن"})}
    assert {"اعلنت", "يعلنون", "اعلان", "اعلانات", "معلنا"} <= texts


@pytest.mark.parametrize("text, told", [
    ("استقبل", None),
    ("ایران", "ARABIC LETTER FARSI YEH"),
    ("استقبـل", "ARABIC TATWEEL"),
    ("استقبَل", "ARABIC FATHA"),
    ("ﻻ", "LAM WITH ALEF"),
    ("زيارة ", "white space"),
])  # fmt: skip
def test_letters_are_checked(text, told):
    """Letters that look right and are not, marks, and stray spaces are named."""
    problem = letter_problem(text)
    assert (problem is None) if told is None else (told in (problem or ""))


def test_a_private_folder_lies_over_ours(tmp_path):
    """It adds triggers and entries, and replaces an entry of the same id."""
    folder = overlay(
        tmp_path,
        events__visit_toml='type = "visit"\n[[lemmas]]\npast = "تفقد"\npresent = "يتفقد"\nnoun = "تفقد"\nverb_source = ["subject"]\nverb_target = ["object"]\n',
        gazetteer__mine_jsonl=json.dumps({"id": "org:mine", "name": "هيئة المرافئ", "kind": "organisation"}, ensure_ascii=False)
        + "\n" + json.dumps({"id": "Q79", "name": "مصر العربية", "kind": "state", "iso": "EG"}, ensure_ascii=False),
    )  # fmt: skip
    mine = load_language("ar", overlay=folder)
    assert len(mine.lemmas) == len(AR.lemmas) + 1
    assert {e.name for e in mine.entries if e.id in ("Q79", "org:mine")} == {"مصر العربية", "هيئة المرافئ"}
    assert len(mine.entries) == len(AR.entries) + 1


@pytest.mark.parametrize("name, text, told", [
    ("events__visit_toml", "type = ", r"visit\.toml: not readable as TOML"),
    ("events__visit_toml", 'type = "holiday"', r"visit\.toml: type 'holiday' is none of"),
    ("events__visit_toml", 'type = "visit"\n[[lemmas]]\npast = "زار"\n', r"visit\.toml, lemma 1: .*only one of past and present"),
    ("events__visit_toml", 'type = "visit"\n[[lemmas]]\nnoun = "زيارة"\ncolour = "red"\n', r"visit\.toml, lemma 1: unknown keys \['colour'\]"),
    ("events__visit_toml", 'type = "visit"\n[[lemmas]]\ngloss = "nothing"\n', r"visit\.toml, lemma 1: no past, noun or participle"),
    ("gazetteer__mine_jsonl", '{"id": "x"', r"mine\.jsonl, line 1: not JSON"),
    ("gazetteer__mine_jsonl", '{"id": "x", "kind": "place"}', r"mine\.jsonl, line 1: 'name' is missing"),
])  # fmt: skip
def test_what_cannot_be_understood_is_told_with_its_place(name, text, told, tmp_path):
    """File, entry, what was seen."""
    with pytest.raises(KhabarError, match=told):
        load_language("ar", overlay=overlay(tmp_path, **{name: text}))


def test_unknown_languages_and_folders_are_told():
    """What is not there is said, with what there is."""
    with pytest.raises(KhabarError, match=r"no language 'xx'; there are: ar"):
        load_language("xx")
    with pytest.raises(KhabarError, match="no such folder of language data"):
        load_language("ar", overlay=Path("/nowhere/at/all"))


class Deaf:
    """A reader that finds nothing."""

    language = AR

    def read(self, articles):
        from extract.records import Reading

        return [Reading(article=a) for a in articles]


def test_the_check_finds_what_is_wrong(tmp_path):
    """Letters, duplicates and examples that are read otherwise are listed, each with its place."""
    twice = '[[lemmas]]\nnoun = "تفقد"\n'
    folder = overlay(
        tmp_path,
        events__visit_toml=f'type = "visit"\n{twice}{twice}[[examples]]\ntext = "تفقد الوزير الميناء"\ntrigger = "تفقد"\n',
        titles_toml='honorifics = ["معالی"]\n',
    )
    found = check("ar", overlay=folder, reader=Deaf())
    assert any("FARSI YEH" in p and "titles.toml" in p for p in found)
    assert any("visit.toml" in p and "stands twice" in p for p in found)
    assert any("visit.toml, example 1: no visit at" in p and "seen: nothing" in p for p in found)


def test_an_example_is_held_against_what_is_read(reader: Reader):
    """Trigger, roles and status of an example must be read as it says; a counterexample must not."""
    text = "زار وزير الخارجية العماني القاهرة أمس"
    right = Example(type="visit", text=text, trigger="زار", roles={"source": ("وزير الخارجية العماني",), "target": ("القاهرة",)}, status="actual")
    assert example_problem(reader, right) is None
    assert "no call at" in (example_problem(reader, Example(type="call", text=text, trigger="زار")) or "")
    assert "source of" in (example_problem(reader, Example(type="visit", text=text, trigger="زار", roles={"target": ("القاهرة",)})) or "")
    assert "should be planned" in (example_problem(reader, Example(type="visit", text=text, trigger="زار", roles=right.roles, status="planned")) or "")
    assert "should not be" in (example_problem(reader, Example(type="visit", text=text, trigger=None, word="زار")) or "")


def test_letters_and_shape_of_what_ships_are_clean():
    """The shipped data have no wrong letter, no duplicate, no file that is not read."""
    from extract.check import duplicates, letters

    assert letters(AR.folder) == []
    assert duplicates(AR) == []


READ_OTHERWISE = 26


def test_examples_are_read_as_they_say(reader: Reader):
    """The examples that the reader reads otherwise than their file says become fewer, never more; lower the ceiling with them."""
    from extract.check import examples

    found = examples(AR, reader)
    assert len(found) <= READ_OTHERWISE, "\n".join(found)


def test_a_joined_article_hides_no_name(reader: Reader):
    """An example may name an actor with its article where the text has "لل"; another name is still wrong."""
    text = "صرح وزير الزراعة العماني للصحفيين بأن موسم التمور كان وفيرا"
    roles = {"source": ("وزير الزراعة العماني",), "target": ("الصحفيين",)}
    assert example_problem(reader, Example(type="statement", text=text, trigger="صرح", roles=roles)) is None
    assert "target of" in (example_problem(reader, Example(type="statement", text=text, trigger="صرح", roles={**roles, "target": ("المعلمين",)})) or "")


def test_files_that_do_not_parse_are_named(tmp_path):
    """TOML and JSON Lines: the file, and the line where there is one."""
    (tmp_path / "a.toml").write_text("a = ", "utf-8")
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n{\n', "utf-8")
    with pytest.raises(KhabarError, match=r"a\.toml"):
        read_toml(tmp_path / "a.toml")
    with pytest.raises(KhabarError, match=r"a\.jsonl, line 2"):
        read_jsonl(tmp_path / "a.jsonl")


OFFICES = Offices(AR)


@pytest.mark.parametrize("title, office", [
    ("رئيس الوزراء", "head-of-government"),       # the longest beginning counts
    ("رئيس", "head-of-state"),
    ("وزير الخارجية", "foreign-minister"),
    ("وزير الخارجية السابق", "former-minister"),  # a former holder's is an office of its own
    ("بائع", None),
])  # fmt: skip
def test_offices_are_known_by_their_words(title, office):
    """Titles say an office, with or without articles."""
    from extract.names import name_words

    assert OFFICES.of([bare(w) for w in name_words(title)]) == office


@pytest.mark.parametrize("office, state, day, holder", [
    ("head-of-state", "US", date(2015, 6, 1), "Q76"),
    ("head-of-state", "US", date(2023, 6, 1), "Q6279"),
    ("head-of-state", "US", None, None),
    ("head-of-state", "US", date(1900, 1, 1), None),
])  # fmt: skip
def test_offices_have_holders_by_date(office, state, day, holder):
    """Who held it on that day, nobody where the day is not known or lies before our terms."""
    found = OFFICES.holder(office, state, day)
    assert (found.id if found else None) == holder


def test_the_gazetteer_knows_capitals():
    """Each capital stands for one state."""
    capitals = Gazetteer(AR).capitals
    assert capitals["Q61"].id == "Q30"
    assert len(capitals) > 150


def test_explaining_says_which_rule_spoke(reader: Reader):
    """For each trigger: its family, who fills which role through which slot, what set status and time."""
    told = explain("أعلنت وزارة الخارجية المصرية أن الوزير سيزور تونس غدا.", reader=reader, published=date(2026, 3, 5))
    for words in ("visit", "سيزور", "target: تونس", "status: planned", "according to", "when: begin 2026-03-06"):
        assert words in told
