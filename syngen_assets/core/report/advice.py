"""Advice: what to do about a gate that failed."""

from collections.abc import Mapping

_TAKE_OUT = "Take the later ones of these rows out."
_REPAIR = "Repair these rows, or take them out."
_LENGTH = (
    "Give both answers of a pair the same length: rewrite the one that is off, or take pairs out "
    "until neither side is the longer one in general."
)
_WORDING = (
    "Have both answers written by the same writer with the same instructions, so that they differ "
    "in a fact and not in their manner."
)
_VARIETY = "Add questions that begin and are worded in other ways, or take out those most alike."

ADVICE: Mapping[str, str] = {
    "duplicate_prompts": _TAKE_OUT,
    "near_duplicate_prompts": _TAKE_OUT,
    "close_prompts": _TAKE_OUT,
    "identical_share": "Take these rows out: where both answers are the same, nothing is learned.",
    "empty_share": _REPAIR,
    "refusal_share": "Have these answers written anew, or take the rows out.",
    "leak_share": "Have these answers written anew without a word about what they are for.",
    "self_contradiction_share": _REPAIR,
    "over_limit_share": "Shorten these answers, or raise the limit if it is not meant for them.",
    "formula_cells": "Open the CSV as text only; a spreadsheet would run these cells.",
    "personal_data_per_1000": "Take names and numbers of persons out of these rows.",
    "longer_chosen_share": _LENGTH,
    "longer_chosen_share_letters": _LENGTH,
    "length_only_accuracy": _LENGTH,
    "length_match_share": _LENGTH,
    "answer_only_accuracy": _WORDING,
    "hedge_gap": "Let as many rejected answers as chosen ones advise to see a doctor.",
    "sentiment_ks": _WORDING,
    "grade_gap": _WORDING,
    "absurd_share": "Have these answers written anew: wrong in a fact, not absurd.",
    "polarity_flip_share": "Have these answers written anew, with a flaw that is no mere reversal.",
    "flaw_share": "Give the other flaws more weight, so that no model learns this one alone.",
    "verified_share": "Have the answers written anew whose flaw no rule could find.",
    "plan_deviation": "Make more questions with the modifications that have few.",
    "opening_entropy": _VARIETY,
    "top_opening_share": _VARIETY,
    "distinct_1": _VARIETY,
    "distinct_2": _VARIETY,
    "self_bleu": _VARIETY,
    "compression_ratio": _VARIETY,
    "mixed_style_share": "Write all questions in one style: all with their marks, or none.",
}
"""Gate → what to do when it fails."""
