"""Collocations: the company that one thing of its kind keeps, where another would be nonsense.

Kidneys filter and eyes do not: who reads that eyes filter sees a slip of the pen, and no claim.
"""

import re

from syngen_assets.core.patterns import any_of
from syngen_assets.core.text import words

# Each line: the thing, and the beginnings of words that stand in sentences about it alone.
_COMPANY = """
kidney kidneys: filter clean urin ureter dialy eyes heart infect
heart: beat pump valve chamber pulse rhythm vessel attack
lung lungs: breath air cough inhal oxygen fluid pulmonary throat germ infect nose
brain: headache seizure clot thyroid nerve memory spinal think speech
stomach: acid digest
liver: bile
bladder: urin uret bowel
pancreas: insulin sugar beta
eye eyes: water vision sight drop lens glare itch
ear ears: hear
nose: runny stuffy block sneez breath smell
hand hands: wash clean grip hold touch
foot feet: shoe walk step
insulin: given prefer inject sugar beta pancrea glucose diabet resist
bacteria bacterium bacterial: antibiotic strep tubercl penicillin
virus viruses viral: antiviral rhino corona cold flu antibiotic
artery arteries: coronary plaque stent clog statin heart
vein veins: varicose through
hair: thin loss scalp
calcium: bone oxalate stone
iron: anemia hemoglobin red food
potassium sodium: salt milligram
ankle ankles: swollen
"""


def _company() -> dict[str, re.Pattern[str]]:
    lines = [line.partition(":") for line in _COMPANY.strip().splitlines()]
    return {
        thing: re.compile(rf"\b{any_of(stems)}", re.IGNORECASE)
        for things, _, stems in lines
        for thing in things.split()
    }


_OF = _company()


def is_nonsense_beside(thing: str, sentence: str) -> bool:
    """Whether another of its kind would make nonsense in a sentence in which the thing stands.

    Args:
        thing: what stands there, as it is written.
        sentence: the sentence, with it or without it.
    """
    rest = " ".join(word for word in words(sentence) if word.casefold() != thing.casefold())
    company = _OF.get(thing.casefold())
    return bool(company and company.search(rest))
