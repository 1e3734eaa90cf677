"""Writing product reviews: exactly as many as are wanted, whatever a model sends."""

import csv
import io
import json
import random
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.errors import ModelError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews.alike import Texts
from syngen_assets.core.product_reviews.cleaning import ALIKE
from syngen_assets.core.product_reviews.domain import KINDS
from syngen_assets.core.product_reviews.filling import LEAST, MOST
from syngen_assets.core.product_reviews.noise import of_cell, undone
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import SYNTHETIC_REVIEWS, usable
from syngen_assets.llm.chat import AWAITED, Reply, key
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.product_reviews import write
from syngen_assets.llm.scripted import ScriptedChat
from syngen_tests.kettles import domain, real
from syngen_tests.planted import plain
from syngen_tests.servers.openai import FakeOpenAI, completion
from syngen_tests.test_product_reviews_offline import sample, shipped

REAL = real(42)
LINE = re.compile(r"^\d+\. (\d) of 5 stars(?:; (\d+) to (\d+) words)?", re.MULTILINE)


def good(prompt):
    """The reviews that a prompt asks for, unlike all others."""
    chance = random.Random(prompt)
    found = []
    for rating, least, most in LINE.findall(prompt):
        size = (int(least) + int(most)) // 2 if least else 20
        text = " ".join(chance.choices(plain()[:500], k=size)).capitalize() + "."
        title = f"Kettle {chance.choice(plain()[:500])}"
        found.append({"rating": int(rating), "title": title, "text": text})
    return found


def told(rows, prompt=""):
    """Reviews in the form that a prompt asks for."""
    if "CSV" not in prompt:
        return json.dumps({"reviews": rows})
    written = io.StringIO()
    table = csv.DictWriter(written, ["rating", "title", "text"], quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def fine(prompt):
    return told(good(prompt), prompt)


def one_less(prompt):
    return told(good(prompt)[1:], prompt)


def two_more(prompt):
    return told([*good(prompt), *good(f"{prompt} once more")[:2]], prompt)


def cut_off(prompt):
    return fine(prompt)[: -len(fine(prompt)) // 4]


def chatty(prompt):
    return f"Sure! Here they are:\n\n```\n{fine(prompt)}\n```\nAnything else?"


def refused(prompt):
    return "I'm sorry, but I can't help with that."


def nothing(prompt):
    return ""


def broken(prompt):
    return fine(prompt).replace('"}', '",}').replace('{"reviews": ', "")


def twice_the_same(prompt):
    rows = good(prompt)
    return told([*rows[:-1], {**rows[0], "rating": rows[-1]["rating"]}], prompt)


def of_the_source(prompt):
    rows = good(prompt)
    return told([*rows[:-1], {**rows[-1], "text": REAL["text"][3]}], prompt)


def pieced(prompt):
    """Half of the words of one review are a real one's, in their order."""
    rows, copied = good(prompt), max(REAL["text"], key=len)
    half = copied.rsplit(" ", len(copied.split()) // 4)[0]
    return told([*rows[:-1], {**rows[-1], "text": f"{half} and so on and so forth."}], prompt)


def wrong_ratings(prompt):
    return told([{**row, "rating": 6 - row["rating"]} for row in good(prompt)], prompt)


def another_order(prompt):
    return told(good(prompt)[::-1], prompt)


def leaky(prompt):
    rows = good(prompt)
    return told(
        [{**rows[0], "text": "As an AI language model, I own no kettle."}, *rows[1:]], prompt
    )


def personal(prompt):
    rows = good(prompt)
    said = {**rows[-1], "text": f"{rows[-1]['text']} Call me at 212-555-0143."}
    return told([*rows[:-1], said], prompt)


BAD = [one_less, two_more, cut_off, chatty, refused, nothing, broken, twice_the_same]
BAD += [of_the_source, pieced, wrong_ratings, another_order, leaky, personal]


def scripted(*answers):
    """A model that answers in one way after the other, and then well."""
    left = list(answers)
    return ScriptedChat(lambda request: (left.pop(0) if left else fine)(request.prompt))


def reviews(chat, count=40, kinds=("base",), rows=REAL, seed=0, **keys):
    told_of = Settings(domain(**keys), questions=count, seed=seed)
    return SYNTHETIC_REVIEWS.frame(write(chat, rows, told_of, kinds))


def names(table):
    return Counter(gate_name(problem) for problem in table["problem"].dropna())


def asked_ratings(count):
    plan = Plan(REAL, Settings(domain(), questions=count))
    return Counter(one.rating for call in plan.planned("base") for one in call.wanted)


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("bad", BAD)
def test_exactly_as_many_as_are_wanted_come_whatever_one_reply_is(bad, form):
    table = reviews(scripted(fine, bad, fine), 43, reply=form)
    assert len(usable(table)) == 43
    assert Counter(usable(table)["rating"]) == asked_ratings(43)
    assert table["synthetic_id"].is_unique
    assert usable(table)["text"].is_unique


@settings(max_examples=25)
@given(st.lists(st.sampled_from([fine, *BAD]), max_size=8), st.integers(1, 25))
def test_no_mixture_of_bad_replies_loses_or_adds_a_review(answers, count):
    table = reviews(scripted(*answers), count, rows_per_call=4)
    calls = table["call_id"].nunique()
    most = max(LEAST, MOST * -(-count // 4))
    assert len(usable(table)) == count or calls == most
    assert len(usable(table)) <= count
    assert calls <= most


@pytest.mark.parametrize("count", [1, 7, 40])
@pytest.mark.parametrize("way", [one_less, two_more])
def test_a_model_that_never_counts_right_brings_as_many_all_the_same(way, count):
    table = reviews(ScriptedChat(lambda request: way(request.prompt)), count)
    assert len(usable(table)) == count
    assert Counter(usable(table)["rating"]) == asked_ratings(count)


def test_titles_that_nobody_asked_for_are_left_out():
    rows = REAL.assign(title=None)
    assert usable(reviews(scripted(), 12, rows=rows))["title"].isna().all()


@pytest.mark.parametrize(
    ("bad", "seen"),
    [
        (one_less, {"miscounted_reply": 1}),
        (two_more, {"miscounted_reply": 1, "surplus_review": 2}),
        (refused, {"refused_reply": 1}),
        (nothing, {"empty_reply": 1}),
        (twice_the_same, {"near_duplicate_review": 1}),
        (of_the_source, {"near_duplicate_review": 1}),
        (pieced, {"replica": 1}),
        (another_order, {}),
        (chatty, {}),
        (personal, {"personal_data": 1}),
    ],
)
def test_what_is_wrong_is_kept_with_its_name(bad, seen):
    assert names(reviews(scripted(bad))) == seen


def test_what_is_sound_in_a_bad_reply_is_kept_and_only_the_rest_asked_for_again():
    chat = scripted(cut_off)
    table = reviews(chat, 10)
    first = table.loc[table["call_id"] == table["call_id"][0]]
    kept = len(usable(first))
    assert 5 <= kept < 10
    assert len(LINE.findall(chat.asked[1].prompt)) == 10 - kept
    assert len(chat.asked) == 2


def test_a_review_that_was_left_out_costs_no_other():
    table = reviews(scripted(one_less), 10)
    assert len(usable(table.loc[table["number"] == 0])) == 9


def test_what_is_too_much_in_one_reply_fills_what_an_earlier_one_left_open():
    def with_the_missing(prompt):
        rating = good_first[0]
        return told([*good(prompt), {**good(prompt + "x")[0], "rating": rating}], prompt)

    good_first = []

    def first(prompt):
        good_first.append(good(prompt)[0]["rating"])
        return one_less(prompt)

    chat = scripted(first, with_the_missing)
    table = reviews(chat, 20)
    assert len(chat.asked) == 2
    assert len(usable(table)) == 20
    assert "surplus_review" not in names(table)


def test_a_model_that_never_says_anything_is_given_up_after_three_times_the_calls(caplog):
    chat = ScriptedChat(lambda request: "It is what it is.")
    table = reviews(chat, 40)
    assert len(chat.asked) == MOST * 4
    assert len(usable(table)) == 0
    assert table["call_id"].nunique() == MOST * 4
    assert "Of the reviews that base prompts were to bring, 40 are missing" in caplog.text


def test_where_no_reply_of_many_holds_a_review_no_second_is_asked_for():
    chat = ScriptedChat(lambda request: "It is what it is.")
    with pytest.raises(ModelError, match="None of 10 replies of scripted holds a review; the last"):
        reviews(chat, 100)
    assert len(chat.asked) == 10
    once = scripted(*[refused] * 9)
    assert len(usable(reviews(once, 100))) == 100


def test_of_each_kind_come_as_many_as_are_wanted():
    table = usable(reviews(scripted(one_less, refused), 23, kinds=KINDS))
    assert table["kind"].value_counts().to_dict() == dict.fromkeys(KINDS, 23)


def test_the_kinds_are_those_that_were_asked_for_or_those_of_the_domain():
    assert set(reviews(scripted(), 4, kinds=())["kind"]) == {"diversity"}
    told_of = replace(Settings(domain(), questions=4), kinds=("base", "text_length"))
    rows = SYNTHETIC_REVIEWS.frame(write(scripted(), REAL, told_of))
    assert [*rows["kind"].unique()] == ["base", "text_length"]


def test_every_row_says_which_call_asked_for_it_and_what():
    chat = scripted(one_less)
    table = reviews(chat, 20)
    assert set(table["asked"]) == {10, 1}
    assert table.groupby("call_id")["number"].nunique().eq(1).all()
    keys = {key(chat, request) for request in chat.asked}
    assert set(table["request_key"]) == keys
    for row in usable(table).itertuples():
        wish = json.loads(row.wanted)
        assert wish["rating"] == row.rating
        assert row.words == 20


def test_the_same_replies_give_the_same_rows_and_a_warm_store_asks_nothing_new():
    chats = [scripted(one_less, refused), scripted(one_less, refused)]
    first, second = (reviews(chat, 30) for chat in chats)
    assert first.to_dict("records") == second.to_dict("records")
    one, other = ([key(chat, each) for each in chat.asked] for chat in chats)
    assert one == other
    assert len(set(one)) == len(one)


def test_the_temperature_of_a_request_is_that_of_its_call():
    chat = scripted()
    reviews(chat, 10, diversity=1.0)
    assert [request.temperature for request in chat.asked] == [1.2]


def test_slips_are_put_in_only_where_they_are_asked_for_and_can_be_undone():
    plain_rows, noisy_rows = (
        usable(reviews(scripted(), 40, noise=noise)) for noise in ({}, {"share": 0.5})
    )
    assert plain_rows["noise"].isna().all()
    assert 8 <= noisy_rows["noise"].notna().sum() <= 32
    back = [
        undone(row.text, of_cell(row.noise)) if isinstance(row.noise, str) else row.text
        for row in noisy_rows.itertuples()
    ]
    assert back == plain_rows["text"].tolist()


def test_of_a_source_without_ratings_reviews_come_without_them():
    rows = REAL.assign(rating=None, title=None)
    rows = rows.astype({"rating": "Int64", "title": "str"})
    chat = ScriptedChat(
        lambda request: told(
            [
                {"text": " ".join(random.Random(f"{request.prompt}{n}").choices(plain(), k=20))}
                for n in range(10)
            ]
        )
    )
    table = reviews(chat, 10, rows=rows)
    assert len(usable(table)) == 10
    assert table["rating"].isna().all()
    assert table["title"].isna().all()


def test_offline_too_less_diversity_says_more_of_the_same():
    name, pairs = "smartphone_reviews", []
    for share in (0.0, 0.5):
        less = shipped(name).model_copy(update={"diversity": share})
        told_of = Settings(less, questions=100, offline=True)
        rows = usable(SYNTHETIC_REVIEWS.frame(write(OfflineChat(), sample(name), told_of)))
        said = normalize(" ".join(rows["text"])).split()[:2000]
        pairs.append(len({*pairwise(said)}))
    assert pairs[1] > 1.15 * pairs[0]


class Waiting(ScriptedChat):
    """A model whose second reply is still in a batch."""

    def ask(self, requests, keep=lambda request, reply: None):
        for number, reply in enumerate(super().ask(requests, keep)):
            yield Reply(reply.key, "", finish=AWAITED) if number == 1 else reply


def test_while_replies_are_awaited_nothing_is_asked_again():
    chat = Waiting(lambda request: one_less(request.prompt))
    table = reviews(chat, 30)
    assert len(chat.asked) == 3
    assert names(table)[AWAITED] == 1


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12), max_size=12))
def test_texts_that_come_one_by_one_are_alike_where_all_together_are(lists):
    texts = [
        " ".join(f"word{letter}{place % 4}" for place, letter in enumerate(one)) for one in lists
    ]
    known, found = Texts(), {}
    for place, text in enumerate(texts):
        like = known.like(text)
        if like is None:
            known.add(str(place), text)
        else:
            found[place] = int(like)
    assert set(found) == set(near_duplicates(map(normalize, texts), threshold=ALIKE))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_server_that_sends_every_sort_of_bad_reply_brings_exactly_as_many(form):
    def answer(body):
        prompt = body["messages"][-1]["content"]
        number = int(re.search(r"list number (\d+)", prompt)[1])
        if number > len(BAD):
            return fine(prompt)
        said = BAD[number - 1](prompt)
        return completion(said, "length") if BAD[number - 1] is cut_off else said

    with FakeOpenAI(answer) as server:
        chat = OpenAIChat(
            model="gpt-4o-mini", api_key="sk-test-123", base_url=server.url, timeout=5, rest=0.05
        )
        table = reviews(chat, 10 * len(BAD), reply=form)
        formed = ["response_format" in body for body in server.log]
        assert {body["temperature"] for body in server.log} == {0.8}
    assert len(usable(table)) == 10 * len(BAD)
    assert all(formed) if form == "json" else not any(formed)
    assert {"refused_reply", "cut_off_reply", "miscounted_reply"} <= set(names(table))
