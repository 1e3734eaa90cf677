"""Replies with any product reviews: what was written is read, and no reply makes reading crash."""

import csv
import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syngen_assets.core.product_reviews.reading import Read, Written, read

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")
texts = st.text(letters, max_size=40).map(str.strip)
rows = st.lists(st.builds(Written, st.sampled_from("12345"), texts, texts), min_size=1, max_size=6)
# Signs of thoughts and of a turn's end are cut away where a reply is no JSON as a whole.
plain = st.text(letters.filter(lambda sign: sign not in "<[`"), max_size=40).map(str.strip)
plain_rows = st.lists(
    st.builds(Written, st.sampled_from("12345"), plain, plain.filter(bool)), min_size=1, max_size=4
)


def table(rows, delimiter, quoting):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows([["rating", "title", "text"], *(vars(row).values() for row in rows)])
    return file.getvalue()


@given(rows, st.booleans())
@example([Written("1", "x", '{"rating": 1, "text": "y"}')], True)
@example([Written("1", "```", "</think>")], False)
def test_any_reviews_come_out_of_json_as_they_went_in(rows, plain):
    reply = json.dumps({"reviews": [vars(row) for row in rows]}, ensure_ascii=plain)
    assert read(reply, len(rows)) == Read(tuple(rows))


@given(plain_rows, st.sampled_from(",;\t|"), st.booleans())
@example([Written("1", "x", "{'rating': 1, 'text': 'y'}")], ",", True)
@example([Written("1", "x", "rating,text\n1,x")], ";", False)
def test_any_reviews_come_out_of_a_table_as_they_went_in(rows, delimiter, all_quoted):
    reply = table(rows, delimiter, csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL)
    assert read(reply, len(rows)) == Read(tuple(rows))


@given(plain_rows, st.data(), st.sampled_from(["{%s}", "%s", "```json\n{%s}"]))
@example([Written("1", "x", "a {'rating': 2, 'text': 'b'} c")], None, "{%s}")
@example([Written("1", ":", "0"), Written("1", ":", "0")], None, "{%s}")
def test_a_reply_that_breaks_off_gives_exactly_the_reviews_that_lie_before(rows, data, wrapping):
    pieces = [json.dumps(vars(row), ensure_ascii=False) for row in rows]
    head, _ = wrapping.split("%s")
    head += '"reviews": [' if "{" in head else "["
    reply = head + ", ".join(pieces)
    ends = [len(head) + len(", ".join(pieces[: n + 1])) for n in range(len(pieces))]
    for cut in [data.draw(st.integers(0, len(reply)))] if data else range(len(reply)):
        whole = tuple(row for row, end in zip(rows, ends, strict=True) if end <= cut)
        assert read(reply[:cut], len(rows)).rows == whole


words = st.text("abc \"',;", max_size=30).map(str.strip)


@given(
    st.lists(st.builds(Written, st.sampled_from("12345"), words, words), min_size=1, max_size=5),
    st.data(),
)
def test_a_table_that_breaks_off_gives_exactly_the_lines_that_lie_before(rows, data):
    lines = table(rows, ",", csv.QUOTE_MINIMAL).splitlines(keepends=True)
    reply = "".join(lines)
    cut = data.draw(st.integers(len(lines[0]), len(reply)))
    count = reply[:cut].count("\n") - 1
    assert read(reply[:cut], len(rows), "length").rows == tuple(rows[:count])


@given(
    st.text() | st.text("{}[]\"'“”:,;|\\`\n5 ratingtextx", max_size=200),
    st.integers(0, 12),
    st.text(max_size=9),
)
@example('{"rating": 5, "text": "\\', 1, "stop")
@example('{"rating":"\\u', 1, "length")
def test_no_reply_makes_reading_crash(text, asked, finish):
    found = read(text, asked, finish)
    assert len(found.rows) == asked or found.problems


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 5000,
        "[" * 50_000,
        '{"rating":"' * 3000,
        "{'text':'" * 3000,
        '{"rating": 5, "text": "' + "\\" * 20_001,
        '{"rating": ' + "1" * 6000 + ', "title"',
        '5,"a""' * 5000,
        "```" * 5000,
        "| " * 10_000,
    ],
)
def test_a_hostile_reply_is_only_a_problem(text):
    assert not read(text, 3).rows
    assert read(text, 3).problems


FEW = (
    Written("5", "Solid, and light", 'It lasts two days. "Fine", as they say: 3 of 5.'),
    Written("2", "Not for me", "The strap broke in a week, so back it went."),
    Written("4", "", "Does what it says {so far}."),
)
LOOSE = json.dumps({"reviews": [vars(row) for row in FEW]})


@pytest.mark.parametrize("sign", ["{", "}", "[", "]", '"', ":", ","])
def test_a_sign_of_json_that_is_lost_makes_no_review_that_was_not_written(sign):
    for place, found in enumerate(LOOSE):
        if found == sign and not is_content(place):
            rows = read(LOOSE[:place] + LOOSE[place + 1 :], 3).rows
            assert set(rows) <= set(FEW), LOOSE[place - 20 : place + 20]
            assert len(rows) >= 2


def is_content(place: int) -> bool:
    """Whether a place of the reply lies within a title or a text, where nobody could tell."""
    contents = [json.dumps(said)[1:-1] for row in FEW for said in (row.title, row.text) if said]
    starts = [(LOOSE.index(content), len(content)) for content in contents]
    return any(start <= place < start + length for start, length in starts)
