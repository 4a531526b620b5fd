"""How certain an event is, by the rules alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from extract import load
from extract.deciding import concur
from extract.language import load_language
from extract.leaning import Leaning
from extract.letters import fold
from extract.records import Article
from extract.stage import scene_of
from extract.status import DONE, StatusFinder

READER = load("ar", learned=["backbone"])


def status(text: str, word: str) -> str | None:
    (reading,) = READER.read([Article(id="one", title="", text=text)])
    return next((e.status for e in reading.events if reading.article.letters[slice(*e.trigger)] == word), None)


@pytest.mark.parametrize(
    "text, word, wanted",
    [
        ("ستستضيف الدوحة مؤتمرا لدعم السودان.", "مؤتمرا", "planned"),  # any verb with س
        ("قال المتحدث إن الوزير يزور تونس على أن يلتقي رئيس البرلمان.", "يلتقي", "planned"),
        ("قالت الوزارة إن زيارة وزير الدفاع التركي لبغداد تأجلت.", "زيارة", "cancelled"),  # what follows the noun
        ("وكان المؤتمر الذي ستنظمه الأمم المتحدة في جنيف محل خلاف بين الوفدين.", "المؤتمر", "planned"),
        ("لا تريد الحكومة التفاوض مع المعارضة.", "التفاوض", "denied"),  # a wish that is denied
        ("رفضت واشنطن الاتفاق مع طهران.", "الاتفاق", "actual"),  # what is refused is there
        ("رفض الوزير المقترح مؤكدا أن الحكومة ماضية في عملها.", "مؤكدا", "actual"),  # a circumstance of the speaker
        ("أبرق بان كي مون مهنئا الرئيس التونسي.", "مهنئا", "actual"),  # كي is part of a name here
        ("طالب الأهالي بالتحقيق، وقال المدير إنه تم تأجيل الانتخابات.", "تأجيل", "actual"),  # تم ends the reach of what is asked
        ("لم يكد الوفد يصل حتى التقى الرئيس السوداني.", "التقى", "actual"),  # حتى with a verb in the past
        ("عقدت الجامعة العربية أمس مؤتمرا في القاهرة.", "مؤتمرا", "actual"),  # a light verb in the past
    ],
)
def test_cues_reach_what_they_govern(text, word, wanted):
    """A cue holds of the noun or verb that it governs, not of whatever stands to its left."""
    assert status(text, word) == wanted


@pytest.mark.parametrize(
    "text, word, wanted",
    [
        ("هددت الحركة بالانسحاب من الحكومة ما لم يفرج الجيش عن الأسرى.", "يفرج", "requested"),
        ("قال الوزير إن إيران ستنسحب من الاتفاق إن لم ترفع واشنطن العقوبات.", "ترفع", "requested"),
        ("قال الوزير إن تركيا ستتدخل إذا لم يوافق الحوثيون على الهدنة.", "يوافق", "possible"),
        ("قالت الحكومة إن الوفد لم يوافق على الهدنة.", "يوافق", "denied"),  # no condition
        ("قال الوزير إن بلاده سترد على إسرائيل إذا هاجمت لبنان.", "سترد", "possible"),
        ("قال الوزير إن بلاده سترد على إسرائيل، وسأل ما إذا كانت الحرب وشيكة.", "سترد", "planned"),  # another clause's condition
        ("قال المبعوث إن اجتماعا وزاريا جديدا قد يعقد في جنيف.", "اجتماعا", "possible"),
        ("قال مسؤول إن الرئيس سيدرس تقييد الأسلحة.", "تقييد", "possible"),  # considered, though in the future
    ],
)
def test_conditions_leave_open_and_unless_asks(text, word, wanted):
    """What happens only if something else does is possible; what "unless" names is what is wanted."""
    assert status(text, word) == wanted


@pytest.mark.parametrize(
    "text, word, wanted",
    [
        ("استبعد الناطق إمكان التوصل إلى أي اتفاق مع الحكومة.", "اتفاق", "denied"),  # any, ruled out
        ("رفضت مصر أي اتفاق مع إثيوبيا.", "اتفاق", "denied"),
        ("رفض الوزير زيارة السفير.", "زيارة", "actual"),  # a thing refused is there
        ("نفت الوزارة اتهامات إيران للسعودية.", "اتهامات", "actual"),  # a charge that is denied was made
        ("قررت الحكومة إلغاء العقوبات على سوريا.", "العقوبات", "actual"),  # in force until then
        ("قررت الحكومة إلغاء زيارة الوزير لتونس.", "زيارة", "cancelled"),
        ("أعلنت الحكومة استعدادها للتفاوض مع المعارضة.", "للتفاوض", "possible"),  # willing
        ("عقد مجلس الأمن جلسة مغلقة سلم فيها الوفد السوري رسالة.", "جلسة", "actual"),  # سلم is no future
    ],
)
def test_what_is_denied_or_called_off_may_be_there(text, word, wanted):
    """A denial or cancellation reaches what is not to happen, not what it is about."""
    assert status(text, word) == wanted


def mention(group: int, type: str = "agreement", **certain: float) -> Any:
    """A mention of an event whose certainty is known."""
    first = max(certain, key=lambda s: certain[s])
    return SimpleNamespace(group=group, certain=certain, status=first, why_status="", frame=SimpleNamespace(trigger=SimpleNamespace(type=type)))


@pytest.mark.parametrize("group, type, wanted", [(1, "agreement", "planned"), (2, "agreement", "actual"), (1, "statement", "actual")])
def test_mentions_of_one_event_agree(group, type, wanted):
    """A doubtful mention follows the sure ones of its event, not those of others; of sayings each is its own."""
    doubtful = mention(1, type, planned=0.45, actual=0.55)
    concur([doubtful, mention(group, type, planned=0.9, actual=0.1)])
    assert doubtful.status == wanted


@pytest.mark.parametrize("word, way", [("أبرمت", "past"), ("تمت", "past"), ("سيزور", "future"), ("مينسك", "")])
def test_light_verbs_in_the_past_look_back(word, way):
    """A month beside a deed that was done lies before today."""
    assert Leaning.of(load_language("ar")).says(fold(word)) == way


def test_what_is_seen_does_not_hang_on_how_python_orders_sets():
    """Where two cues fit a word ("ولن"), another process names the same one first."""
    code = (
        "from extract import Article, load; from extract.stage import scene_of;"
        "scene = scene_of(load('ar', learned=False).doc(Article(id='t', title='', text='قررت النقابة الإضراب ولن تجلس إلى طاولة المفاوضات.')));"
        "print([c.why for e in scene.events for c in e.cues])"
    )
    said = {subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8", check=True).stdout for seed in ("0", "1")}
    assert len(said) == 1
    assert "after لن" in said.pop()


@pytest.mark.parametrize("text, done", [("الخزانة النرويجية: فرضنا عقوبات جديدة على الشركة", True), ("الخزانة النرويجية: نريد فرضنا عقوبات جديدة على الشركة", False)])
def test_a_verb_of_ours_behind_a_colon_tells_what_happened(text, done):
    """However a tagger takes it: here the word counts as a noun."""
    view = scene_of(load("ar", learned=False).doc(Article(id="t", title="", text=text))).sentences[0]
    i = next(w.i for w in view.words if w.text == "فرضنا")
    words = [replace(w, pos="NOUN") if w.i == i else w for w in view.words]
    clause = replace(view.clause, words=words)
    trigger = next(e.frame.trigger for e in view.events if e.frame.trigger.i == i + 1)
    found = StatusFinder(load_language("ar"))._done(clause, trigger)
    assert (found is not None and found.why == DONE) == done
