"""Finding the review that an id means."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.core.tables import SYNTHETIC_REVIEWS
from syngen_assets.lineage.product_reviews import find
from syngen_assets.storage.reader import Reader
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.test_product_reviews_release import synthetic

DOMAIN = "kettles"


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Reader]:
    rows = synthetic(count=3).assign(synthetic_id=["aaaa11112222", "aaaa33334444", "bbbb55556666"])
    warehouse = Warehouse(tmp_path / "syngen.duckdb")
    warehouse.replace(SYNTHETIC_REVIEWS, DOMAIN, rows)
    with warehouse.reading() as tables:
        yield tables


def test_an_id_or_its_first_digits_mean_one_review(tables: Reader):
    for asked in ("aaaa11112222", "aaaa1", "bbbb"):
        found = find(asked, [DOMAIN], tables)
        assert found
        assert found[1]["synthetic_id"].startswith(asked)


def test_digits_that_too_few_or_no_ids_begin_with_mean_none(tables: Reader):
    assert find("aaa", [DOMAIN], tables) is None
    assert find("cccc", [DOMAIN], tables) is None


def test_digits_that_several_ids_begin_with_are_told_with_them(tables: Reader):
    with pytest.raises(UsageError, match=r"one review begins with 'aaaa' \(aaaa1.*, aaaa3.*, …\)"):
        find("aaaa", [DOMAIN], tables)
