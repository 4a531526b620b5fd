"""What a sentence asserts, against what it only mentions."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from extract import load
from extract.deciding import ASSERTED
from extract.records import Article
from extract.stage import scene_of
from graph.cli import app

READER = load("ar", learned=["backbone", "triggers"])


def asserted(text: str) -> dict[str, bool]:
    (reading,) = READER.read([Article(id="one", title="", text=text)])
    return {reading.article.letters[slice(*e.trigger)]: e.asserted for e in reading.events}


@pytest.mark.parametrize(
    "text, word, told",
    [
        ("انفجرت سيارة مفخخة قرب مقر الشرطة في مدينة الموصل صباح اليوم.", "انفجرت", True),
        ("شن مسلحون هجوما على قافلة للجيش شرق المدينة.", "هجوما", True),
        ("قتل ثلاثة جنود في هجوم استهدف ثكنة في الشمال.", "هجوم", True),
        ("خرجت أمس مظاهرات في تونس ضد رفع الأسعار.", "مظاهرات", True),
        ("أعلنت وزارة الدفاع مقتل أربعة من الجنود.", "مقتل", True),
        ("أدان الوزير الهجوم على القافلة.", "الهجوم", False),
        ("زار الرئيس المدينة بعد يومين من الهجوم على الجيش.", "الهجوم", False),
        ("اعتقلت الشرطة ثلاثة رجال بتهمة تنفيذ هجوم على الثكنة.", "هجوم", False),
        ("حكمت المحكمة على الرجل الذي قتل الشرطي بالسجن.", "قتل", False),
        ("هل قتل الجنود رئيس البلدية؟", "قتل", False),
        ("احتل الفريق المرتبة الأولى في البطولة.", "احتل", False),
        ("هتف المتظاهرون ضد الحكومة في ساحة البلدة.", "هتف", False),
        ("هدد التنظيم بشن هجوم على الجيش.", "هجوم", False),
    ],
)
def test_a_sentence_asserts_what_its_finite_verbs_tell(text, word, told):
    """Finite verbs and what they bring are asserted; what is known, charged, asked or threatened is not."""
    assert asserted(text).get(word, False) is told


def test_only_what_happened_is_asserted():
    """A visit that is planned is not asserted to have taken place."""
    assert not asserted("سيزور وزير الخارجية الأردني بغداد الأسبوع المقبل.")["سيزور"]


def test_read_asserted_leaves_out_what_is_taken_for_granted(tmp_path):
    """``khabar read --asserted`` prints the same article with fewer events."""
    (tmp_path / "one.txt").write_text("خبر\nقتل مسلحون ثلاثة جنود في هجوم على ثكنة. وزار وزير الداخلية المدينة بعد يومين من الهجوم على الجيش.\n", "utf-8")
    every, some = (
        [e for line in CliRunner().invoke(app, ["read", *flag, str(tmp_path / "one.txt")]).stdout.splitlines() for e in json.loads(line)["events"]]
        for flag in ([], ["--asserted"])
    )
    assert some == [e for e in every if e["asserted"]]
    assert len(some) < len(every)


def test_rules_and_model_must_agree():
    """With all models an event is asserted where the rules say so and the model is sure; the reason names both."""
    scene = scene_of(load("ar").doc(Article(id="one", title="", text="قتل ثلاثة جنود وأصيب خمسة بانفجار عبوة ناسفة شرق المدينة أمس، بعد أسبوع من الهجوم على الثكنة.")))
    told = {scene.sentences[e.sentence].words[e.frame.trigger.i].text: e for e in scene.events}
    assert told["قتل"].asserted
    assert not told["الهجوم"].asserted
    for event in told.values():
        rule, _, chance = event.why_asserted.partition("; learnt: ")
        assert rule
        assert not event.asserted or float(chance) >= ASSERTED
