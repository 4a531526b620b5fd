"""Arabic number words, in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.language import load_language
from extract.numbers import make_numbers, number_words, read_ordinal, split_words, words_number
from extract.records import KhabarError

NUMBERS = make_numbers(load_language("ar").table("numbers"))
FORMS = [(gender, case) for gender in ("masculine", "feminine") for case in ("nominative", "oblique")]


@pytest.mark.parametrize("gender, case", FORMS)
def test_what_is_written_is_read(gender, case):
    """Every number from 0 to 9999 comes back, in both genders and both written cases."""
    for n in range(10_000):
        assert words_number(number_words(n, NUMBERS, gender=gender, case=case), NUMBERS) == n


@given(st.integers(0, 10**12 - 1), st.sampled_from(FORMS))
def test_large_numbers_come_back(n, form):
    """Thousands, millions and milliards count with their own nouns."""
    gender, case = form
    assert words_number(number_words(n, NUMBERS, gender=gender, case=case), NUMBERS) == n


@pytest.mark.parametrize("n, gender, case, words", [
    (3, "masculine", "nominative", "ثلاثة"),
    (3, "feminine", "nominative", "ثلاث"),
    (12, "feminine", "oblique", "اثنتي عشرة"),
    (21, "feminine", "nominative", "إحدى وعشرون"),
    (25, "masculine", "oblique", "خمسة وعشرين"),
    (200, "masculine", "oblique", "مئتين"),
    (1000, "masculine", "nominative", "ألف"),
    (2000, "masculine", "nominative", "ألفان"),
    (3465, "masculine", "oblique", "ثلاثة آلاف وأربعمئة وخمسة وستين"),
])  # fmt: skip
def test_words_agree_with_what_is_counted(n, gender, case, words):
    """Gender turns from three to ten, case shows in duals and tens."""
    assert number_words(n, NUMBERS, gender=gender, case=case) == words


@pytest.mark.parametrize("text, value", [
    ("مائة وعشرون", 120), ("ثلاث مئة", 300), ("ألفين وأربعة عشر", 2014), ("احدى عشرة", 11), ("٣٤٥", 345), ("12,500", 12500),
    ("واحد", 1), ("مليونان وألف", 2_001_000), ("كتاب", None), ("", None), ("خمسة ستة", None),
])  # fmt: skip
def test_spellings_of_the_press(text, value):
    """Hamzas are left out, hundreds are split, digits are of three kinds; what is no number is none."""
    assert words_number(text, NUMBERS) == value


@pytest.mark.parametrize("text, value, width", [
    ("الأول", 1, 1), ("الثالثة", 3, 1), ("الحادي عشر", 11, 2), ("الثاني والعشرين", 22, 2), ("العشرين", 20, 1), ("الخامسة والثلاثون", 35, 2),
])  # fmt: skip
def test_ordinals(text, value, width):
    """Ordinals with the article, alone and joined with tens."""
    assert read_ordinal(split_words(text, NUMBERS), NUMBERS) == (value, width)


@pytest.mark.parametrize("n", [-1, 10**12])
def test_what_has_no_words_is_refused(n):
    """Outside 0 to 999,999,999,999 the message says to write digits."""
    with pytest.raises(KhabarError, match="write it in digits"):
        number_words(n, NUMBERS)
