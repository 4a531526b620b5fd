"""In whose words an event stands, by the rules alone."""

from __future__ import annotations

import pytest

from extract import load
from extract.claim_features import quoted, speaker_candidates
from extract.records import Article
from extract.stage import scene_of

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
