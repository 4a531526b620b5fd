"""What was learnt from annotated articles: the models that decide over what lexicon and rules propose.

Two chains (``chain.py``: which words are an actor's mention; which are triggers, and of which type) and six log-linear
models (``linear.py``: which actors are one; who fills which role, at first sight and knowing the neighbours; with what certainty; who says so;
whether the sentence asserts it).
Each can be left out, and then the rules alone decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .chain import Chain
from .encoder import Encoder, load_encoder
from .linear import Linear
from .records import KhabarError

NONE = "none"
CHAINS = ("mentions", "triggers")
LINEARS = ("roles", "roles2", "status", "speakers")
BACKBONE = "backbone"
ENCODER = "encoder"
ASSERTION = "assertion"
COREFERENCE = "coreference"
MODELS = (BACKBONE, ENCODER, *CHAINS, COREFERENCE, *LINEARS, ASSERTION)


@dataclass(frozen=True)
class Learned:
    """The models of one language that are present; ``None`` where the rules decide."""

    encoder: Encoder | None = None
    mentions: Chain | None = None
    triggers: Chain | None = None
    coreference: Linear | None = None
    roles: Linear | None = None
    roles2: Linear | None = None
    status: Linear | None = None
    speakers: Linear | None = None
    assertion: Linear | None = None

    @classmethod
    def load(cls, folder: Path, *, only: Iterable[str] = MODELS) -> Learned:
        """The models of a folder, as far as they are there and wanted. Raises KhabarError for a name that is none."""
        wanted = set(only)
        if unknown := wanted - set(MODELS):
            raise KhabarError(f"no models {sorted(unknown)}; there are {', '.join(MODELS)}")
        paths = {n: p for n in wanted - {BACKBONE, ENCODER} if (p := folder / f"{n}.json.gz").exists()}
        network = folder / f"{ENCODER}.npz"
        return cls(
            encoder=load_encoder(network) if ENCODER in wanted and network.exists() else None,
            mentions=Chain.load(paths["mentions"]) if "mentions" in paths else None,
            triggers=Chain.load(paths["triggers"]) if "triggers" in paths else None,
            coreference=Linear.load(paths[COREFERENCE]) if COREFERENCE in paths else None,
            roles=Linear.load(paths["roles"]) if "roles" in paths else None,
            roles2=Linear.load(paths["roles2"]) if "roles2" in paths else None,
            status=Linear.load(paths["status"]) if "status" in paths else None,
            speakers=Linear.load(paths["speakers"]) if "speakers" in paths else None,
            assertion=Linear.load(paths[ASSERTION]) if ASSERTION in paths else None,
        )
