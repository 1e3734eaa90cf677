"""Files as people upload them: a good one of any length, and those that are broken in some way."""

import csv
import io
import random
from collections.abc import Mapping

_MOODS = {
    1: ("Broken after a week", "It failed {} and nobody wrote back."),
    2: ("Not for me", "The idea is fine but {} it went wrong."),
    3: ("So and so", "Some of it works; {} I would not buy it again."),
    4: ("Good", "Nearly all of it pleases me, and {} it holds up."),
    5: ("Very glad", "It does what I hoped for, and {} I still like it."),
}
_WHEN = ("at home", "on the train", "after a month", "in the cold", "with my sister", "at night")
_PARTS = {
    "battery": "The battery lasts {} hours.",
    "camera": "The camera took {} sharp pictures on one walk.",
    "screen": "I read {} pages on the screen without tired eyes.",
    "value": "For {} coins it is worth its price.",
    "sound": "The sound reaches all {} corners of the room.",
}
_STARS = (5, 5, 5, 5, 4, 4, 3, 2, 1, 1)


def rows(count: int) -> list[dict[str, str]]:
    """So many reviews that differ from one another, always the same ones."""
    chance, made = random.Random(6), []
    for number in range(count):
        stars = chance.choice(_STARS)
        title, first = _MOODS[stars]
        parts = chance.sample(sorted(_PARTS), chance.randint(1, 4))
        said = [first.format(chance.choice(_WHEN))]
        said += [_PARTS[part].format(chance.randint(3, 90)) for part in parts]
        made.append(
            {
                "stars": str(stars),
                "headline": title,
                "review": f"{' '.join(said)} That was purchase {number + 1} of mine.",
            }
        )
    return made


def written(count: int = 40, mark: str = ",", heading: bool = True) -> str:
    """The same as CSV."""
    text = io.StringIO()
    made = rows(count)
    sheet = csv.DictWriter(text, list(made[0]), delimiter=mark, lineterminator="\n")
    if heading:
        sheet.writeheader()
    sheet.writerows(made)
    return text.getvalue()


BROKEN: Mapping[str, bytes] = {
    "encoding.csv": written(20).replace("purchase", "покупка").encode("cp1251"),
    "numbers.csv": b"stars,votes\n5,3\n4,1\n",
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "sheet.csv": b"PK\x03\x04" + bytes(2_000),
}
"""Files that cannot be read, each for a reason of its own."""
