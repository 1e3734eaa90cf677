"""The desk: where batches are handed in at a server, and fetched."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from syngen_assets.core.errors import ModelError
from syngen_assets.llm.faults import Place, words

if TYPE_CHECKING:
    import openai

ENDPOINT: Final = "/v1/chat/completions"  # what each line of a batch is a call of
_MARK = "syngen"  # under which a batch holds our own name for it
_RESTS = (0.5, 2.0, 8.0, 0.0)  # seconds after each try to make a batch
_SLACK = 3600.0  # seconds by which the clocks of two machines may differ
_OVER = ("completed", "failed", "expired", "cancelled")
_MAY_PASS = (408, 409, 429)  # these and all from 500 on


class UnclearError(ModelError):
    """A call failed that may have done its work, or may do it the next time."""


class UnknownError(ModelError):
    """The server knows no such thing.

    Args:
        message: a sentence for people.
        said: the server's own words.
    """

    def __init__(self, message: str, said: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.said = said


@dataclass(frozen=True)
class Standing:
    """How a batch stands at its server.

    Args:
        status: the server's word.
        files: those that hold its results, of good lines and of bad ones.
        total: how many lines the server counts.
        done: how many of them it has dealt with.
        said: why it failed as a whole, where it did.
    """

    status: str
    files: tuple[str, ...] = ()
    total: int = 0
    done: int = 0
    said: str = ""

    @property
    def over(self) -> bool:
        """Whether no more will come of it."""
        return self.status in _OVER


class Desk:
    """A server that takes files of calls, as OpenAI does; all of it raises ModelError.

    Args:
        place: the server, and the key that is shown to it.
        retries: tries again of what does no harm twice.
        patience: seconds without a byte after which a call is given up.
    """

    def __init__(self, place: Place, retries: int = 5, patience: float = 120.0) -> None:
        """Connect to nothing yet."""
        self.place, self._retries, self._patience = place, retries, patience

    def upload(self, name: str, path: Path) -> str:
        """The server's name of a file of lines, which it has now."""
        with self._explained("took no file of calls"), path.open("rb") as content:
            file = (f"{_MARK}-{name}.jsonl", content)
            return str(self._client.files.create(file=file, purpose="batch").id)

    def create(self, name: str, file: str, since: float) -> str:
        """The server's name of the batch that works at a file.

        It is never made twice: after a call that may have made it, it is looked for.

        Args:
            name: our own name for it.
            file: the server's name of its file.
            since: when it was thought of, in seconds since 1970.
        """
        for rest in _RESTS:
            try:
                return self._made(name, file)
            except UnclearError:
                if found := self.find(name, file, since):
                    return found
                if not rest:
                    raise
                time.sleep(rest)
        raise AssertionError("the last rest is none")

    def _made(self, name: str, file: str) -> str:
        once = self._client.with_options(max_retries=0)
        with self._explained("made no batch"):
            batch = once.batches.create(
                input_file_id=file,
                endpoint=ENDPOINT,
                completion_window="24h",
                metadata={_MARK: name},
                extra_headers={"Idempotency-Key": f"{_MARK}-{name}"},
            )
            return str(batch.id)

    def find(self, name: str, file: str, since: float) -> str | None:
        """The server's name of a batch that was made of a file, if there is one."""
        with self._explained("did not list its batches"):
            for batch in self._client.batches.list(limit=100):
                mark = batch.metadata.get(_MARK) if batch.metadata else None
                if mark == name or batch.input_file_id == file:
                    return str(batch.id)
                if batch.created_at and batch.created_at < since - _SLACK:
                    break  # the newest come first
        return None

    def standing(self, id: str) -> Standing:
        """How a batch stands now."""
        with self._explained("did not say how a batch stands"):
            batch = self._client.batches.retrieve(id)
            files = [batch.output_file_id, batch.error_file_id]
            errors = (batch.errors.data if batch.errors else None) or []
            counts = batch.request_counts
            return Standing(
                status=str(batch.status),
                files=tuple(file for file in files if file),
                total=counts.total if counts else 0,
                done=counts.completed + counts.failed if counts else 0,
                said=self.place.clean("; ".join(words(vars(error)) for error in errors[:3])),
            )

    def fetch(self, file: str, into: Path) -> None:
        """Bring a file here, piece by piece."""
        with (
            self._explained("did not give out the results of a batch"),
            self._client.files.with_streaming_response.content(file) as answer,
        ):
            answer.stream_to_file(into)

    def close(self) -> None:
        """Let go of the connection."""
        if "_client" in vars(self):
            self._client.close()

    @cached_property
    def _client(self) -> "openai.OpenAI":
        import openai

        return openai.OpenAI(
            api_key=self.place.key or "none",
            base_url=self.place.base_url,
            max_retries=self._retries,
            timeout=self._patience,
        )

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """Errors of the client as a ModelError: what the server did not do, and the way out."""
        import httpx2
        import openai

        where = self.place.where
        kept = "what was handed in is kept, so run again later"
        try:
            yield
        except openai.APIStatusError as error:
            raise self._refusal(error, what, kept) from None
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            why = self.place.clean(str(error.__cause__ or error))
            raise UnclearError(
                f"The server at {where} {what}: the connection failed ({why}); {kept}, or check "
                "OPENAI_BASE_URL and the network."
            ) from None
        except (AttributeError, TypeError, ValueError) as error:  # a page in HTML, half a JSON
            why = self.place.clean(str(error))
            raise UnclearError(
                f"The server at {where} {what}: its answer is none ({why}); {kept}."
            ) from None

    def _refusal(self, error: "openai.APIStatusError", what: str, kept: str) -> ModelError:
        status, where = error.status_code, self.place.where
        said = f"{status}: {self.place.clean(words(error.body))}"
        if status in (404, 405, 501):
            text = (
                f"The server at {where} {what} ({said}); perhaps it takes no batches. Leave --mode "
                "batch (SYNGEN_MODE) out, or correct OPENAI_BASE_URL."
            )
            return UnknownError(text, said) if status == 404 else ModelError(text)
        fault = self.place.fault(error, proven=True)
        if fault.fatal:
            return ModelError(fault.text)
        kind: type[Any] = UnclearError if status in _MAY_PASS or status >= 500 else ModelError
        return kind(f"The server at {where} {what} ({said}); {kept}.")  # type: ignore[no-any-return]
