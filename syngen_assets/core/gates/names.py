"""The gates' names: a problem begins with the name of the gate that it comes from."""

NO_REPLY = "no_reply"  # the server's fault, which may be mended: nobody is excluded for it
EMPTY = "empty_reply"
REFUSED = "refused_reply"
CUT_OFF = "cut_off_reply"
FILTERED = "filtered_reply"
NO_JSON = "no_json"
WRONG_SCHEMA = "wrong_schema"
WRONG_LANGUAGE = "wrong_language"
USELESS = (NO_REPLY, EMPTY, REFUSED, CUT_OFF, FILTERED, NO_JSON, WRONG_SCHEMA, WRONG_LANGUAGE)
"""The gates that a reply fails which says nothing; the others fail it for what it says."""

_SHOWN = 60


def gate_name(problem: str) -> str:
    """The gate that a problem comes from: the name before its colon."""
    return problem.partition(":")[0]


def shown(text: str) -> str:
    """The beginning of a text, as a problem quotes it."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
