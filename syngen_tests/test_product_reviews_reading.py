"""Replies with product reviews: all that is whole is read, and what is not is said."""

import csv
import io
import json

import pytest

from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews.reading import Read, Written, read

ROWS = (
    Written("5", "Solid", "It lasts two days, and I like it."),
    Written("2", "Not for me", "The strap broke in a week, so back it went."),
    Written("4", "", "Does what it says."),
)
OBJECTS = [vars(row) for row in ROWS]
JSON = json.dumps({"reviews": OBJECTS})
LIST = json.dumps(OBJECTS)


def table(rows: tuple[Written, ...] = ROWS, delimiter: str = ",", head: bool = True) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    if head:
        writer.writerow(["rating", "title", "text"])
    writer.writerows([row.rating, row.title, row.text] for row in rows)
    return file.getvalue()


CSV = table()
MARKDOWN = "| Rating | Title | Review |\n|:---|---|---:|\n" + "".join(
    f"| {row.rating} | {row.title} | {row.text} |\n" for row in ROWS
)
LABELLED = "\n".join(f"Rating: {r.rating}\nTitle: {r.title}\nText: {r.text}\n" for r in ROWS)


def names(found: Read) -> list[str]:
    return [gate_name(problem) for problem in found.problems]


@pytest.mark.parametrize(
    "reply",
    [
        JSON,
        LIST,
        json.dumps({"data": {"reviews": OBJECTS}}),
        json.dumps({str(place): row for place, row in enumerate(OBJECTS)}),
        json.dumps(JSON),
        json.dumps(JSON)[1:-1],
        "\n".join(map(json.dumps, OBJECTS)),
        ", ".join(map(json.dumps, OBJECTS)),
        "\n".join(f"{place}. {json.dumps(row)}" for place, row in enumerate(OBJECTS, 1)),
        json.dumps({key: [row[key] for row in OBJECTS] for key in ("rating", "title", "text")}),
        json.dumps([{"Stars": r.rating, "Headline": r.title, "Review": r.text} for r in ROWS]),
        json.dumps([{"id": 7, "rating": r.rating, "TITLE": r.title, "body": r.text} for r in ROWS]),
        json.dumps([{"rating": int(r.rating), "review": [], **vars(r)} for r in ROWS]),
        json.dumps(
            [{"rating": r.rating, "review": {"title": r.title, "text": r.text}} for r in ROWS]
        ),
        f"```json\n{JSON}\n```",
        f"Sure! Here are three {{new}} reviews:\n```json\n{JSON}\n```\nEnjoy.",
        f"<think>Perhaps {{'rating': 3}}?</think>{JSON}",
        JSON.replace("}]", "},]").replace('"}', '",}'),
        JSON.replace("}, {", "} {"),
        JSON.replace("}, {", ", {"),
        JSON.replace("}, {", ", "),
        JSON.replace('"', "'"),
        JSON.replace('"', "`"),
        str({"reviews": OBJECTS}),
        LIST.replace(': "', ": “").replace('",', "”,").replace('"}', "”}"),
        JSON.replace('"rating"', "rating").replace('"title"', "title").replace('"text"', "text"),
        JSON.replace('"title": "Not', '"title": Not'),
        JSON.replace('"title": "Not', 'title": "Not'),
        JSON.replace('"title": "Not', '"title: "Not'),
        JSON.replace('"title": "Not', '"title" "Not'),
        JSON.replace('for me", "text"', 'for me, "text"'),
        JSON.replace('for me", "text"', 'for me" "text"'),
        JSON.replace('{"rating": "2"', '{rating": "2"'),
        JSON[:-1],
        JSON[:-2],
        CSV,
        CSV.replace("\r\n", "\n"),
        table(head=False),
        table(delimiter=";"),
        table(delimiter="\t"),
        table(delimiter="|"),
        CSV.replace('"', ""),
        CSV.replace("rating,title,text", "Stars, Headline, Review"),
        CSV.replace("\r\n", "\n\n"),
        f"```csv\n{CSV}```",
        f"Here you are, as asked, friend:\n\n```\n{CSV}```\nI hope, this helps, you.",
        f"Here you are, as asked, friend:\n{CSV}\nI hope, this helps, you.",
        "".join(f'"{r.rating}/5","{r.title}","{r.text}"\n' for r in ROWS).replace("/5", ""),
        MARKDOWN,
        f"Here is the table:\n\n{MARKDOWN}\nEnjoy!",
        LABELLED,
        LABELLED.replace("Rating:", "- **Rating:**").replace("Title:", "- **Title**:"),
        LABELLED.replace("\n\n", "\n\n---\n\n"),
        LABELLED.replace("\n\n", "\n"),
        LABELLED.replace("Rating", "1. Stars").replace("Text", "Review"),
        "Sure, here they are:\n\n" + LABELLED.replace("Rating", "**Review 7**\nRating"),
        f"{LABELLED}\nI hope these help!",
        "".join(
            f"- rating: {r.rating}\n  title: {r.title!r}\n  text: >\n    {r.text}\n" for r in ROWS
        ),
    ],
)
def test_the_reviews_are_read_however_they_are_written_down(reply):
    assert read(reply, 3) == Read(ROWS)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (
            '[{"rating": 5, "text": "They say "wow", and "no", too."}]',
            'They say "wow", and "no", too.',
        ),
        ('[{"rating": 5, "text": "A 6" screen, and bright"}]', 'A 6" screen, and bright'),
        ("[{'rating': 5, 'text': 'It's great, isn't it'}]", "It's great, isn't it"),
        ("{'rating': 5, 'text': \"It's great\"}", "It's great"),
        ('{"rating": 5, "text": "One line,\nand another."}', "One line,\nand another."),
        ('{"rating": 5, "text": "One \\"line\\"\\nor "two"."}', 'One "line"\nor "two".'),
        ('{"rating": 5, "text": "A } and a { too "here"."}', 'A } and a { too "here".'),
        ("rating,text\n5,Good, really, good", "Good, really, good"),
        ("text,rating\nGood, really, good,5", "Good, really, good"),
        ('rating,title,text\n5,A,"He said "wow", so.\nAnd more"', 'He said "wow", so.\nAnd more'),
        ('5,"A, and b","A 6" screen, and bright"', 'A 6" screen, and bright'),
        ("5,“A, and b”,So he said", "So he said"),
        (r"| rating | text |" + "\n" + r"| 5 | one \| two |", "one | two"),
    ],
)
def test_marks_within_a_text_are_a_part_of_it(reply, text):
    found = read(reply, 1)
    assert [row.text for row in found.rows] == [text]
    assert not found.problems


@pytest.mark.parametrize(
    ("reply", "count", "named"),
    [
        (JSON[:-40], 2, ["cut_off_reply"]),
        (JSON[:-4], 2, ["cut_off_reply"]),
        (JSON[:95], 1, []),
        (JSON.replace('"2", "title"', '"2" oops "title"'), 2, ["unread_review"]),
        (JSON.replace('so back it went."', "so back it went."), 2, ["unread_review"]),
        (table(head=True).replace("Solid,", ""), 2, ["unread_review"]),
        (CSV.replace('like it."', "like it."), 2, ["unread_review"]),
        (CSV.replace("4,,Does", '4,,"Does'), 2, ["cut_off_reply"]),
        (CSV.replace("4,,Does", "4\r\nDoes"), 2, ["cut_off_reply"]),
        (CSV.replace("\r\n4", "\r\nand so on\r\n4"), 3, ["unread_review"]),
        (CSV + "3,Half", 3, ["cut_off_reply"]),
        (LABELLED.replace("Text: The", "Said: The"), 2, ["unread_review"]),
        ("", 0, ["empty_reply"]),
        ("<think>Well, let me", 0, ["empty_reply"]),
        ("I'm sorry, but I can't write reviews.", 0, ["refused_reply"]),
        ("Here are three reviews, as asked, friend.", 0, ["unread_review"]),
        ('{"reviews": []}', 0, ["unread_review"]),
        ('["It is good.", "It is bad."]', 0, ["unread_review"]),
    ],
)
def test_what_is_broken_is_a_problem_and_takes_nothing_with_it(reply, count, named):
    found = read(reply, 3)
    assert len(found.rows) == count
    assert set(found.rows) <= set(ROWS)
    miscounted = ["miscounted_reply"] if count != 3 else []
    assert names(found) == named + miscounted


@pytest.mark.parametrize("asked", [2, 4, 1])
def test_a_reply_with_another_number_of_reviews_gives_them_all_and_says_so(asked):
    assert read(JSON, asked) == Read(ROWS, (f"miscounted_reply: asked {asked}, read 3",))


def test_what_has_no_end_mark_and_was_cut_off_by_the_token_limit_loses_its_last_row():
    begun = CSV[:-6]
    assert read(begun, 3).rows[-1].text == "Does what it s"
    found = read(begun, 3, "length")
    assert found.rows == ROWS[:2]
    assert names(found) == ["cut_off_reply", "cut_off_reply", "miscounted_reply"]
    assert read(CSV, 3, "length").rows == ROWS
    assert read(JSON, 3, "length").rows == ROWS
    assert read(LABELLED[:-6], 3, "length").rows == ROWS[:2]


@pytest.mark.parametrize("head", ['"text"', "text", "```csv\ntext"])
def test_a_column_of_texts_alone_is_read_however_its_name_is_quoted(head):
    said = ("It is loud, and I like it.", "It is fine.")
    lines = "\n".join(f'"{text}"' for text in said)
    assert read(f"{head}\n{lines}", 2) == Read(tuple(Written(text=text) for text in said))


def test_a_row_of_which_something_is_missing_is_read_as_it_stands():
    rows = read('[{"text": "Good."}, {"rating": 5, "text": null}, {"rating": "many"}]', 3).rows
    assert rows == (Written(text="Good."), Written("5"), Written("many"))


def test_half_a_character_is_shown_as_one_that_can_be_stored():
    assert read('[{"rating": 5, "text": "Nice \\ud83d"}]', 1).rows[0].text == "Nice \ufffd"
