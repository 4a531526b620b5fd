"""In whose words an event stands, by the rules alone."""

from __future__ import annotations

import pytest

from extract import load
from extract.claim_features import quoted, speaker_candidates
from extract.deciding import CARRIED, _carry_on
from extract.language import load_language
from extract.records import Article
from extract.stage import scene_of
from extract.voice import OwnVoice

READER = load("ar", learned=["backbone"])


def article(text: str) -> Article:
    return Article(id="one", title="", text=text)


def speaker(text: str, word: str) -> str | None:
    """Whose words the event at ``word`` stands in, as the article names him."""
    (reading,) = READER.read([article(text)])
    event = next(e for e in reading.events if reading.article.letters[slice(*e.trigger)] == word)
    return reading.actor(event.reported_by).name if event.reported_by else None


@pytest.mark.parametrize(
    "text, word, wanted",
    [
        ("نقلت وكالة الأنباء الأردنية عن وزير الداخلية أن الشرطة اعتقلت ثلاثة رجال.", "اعتقلت", "وزير الداخلية"),
        ("نشرت صحيفة الغد أن الجيش قصف مواقع المسلحين.", "قصف", "صحيفة الغد"),
        ("قال وزير الداخلية إن الشرطة اعتقلت ثلاثة رجال.", "اعتقلت", "وزير الداخلية"),
        ("اعتقلت الشرطة ثلاثة رجال بحسب وزير الداخلية.", "اعتقلت", "وزير الداخلية"),
        ("اعتقلت الشرطة ثلاثة رجال كما أعلنت وزارة الداخلية.", "اعتقلت", "وزارة الداخلية"),
        ("اعتقلت الشرطة ثلاثة رجال، كما أعلنت وزارة الداخلية أن الجيش قصف مواقع المسلحين.", "اعتقلت", None),
        ("اعتقلت الشرطة ثلاثة رجال.", "اعتقلت", None),
    ],
)
def test_the_innermost_speaker_counts(text, word, wanted):
    """What an agency passes on stands in the words of whoever it quotes; where it quotes nobody, in its own."""
    found = speaker(text, word)
    assert found is None if wanted is None else found is not None and wanted in found


def test_a_quotation_belongs_to_the_saying_before_it():
    """Its second sentence too is the speaker's, and he is asked about it."""
    text = "قال وزير الدفاع: «لن نبقى طويلا. اعتقلت الشرطة ثلاثة رجال وقصف الجيش مواقعهم». زار الوزير الميناء."
    scene = scene_of(READER.doc(article(text)))
    by_word = {scene.sentences[e.sentence].words[e.frame.trigger.i].text: e for e in scene.events}
    (minister,) = by_word["قال"].source
    assert quoted(scene, by_word["اعتقلت"]) == minister
    assert minister in speaker_candidates(scene, by_word["اعتقلت"])
    assert quoted(scene, by_word["زار"]) is None


@pytest.mark.parametrize(
    "text, word, bars",
    [
        ("أدان وزير الخارجية هجوم المسلحين على الميناء.", "هجوم", True),
        ("قال وزير الخارجية إن الوزارة تدين هجوم المسلحين على الميناء.", "هجوم", False),
        ("قال وزير الخارجية إن المسلحين هاجموا الميناء.", "هاجموا", False),
        ("قال وزير الخارجية بعد هجوم المسلحين على الميناء إن الوزارة مغلقة.", "هجوم", True),
        ("قال وزير الخارجية إنه يتابع هجوم المسلحين على الميناء.", "هجوم", False),
        ("يشار إلى أن المسلحين هاجموا الميناء.", "هاجموا", True),
        ("يشار إلى أن وزير الخارجية قال إن المسلحين هاجموا الميناء.", "هاجموا", False),
        ("قال وزير الخارجية: «لن ننسى ذلك» في إشارة إلى هجوم المسلحين على الميناء.", "هجوم", True),
        ("وكانت الشرطة اعتقلت ثلاثة رجال.", "اعتقلت", True),
        ("اعتقلت الشرطة ثلاثة رجال.", "اعتقلت", False),
    ],
)
def test_what_a_speaker_takes_for_granted_is_the_articles_own(text, word, bars):
    """Objects of condemnation, what stands before "that", what the article recalls or explains; but not what is said."""
    scene = scene_of(READER.doc(article(text)))
    event = next(e for e in scene.events if scene.sentences[e.sentence].words[e.frame.trigger.i].text == word)
    barred = OwnVoice(load_language("ar")).barred(scene.sentences[event.sentence], event)
    assert (barred is None or bool(barred)) == bars


@pytest.mark.parametrize(
    "text, word",
    [
        ("قال وزير الدفاع في بيان إن الجيش قصف مواقع المسلحين.", "بيان"),
        ("قال وزير الدفاع في بيان إن الحدود مغلقة. وأضاف البيان أن الجيش قصف مواقع المسلحين.", "البيان"),
    ],
)
def test_a_statement_is_his_who_speaks_in_it(text, word):
    """The noun has the speaker of the saying that it stands in."""
    scene = scene_of(READER.doc(article(text)))
    found = {scene.sentences[e.sentence].words[e.frame.trigger.i].text: e for e in scene.events}
    saying = found["وأضاف" if word == "البيان" else "قال"]
    assert saying.source
    assert found[word].source == saying.source


@pytest.mark.parametrize("chance, carried", [(CARRIED, True), (CARRIED / 2, False)])
def test_what_goes_on_of_the_same_doers_stays_in_the_same_words(chance: float, carried: bool) -> None:
    """"The spokesman said that the president welcomed him, praising his efforts": the praise is told by the spokesman as well, if that is likely at all."""
    scene = scene_of(READER.doc(article("قال المتحدث إن الوزير رحب بالوفد مشيدا بجهود السفير.")))
    (view,) = scene.sentences
    said, welcomed, praised = view.events
    praised.source, praised.speaker = list(welcomed.source), None
    welcomed.speaker = said.source[0]
    _carry_on(view, {(id(praised), welcomed.speaker): chance})
    assert praised.speaker == (welcomed.speaker if carried else None)
