"""Personal data: planted leaks are found, and what only looks like one is left alone."""

from collections.abc import Callable
from random import Random

import pytest

from syngen_assets.core.personal import found
from syngen_assets.core.personal_forms import KINDS

LEAKS = 400  # planted of each kind
FRAMES = (
    "{}",
    "My details are {}.",
    "Please write it down: {}, and thank you!",
    "I have had a cough for 3 weeks ({}), what should I do?",
    'She said "{}" twice.',
    "what helps against flu {}",
    "Contact: {}; then wait 10 to 14 days",
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NAMES = "anna|john.doe|maria_k|o'neil|x.y.z|jean-luc|ÜNAL|bob1975|pat+flu|dr.wong"
HOSTS = "example.com|mail.example.org|clinic-west.co.uk|uni-bonn.de|x.io|health.gov"


def either(chance: Random, forms: str) -> str:
    return chance.choice(forms.split("|"))


def digits(chance: Random, count: int, first: str = "0123456789") -> str:
    return chance.choice(first) + "".join(chance.choice("0123456789") for _ in range(count - 1))


def email(chance: Random) -> str:
    name, host = either(chance, NAMES), either(chance, HOSTS)
    form = chance.choice(
        ["{}@{}", "{}@{}", "<{}@{}>", "mailto:{}@{}", "{} (at) {}", "{}[at]{}", "{} @ {}", "dots"]
    )
    if form == "dots":
        return f"{name} at {host.replace('.', ' dot ')}"
    return form.format(name, host)


def phone(chance: Random) -> str:
    area, office, line = digits(chance, 3, "23456789"), digits(chance, 3, "23456789"), "0199"
    line = digits(chance, 4)
    form = either(
        chance,
        "({0}) {1}-{2}|({0}){1}-{2}|{0}-{1}-{2}|{0}.{1}.{2}|{0} {1} {2}|{0} {1}-{2}|+1 {0} {1} {2}"
        "|+1-{0}-{1}-{2}|1-{0}-{1}-{2}|1 ({0}) {1}-{2}|001-{0}-{1}-{2}|{0}{1}{2}|+1{0}{1}{2}"
        "|{0}-{1}-{2}x123|({0}) {1}-{2} ext. 45|{0}.{1}.{2} x7|call {1}-{2}|1-800-{1}-{2}"
        "|+44 20 7946 {2}|+49 30 {1}{2}|+33 1 23 45 67 89|020 7946 {2}|07700 900123|0049 89 {1}{2}"
        "|{0}‑{1}‑{2}|{0}/{1}-{2}|1-800-DOC-HELP|+91 98765 43210|+86 138 0013 8000",
    )
    return form.format(area, office, line)


def ssn(chance: Random) -> str:
    parts = (digits(chance, 3, "123456789"), digits(chance, 2, "123456789"))
    last = digits(chance, 4, "123456789")
    form = either(
        chance,
        "{}-{}-{}|{} {} {}|{}.{}.{}|SSN {}{}{}|SSN: {}-{}-{}|social security number {}{}{}"
        "|{}–{}–{}|Social Security No. {} {} {}",
    )
    return form.format(*parts, last)


def card(chance: Random) -> str:
    start, count = chance.choice([("4", 16), ("51", 16), ("6011", 16), ("37", 15), ("4", 13)])
    body = start + digits(chance, count - len(start) - 1)
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    number = body + str(-total % 10)
    if count == 13:
        return number
    sizes = [4, 4, 4, 4] if count == 16 else [4, 6, 5]
    mark = chance.choice(["", " ", "-", "."])
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return mark.join(parts)


def ip(chance: Random) -> str:
    if chance.random() < 0.5:
        return ".".join(str(chance.randrange(1, 256)) for _ in range(4))
    groups = [f"{chance.randrange(1, 65536):x}" for _ in range(8)]
    form = chance.choice(["full", "upper", "short", "start", "mapped"])
    if form == "short":
        return f"{groups[0]}:{groups[1]}::{groups[2]}"
    if form == "start":
        return f"2001:db8::{groups[3]}:{groups[4]}"
    if form == "mapped":
        return f"::ffff:192.0.2.{chance.randrange(1, 255)}"
    text = ":".join(groups[:7] + ["8a2e"])
    return text.upper() if form == "upper" else text


def url(chance: Random) -> str:
    host = either(chance, HOSTS)
    form = either(
        chance,
        "https://{}|http://{}/a/b.html?id=7#x|www.{}|{}|{}/patients/smith|ftp://{}/file"
        "|https://www.{}/path_(1)|HTTPS://{}/X|http://{}:8080/",
    )
    return form.format(host)


def record(chance: Random) -> str:
    number = chance.choice(
        [digits(chance, 7), f"{chance.choice('AMP')}{digits(chance, 6)}", f"H-{digits(chance, 8)}"]
    )
    cue = either(
        chance,
        "MRN |MRN: |MRN#|MRN is |mrn=|medical record number |Medical Record No. |medical record #"
        "|Patient ID: |patient number |hospital number is |chart number |Chart #|chart no. "
        "|Med Rec # |record number: |case number |member ID |policy number |account number "
        "|health record number (MRN): |Patient file no. |insurance number ",
    )
    return cue + number


def birth(chance: Random) -> str:
    year, month, day = (
        chance.randrange(1925, 2020),
        chance.randrange(1, 13),
        chance.randrange(1, 29),
    )
    name = MONTHS.split("|")[month - 1]
    form = chance.choice(
        [
            f"{month:02}/{day:02}/{year}",
            f"{month}/{day}/{year % 100:02}",
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day:02}-{month:02}-{year}",
            f"{name} {day}, {year}",
            f"{name[:3]} {day} {year}",
            f"{day} {name} {year}",
            f"{day}th of {name}, {year}",
            f"{day}-{name[:3]}-{year}",
            f"{year}/{month:02}/{day:02}",
        ]
    )
    cue = either(
        chance,
        "DOB |DOB: |D.O.B. |date of birth: |Date of birth is |born |born on |was born on the |"
        "birthday |Birthdate: |birth date (mm/dd/yyyy): |My date of birth was ",
    )
    return cue + form if chance.random() < 0.9 else f"{form} is my date of birth"


MAKERS: dict[str, Callable[[Random], str]] = {
    "email": email,
    "phone": phone,
    "ssn": ssn,
    "card": card,
    "ip": ip,
    "url": url,
    "record": record,
    "birth": birth,
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_planted_leaks_of_each_kind_99_in_100_are_found(kind):
    chance = Random(f"planted {kind}")
    missed = []
    for _ in range(LEAKS):
        text = chance.choice(FRAMES).format(MAKERS[kind](chance))
        if kind not in {piece.kind for piece in found(text)}:
            missed.append((text, found(text)))
    assert len(missed) <= LEAKS // 100, missed


@pytest.mark.parametrize(
    "text",
    [
        "What is flu?",
        "It affects 1 in 100,000 people, mostly between 2010 and 2019.",
        "Blood pressure of 120/80 and a pulse of 60-100 are usual.",
        "Take it at 8:00 and at 20:30, for 10 to 14 days.",
        "The ratio was 3:2:1 in 1,234,567 newborns.",
        "Chromosome 22q11.2 and the variant c.1521_1523del are common.",
        "Levels of 1.5 to 2.5 mg per 100 ml, or 0.25.3 in older notes.",
        "People born before 1957 are thought to be immune.",
        "Babies born at 24 weeks weigh 500 to 700 grams.",
        "It was described in 1998 by two doctors, e.g. in J.Med. and at home.",
        "Numbers such as 1234 5678 9012 3456 pass no checksum.",
        "About 5 500 to 10 000 cells are seen, or 4000-11000 of them.",
        "A medical record may help. A patient number of 12 is small.",
        "Meet me at noon at the clinic. Vitamins A, B.12 and D",
        "The study ran 2005-06 and 2010-2015 in 45 centers.",
        "Call your doctor within 24 hours, or 911 at once.",
        "Version 1.2.3 of the form; std::vector is a name.",
        "One in 5000000000 would be rare; 12345678901234 is a count.",
    ],
)
def test_numbers_and_names_that_reach_nobody_are_left_alone(text):
    assert found(text) == []


def test_a_piece_is_told_with_its_place_and_none_overlaps_another():
    text = "Mail anna@example.com, see https://example.com/a. Or call 555-010-1234!"
    assert [(piece.kind, text[piece.start : piece.end]) for piece in found(text)] == [
        ("email", "anna@example.com"),
        ("url", "https://example.com/a"),
    ] + [("phone", "555-010-1234")]


def test_only_the_kinds_that_are_asked_for_are_told():
    assert found("See www.example.com", kinds=["email", "phone"]) == []
