"""The encoder: pieces, windows, probabilities, and that an article's answer is its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extract import Article, load
from extract.attending import chances, in_order
from extract.encoder import (
    LENGTH,
    NAMES,
    STATUS,
    TAGS,
    TYPES,
    _distances,
    _relations,
    cut,
    load_encoder,
    names,
    pieces,
    read_encoder,
)
from extract.grouping import linked
from extract.language import LANG
from extract.pipeline import scene_of
from extract.records import KhabarError
from extract.segmenter import load_segmenter

PATH = LANG / "ar" / "models" / "encoder.npz"
ENCODER = load_encoder(PATH)
SHORT = [["الراشدي", "في", "القاهرة"], ["زار", "وزير", "الخارجية", "العماني", "القاهرة", "أمس", "."]]


@pytest.mark.parametrize(
    "word, expected, stem",
    [("وبالعمل", ["و+", "ب+", "العمل"], 2), ("كتابهم", ["كتاب", "+هم"], 0), ("2024", ["0000"], 0), ("،", [","], 0), ("بها", ["ب+", "+ها"], 1)],
)
def test_pieces_mark_clitics(word: str, expected: list[str], stem: int) -> None:
    assert pieces(load_segmenter("ar"), word, 0, len(word)) == (expected, stem)


def test_cut_takes_the_longest_known_parts() -> None:
    numbers = {"[UNK]": 1, "كتا": 5, "كت": 6, "##ب": 7, "##اب": 8}
    assert cut("كتاب", numbers) == [5, 7]
    assert cut("كتاب", {**numbers, "كتاب": 9}) == [9]
    assert cut("ﷺ", numbers) == [1]


def test_windows_hold_every_sentence_once_and_look_back() -> None:
    long = [[f"كلمة{n}" for n in range(40)] for _ in range(30)]
    found = list(ENCODER.windows(long))
    assert len(found) > 1
    assert [s for window in found for s in window.new] == list(range(30))
    assert found[0].back == []
    sizes = {s: places.stop - places.start for window in found for s, places in window.new.items()}
    for window in found:
        assert len(window.ids) + sum(sizes[s] for s in window.back) <= LENGTH
        assert set(window.at) == {(s, w) for s in window.new for w in range(40)}
        assert [n for places in window.new.values() for n in range(places.start, places.stop)] == list(range(len(window.ids)))
    second = min(found[1].new)
    assert found[1].back == [0, second - 3, second - 2, second - 1]


def test_a_later_window_sees_again_what_was_read_before() -> None:
    long = [["زار", "وزير", "الخارجية", "العماني", "القاهرة", "."], *([f"كلمة{n}" for n in range(40)] for _ in range(12)), ["وبحث", "الوزير", "العلاقات", "."]]
    found, alone = ENCODER.see(long), ENCODER.see(long[-1:])
    last = found.told[len(long) - 1]
    assert last > 0
    for s in (0, len(long) - 3):
        first = found.told[s]
        assert first < last
        assert all((found.vectors[last][s, w] == found.vectors[first][s, w]).all() for w in range(len(long[s])))
    assert not np.allclose(found.types[-1], alone.types[0], atol=1e-3)    # what stands before has its say


def test_a_sentence_longer_than_the_window_is_read_as_far_as_it_goes() -> None:
    found = ENCODER.see([["كلمة"] * (LENGTH + 100)])
    assert found.types[0].shape == (LENGTH + 100, len(TYPES))


def test_sentences_of_any_length_follow_each_other() -> None:
    """Where little of what was read fits beside a long sentence, the title comes back later all the same."""
    sizes = [5, 500, 480, *[20] * 40, 700, 3]
    found = ENCODER.see([["كلمة"] * n for n in sizes])
    assert [len(t) for t in found.types] == sizes
    windows = list(ENCODER.windows([["كلمة"] * n for n in sizes]))
    assert [s for window in windows for s in window.new] == list(range(len(sizes)))
    without = next(n for n, window in enumerate(windows) if n and 0 not in window.back)
    assert any(0 in window.back for window in windows[without:])


def test_sentences_without_words_have_empty_tables() -> None:
    found = ENCODER.see([[]])
    assert (found.types[0].shape, found.vectors) == ((0, len(TYPES)), [{}])
    found = ENCODER.see([*[[]] * (LENGTH + 90), ["زار", "الوزير", "القاهرة"]])
    assert found.told[LENGTH + 90] == 1
    assert [len(t) for t in found.types] == [*[0] * (LENGTH + 90), 3]
    assert ENCODER.see([]).types == []


def test_probabilities_sum_to_one_and_an_article_answers_for_itself() -> None:
    alone = ENCODER.see(SHORT)
    ENCODER.see([["كلمة", "أخرى"]])
    again = ENCODER.see(SHORT)
    for table, labels in ((alone.types, TYPES), (alone.tags, TAGS), (alone.status, STATUS)):
        assert [t.shape for t in table] == [(3, len(labels)), (7, len(labels))]
        assert all(np.allclose(t.sum(axis=1), 1, atol=1e-5) for t in table)
    assert all((a == b).all() for a, b in zip(alone.types, again.types, strict=True))


def test_it_knows_a_visit_and_who_pays_it() -> None:
    found = ENCODER.see(SHORT)
    assert TYPES[int(found.types[1][0].argmax())] == "visit"
    scores = ENCODER.roles(found, [(1, 0, "visit")], [(1, 1, 4, "person"), (1, 4, 5, "place"), (9, 0, 1, "person")], [0, 1, 0])
    source, target = scores[0, 0], scores[1, 0]
    assert source[0] > 0 > target[0]
    assert target[1] > 0 > source[1]
    assert source[2] == -10


def test_in_order_moves_columns_by_name() -> None:
    table = np.array([[0.2, 0.3, 0.5]], dtype=np.float32)
    assert in_order(table, ("a", "b", "c"), ("c", "a", "x")) == pytest.approx(np.array([[0.5, 0.2, 0.0]]))


def test_chances_are_by_event_and_actor_and_absent_without_an_encoder() -> None:
    article = Article(id="1", title="", text="التقى وزير الخارجية العماني نظيره المصري في مسقط.")
    reader = load("ar")
    scene = scene_of(reader.doc(article))
    found = chances(scene, ENCODER)
    assert set(found) == {id(e) for e in scene.events}
    assert all(0 <= p <= 1 for by_actor in found.values() for by_role in by_actor.values() for p in by_role.values())
    plain = scene_of(load("ar", learned=["backbone", "triggers"]).doc(article))
    assert plain.encoding is None
    assert chances(plain, None) == {}


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_encoder_says_which(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "encoder.npz"
    path.write_bytes(content)
    with pytest.raises(KhabarError, match=r"encoder\.npz: not an encoder"):
        read_encoder(path)


def test_two_verbs_of_one_visit_are_nearer_than_two_visits() -> None:
    words = [["زار", "الوزير", "سالم", "الراشدي", "القاهرة", "أمس", "."], ["واستمرت", "الزيارة", "يومين", "."], ["كما", "زار", "الوزير", "المغربي", "تونس", "."]]
    odds = ENCODER.same_events(ENCODER.see(words), [(0, 0, "visit"), (1, 1, "visit"), (2, 1, "visit")])
    assert odds.shape == (3, 3)
    assert np.allclose(odds, odds.T)
    assert odds[0, 1] > odds[0, 2]


def test_groups_are_joined_by_the_mean() -> None:
    odds = np.array([[-np.inf, 3, 1, -9], [3, -np.inf, -2, -9], [1, -2, -np.inf, -9], [-9, -9, -9, -np.inf]])
    assert linked(odds, 0.0) == [[0, 1], [2], [3]]
    assert linked(odds, -1.0) == [[0, 1, 2], [3]]
    assert linked(np.zeros((0, 0)), 0.0) == []


def test_triggers_and_mentions_know_how_they_stand_to_each_other():
    """Around, before and behind in the sentence; one actor, one sentence; one type; each to itself."""
    triggers = [(1, 2, "visit"), (1, 6, "call"), (3, 0, "visit")]
    mentions = [(0, 0, 1, "person"), (1, 0, 2, "person"), (1, 4, 5, "place"), (2, 0, 1, "state")]
    far = _distances(triggers, mentions)
    assert far.tolist() == [[3, 1, 2, 6], [3, 1, 1, 6], [3, 5, 5, 4]]
    how = _relations(triggers, mentions, np.array([0, 0, 1, 2]), far)
    assert how[:3, :3].tolist() == [[24, 21, 22], [21, 24, 23], [22, 23, 24]]
    assert how[3:, 3:].tolist() == [[24, 18, 20, 20], [18, 24, 19, 20], [20, 19, 24, 20], [20, 20, 20, 24]]
    assert (how[3:, :3] == far.T + 9).all()


def test_names_begin_at_their_stem_and_the_encoder_goes_before_the_pipeline() -> None:
    doc = load("ar").doc(Article(id="n", title="زيارة", text="وصل سالم الراشدي إلى القاهرة. وبالقاهرة التقى أمين الجامعة العربية."))
    found = [(e.text, e.label_) for e in doc.ents]
    assert ("سالم الراشدي", "PER") in found
    assert found.count(("القاهرة", "LOC")) == 2
    assert [(e.start, e.end) for e in doc.ents] == sorted((e.start, e.end) for e in doc.ents)


def test_a_name_that_goes_on_without_its_beginning_is_a_name() -> None:
    table = np.eye(len(NAMES), dtype=np.float32)[[NAMES.index(n) for n in ("I-ORG", "I-ORG", "O", "B-LOC", "I-PER")]]
    assert names(table) == [(0, 2, "ORG"), (3, 4, "LOC"), (4, 5, "PER")]
