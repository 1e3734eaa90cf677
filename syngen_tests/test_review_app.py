"""The review app as a clinician meets it: in a browser, by keys, at a desk and on a phone."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from syngen_assets.core.agreement import agreement
from syngen_assets.core.labelling import SITTING
from syngen_assets.core.queue import queued
from syngen_tests.reviewing import DOMAIN, IN_A_BROWSER, App, pairs, stock, store
from syngen_tests.reviews import GOOD as SOUND
from syngen_tests.reviews import WRONG as UNSOUND
from syngen_tests.reviews import review, table

playwright = pytest.importorskip("playwright.sync_api")

from syngen_tests.browsing import (  # noqa: E402
    BAD,
    DESK,
    GOOD,
    PHONE,
    answers,
    arrive,
    context,
    faint,
    judge,
    marked,
    nameless,
    picture,
    press,
    question,
    save,
    settled,
    sideways,
    visit,
    where,
)

pytestmark = IN_A_BROWSER
PAIRS = pairs(36)
IDS = PAIRS["pair_id"].tolist()
WRONG = set(PAIRS["rejected"])
SHARED = queued(PAIRS, table(), "AB", seed=0).shared
MISLED = {*IDS[::3], *SHARED}
TITLE = 'h1:not([aria-level]), [aria-level="1"]'
PAGES = ("", "disagreements", "agreement", "modifications", "exchange", "figures", "life", "spend")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(stock(tmp_path / "home", len(PAIRS))) as app:
        yield app


@pytest.fixture
def page(app: App, play, tmp_path: Path) -> Iterator["playwright.Page"]:
    with context(play, tmp_path / "browser") as browser:
        yield browser.new_page()


def said(app: App):
    with store(app.home) as kept:
        return kept.table(DOMAIN)


def differ(app: App, *names: str) -> None:
    """Two people review the pairs, and the second one is misled by some of them."""
    first, second = names
    with store(app.home) as kept:
        for name in IDS:
            kept.add(DOMAIN, review(name, first))
            kept.add(DOMAIN, review(name, second, "rejected" if name in MISLED else "chosen"))


def test_ten_pairs_are_reviewed_with_the_keyboard_alone(app: App, page):
    page.goto(app.url)
    page.get_by_role("textbox").wait_for()
    picture(page, "review-welcome")
    arrive(page, app.url, "AB")
    picture(page, "review-pair")
    for number in range(1, 11):
        assert where(page) == f"{number} of {SITTING}"
        judge(page, WRONG.__contains__)
        if number == 1:
            picture(page, "review-filled")
        save(page)
    rows = said(app)
    assert len(rows) == 10
    assert set(rows["preferred"]) == {"chosen"}
    assert set(rows["chosen_accuracy"]) == {4}
    assert set(rows["rejected_accuracy"]) == {1}
    assert set(rows["rejected_clarity"]) == {3}
    assert set(rows["first"]) == {"chosen", "rejected"}


def test_nothing_is_advertised_over_the_answers(app: App, page):
    arrive(page, app.url, "AB")
    judge(page, WRONG.__contains__)
    save(page)
    settled(page)
    assert page.locator("[data-testid^=stToast], [data-testid*=Nudge]").count() == 0
    assert "skills" not in page.locator("body").inner_text().lower()


def test_a_key_is_answered_without_asking_the_app(app: App, page):
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    arrive(page, app.url, "AB")
    before = len(sent)
    judge(page, WRONG.__contains__)
    press(page, "u", "u", "n", "u", "ArrowUp", "ArrowDown", "?")
    assert len(marked(page)) == 9
    assert len(sent) == before
    press(page, "4", "ArrowLeft")
    save(page)
    assert len(sent) > before


def test_nothing_that_reaches_the_browser_tells_the_sides_apart(app: App, page):
    heard: list[bytes] = []

    def listen(payload: str | bytes) -> None:
        heard.append(payload if isinstance(payload, bytes) else payload.encode())

    page.on("websocket", lambda socket: socket.on("framereceived", listen))
    arrive(page, app.url, "AB")
    for _ in range(3):
        judge(page, WRONG.__contains__)
        save(page)
    stream = b"".join(heard)
    assert question(page).encode() in stream
    secrets = [*IDS, *PAIRS["flaw"].unique(), *PAIRS["modification"].unique(), "chosen", "rejected"]
    asked = " ".join([*PAIRS["prompt"], *PAIRS["chosen"], *PAIRS["rejected"]])
    assert not [word for word in secrets if word not in asked and word.encode() in stream]


def test_a_name_is_a_text_and_loads_nothing(app: App, page):
    name = "![x](http://example.org/x.png)"
    visit(page, app.url, quote(name))
    page.get_by_role("button", name=f"You are {name}. Not you?").click()
    page.get_by_role("textbox").fill(f"{name}\u200b")
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("alert")).to_contain_text("http://example.org/x.png")


def test_two_people_at_once_lose_nothing_and_look_at_the_same_pair_only_where_both_shall(
    app: App, play, tmp_path: Path
):
    common = set(PAIRS.loc[PAIRS["pair_id"].isin(SHARED), "prompt"])
    assert common
    with (
        context(play, tmp_path / "ab") as one,
        context(play, tmp_path / "cd") as two,
    ):
        people = [one.new_page(), two.new_page()]
        for page, name in zip(people, ("AB", "CD"), strict=True):
            arrive(page, app.url, name)
        seen: list[set[str]] = [set(), set()]
        for _ in range(6):
            shown = [question(page) for page in people]
            assert shown[0] != shown[1] or shown[0] in common
            for page, mine, text in zip(people, seen, shown, strict=True):
                judge(page, WRONG.__contains__)
                mine.add(text)
            turns = [page.locator(".sheet").get_attribute("data-turn") for page in people]
            for page in people:  # both at once, and only then is anything waited for
                press(page, "Enter")
            for page, turn in zip(people, turns, strict=True):
                gone = page.locator(f'.sheet[data-turn="{turn}"]')
                playwright.expect(gone).to_have_count(0)
    rows = said(app)
    assert rows["reviewer"].value_counts().to_dict() == {"AB": 6, "CD": 6}
    assert seen[0] & seen[1] <= common
    assert [len(mine) for mine in seen] == [6, 6]


def test_what_is_half_filled_outlives_the_browser_and_the_app(app: App, play, tmp_path: Path):
    with context(play, tmp_path / "browser") as browser:
        page = browser.new_page()
        arrive(page, app.url, "AB")
        judge(page, WRONG.__contains__)
        save(page)
        press(page, *"4321")
        press(page, "c")
        page.keyboard.type("Is this 4 u?")
        asked, address = question(page), page.url
    app.kill()
    app.start()
    with context(play, tmp_path / "browser") as browser:
        page = browser.new_page()
        page.goto(address)
        page.locator(".sheet .question").wait_for()
        assert where(page) == f"2 of {SITTING}"
        assert question(page) == asked
        assert marked(page) == list("4321")
        assert page.get_by_label("Comment", exact=True).input_value() == "Is this 4 u?"
        press(page, "4", *GOOD, "t")
        save(page)
    assert said(app)["comment"].dropna().tolist() == ["Is this 4 u?"]
    assert len(said(app)) == 2


def test_an_app_that_died_and_came_back_takes_the_same_sheet(app: App, page):
    arrive(page, app.url, "AB")
    judge(page, WRONG.__contains__)
    asked = question(page)
    app.kill()
    press(page, "Enter")
    alert = page.locator(".sheet [role=alert]")
    playwright.expect(alert).to_contain_text("not saved yet", timeout=20_000)
    app.start()
    page.get_by_role("dialog").wait_for(state="detached")
    press(page, "Enter")
    page.get_by_text(f"2 of {SITTING}").wait_for()
    assert question(page) != asked
    assert said(app)["preferred"].tolist() == ["chosen"]


def test_an_answer_that_was_saved_can_be_taken_back_and_changed(app: App, page):
    arrive(page, app.url, "AB")
    asked = question(page)
    judge(page, WRONG.__contains__)
    save(page)
    save(page, "u")
    assert question(page) == asked
    assert where(page) == "Your answer to an earlier pair"
    press(page, "u", "t")
    save(page)
    assert where(page) == f"2 of {SITTING}"
    assert said(app)["preferred"].tolist() == ["tie"]
    with store(app.home) as kept:
        assert len(kept.history(DOMAIN)) == 2


def test_after_thirty_pairs_there_is_a_rest_and_enter_goes_on(app: App, page):
    queue = queued(PAIRS, table(), "AB", seed=0).pairs
    with store(app.home) as kept:
        kept.add_all(DOMAIN, [review(name, "AB") for name in queue[: SITTING - 1]])
    visit(page, app.url, "AB")
    assert where(page) == f"{SITTING} of {SITTING}"
    judge(page, WRONG.__contains__)
    press(page, "Enter")
    page.get_by_text(f"You have reviewed {SITTING} pairs, and all are saved.").wait_for()
    settled(page)
    press(page, "Enter")
    page.locator(".sheet .question").wait_for()
    assert where(page) == f"1 of {len(PAIRS) - SITTING}"


def test_what_is_not_ones_field_is_two_keys(app: App, page):
    arrive(page, app.url, "AB")
    press(page, "n")
    picture(page, "review-foreign")
    save(page)
    rows = said(app)
    assert rows["foreign"].tolist() == ["yes"]
    assert rows["preferred"].isna().all()


def test_a_sheet_that_is_not_whole_is_not_saved_and_says_what_is_missing(app: App, page):
    arrive(page, app.url, "AB")
    press(page, *GOOD, *BAD[:3], "Enter")
    expected = "Not saved yet: 2 ratings and the better answer still missing."
    playwright.expect(page.get_by_role("alert").first).to_have_text(expected)
    assert page.locator(".sheet fieldset.now legend .name").inner_text() == "Clarity"
    assert not len(said(app))


def test_a_held_key_rates_one_line_only(app: App, page):
    arrive(page, app.url, "AB")
    for _ in range(5):
        page.keyboard.down("4")  # without an up between them they repeat
    page.keyboard.up("4")
    assert marked(page) == ["4"]


def test_where_the_disk_is_full_it_is_said_and_nothing_is_lost(app: App, page):
    arrive(page, app.url, "AB")
    judge(page, WRONG.__contains__)
    with closing(sqlite3.connect(store(app.home).path)) as full:
        full.execute(
            "create trigger full before insert on reviews begin select raise(abort, 'full'); end"
        )
        press(page, "Enter")
        playwright.expect(page.get_by_role("alert").first).to_contain_text("Not saved")
        assert len(marked(page)) == 11
        assert not len(said(app))
        full.execute("drop trigger full")
    save(page)
    assert len(said(app)) == 1


def test_where_the_reviews_cannot_be_read_it_is_said_and_the_draft_is_kept(app: App, page):
    arrive(page, app.url, "AB")
    press(page, *GOOD)
    kept = store(app.home).path
    sound = kept.read_bytes()
    kept.write_bytes(b"no reviews at all" * 100)
    page.reload()
    playwright.expect(page.get_by_role("alert").first).to_contain_text(kept.name)
    assert not page.locator(".sheet").count()
    kept.write_bytes(sound)
    page.reload()
    page.locator(".sheet .question").wait_for()
    assert marked(page) == list(GOOD)


def test_disagreements_are_settled_by_a_word_that_counts_alone(app: App, page):
    differ(app, "AB", "CD")
    visit(page, app.url, "AB", "disagreements")
    assert page.get_by_text(f"{len(MISLED)} pairs to settle, 0 settled.").count() == 1
    page.get_by_text("Rejected answer: deliberately wrong").wait_for()
    assert {"AB", "CD"} <= set(page.locator(".syngen-table tbody th").all_inner_texts())
    picture(page, "review-disagreement")
    assert len(marked(page)) == 10
    press(page, "ArrowLeft")
    save(page)
    page.get_by_text(f"{len(MISLED) - 1} pairs to settle, 1 settled.").wait_for()
    rows = said(app)
    (word,) = rows.loc[rows["settles"] == "yes"].to_dict("records")
    assert (word["reviewer"], word["preferred"]) == ("AB", "chosen")


def test_who_shall_still_review_a_pair_is_not_shown_what_others_say_of_it(app: App, page):
    differ(app, "AB", "CD")
    waiting = len(MISLED & set(queued(PAIRS, said(app), "EF", seed=0).pairs))
    assert waiting == len(SHARED) > 1
    visit(page, app.url, "EF", "disagreements")
    assert page.get_by_text(f"{len(MISLED) - waiting} pairs to settle, 0 settled.").count() == 1
    assert page.get_by_text(f"{waiting} more pairs on which others differ").count() == 1
    page.get_by_role("button", name="Show them now").click()
    page.get_by_text(f"{len(MISLED)} pairs to settle, 0 settled.").wait_for()
    with store(app.home) as kept:
        assert kept.looked(DOMAIN, "EF") == MISLED & SHARED
    visit(page, app.url, "EF", "")
    page.get_by_text("That was the last one").wait_for()


def test_alpha_is_shown_with_its_interval(app: App, page):
    differ(app, "AB", "CD")
    visit(page, app.url, "AB", "agreement")
    picture(page, "review-agreement")
    shown = page.locator(".syngen-table").first.locator("tbody tr").first.inner_text().split("\t")
    alpha = agreement(said(app))[0]
    assert shown[:4] == [
        "preference",
        f"{alpha.value:.3g}",
        f"{alpha.low:.3g} to {alpha.high:.3g}",
        str(len(PAIRS)),
    ]


def test_a_sheet_goes_out_blind_and_comes_back_filled(app: App, page, tmp_path: Path):
    visit(page, app.url, "AB", "exchange")
    picture(page, "review-exchange")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download JSONL").first.click()
    text = Path(started.value.path()).read_text(encoding="utf-8")
    assert not [word for word in ("wrong_number", "negated_claim", "chosen") if word in text]
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == len(PAIRS)
    for row in rows[:5]:
        row["better"] = "B" if row["answer_a"] in WRONG else "A"
    broken = tmp_path / "sheet.jsonl"
    broken.write_text("\n".join(map(json.dumps, [*rows[:5], {**rows[5], "better": "C"}])))
    page.locator("input[type=file]").set_input_files(broken)
    page.get_by_text("5 reviews; empty rows: 0; wrong cells: 1.").wait_for()
    assert page.locator(".syngen-table tbody th").inner_text() == "6"
    assert not len(said(app))
    page.get_by_role("button", name="Take the other rows").click()
    page.get_by_text("5 reviews were read, 5 of them new.").wait_for()
    assert said(app)["preferred"].tolist() == ["chosen"] * 5


def test_experts_approve_and_retire_modifications(app: App, page):
    visit(page, app.url, "AB", "modifications")
    picture(page, "review-modifications")
    name = page.locator("h2").first.inner_text()
    page.get_by_label("Why, in a sentence").fill("It asks for what nobody can know.")
    page.get_by_role("button", name="Retire …").click()
    page.get_by_text(f"Retire {name}?").wait_for()
    picture(page, "review-retiring")
    with store(app.home) as kept:
        assert not len(kept.words(DOMAIN))
    page.get_by_role("button", name="Yes, retire it").click()
    page.get_by_text("retired by AB on").first.wait_for()
    settled(page)
    picture(page, "review-retired")
    assert page.locator("h2").first.inner_text() == name
    with store(app.home) as kept:
        (word,) = kept.words(DOMAIN).to_dict("records")
    assert (word["modification"], word["word"], word["reviewer"]) == (name, "retired", "AB")
    assert word["comment"] == "It asks for what nobody can know."
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("approved by AB on").first.wait_for()
    assert page.locator("h2").first.inner_text() == name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_can_be_read_and_named_and_does_not_scroll_to_the_side(
    app: App, play, tmp_path: Path, device: dict, scheme: str
):
    differ(app, "AB", "CD")
    name = f"{'phone' if device is PHONE else 'desk'}-{scheme}"
    with context(play, tmp_path / "browser", color_scheme=scheme, **device) as browser:
        page = browser.new_page()
        for path in PAGES:
            for who in ("AB", "EF") if not path else ("AB",):
                visit(page, app.url, who, path)
                picture(page, f"{name}-{path or 'pair'}-{who}")
                assert (path, faint(page)) == (path, [])
                assert (path, nameless(page)) == (path, [])
                assert (path, sideways(page)) == (path, 0)
                assert (path, page.locator(TITLE).count()) == (path, 1)


def test_a_phone_needs_no_keys(app: App, play, tmp_path: Path):
    with context(play, tmp_path / "browser", **PHONE) as browser:
        page = browser.new_page()
        arrive(page, app.url, "AB")
        first = answers(page)[0] in WRONG
        for letter, marks in zip("ab", (BAD, GOOD) if first else (GOOD, BAD), strict=True):
            for place, mark in enumerate(marks):
                page.locator(f'input[name="{letter}{place}"][value="{mark}"]').tap()
        page.get_by_label("B is better" if first else "A is better").tap()
        picture(page, "phone-filled")
        turn = page.locator(".sheet").get_attribute("data-turn")
        page.get_by_role("button", name="Save").tap()
        playwright.expect(page.locator(f'.sheet[data-turn="{turn}"]')).to_have_count(0)
        settled(page)
    (row,) = said(app).to_dict("records")
    assert row["preferred"] == "chosen"
    assert row["chosen_accuracy"] == SOUND[0]
    assert row["rejected_accuracy"] == UNSOUND[0]
