"""The whole graph: the table of contents."""

import dagster as dg

from syngen_assets.assets.outside import domain_file, source_data
from syngen_assets.assets.pairs import pairs
from syngen_assets.assets.personas import persona_texts, personas
from syngen_assets.assets.product_reviews import (
    raw_reviews,
    real_reviews,
    review_measures,
    review_prompts,
    synthetic_reviews,
)
from syngen_assets.assets.prompts import prompts
from syngen_assets.assets.questions import questions, synthetic_questions
from syngen_assets.assets.responses import chosen_responses, rejected_responses
from syngen_assets.assets.reviews import reviews
from syngen_assets.assets.source import clean_questions, raw_questions
from syngen_assets.assets.verdicts import verdicts
from syngen_assets.automation import AGING, JOBS, SCHEDULES, SENSORS, TAIL
from syngen_assets.checks.freshness import FRESH
from syngen_assets.checks.gates import table_gates
from syngen_assets.checks.product_reviews import review_gates
from syngen_assets.checks.release import release_is_complete
from syngen_assets.checks.tables import SOUNDNESS
from syngen_assets.resources import Archived, Excluded, RunSettings, Tables, chat, comparing, judge

settings = RunSettings.configure_at_launch()

defs = dg.Definitions(
    assets=[
        domain_file,
        source_data,
        reviews,
        raw_questions,
        clean_questions,
        personas,
        persona_texts,
        prompts,
        synthetic_questions,
        questions,
        chosen_responses,
        rejected_responses,
        pairs,
        verdicts,
        *TAIL,
        raw_reviews,
        real_reviews,
        review_prompts,
        synthetic_reviews,
        *AGING,
        review_measures,
    ],
    asset_checks=[
        *SOUNDNESS,
        table_gates,
        release_is_complete,
        *FRESH.values(),
        review_gates,
    ],
    jobs=[*JOBS.values()],
    schedules=SCHEDULES,
    sensors=SENSORS,
    resources={
        "settings": settings,
        "chat": chat,
        "judge": judge,
        "comparing": comparing,
        "exclusions": Excluded(settings=settings),
        "archive": Archived(settings=settings),
        "io_manager": Tables(settings=settings),
    },
    executor=dg.in_process_executor,
)
