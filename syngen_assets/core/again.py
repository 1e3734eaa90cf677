"""Again: the settings of a run that goes on with what an earlier one made."""

from collections.abc import Mapping

from syngen_assets.core.domains import Domain
from syngen_assets.core.flags import VARIABLES
from syngen_assets.core.settings import UNTOLD, Settings, gather


def as_told(
    domain: Domain, overrides: Mapping[str, str], offline: bool, environ: Mapping[str, str]
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
