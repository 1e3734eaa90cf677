import io
import os
import pty
import time

from syngen_assets.llm.chat import Pulse
from syngen_assets.llm.progress import line, show_on, tracked


def test_a_terminal_shows_how_many_how_fast_and_how_long_still():
    seen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        show_on(stream)
        assert list(tracked("abc", 3, "letters")) == ["a", "b", "c"]
    assert b"letters  3/3" in os.read(seen, 1000)
    show_on(io.StringIO())
    os.close(seen)


def test_anything_else_sees_nothing_of_it():
    stream = io.StringIO()
    show_on(stream)
    assert list(tracked("abc", 3, "letters")) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_the_line_tells_how_the_calls_fare_what_is_paid_and_the_time_left():
    fares = Pulse(in_flight=32, retries=2, usd=0.0123)
    assert line("questions", 1200, 3000, 120, fares) == (
        "questions  1,200/3,000  120/s  32 in flight  2 tries again  $0.0123  15 s left"
    )
    assert line("questions", 0, 5, 0, Pulse()) == "questions  0/5  0/s"
    assert line("questions", 7, None, 1, Pulse(usd=None)) == "questions  7  1/s  price unknown"


def test_the_line_goes_on_while_nothing_comes():
    seen, terminal = pty.openpty()

    def slow():
        time.sleep(0.5)
        yield "a"

    with os.fdopen(terminal, "w") as stream:
        show_on(stream)
        list(tracked(slow(), 1, "letters"))
    assert b"letters  0/1" in os.read(seen, 1000)
    show_on(io.StringIO())
    os.close(seen)
