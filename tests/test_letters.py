"""Letters: folding, words and quoting."""

import pytest

from extract.letters import digits, fold, quote, words


@pytest.mark.parametrize("written, plain", [
    ("اسْتَقْبَلَ", "استقبل"),
    ("استقبـــل", "استقبل"),
    ("إيران", "ايران"),
    ("آل", "ال"),
    ("مستشفى", "مستشفي"),
    ("ایرانی", "ايراني"),      # Farsi ye
    ("القاهرة", "القاهره"),
    ("رئيس", "رييس"),
    ("٢٠٢٤", "2024"),
    ("۲۰۲۴", "2024"),
    ("ﻻ", "لا"),               # a presentation form
])  # fmt: skip
def test_words_that_are_written_differently_compare_alike(written, plain):
    """One word, one folded form, whatever its marks and letter shapes."""
    assert fold(written) == plain


def test_folding_tells_different_words_apart():
    """Folding does not throw away letters that carry meaning."""
    assert len({fold(w) for w in ("قتل", "قاتل", "قتال", "مقتل", "قتلى", "كتل")}) == 6


def test_digits_keep_their_places():
    """Digits change, the length does not, so offsets still hold."""
    text = "في ٢٨ أبريل ۲۰۲۴"
    assert digits(text) == "في 28 أبريل 2024"
    assert len(digits(text)) == len(text)


def test_words_are_spans_of_the_text():
    """Marks stand alone, dates stay whole, and every span is the text's own letters."""
    text = "قال (الوزير): «نعم»، في 28/4/2024."
    assert [text[s:e] for s, e in words(text)] == ["قال", "(", "الوزير", ")", ":", "«", "نعم", "»", "،", "في", "28/4/2024", "."]


def test_a_quoted_word_keeps_its_direction():
    """Arabic in an English line is isolated, so that the line does not jump."""
    assert quote("زار") == "\u2068«زار»\u2069"
