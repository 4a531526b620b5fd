"""What grammar alone says of who does it and to whom. All texts are invented."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from extract.accord import agree
from extract.casting import POOLED, _pooled, decide_roles
from extract.pipeline import Reader, load
from extract.records import Article
from extract.scene import Event, Scene
from extract.stage import scene_of

LETTER = "تلقى رئيس الوزراء العماني اتصالا هاتفيا أمس من وزير الخارجية الأردني أعرب فيه عن إدانته للهجوم."


@pytest.fixture(scope="module")
def rules() -> Reader:
    """The reader with its rules alone."""
    return load("ar", learned=False)


def read(rules: Reader, text: str) -> Scene:
    return scene_of(rules.doc(Article(id="a", title="", text=text)))


def event(scene: Scene, trigger: str) -> Event:
    return next(e for v in scene.sentences for e in v.events if v.words[e.frame.trigger.i].text == trigger)


def names(scene: Scene, actors: Iterable[int]) -> list[str]:
    spans = sorted(scene.clusters[c].spans[0] for c in actors)
    return [scene.letters[s:e] for s, e in spans]


def ruled(rules: Reader, text: str, trigger: str) -> dict[str, list[str]]:
    scene = read(rules, text)
    return {role: names(scene, actors) for role, actors in event(scene, trigger).ruled.items() if actors}


@pytest.mark.parametrize("text, trigger, source, target", [
    ("قال الوزير العماني إن تونس تدعم الجزائر.", "تدعم", "تونس", "الجزائر"),
    ("لكن تونس انتقدت الجزائر.", "انتقدت", "تونس", "الجزائر"),
    ("تونس لم تنتقد الجزائر.", "تنتقد", "تونس", "الجزائر"),
])  # fmt: skip
def test_the_subject_may_stand_before_its_verb(rules: Reader, text: str, trigger: str, source: str, target: str) -> None:
    assert ruled(rules, text, trigger) == {"source": [source], "target": [target]}


def test_a_noun_that_ends_another_clause_is_no_subject(rules: Reader) -> None:
    assert ruled(rules, "زارت السفيرة تونس وانتقدت الجزائر القرار.", "وانتقدت")["source"] == ["الجزائر"]


def test_who_called_speaks_in_the_clause_about_the_call(rules: Reader) -> None:
    assert ruled(rules, LETTER, "أعرب") == {"source": ["وزير الخارجية الأردني"]}
    assert ruled(rules, LETTER, "إدانته")["source"] == ["وزير الخارجية الأردني"]


def test_who_made_the_call_speaks_of_it(rules: Reader) -> None:
    text = "أجرى رئيس الوزراء العماني اتصالا هاتفيا بوزير الخارجية الأردني أعرب فيه عن شكره."
    assert ruled(rules, text, "أعرب")["source"] == ["رئيس الوزراء العماني"]


def test_a_preposition_may_stand_before_a_quote(rules: Reader) -> None:
    assert ruled(rules, "قال الوزير العماني في تصريحات لـ«رويترز» إن القرار صدر.", "تصريحات")["target"] == ["رويترز"]


@pytest.mark.parametrize("text, verbal", [
    ("وعبر الوزير العماني عن تعازيه لأسر الضحايا.", True),
    ("وصلت المساعدات عبر الحدود عن طريق البر.", False),
    ("قدم الوزير تعازيه عبر الهاتف.", False),
])  # fmt: skip
def test_through_is_a_verb_before_of(rules: Reader, text: str, verbal: bool) -> None:
    word = next(w for v in read(rules, text).sentences for w in v.words if w.bare == "عبر")
    assert (word.sure_verb, word.tag) == (verbal, "" if verbal else "preposition")


@pytest.mark.parametrize("text, trigger", [
    ("أكد وزير الخارجية اليمني دعم بلاده للعراق. وشكر العراق اليمن.", "دعم"),
    ("أكد وزير الخارجية اليمني أن بلاده ترفض القرار. وشكر العراق اليمن.", "ترفض"),
])  # fmt: skip
def test_his_country_is_the_speakers(rules: Reader, text: str, trigger: str) -> None:
    scene = read(rules, text)
    entries = [scene.clusters[c].entry for c in event(scene, trigger).ruled["source"]]
    assert [e.id for e in entries if e is not None] == ["Q805"]


def test_me_is_the_speaker(rules: Reader) -> None:
    text = "قال سامر الحلبي: «دعاني الوزير العماني إلى مسقط»."
    assert ruled(rules, text, "دعاني") == {"source": ["الوزير العماني"], "target": ["سامر الحلبي"]}


def test_a_dual_verb_has_two_subjects(rules: Reader) -> None:
    text = "أجرى الرئيس التونسي اتصالا هاتفيا بالرئيس الجزائري، أكدا خلاله أهمية الحوار."
    assert len(ruled(rules, text, "أكدا")["source"]) == 2


class Blind:
    """A model that takes everybody for the doer."""

    name, labels = "blind", ("none", "source", "target", "place")

    class _Table:
        def __init__(self, n: int) -> None:
            self.n = n

        def tolist(self) -> list[list[float]]:
            return [[0.1, 0.8, 0.1, 0.0]] * self.n

    def table(self, rows: list[list[str]]) -> Blind._Table:
        return self._Table(len(rows))


def test_who_receives_something_does_not_give_it(rules: Reader) -> None:
    scene = read(rules, "تلقت تونس مساعدات من الجزائر.")
    decide_roles(scene, Blind())  # type: ignore[arg-type]
    found = event(scene, "مساعدات")
    assert (names(scene, found.source), names(scene, found.target)) == (["الجزائر"], ["تونس"])


@pytest.mark.parametrize("text, trigger, source", [
    (LETTER, "إدانته", "وزير الخارجية الأردني"),
    ("رفض الوزير العماني اتهامات من المعارضة السورية للشركة.", "اتهامات", "المعارضة السورية"),
])  # fmt: skip
def test_grammar_that_leaves_no_doubt_names_the_doer(rules: Reader, text: str, trigger: str, source: str) -> None:
    """Even where a model takes everybody for the doer."""
    scene = read(rules, text)
    decide_roles(scene, Blind())  # type: ignore[arg-type]
    assert names(scene, event(scene, trigger).source) == [source]


def test_a_statement_is_of_whom_it_is_issued_by(rules: Reader) -> None:
    scene = read(rules, "قال الوزير العماني في بيان صادر عن الحكومة الأردنية إن القرار صدر.")
    assert names(scene, event(scene, "بيان").source) == ["الحكومة الأردنية"]
    scene = read(rules, "قال الوزير العماني في بيان إن القرار صدر.")
    assert names(scene, event(scene, "بيان").source) == ["الوزير العماني"]


@pytest.mark.parametrize("same", [True, False])
def test_parties_named_once_are_those_of_the_same_event(rules: Reader, same: bool) -> None:
    """Of another event they are not, nor of an event that is not between equals."""
    scene = read(rules, "رحبت قطر بالاتفاق. وصدر أمس نص الاتفاق بين تونس والجزائر.")
    first, second = (e for e in scene.events if e.frame.trigger.type == "agreement")
    first.source, first.group, second.group = [], 0, 0 if same else 1
    agree(scene, scene.events, {"agreement"} if same else {"meeting", "agreement"})
    assert names(scene, second.source) == ["تونس", "الجزائر"]
    assert first.source == (second.source if same else [])


def test_mentions_of_one_event_have_a_say_in_each_others_roles(rules: Reader) -> None:
    scene = read(rules, "رحبت قطر بالاتفاق. وصدر أمس نص الاتفاق بين تونس والجزائر.")
    one, other = (e for e in scene.events if e.frame.trigger.type == "agreement")
    guesses = [(one, {0: {"source": 0.4, "target": 0.0, "place": 0.0}}), (other, {1: {"source": 0.8, "target": 0.1, "place": 0.0}})]
    apart = _pooled(guesses, {})
    assert [guess for _, guess in apart] == [guess for _, guess in guesses]
    (_, first), (_, second) = _pooled(guesses, {id(one): [(id(other), 1.0)]})
    assert first[1]["source"] == pytest.approx(0.8 * POOLED / 2)
    assert first[0]["source"] == pytest.approx(0.4 * (1 - POOLED / 2))
    assert second == guesses[1][1]


@pytest.mark.parametrize("text, word, doers", [
    ("انتهى المؤتمر، الذي استضافته النرويج وقطر، أمس.", "المؤتمر", ["النرويج", "قطر"]),
    ("انتهت الزيارة الرسمية التي قام بها الوزير العماني أمس.", "الزيارة", ["الوزير العماني"]),
    ("وصفت قطر الهجوم الذي شنه الجيش الأردني بالخطير.", "الهجوم", ["الجيش الأردني"]),
    ("انتهى المؤتمر الذي شهدته النرويج أمس.", "المؤتمر", []),    # where it was, not who held it
    ("انتهى المؤتمر الذي استضافت قطر ضيوفه أمس.", "المؤتمر", []),    # the clause does not look back at it
])  # fmt: skip
def test_who_does_it_may_stand_in_a_clause_that_describes_it(rules: Reader, text: str, word: str, doers: list[str]) -> None:
    """The subject of a light verb whose object is the noun."""
    scene = read(rules, text)
    found = event(scene, word)
    view = scene.sentences[found.sentence]
    assert names(scene, [view.chosen[f.phrase] for f in found.frame.fillers if f.slot == "relative"]) == doers
    assert set(doers) <= set(names(scene, found.source))
