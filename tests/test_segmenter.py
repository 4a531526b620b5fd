"""Words into clitics and stem: no letter lost or changed, offsets kept, plain words cut as grammar has it."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.backbone import Khabar, norm, without_article
from extract.letters import words
from extract.records import KhabarError
from extract.segmenter import candidates, cut_words, load_segmenter, save
from extract.vocabulary import load_vocabulary, spell

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ"
TEXT = "وقال الوزيرُ، الذي سيصل إلى مسقط (غدا): «للمباحثات أهميّتها»، ثمّ غادرها في 5/3/2026…\n\n  وبالتعاون مع UNICEF 12%."


@pytest.mark.parametrize("word, pieces", [
    ("وبالعمل", "و ب العمل"),
    ("وقال", "و قال"),
    ("الوزير", "الوزير"),
    ("وزير", "وزير"),              # its waw is its own
    ("بيان", "بيان"),              # and its ba
    ("زيارته", "زيارت ه"),
    ("سيزور", "س يزور"),
    ("لبحث", "ل بحث"),
    ("فأعلنت", "ف أعلنت"),
])  # fmt: skip
def test_plain_words_are_cut_as_grammar_has_it(word, pieces):
    """Attached letters come off, letters of the word itself stay."""
    assert [word[s:e] for s, e in load_segmenter("ar").spans(word, 0, len(word))] == pieces.split()


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS + "ًٌٍَُِّْـ", min_size=1, max_size=14))
def test_pieces_joined_are_the_word(word):
    """Whatever is cut, the pieces follow one another from the first letter to the last."""
    spans = load_segmenter("ar").spans(word, 0, len(word))
    assert "".join(word[s:e] for s, e in spans) == word
    assert all(s < e for s, e in spans) or word[:1] in "ًٌٍَُِّْـ"


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=12))
def test_every_candidate_is_the_word_in_pieces(word):
    """The grammar proposes cuts of the word, the whole word first."""
    found = list(candidates(spell(word)))
    assert all("".join(c.parts) == spell(word) for c in found)
    assert not found or found[0].parts == (spell(word),)


def test_offsets_belong_to_the_text():
    """Pieces of a text keep their places; marks stay with the letter before them."""
    spans = cut_words(load_segmenter("ar"), TEXT, words(TEXT))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join(TEXT[s:e] for s, e in spans) == "".join(TEXT.split())
    assert "الوزيرُ" in {TEXT[s:e] for s, e in spans}


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS + " \n\t،.:«»\"()0123٤٥abc", max_size=60))
def test_a_doc_is_its_text(text):
    """The tokenizer loses no letter and no space, whatever the text."""
    assert Khabar().tokenizer(text).text == text


def test_tokens_are_pieces():
    """Tokens of the trained pipeline are the segmenter's pieces, and their offsets are the text's."""
    doc = Khabar().tokenizer(TEXT)
    assert doc.text == TEXT
    assert all(TEXT[t.idx : t.idx + len(t)] == t.text for t in doc)
    assert [t.text for t in doc][:3] == ["و", "قال", "الوزيرُ"]


def test_models_see_plain_letters():
    """Norms have one alef, one comma, and zeros for digits; the article comes off where it is one."""
    assert [norm(t) for t in ("الأُمم", "،", "٢٠٢٤", "«")] == ["الامم", ",", "0000", '"']
    assert (without_article("الوزير"), without_article("الا")) == ("وزير", "الا")


def test_weights_are_written_the_same_twice(tmp_path):
    """The file of weights depends on the weights alone, and small ones are left out."""
    save({"b": 0.5, "a": -1.25, "none": 0.0001}, tmp_path / "one.gz")
    save({"none": 0.0001, "a": -1.25, "b": 0.5}, tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.gz").read_bytes()) == b'{"a":-1250,"b":500}'


def test_a_language_without_weights_says_so():
    """A segmenter that is not there is named."""
    with pytest.raises(KhabarError, match="segmenter"):
        load_segmenter("xx")


def test_common_words_are_known():
    """The word list tells words from slips, and counts what is common higher."""
    known = load_vocabulary("ar")
    assert known.log("في") > known.log("المفاوضات") > 0
    assert known.log("قفغظثضص") == 0
    assert known.log("الإدارة") == known.log("الادارة")
