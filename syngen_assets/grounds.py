"""The ground of a release: what it is made from, gathered from settings, templates and people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from syngen_assets.core import grounds
from syngen_assets.core.content import content
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import REVIEWS
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.judging import JUDGE, JUDGE_WITH_REFERENCE
from syngen_assets.llm.offline import OfflineChat

if TYPE_CHECKING:
    import pandas as pd


def ground(
    settings: Settings, source: Mapping[str, str], reviews: "pd.DataFrame"
) -> grounds.Ground:
    """What a run with these settings makes its release from.

    Args:
        settings: the run's settings, with the words of experts.
        source: the data set and its revision, among others.
        reviews: a `tables.REVIEWS`.
    """
    said = content(Rows.of(REVIEWS, reviews))
    return grounds.ground(settings, source, wording(settings), said)


def wording(settings: Settings) -> dict[str, str]:
    """Template → a digest of its wording, of all that the run may use; offline, the rules too."""
    judges = [JUDGE, JUDGE_WITH_REFERENCE] if settings.judge else []
    used = {one.name: one.version for one in (REWRITE, ANSWER, GROUNDED, FLAWED, *judges)}
    return used | ({grounds.RULES: OfflineChat().version} if settings.offline else {})
