"""Row gates in `domain.yaml`: which of them act."""

from typing import Annotated

from pydantic import Field

from syngen_assets.core.parts import Part
from syngen_assets.core.personal_forms import KINDS, Kind


class RowGates(Part):
    """Which row gates act: one that is `off` lets every row pass.

    What is empty, refused, no reply at all, over a limit or there twice has no switch.
    `personal_data` lists the kinds that are held back.
    """

    wrong_language: bool = True
    short_answer: bool = True
    unfinished_answer: bool = True
    prompt_leak: bool = True
    repeated_question: bool = True
    self_contradiction: bool = True
    unresolved_reference: bool = True
    personal_data: Annotated[tuple[Kind, ...], Field(strict=False)] = KINDS
    formula_cell: bool = True
    copied_source: bool = True
    held_out_overlap: bool = True
    nearly_identical_answers: bool = True
    unmatched_length: bool = True
