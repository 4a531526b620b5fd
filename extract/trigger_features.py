"""What can be seen of a word that may be a trigger, as named features for the trigger model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .clusters import Clusters
from .forms import Form, Split
from .language import Lemma
from .scene import SentenceView
from .triggers import Trigger, fits_place
from .vocabulary import spell
from .words import Word

Sense = tuple[Lemma, Form, Split]


def stem_of(word: Word, senses: Sequence[Sense]) -> str:
    """The lexicon's lemma of a word, or its letters without what surely attaches."""
    return senses[0][0].head if senses else word.bare


def _shape(word: Word, senses: Sequence[Sense]) -> list[str]:
    stem = stem_of(word, senses)
    out = [f"stem={stem}", f"word={word.fold}", f"definite={word.definite:d}", f"prep={word.prep}"]
    for size in (2, 3):
        out += [f"head{size}={word.bare[:size]}", f"tail{size}={word.bare[-size:]}"]
    return out


def _near(view: SentenceView, k: int, name: str, phrase_at: Mapping[int, str], senses_at: Mapping[int, Sequence[Sense]]) -> list[str]:
    if not 0 <= k < len(view.words):
        return [f"{name}=edge"]
    word = view.words[k]
    kind = phrase_at.get(k)
    if kind is not None:
        return [f"{name}=actor", f"{name}=actor:{kind}"]
    if word.tag:
        return [f"{name}={word.tag}", f"{name}={word.bare}"]
    senses = senses_at.get(k, ())
    out = [f"{name}:stem={stem_of(word, senses)}", f"{name}:definite={word.definite:d}"]
    out += [f"{name}:type={t}" for t in sorted({s[0].type for s in senses})]
    if word.verb is not None:
        out.append(f"{name}:verb")
    return out


def cluster_of(word: Word, clusters: Clusters) -> tuple[str, str] | None:
    """The coarse and fine cluster of a word's stem, as far as its letters show it."""
    text = spell(word.text)
    cut = len(word.conj) + (0 if word.definite and word.prep == "ل" else len(word.prep))
    return clusters.get(text) or clusters.get(text[cut:]) or (clusters.get(text[cut + 2 :]) if word.definite else None)


def features(
    view: SentenceView, i: int, chosen: Trigger | None, senses_at: Mapping[int, Sequence[Sense]], phrase_at: Mapping[int, str], clusters: Clusters
) -> list[str]:
    """The features of word i of a sentence. ``chosen`` is the lexicon's choice, ``senses_at`` the lexicon's readings of all words."""
    word = view.words[i]
    if word.tag in ("mark", "number"):
        return [f"tag={word.tag}", f"word={word.fold}" if word.tag == "mark" else "number"]
    senses = senses_at.get(i, ())
    out = _shape(word, senses)
    if word.tag:
        out.append(f"tag={word.tag}")
    if i in phrase_at:
        out += [f"in={phrase_at[i]}", f"in={phrase_at[i]}:{i - 1 in phrase_at:d}"]
    if found := cluster_of(word, clusters):
        out += [f"coarse={found[0]}", f"fine={found[1]}"]
        if i in phrase_at:
            out.append(f"in-fine={found[1]}")
    for type_ in sorted({s[0].type for s in senses}):
        out += [f"lex={type_}"]
    if chosen is not None:
        pos = chosen.pos
        fit = fits_place(view.words, word, chosen.form, chosen.split)
        out += [
            f"chosen={chosen.type}", f"chosen={chosen.type}:{pos}", f"lemma={chosen.lemma.id}", f"lemma={chosen.lemma.id}:{pos}",
            f"trust={round(chosen.score, 1)}", f"chosen={chosen.type}:trust={round(chosen.score, 1)}", f"pos={pos}", f"fit={round(fit)}:{pos}",
            f"enclitic={bool(chosen.split.enclitic):d}:{pos}", f"prep={chosen.split.preposition}:{pos}", f"form={chosen.form.tense}{chosen.form.number}:{pos}",
            f"definite={chosen.split.definite:d}:{pos}:{chosen.type}", f"conditions={bool(chosen.lemma.then or chosen.lemma.before):d}",
        ]  # fmt: skip
    elif senses:
        out.append("refused")
    else:
        out.append("unlisted")
        out.append(f"unlisted:verb={word.verb is not None:d}")
    if (leaf := view.tree.get(i)) is not None:
        head = view.tree.get(leaf.head)
        out += [f"pos={leaf.pos}", f"dep={leaf.dep}", f"pos={leaf.pos}:dep={leaf.dep}", f"ml={spell(leaf.lemma)}", f"ml={spell(leaf.lemma)}:{leaf.pos}"]
        if leaf.ent:
            out.append(f"ent={leaf.ent}")
        if head is not None:
            out += [f"head={head.pos}:{leaf.dep}", f"head-lemma={spell(head.lemma)}:{leaf.dep}"]
        if chosen is not None:
            out += [f"pos={leaf.pos}:{chosen.type}", f"pos={leaf.pos}:{chosen.pos}", f"lemma={chosen.lemma.id}:{leaf.pos}"]
    for step in (-2, -1, 1, 2):
        out += _near(view, i + step, f"{step:+d}", phrase_at, senses_at)
    if chosen is not None:
        after = next((phrase_at[k] for k in range(i + 1, min(i + 4, len(view.words))) if k in phrase_at), "none")
        out += [f"after={after}:{chosen.type}", f"after={after}:{chosen.pos}"]
        nearby = _near(view, i - 1, "-1", phrase_at, senses_at)[:2]
        out += [f"{f}:{chosen.type}" for f in nearby]
    out.append(f"title={view.is_title:d}")
    out.append(f"actors={min(len(view.phrases), 3)}")
    return list(dict.fromkeys(out))
