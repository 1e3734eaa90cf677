"""What every data set card has: where its rows come from, and how requests were worded."""

from collections.abc import Mapping, Sequence

from syngen_assets.core.charts import table
from syngen_assets.core.domains import Domain
from syngen_assets.core.settings import Settings
from syngen_assets.core.templates import Template


def whence(
    settings: Settings[Domain], source: Mapping[str, str], *more: Sequence[object]
) -> list[str]:
    """Source, model and settings as tables.

    Args:
        settings: the run's settings.
        source: dataset, config, split and revision of the source.
        more: what else is told: a name and what stands there.
    """
    told: list[Sequence[object]] = [
        ["source", source["dataset"]],
        ["configuration", source["config"] or "–"],
        ["split", source["split"]],
        ["revision", f"`{source['revision']}`"],
        ["licence of the source", settings.license],
        ["model", settings.model_name],
        ["server", "none" if settings.offline else settings.base_url or "OpenAI"],
        ["seed", settings.seed],
        ["domain", f"{settings.domain.name} (`{settings.domain.version}`)"],
        *more,
    ]
    overrides = [[name, value] for name, value in sorted(settings.overrides.items())]
    own = ["Set for this run:", table(["setting", "value"], overrides)] if overrides else []
    return [table(["", ""], told), *own]


def wording(templates: Sequence[Template]) -> list[str]:
    """Each template with its version, as it was sent but for its blanks."""
    return [
        f"`{template.name}` (`{template.version}`)\n\n```\n{template.text.strip()}\n```"
        for template in templates
    ]
