"""The ground of a release: what it is made from, gathered from settings, templates and people."""

from collections.abc import Mapping

from syngen_assets.core import grounds
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.settings import Settings
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.judging import JUDGE, JUDGE_WITH_REFERENCE
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.storage.folders import output_folder
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore


def ground(settings: Settings, source: Mapping[str, str]) -> grounds.Ground:
    """What a run with these settings makes its release from, now.

    Args:
        settings: the run's settings.
        source: the data set and its revision, among others.
    """
    with ReviewStore(output_folder(settings) / REVIEWS_FILE) as store:
        reviews = store.version(settings.domain.name)
    return grounds.ground(settings, source, wording(settings), reviews)


def wording(settings: Settings) -> dict[str, str]:
    """Template → a digest of its wording, of all that the run may use; offline, the rules too."""
    judges = [JUDGE, JUDGE_WITH_REFERENCE] if settings.judge else []
    used = {one.name: one.version for one in (REWRITE, ANSWER, GROUNDED, FLAWED, *judges)}
    return used | ({grounds.RULES: OfflineChat().version} if settings.offline else {})
