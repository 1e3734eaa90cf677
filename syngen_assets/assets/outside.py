"""Outside: what the graph rests on and does not make."""

import dagster as dg

from syngen_assets.assets.made import DOMAIN_FILE, PREFERENCES
from syngen_assets.core.domain_parts import parts, shape
from syngen_assets.core.domains import Domain

VERSION = "dagster/data_version"

domain_file = dg.AssetSpec(
    DOMAIN_FILE,
    partitions_def=PREFERENCES,
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
