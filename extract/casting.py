"""Who fills the roles of every event: what two passes of a log-linear model, the encoder and the rules make of each actor.

Their chances are mixed, and an actor whose best role is sure enough takes it. Then what is known of the types has its say: an
event of most types has someone who does it, one between equals has two of them, members of a coordination
go together, grammar that names all participants ("between A and B") is believed, and who stands in the sentence goes before who does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .letters import fold
from .linear import Linear
from .role_features import Context, RoleSight
from .scene import UNSEEN, Event, Scene, SentenceView

Guess = dict[int, dict[str, float]]
Chosen = dict[str, list[tuple[float, int]]]
Together = Mapping[int, Sequence[tuple[int, float]]]
ROLES = ("source", "target", "place")
SOURCE, TARGET, PLACE = 0.47, 0.39, 0.25    # from which chance on an actor takes a role
ELSEWHERE = 0.05    # so much more where its sentence does not name the actor
TARGET_ALONE, PLACE_ALONE = 0.55, 0.4    # the same of a target and a place where the article is one sentence: there they stand plainly or not at all
SEEN = 0.2    # the encoder's share in what is learnt
RULES, RULES_ALONE = 0.15, 0.5    # the share of the rules in saying who fills a role; of one sentence alone the models have learnt little
RULED_TARGET = 0.22    # where the model sees no target, the rules' one from here on
BESIDE = 0.2    # a member of a coordination follows the others from here on
LAST_RESORT = 0.25    # an event without anyone takes its likeliest actor from here on
DOER = 0.27    # an event that wants a doer takes the likeliest from here on
FROM = "من"
POOLED = 0.5    # how much the other mentions of one event count when each is cast
PARTNER = 0.3    # an event between equals that has but one takes a second from here on


def guess_roles(scene: Scene, model: Linear, second: Linear | None = None) -> list[tuple[Event, Guess]]:
    """For every event, how probable each role is of each candidate. ``second`` looks again, knowing the first guesses and the
    encoder's; without an encoder the first look stands."""
    sight = RoleSight(scene)
    seen = [(event, c, sight.features(event, c)) for event in scene.events for c in sight.candidates(event)]
    found = _grouped(scene, model, [(e, c.cluster, row) for e, c, row in seen])
    if second is None or not scene.chances:
        return found
    context = first_guesses(sight, found)
    return _grouped(scene, second, [(e, c.cluster, [*row, *sight.neighbours(e, c, context), *sight.encoded(e, c)]) for e, c, row in seen])


def first_guesses(sight: RoleSight, found: list[tuple[Event, Guess]]) -> Context:
    """What is thought of all events before the second look: the mean of the model's chances and the encoder's."""
    chances = sight.scene.chances
    mixed = {}
    for event, guess in found:
        seen = chances.get(id(event))
        mixed[id(event)] = guess if seen is None else {c: {r: (p.get(r, 0.0) + seen.get(c, UNSEEN)[r]) / 2 for r in ROLES} for c, p in guess.items()}
    return sight.context(mixed)


def _grouped(scene: Scene, model: Linear, rows: list[tuple[Event, int, list[str]]]) -> list[tuple[Event, Guess]]:
    """The model's probabilities for all rows, by event and cluster."""
    out: dict[int, Guess] = {id(event): {} for event in scene.events}
    table = model.table([row for _, _, row in rows]).tolist() if rows else []
    for (event, cluster, _), p in zip(rows, table, strict=True):
        out[id(event)][cluster] = dict(zip(model.labels, p, strict=True))
    return [(event, out[id(event)]) for event in scene.events]


def decide_roles(
    scene: Scene, model: Linear, second: Linear | None = None, *,
    symmetric: frozenset[str] = frozenset(), done_by: frozenset[str] = frozenset(), together: Together | None = None,
) -> None:  # fmt: skip
    """Let the models say who fills the roles of every event; ``done_by`` are the types that want a doer, ``together`` says which other mentions tell the same event."""
    guesses = guess_roles(scene, model, second)
    for event, guess in guesses:
        _mix(event, guess, scene.chances.get(id(event)), alone=scene.alone)
    for event, guess in _pooled(guesses, together or {}):
        kind = event.frame.trigger.type
        here = set(scene.sentences[event.sentence].chosen)
        roles = _sure(guess, here, alone=scene.alone)
        _someone(guess, roles)
        if kind in symmetric:
            _partner(guess, roles, here)
        else:
            _ruled_target(event, guess, roles)
            if kind in done_by and not roles["source"]:
                _take(guess, roles, "source", DOER)
            _told(scene, event, roles)
        for role in ("source", "target"):
            roles[role] += _beside(scene, event, guess, role, _taken(roles), {c for _, c in roles[role]})
        event.source, event.target, event.place = ([c for _, c in sorted(roles[r])] for r in ROLES)
        if kind in symmetric:
            event.source = [*event.source, *(c for c in _hosts(scene.sentences[event.sentence], event) if c not in event.source)]
            event.source, event.target = list(complete(scene, event)) or [*event.source, *event.target], []
        event.source = _near(event.source, here, enough=2 if kind in symmetric else 1)
        event.target = _near(event.target, here, enough=1)


def _pooled(guesses: Sequence[tuple[Event, Guess]], together: Together) -> list[tuple[Event, Guess]]:
    """The guesses, with the say of the other mentions that probably tell the same event in each."""
    by_event = {id(event): guess for event, guess in guesses}
    out: list[tuple[Event, Guess]] = []
    for event, guess in guesses:
        if others := [(by_event[k], chance) for k, chance in together.get(id(event), ())]:
            total = sum(chance for _, chance in others)
            share = POOLED * total / (1 + total)
            weights = [(guess, 1 - share), *((other, share * chance / total) for other, chance in others)]
            actors = dict.fromkeys(c for one, _ in weights for c in one)
            guess = {c: {r: sum(w * one.get(c, {}).get(r, 0.0) for one, w in weights) for r in ROLES} for c in actors}
        out.append((event, guess))
    return out


def _near(actors: list[int], here: set[int], *, enough: int) -> list[int]:
    """Where the sentence itself names enough of those who have a role, nobody from other sentences has it too."""
    near = [c for c in actors if c in here]
    return near if len(near) >= enough else actors


def _mix(event: Event, guess: Guess, seen: Guess | None, *, alone: bool) -> None:
    """One chance a role from the model's, the encoder's and the rules'; an actor whom only the encoder sees is added."""
    rules = RULES_ALONE if alone else RULES
    if seen is not None:
        for cluster in {**guess, **{c: p for c, p in seen.items() if max(p[r] for r in ROLES) >= 0.5}}:
            mine, p = guess.setdefault(cluster, {}), seen.get(cluster, UNSEEN)
            for role in ROLES:
                mine[role] = (1 - SEEN) * mine.get(role, 0.0) + SEEN * p[role]
    for cluster, p in guess.items():
        for role in ROLES:
            said = rules if event.ruled.get(role) else RULES    # where they are silent they say little
            p[role] = (1 - said) * p.get(role, 0.0) + said * (cluster in event.ruled.get(role, ()))


def _sure(guess: Guess, here: Collection[int], *, alone: bool) -> Chosen:
    """Every actor in its likeliest role, where that is likely enough; who is not among those ``here`` in the sentence must be likelier."""
    roles: Chosen = {role: [] for role in ROLES}
    least = {"source": SOURCE, "target": TARGET_ALONE if alone else TARGET, "place": PLACE_ALONE if alone else PLACE}
    for cluster, p in guess.items():
        best = max(ROLES, key=lambda r: p[r])
        if p[best] >= least[best] + (0.0 if cluster in here else ELSEWHERE):
            roles[best].append((-p[best], cluster))
    return roles


def _taken(roles: Chosen) -> set[int]:
    return {c for found in roles.values() for _, c in found}


def _take(guess: Guess, roles: Chosen, role: str, least: float) -> None:
    """Give a role to the likeliest of those who have none."""
    taken = _taken(roles)
    chance, cluster = max(((p[role], -c) for c, p in guess.items() if c not in taken), default=(0.0, 0))
    if chance >= least:
        roles[role].append((-chance, -cluster))


def _someone(guess: Guess, roles: Chosen) -> None:
    """An event without anyone takes whoever is likeliest to have part in it."""
    if roles["source"] or roles["target"] or not guess:
        return
    chance, role, cluster = max((p[role], role, cluster) for cluster, p in guess.items() for role in ("source", "target"))
    if chance >= LAST_RESORT:
        roles[role].append((-chance, cluster))
        roles["place"] = [x for x in roles["place"] if x[1] != cluster]


def _partner(guess: Guess, roles: Chosen, here: Collection[int]) -> None:
    """An event between equals has two of them; one ``here`` in the sentence goes before one who is little likelier."""
    if len(roles["source"]) + len(roles["target"]) == 1:
        taken = _taken(roles)
        likely = {c: p["source"] + p["target"] for c, p in guess.items() if c not in taken}
        best = max(likely, key=lambda c: (likely[c] - (0.0 if c in here else ELSEWHERE), -c), default=-1)
        if likely.get(best, 0.0) >= PARTNER:
            roles["source"].append((-likely[best], best))


def _ruled_target(event: Event, guess: Guess, roles: Chosen) -> None:
    """Where the models see no target, the rules' one, if it is not unlikely."""
    if not roles["target"] and event.ruled.get("target"):
        taken = _taken(roles)
        chance, cluster = max(((guess.get(c, {}).get("target", 0.0), -c) for c in event.ruled["target"] if c not in taken), default=(0.0, 0))
        if chance >= RULED_TARGET:
            roles["target"].append((-chance, -cluster))


def _told(scene: Scene, event: Event, roles: Chosen) -> None:
    """What grammar leaves no doubt of: a dual verb has two subjects, and who receives something ("تلقى تعازي") does not give it."""
    trigger, ruled = event.frame.trigger, event.ruled.get("source", ())
    if len(ruled) == 2 and trigger.pos == "verb" and trigger.form.number == "d":
        _set(roles, "source", ruled)
    view = scene.sentences[event.sentence]
    if (doers := _doubtless(view, event)):
        _set(roles, "source", doers)
    receivers = [view.chosen[f.phrase] for f in event.frame.fillers if f.slot == "receiver" and f.role == "target"]
    if len(receivers) == 1:    # a long row is often misread
        _set(roles, "target", receivers)


def _doubtless(view: SentenceView, event: Event) -> list[int]:
    """The doers whom grammar names beyond doubt: with "from" right after a noun ("اتهامات من المعارضة"), in a clause that describes it
    ("الهجوم الذي شنته الفصائل"), or who speaks in what came from him ("تلقى اتصالا من الوزير أعرب فيه عن أسفه")."""
    made, i = view.clause, event.frame.trigger.i
    doers = [f for f in event.frame.fillers if f.role == "source" and f.phrase >= 0]
    if made is None or not doers:
        return []
    after = [f for f in doers if f.slot == FROM and made.words[i + 1].bare == FROM and made.phrases[f.phrase].first == i + 2]
    if event.frame.trigger.pos == "noun" and after:
        return [view.chosen[f.phrase] for f in after]
    if (hosts := _hosts(view, event)):
        return hosts
    verb = max((k for k in made.verbs if k <= i), default=-1)
    sender = made.subjects.get(verb)
    if verb in made.sent and sender is not None and {f.phrase for f in doers} <= set(made.groups[sender].phrases):
        return [view.chosen[f.phrase] for f in doers]
    return []


def _hosts(view: SentenceView, event: Event) -> list[int]:
    """Who does it, named in a clause that describes it ("المؤتمر الذي استضافته باريس")."""
    return [view.chosen[f.phrase] for f in event.frame.fillers if f.slot == "relative"]


def _set(roles: Chosen, role: str, actors: Sequence[int]) -> None:
    """Give a role to these actors and to nobody else, and take from them any other."""
    for other in ROLES:
        roles[other] = [x for x in roles[other] if x[1] not in actors]
    roles[role] = [(-1.0, c) for c in actors]


def _beside(scene: Scene, event: Event, guess: Guess, role: str, taken: set[int], chosen: set[int]) -> list[tuple[float, int]]:
    """Who stands in one coordination with somebody chosen for a role ("Tel Aviv and Jordan") and may have it too."""
    view = scene.sentences[event.sentence]
    if view.clause is None or not chosen:
        return []
    found: dict[int, float] = {}
    for group in view.clause.groups:
        members = {view.chosen[n] for n in group.phrases}
        if len(members) > 1 and members & chosen:
            found |= {c: p for c in members - taken if (p := guess.get(c, {}).get(role, 0.0)) >= BESIDE}
    return [(-p, c) for c, p in sorted(found.items())]


def complete(scene: Scene, event: Event) -> tuple[int, ...]:
    """The participants of a symmetric event where grammar names them all: "between A and B", with the subject of its verb who
    stands between them, or the pair that is the subject of a dual verb; empty where it does not."""
    view, trigger = scene.sentences[event.sentence], event.frame.trigger
    slots = [f for f in event.frame.fillers if f.role == "source" and f.phrase >= 0]
    between = any(fold(f.slot) == "بين" for f in slots)
    counts = trigger.pos == "verb" and (between or trigger.form.number == "d")
    pair = [f for f in slots if fold(f.slot) == "بين" or (f.slot == "subject" and counts)]
    found = tuple(dict.fromkeys(view.chosen[f.phrase] for f in pair))
    return found if len(found) > 1 else ()
