"""Again: the settings of a run that goes on with what an earlier one made."""

from collections.abc import Mapping

from syngen_assets.core.flags import VARIABLES, truth
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.settings import UNTOLD, Settings, gather

_WHOSE = ("offline", "model", "preset")  # one of them says whether a model is asked
_OF_A_MODEL = ("model", "preset", "base_url", "max_usd", "max_tokens", "max_calls")


def as_told(
    domain: Preferences, overrides: Mapping[str, str], offline: bool, environ: Mapping[str, str]
) -> Settings:
    """The settings of the earlier run; of today's environment only what changes no result.

    A release that is made again after reviews would else be told another seed, size or model than
    its pairs were made with.

    Args:
        domain: the domain that is run.
        overrides: what the earlier run was told by flags and environment.
        offline: whether it asked no model.
        environ: the environment.

    Raises:
        UsageError: a value cannot be understood.
    """
    shaping = {
        variable
        for name, variables in VARIABLES.items()
        if name not in UNTOLD
        for variable in variables
    }
    kept = {name: text for name, text in environ.items() if name not in shaping}
    return gather(domain, {**overrides, **({"offline": "1"} if offline else {})}, kept)


def as_before(
    overrides: Mapping[str, str], offline: bool, environ: Mapping[str, str]
) -> dict[str, str]:
    """What the earlier run was told, but for what the environment says now.

    It is what the same command would be told today, and so is a run that starts by itself: one for
    a source that moved shall not ask another model for ten times as many questions.

    Args:
        overrides: what the earlier run was told by flags and environment.
        offline: whether it asked no model.
        environ: the environment.
    """

    def says(name: str) -> bool:
        return any(environ.get(variable) for variable in VARIABLES[name])

    if truth(environ.get("SYNGEN_OFFLINE", "")):
        idle = ("model",) if "judge" in overrides else _OF_A_MODEL
        overrides = {name: word for name, word in overrides.items() if name not in idle}
    told = {name: word for name, word in overrides.items() if not says(name)}
    return told | ({"offline": "1"} if offline and not any(map(says, _WHOSE)) else {})
