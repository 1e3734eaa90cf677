"""Embedders: the one that was chosen, or why there is none."""

from collections.abc import Mapping

from syngen_assets.core.embedders import LOCAL, NONE, Embedding
from syngen_assets.llm.budget import Budget
from syngen_assets.llm.embedding import Embedder
from syngen_assets.llm.local_embedder import EXTRA, LocalEmbedder, installed
from syngen_assets.llm.served_embedder import ServedEmbedder


def embedder(
    choice: Embedding,
    environ: Mapping[str, str],
    timeout: float = 60,
    budget: Budget | None = None,
) -> Embedder | None:
    """The embedder that was chosen, or None.

    Args:
        choice: what the user said.
        environ: where the key is.
        timeout: seconds that a call may take.
        budget: what all calls may cost, or None.

    Raises:
        UsageError: it was asked for and is not installed.
    """
    if choice.name == NONE or (not choice.name and not installed()):
        return None
    if not choice.served:
        return LocalEmbedder(choice.name.removeprefix(LOCAL).removeprefix(":") or None)
    known = choice.preset
    variable = known.key_variable if known else "OPENAI_API_KEY"
    key = environ.get(variable, "")
    own_server = known.local if known else choice.base_url
    return ServedEmbedder(
        model=choice.name,
        api_key=key or ("none" if own_server else ""),
        base_url=choice.base_url,
        timeout=timeout,
        budget=budget,
        key_variable=variable,
    )


def not_measured(choice: Embedding) -> str:
    """Why meanings are not compared, where there is no embedder."""
    if choice.name == NONE:
        return "not measured: --embedder is none"
    return f"not measured: no embedder is installed ({EXTRA}) or named (--embedder)"
