"""After new reviews the release and its audit are made again, and nothing that asks a model."""

import os
from datetime import UTC, datetime

import dagster as dg

from syngen_assets.assets.audit import audit
from syngen_assets.assets.outside import VERSION
from syngen_assets.assets.partitions import PREFERENCES
from syngen_assets.assets.release import questions_and_responses
from syngen_assets.assets.reviews import reviews
from syngen_assets.automation.jobs import seconds_between
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.settings import gather
from syngen_assets.past import CAUSE, REVIEWED, Runs, last_version
from syngen_assets.storage.folders import output_folder, read_domain, root
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore

SECONDS = 60

_updated = dg.AutomationCondition.newly_updated()

AHEAD = (
    dg.AutomationCondition.asset_matches("raw_questions", _updated)
    .since(dg.AutomationCondition.asset_matches("pairs", _updated))
    .with_label("the source was read and no pairs were made of it")
)
AFTER_REVIEWS = (
    dg.AutomationCondition.asset_matches(reviews.key, _updated).since_last_handled()
    & ~dg.AutomationCondition.missing()
    & ~dg.AutomationCondition.in_progress()
    & ~AHEAD
).with_label("new reviews")


def following(asset: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset, made again by itself after new reviews."""
    return asset.map_asset_specs(
        lambda spec: spec.replace_attributes(automation_condition=AFTER_REVIEWS)
    )


release_after_reviews = dg.AutomationConditionSensorDefinition(
    "release_after_reviews",
    target=[questions_and_responses.key, audit.key],
    run_tags={CAUSE: REVIEWED},
    emit_backfills=False,
    description=(
        "Makes the release of a domain and its audit again after new reviews, as `reviews_saved` "
        "tells of them. It asks no model, and nothing else starts it: no edit and no new source."
    ),
)


@dg.sensor(
    minimum_interval_seconds=seconds_between(SECONDS),
    description="Tells Dagster of new reviews, so that `release_after_reviews` knows of them.",
)
def reviews_saved(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """What was said since it was last told, domain by domain."""
    now = datetime.now(UTC).timestamp()
    events: list[dg.AssetObservation | dg.AssetMaterialization] = []
    said = []
    for domain in PREFERENCES.get_partition_keys():
        try:
            version = news(context.instance, domain, now)
        except SynGenError as error:
            said.append(str(error))
            continue
        if version:
            said.append(f"Dagster knows of new reviews of {domain}.")
            told = {"partition": domain, "tags": {VERSION: version}}
            # Dagster sees staleness by the one, and its conditions see news by the other.
            events += [dg.AssetObservation(reviews.key, **told)]
            events += [dg.AssetMaterialization(reviews.key, **told)]
    reason = " ".join(said) or "There is nothing new, or a run is in progress."
    return dg.SensorResult(asset_events=events, skip_reason=reason)


def news(instance: dg.DagsterInstance, domain: str, now: float) -> str:
    """The version of the domain's reviews, or empty where Dagster knows them or a run is going on.

    A run may have read its reviews already and release after them: what was said meanwhile would
    then look older than that release.
    """
    folder = output_folder(gather(read_domain(root(), domain), {}, os.environ))
    if Runs(instance, domain, folder, now).under_way():
        return ""
    known = last_version(instance, reviews.key, domain)
    with ReviewStore(folder / REVIEWS_FILE) as store:
        nothing = not known and store.history(domain).empty and store.words(domain).empty
        version = "" if nothing else store.version(domain)
    return "" if version == known else version
