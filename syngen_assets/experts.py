"""Experts: what people have said by now of the pairs of a domain and of its modifications."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from syngen_assets.core.domains import Domain
from syngen_assets.core.settings import Settings
from syngen_assets.storage.folders import output_folder
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore

if TYPE_CHECKING:
    import pandas as pd

_Of = TypeVar("_Of", bound=Domain)


def told(settings: Settings[_Of]) -> Settings[_Of]:
    """The settings, with what experts said last of the modifications."""
    with reviews(settings) as store:
        return replace(settings, words=store.last_words(settings.domain.name))


def said(settings: Settings[Domain]) -> "pd.DataFrame":
    """What people said of the domain's pairs, as a `tables.REVIEWS`."""
    with reviews(settings) as store:
        return store.table(settings.domain.name)


def reviews(settings: Settings[Domain]) -> ReviewStore:
    """The file of all that people said."""
    return ReviewStore(output_folder(settings) / REVIEWS_FILE)
