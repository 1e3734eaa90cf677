"""Embedders: which one a run compares meanings with, if any."""

from collections.abc import Mapping
from dataclasses import dataclass

from syngen_assets.core.errors import UsageError
from syngen_assets.core.flags import address
from syngen_assets.core.presets import Preset

NONE, LOCAL = "none", "local"


@dataclass(frozen=True)
class Embedding:
    """The model whose vectors tell which texts mean the same.

    Args:
        name: empty for the local one, if it is installed; `none`; `local` for the one of the
            extra, `local:NAME` for a folder or a model of the Hub; else its name at its server.
        preset: the kind of server, or None where only its address is known.
        base_url: the server, or None for OpenAI's own.
    """

    name: str = ""
    preset: Preset | None = None
    base_url: str | None = None

    @property
    def served(self) -> bool:
        """Whether a server is asked."""
        return self.name not in ("", NONE, LOCAL) and not self.name.startswith(f"{LOCAL}:")


def embedding(words: Mapping[str, str], where: tuple[Preset | None, str | None]) -> Embedding:
    """The embedder that was asked for.

    Args:
        words: what flags and environment say.
        where: the preset and address of the model that writes; an embedder without an address of
            its own is at the same server.

    Raises:
        UsageError: a server is named for it and no model.
    """
    found = Embedding(words.get("embedder", ""))
    own = address(words, "embedder_base_url")
    if own and not found.served:
        raise UsageError(
            "A server is named for the embedder (--embedder-base-url) and no model; name it with "
            "--embedder (SYNGEN_EMBEDDER)."
        )
    if not found.served:
        return found
    return Embedding(found.name, None, own) if own else Embedding(found.name, *where)
