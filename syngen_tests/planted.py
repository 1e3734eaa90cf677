"""Preference sets with nothing to learn but the fact, and one fault at a time planted in them."""

import random
from collections.abc import Callable, Sequence

import pandas as pd

from syngen_assets.core.identity import draw

ROWS = 300
_PLAIN = (
    "artery basin bridge canal cedar chamber channel circle cluster coast collar column copper"
    " corner cotton county crater crystal current desert device dialect diesel drawer eagle echo"
    " elbow engine envelope estuary fabric factory falcon ferry fiber filter finger flannel forest"
    " fountain frame galaxy garden garment gravel harbor hazel helmet hinge horizon hull island"
    " ivory jacket jersey journal kernel kettle ladder lantern lattice leather ledger lemon lever"
    " linen lobby locket lumber magnet mantle maple marble market meadow medal mercury meter mirror"
    " module mortar muscle mustard needle nickel noodle nozzle oasis onion orbit orchard oven oyster"
    " paddle palace panel parcel parlor pasture pebble pencil pepper petal pillar pilot pistol planet"
    " plaster platform pocket pollen portal prairie prism pulley pumpkin quarry quarter rabbit radar"
    " railway raisin ranch ribbon river rocket rubber saddle salmon sandal satchel saucer scarf"
    " sector sesame shutter silver sketch socket spindle spiral sponge square stable station statue"
    " stove stream studio summit sundial tablet tailor tariff tavern temple terrace thicket thimble"
    " thread timber tissue tower tractor trellis trumpet tunnel turbine turnip turtle valley vapor"
    " velvet vessel village vinegar violet wagon walnut warehouse weaver whisker willow window wool"
).split()
_VERBS = (
    "carries covers crosses follows frames guides holds joins lines marks meets moves names opens"
    " orders passes paints pairs places plants pulls reaches rings seals shapes shows sorts spans"
    " stacks stores surrounds tests ties touches traces turns warms washes weighs wraps"
).split()
_OPENERS = (
    "does did can could should would will may might must has had is was do which where when why how"
    " who whose whom whenever wherever after before since until unless beside under over near"
).split()

Spoil = Callable[[list[dict[str, str]]], None]


def clean(rows: int = ROWS, seed: int = 0) -> list[dict[str, str]]:
    """Rows whose answers differ by chance only: nothing but the question's fact tells them apart."""
    chance = random.Random(seed)
    return [_row(chance, number) for number in range(rows)]


def _row(chance: random.Random, number: int) -> dict[str, str]:
    some = chance.sample(_PLAIN, 8)
    opener = chance.choice(_OPENERS)
    prompt = f"{opener} {some[0]} {some[1]} {chance.choice(_VERBS)} {' '.join(some[2:8])}"
    length = chance.randint(4, 9)
    first, second = _answer(chance, length), _answer(chance, length)
    return {
        "prompt": prompt.capitalize() + "?",
        "chosen": first,
        "rejected": second,
        "flaw": f"flaw_{number % 5}",
    }


def _answer(chance: random.Random, length: int) -> str:
    """Two sentences with `length` words in the first and nine in the second."""
    first = chance.sample(_PLAIN, length)
    second = chance.sample(_PLAIN, 8)
    return (
        f"The {first[0]} {chance.choice(_VERBS)} {' '.join(first[1:])}. "
        f"One {second[0]} {chance.choice(_VERBS)} {' '.join(second[1:])}."
    )


def table(spoil: Spoil | None = None, rows: int = ROWS) -> pd.DataFrame:
    """A clean set, spoiled in one way or not at all."""
    made = clean(rows)
    if spoil:
        spoil(made)
    return pd.DataFrame(made)


def some(rows: list[dict[str, str]], share: float, name: str = "") -> list[dict[str, str]]:
    """The rows that a share of chance falls on."""
    return [row for place, row in enumerate(rows) if draw("planted", name, place) < share]


def last_words(text: str, *words: str) -> str:
    """The text with its last words replaced by as many others."""
    kept = text.rstrip(".").split()[: -len(words)]
    return " ".join([*kept, *words]) + "."


def flip(rows: Sequence[dict[str, str]]) -> None:
    """Chosen and rejected change places."""
    for row in rows:
        row["chosen"], row["rejected"] = row["rejected"], row["chosen"]
