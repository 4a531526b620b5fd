"""Read articles: the spaCy pipeline whose components are khabar's stages, and the Reader around it.

>>> from extract import load, Article
>>> reading = next(load("ar").read([Article(id="1", title="", text="زار وزير الخارجية العماني القاهرة أمس.")]))
>>> [event.type for event in reading.events]
['visit']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language as Nlp
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from .actor_stage import Actors
from .assemble import assemble
from .backbone import Khabar
from .claim_stage import Claims
from .event_stage import Events
from .language import Language, load_language
from .learned import BACKBONE, ENCODER, MODELS, Learned
from .names import Gazetteer
from .quick import quicker
from .records import Article, Reading
from .scene import Scene
from .stage import scene_of
from .stages import Dates, Encoded, Parsed, Segments, Times
from .timing import Timing

__version__ = "0.1.0"


@Nlp.factory("khabar_segments", default_config={"lang": "ar", "overlay": None})
def make_segments(nlp: Nlp, name: str, lang: str, overlay: str | None) -> Segments:
    return Segments(_language(lang, overlay))


@Nlp.factory("khabar_parsed")
def make_parsed(nlp: Nlp, name: str) -> Parsed:
    return Parsed()


@Nlp.factory("khabar_encoded", default_config={"lang": "ar", "learned": list(MODELS)})
def make_encoded(nlp: Nlp, name: str, lang: str, learned: list[str]) -> Encoded:
    return Encoded(_learned(lang, learned))


@Nlp.factory("khabar_times", default_config={"lang": "ar", "overlay": None}, assigns=["doc.spans"])
def make_times(nlp: Nlp, name: str, lang: str, overlay: str | None) -> Times:
    return Times(_timing(lang, overlay))


@Nlp.factory("khabar_actors", default_config={"lang": "ar", "overlay": None, "learned": list(MODELS)}, assigns=["doc.spans"])
def make_actors(nlp: Nlp, name: str, lang: str, overlay: str | None, learned: list[str]) -> Actors:
    return Actors(_language(lang, overlay), _gazetteer(lang, overlay), _learned(lang, learned))


@Nlp.factory("khabar_events", default_config={"lang": "ar", "overlay": None, "learned": list(MODELS)}, assigns=["doc.spans"])
def make_events(nlp: Nlp, name: str, lang: str, overlay: str | None, learned: list[str]) -> Events:
    return Events(_language(lang, overlay), _gazetteer(lang, overlay), _learned(lang, learned))


@Nlp.factory("khabar_claims", default_config={"lang": "ar", "overlay": None, "learned": list(MODELS)})
def make_claims(nlp: Nlp, name: str, lang: str, overlay: str | None, learned: list[str]) -> Claims:
    return Claims(_language(lang, overlay), _gazetteer(lang, overlay), _learned(lang, learned))


@Nlp.factory("khabar_dates", default_config={"lang": "ar", "overlay": None})
def make_dates(nlp: Nlp, name: str, lang: str, overlay: str | None) -> Dates:
    return Dates(_language(lang, overlay), _timing(lang, overlay))


def _language(lang: str, overlay: str | None) -> Language:
    return load_language(lang, overlay=Path(overlay) if overlay else None)


def _learned(lang: str, models: Iterable[str]) -> Learned:
    return _models(_language(lang, None).folder / "models", frozenset(models) - {BACKBONE})


@lru_cache(maxsize=4)
def _gazetteer(lang: str, overlay: str | None) -> Gazetteer:
    """The names of a language, once for all stages; likewise its times."""
    return Gazetteer(_language(lang, overlay))


@lru_cache(maxsize=4)
def _timing(lang: str, overlay: str | None) -> Timing:
    return Timing(_language(lang, overlay))


@lru_cache(maxsize=4)
def _models(folder: Path, wanted: frozenset[str]) -> Learned:
    """The models of a folder, once for all stages."""
    return Learned.load(folder, only=wanted)


NAMER = "ner"    # the component of the pipeline that sees names
STAGES = ("khabar_segments", "khabar_encoded", "khabar_parsed", "khabar_times", "khabar_actors", "khabar_events", "khabar_claims", "khabar_dates")


class Reader:
    """Reads articles of one language, one at a time. ``nlp`` is the spaCy pipeline inside."""

    def __init__(self, code: str = "ar", *, overlay: Path | None = None, min_score: float = 0.0, learned: bool | Iterable[str] = True) -> None:
        models = sorted(MODELS if learned is True else learned or ())
        self.language = load_language(code, overlay=overlay)
        self.min_score, self.overlay, self.models = min_score, overlay, models
        self.cores = ThreadpoolController()    # on small matrices, threads of numpy wait for each other more than they work
        self.encoder = _learned(code, [ENCODER]).encoder if ENCODER in models else None
        weights = self.language.folder / "models" / BACKBONE
        named = self.encoder is not None and self.encoder.names    # then the names of the pipeline, which are worse, are not asked for
        self.nlp: Nlp = quicker(spacy.load(weights, exclude=[NAMER] if named else [])) if BACKBONE in models and weights.exists() else Khabar()
        trained = bool(self.nlp.pipe_names)
        for stage in STAGES:
            if stage == "khabar_parsed":
                if trained:
                    self.nlp.add_pipe(stage)
                continue
            if stage == "khabar_encoded":
                if ENCODER in models:
                    self.nlp.add_pipe(stage, config={"lang": code, "learned": [ENCODER]})
                continue
            config: dict[str, Any] = {"lang": code, "overlay": str(overlay) if overlay else None}
            if stage in ("khabar_actors", "khabar_events", "khabar_claims"):
                config["learned"] = models
            self.nlp.add_pipe(stage, config=config, first=True if stage == "khabar_segments" else None)

    @property
    def key(self) -> str:
        """The hash of code version, options and language data, a private folder's included: a new trigger means reading again."""
        hashed = sha256(f"{__version__} {self.min_score} {self.models}".encode())
        for folder in filter(None, (self.language.folder, self.overlay)):
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                hashed.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
        return hashed.hexdigest()[:16]

    def doc(self, article: Article, *, given: dict[int, str] | None = None) -> Doc:
        """An article through all stages, as a spaCy Doc with ``doc.spans`` filled and its names (PER, LOC, ORG, MISC) in ``doc.ents``. ``given`` are the types of
        triggers by their first letter, where an annotator has said them (training)."""
        doc = self.nlp.make_doc(article.letters)
        doc.user_data["khabar"] = Scene(article, article.letters, given=given)
        with self.cores.limit(limits=1, user_api="blas"):
            for _, stage in self.nlp.pipeline:
                doc = stage(doc)
        return doc

    def read(self, articles: Iterable[Article]) -> Iterator[Reading]:
        """What each article says, in order."""
        for article in articles:
            yield self.conclude(scene_of(self.doc(article)))

    def conclude(self, scene: Scene) -> Reading:
        """What a scene that all stages have seen says."""
        with self.cores.limit(limits=1, user_api="blas"):
            return assemble(scene, min_score=self.min_score, encoder=self.encoder, symmetric=self.language.symmetric)


def load(code: str = "ar", *, overlay: Path | str | None = None, min_score: float = 0.0, learned: bool | Iterable[str] = True) -> Reader:
    """A Reader for a language; works offline.

    Args:
        overlay: a private folder of language data of the same shape, laid over ours.
        min_score: mentions below this probability are left out; higher is more precise, lower finds more.
        learned: which trained models decide (mentions, which actors are one, triggers, roles, status, speakers); False leaves all to lexicon and rules.
    """
    return Reader(code, overlay=Path(overlay) if overlay else None, min_score=min_score, learned=learned)
