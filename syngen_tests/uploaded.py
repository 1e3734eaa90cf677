"""Files as people upload them: a good one of any length, and those that are broken in some way."""

import csv
import io
import re
from collections.abc import Mapping

from syngen_assets.core.identity import draw
from syngen_tests.homes import REPOSITORY

SAMPLE = REPOSITORY / "data" / "domains" / "smartphone_reviews" / "sample.csv"
HEADS = {"rating": "stars", "title": "headline", "text": "review"}
"""Our columns, and what the file calls them."""

_END = re.compile(r"(?<=[.!?]) ")


def rows(count: int) -> list[dict[str, str]]:
    """So many reviews, all different: those of the sample, then such that begin like one of them
    and end like another that has as many stars."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        sample = list(csv.DictReader(file))
    made = {row["text"]: row for row in sample}
    for number in range(20 * count):
        if len(made) >= count:
            break
        first = sample[int(draw("first", number) * len(sample))]
        alike = [row for row in sample if row["rating"] == first["rating"]]
        last = alike[int(draw("last", number) * len(alike))]
        text = " ".join([*_END.split(first["text"])[:2], *_END.split(last["text"])[-2:]])
        made.setdefault(text, first | {"text": text})
    return [{HEADS[name]: row[name] for name in HEADS} for row in list(made.values())[:count]]


def written(count: int = 40, mark: str = ",", heading: bool = True) -> str:
    """The same as CSV."""
    text = io.StringIO()
    sheet = csv.DictWriter(text, list(HEADS.values()), delimiter=mark, lineterminator="\n")
    if heading:
        sheet.writeheader()
    sheet.writerows(rows(count))
    return text.getvalue()


BROKEN: Mapping[str, bytes] = {
    "encoding.csv": written(20).replace("phone", "телефон").encode("cp1251"),
    "numbers.csv": b"stars,votes\n5,3\n4,1\n",
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "sheet.csv": b"PK\x03\x04" + bytes(2_000),
}
"""Files that cannot be read, each for a reason of its own."""
