"""How certain an event is, by the rules alone."""

from __future__ import annotations

import pytest

from extract import load
from extract.records import Article

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
