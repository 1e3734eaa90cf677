"""Outside: what the graph rests on and does not make."""

import dagster as dg

from syngen_assets.assets.columns import SOURCE
from syngen_assets.assets.made import DOMAIN_FILE
from syngen_assets.assets.partitions import DOMAINS
from syngen_assets.core.domain_parts import parts, shape
from syngen_assets.core.domains import Domain

VERSION = "dagster/data_version"

domain_file = dg.AssetSpec(
    DOMAIN_FILE,
    partitions_def=DOMAINS,
    group_name="source",
    kinds={"yaml"},
    description=(
        "The domain's own file, `data/domains/<domain>/domain.yaml`, which an expert writes. "
        "Every asset reads it. Its data version is a digest of the parts that shape a data set: "
        "an edit of one of them shows here, and in what was made before the edit."
    ),
)


def seen(domain: Domain) -> dg.AssetObservation:
    """What the domain's file says now."""
    return dg.AssetObservation(
        DOMAIN_FILE,
        partition=domain.name,
        metadata={"parts": dg.JsonMetadataValue(parts(domain))},
        tags={VERSION: shape(domain)},
    )


source_data = dg.AssetSpec(
    SOURCE,
    partitions_def=DOMAINS,
    group_name="source",
    kinds={"huggingface"},
    description=(
        "The data set that the questions come from, as others publish it. Its data version is its "
        "revision: a commit on the Hub, or a digest of local files. Each run looks at it, and so "
        "does the domain's sensor: where it has moved, what was made before is stale."
    ),
)


def stands_at(domain: str, revision: str) -> dg.AssetObservation:
    """The revision at which a domain's source stands now."""
    return dg.AssetObservation(
        SOURCE, partition=domain, metadata={"revision": revision}, tags={VERSION: revision}
    )
