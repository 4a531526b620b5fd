"""The workbench of one article while it is being read: what each stage found, for the next to use.

A scene lives in ``doc.user_data["khabar"]``; stages add to it in order and never take away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .actor_cluster import Cluster
from .encoder import Encoding
from .phrase import Phrase
from .records import Article, Segment, SegmentKind, Span, Status, TimeMention, TimeSpan, Written
from .roles import Frame
from .status import Seen
from .syntax import Clause
from .words import Word

Chances = dict[int, dict[int, dict[str, float]]]
UNSEEN: Mapping[str, float] = {"source": 0.0, "target": 0.0, "place": 0.0, "speaker": 0.0}    # what the encoder says of an actor that it does not name


@dataclass
class Event:
    """An event mention in the making: a frame with its actors (cluster indexes), status (``certain``: the chance of each) and speaker."""

    frame: Frame
    sentence: int
    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    status: Status = "actual"
    why_status: str = ""
    cues: tuple[Seen, ...] = ()
    certain: Mapping[Status, float] = field(default_factory=dict)
    asserted: bool = True
    why_asserted: str = ""
    speaker: int | None = None
    cue: Span | None = None
    when: TimeSpan | None = None
    group: int = -1
    score: float = 0.5
    by: str = "lexicon"
    ruled: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the trained pipeline says of a word's stem: part of speech, lemma, relation to its head (a word of the
    sentence, -1 for none), and the name that it is part of (label, B I or O)."""

    pos: str
    lemma: str
    dep: str
    head: int
    ent: str
    iob: str


@dataclass
class SentenceView:
    """One sentence: its letters, words, phrases (with their clusters) and events. ``ruled`` are the phrases that the rules
    found before the model, ``seen`` what the trigger model sees of every word (None: it was not asked), ``cited`` the phrases that words of
    attribution name ("according to …"), ``told_by`` the clusters whom such words make the speakers of the whole
    sentence, ``added`` the words that say that another thing follows ("likewise"), ``weighed`` the likeliest type of each word that may be a trigger, with the
    probability that it is one."""

    index: int
    start: int
    end: int
    segment: SegmentKind
    words: list[Word]
    phrases: list[Phrase] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    clause: Clause | None = None
    events: list[Event] = field(default_factory=list)
    ruled: list[Phrase] = field(default_factory=list)
    seen: list[list[str] | None] = field(default_factory=list)
    in_quote: bool = False
    cited: list[int] = field(default_factory=list)
    told_by: frozenset[int] = frozenset()
    added: tuple[int, ...] = ()
    tree: dict[int, Leaf] = field(default_factory=dict)
    weighed: dict[int, tuple[str, float]] = field(default_factory=dict)

    @property
    def is_title(self) -> bool:
        return self.segment in ("title", "other-headline")


@dataclass
class Scene:
    """All that is known of one article so far. ``given`` holds the type of each trigger by its first letter where an
    annotator has said it (training), else None; ``encoding`` what the encoder sees, if there is one, and ``chances`` what it makes of every event (by ``id()``) and every actor that it does not rule out: the chance of each role."""

    article: Article
    letters: str
    segments: tuple[Segment, ...] = ()
    sentences: list[SentenceView] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    times: list[TimeMention] = field(default_factory=list)
    written: Written = field(default_factory=Written)
    given: dict[int, str] | None = None
    encoding: Encoding | None = None
    chances: Chances = field(default_factory=dict)

    @property
    def alone(self) -> bool:
        """Whether the article is a single sentence: the models, which have learnt whole articles, know less of it."""
        return len(self.sentences) == 1

    @property
    def events(self) -> list[Event]:
        return [e for s in self.sentences for e in s.events]
