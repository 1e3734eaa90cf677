"""Presets: servers that are known by name, and what each of them cannot do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syngen_assets.core.errors import UsageError
from syngen_assets.core.nearest import perhaps

_OLD_NAME = {"max_completion_tokens": "max_tokens"}


@dataclass(frozen=True)
class Preset:
    """A server that speaks OpenAI's chat completions.

    Args:
        name: what `--preset` calls it.
        base_url: its address; that of a server on this machine is the one it has by default.
        key_variable: the variable that its key stands in.
        note: what a user should know of it, in a few words.
        lacks: a parameter that it does not take → its name there, or None where it has none.
        batches: whether it takes files of calls and answers them for less, as OpenAI does.
    """

    name: str
    base_url: str
    key_variable: str
    note: str
    lacks: Mapping[str, str | None] = field(default_factory=dict)
    batches: bool = False

    @property
    def local(self) -> bool:
        """Whether it runs on a machine of the user's, where a key is not a must."""
        return self.base_url.startswith("http://localhost:")


_TABLE = (
    Preset(
        "openai",
        "https://api.openai.com/v1",
        "OPENAI_API_KEY",
        "the default",
        batches=True,
    ),
    Preset(
        "ollama",
        "http://localhost:11434/v1",
        "OLLAMA_API_KEY",
        "on your machine; its cloud models take the reply schema and do not keep to it",
        _OLD_NAME,
    ),
    Preset(
        "vllm",
        "http://localhost:8000/v1",
        "VLLM_API_KEY",
        "on your machine",
    ),
    Preset(
        "llamacpp",
        "http://localhost:8080/v1",
        "LLAMA_API_KEY",
        "on your machine; it answers with the one model that it has, whatever the name",
    ),
    Preset(
        "cohere",
        "https://api.cohere.ai/compatibility/v1",
        "COHERE_API_KEY",
        "knows no reply schema of OpenAI's form",
        {"response_format": None, **_OLD_NAME},
    ),
    Preset(
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
        "older models take only a part of the schema language",
    ),
    Preset(
        "mistral",
        "https://api.mistral.ai/v1",
        "MISTRAL_API_KEY",
        "refuses a request with any parameter that it does not know",
        _OLD_NAME,
    ),
    Preset(
        "huggingface",
        "https://router.huggingface.co/v1",
        "HF_TOKEN",
        "the reply schema and the usage depend on the provider of the model",
    ),
)
PRESETS: Mapping[str, Preset] = {known.name: known for known in _TABLE}


def preset(name: str, said: str = "--preset (or SYNGEN_PRESET)") -> Preset:
    """The preset called `name`.

    Args:
        name: what the user called it.
        said: the flag and variable that say so, for messages.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    if name not in PRESETS:
        raise UsageError(
            f"{said} is {name!r}; there are {', '.join(PRESETS)}{perhaps(name, PRESETS)}. For any "
            "other server give its address with --base-url."
        )
    return PRESETS[name]


def refuse_batches(offline: bool, chosen: Preset | None) -> None:
    """Refuse batches where nothing is asked, and at a server that is known to take none.

    Args:
        offline: whether no model is asked.
        chosen: the server, where it is known by name.

    Raises:
        UsageError: there can be none.
    """
    if offline:
        raise UsageError(
            "--mode batch (or SYNGEN_MODE) sends calls to a model, and --offline (SYNGEN_OFFLINE) "
            "makes none; leave one of them out."
        )
    if chosen and not chosen.batches:
        raise UsageError(
            f"The server {chosen.name} takes no batches of OpenAI's form; leave --mode batch "
            "(SYNGEN_MODE) out, or choose another --preset."
        )
