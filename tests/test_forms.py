"""Forms: conjugation without vowels, and how clitics are cut."""

import pytest

from extract.forms import fits, noun_forms, participle_forms, past_forms, present_forms, splits
from extract.letters import fold


def texts(forms):
    return {f.text for f in forms}


@pytest.mark.parametrize("past, present, expected", [
    ("زار", "يزور", "زار زارت زاروا يزور تزور يزورون نزور يزر"),                 # hollow
    ("دعا", "يدعو", "دعا دعت دعوا يدعو تدعو يدعون يدع"),                         # defective in waw
    ("التقى", "يلتقي", "التقى التقت التقيا التقوا يلتقي تلتقي يلتقون يلتقيان يلتق"),  # defective in ya
    ("بقي", "يبقى", "بقي بقيت بقوا يبقى تبقى يبقون"),
    ("أدان", "يدين", "أدان أدانت أدانوا يدين تدين يدينون"),
    ("بدأ", "يبدأ", "بدأ بدأت بدأوا يبدأ يبدأون"),                                # hamza at the end
    ("رد", "يرد", "رد ردت ردوا يرد ترد يردون"),                                  # doubled
])  # fmt: skip
def test_a_verb_is_conjugated_as_its_kind_is(past, present, expected):
    """The forms that the press uses come out for every kind of weak verb."""
    made = texts([*past_forms(past), *present_forms(present)])
    assert {fold(w) for w in expected.split()} <= made


@pytest.mark.parametrize("noun, expected", [
    ("زيارة", "زيارة زيارات زيارتان زيارتين زيارتي"),
    ("لقاء", "لقاء لقاءين لقاءان"),
    ("هجوم", "هجوم هجوما هجومين هجومان"),
])  # fmt: skip
def test_a_noun_has_its_duals_and_its_accusative(noun, expected):
    """Number and case show in the letters of a noun."""
    assert {fold(w) for w in expected.split()} <= texts(noun_forms(noun))


def test_a_participle_has_both_genders_and_all_numbers():
    """مؤكد, مؤكدة, مؤكدا, مؤكدون, مؤكدين and مؤكدات are one participle."""
    assert {fold(w) for w in "مؤكد مؤكدة مؤكدا مؤكدون مؤكدين مؤكدات".split()} <= texts(participle_forms("مؤكد"))


@pytest.mark.parametrize("word, lemma_forms, found", [
    ("وبزيارته", list(noun_forms("زيارة")), True),       # و + ب + زيارت + ه
    ("للزيارة", list(noun_forms("زيارة")), True),
    ("زيارةه", list(noun_forms("زيارة")), False),        # ta marbuta takes no pronoun
    ("سيزور", list(present_forms("يزور")), True),
    ("سزار", list(past_forms("زار")), False),            # the future letter wants an imperfect
    ("الزار", list(past_forms("زار")), False),           # a verb takes no article
    ("فاستقبلوه", list(past_forms("استقبل")), True),     # the silent alef falls before a pronoun
    ("استقبلواه", list(past_forms("استقبل")), False),
])  # fmt: skip
def test_clitics_go_only_where_they_can(word, lemma_forms, found):
    """A cut counts only where the form can carry those clitics."""
    forms = {f.text: f for f in lemma_forms}
    assert found == any(s.stem in forms and fits(forms[s.stem], s) for s in splits(fold(word)))


def test_every_cut_puts_the_word_together_again():
    """Cutting loses no letter."""
    for word in ("وللسعوديه", "فسيستقبلونهم", "بالمباحثات", "والتقاه"):
        assert all(s.conjunction + s.proclitic + s.stem + s.enclitic == word for s in splits(word))
