"""Columns that several tables have."""

from syngen_assets.core.tables.table import ID, KEY, Column

PROBLEM = Column("problem", "Why the row cannot be used; empty when it can", optional=True)
SOURCE_ID = Column("source_id", "The source question it goes back to", pattern=ID)
TOPIC = Column("topic", "What the question is about", optional=True)
ASPECT = Column("aspect", "What is asked of the topic", optional=True)
SYNONYMS = Column("synonyms", "Other names of the topic, with | between them", optional=True)
REFERENCE = Column("reference_id", "The row whose reference answer it rests on", optional=True)
MODIFICATION = Column("modification", "The named way in which the source question was changed")
NOTE = Column("note", "What else one must know, such as that a judge moved it", optional=True)
VERIFIED = Column(
    "verified",
    "Whether a program found the flaw in the rejected answer",
    optional=True,
    among=("yes", "no", "unknown"),
)
CHANGED = (
    Column("before", "The words that were changed, where a program did it", optional=True),
    Column("after", "What stands there now", optional=True),
    Column("donor_id", "The row whose answer was taken, if one was", optional=True),
)
ORIGIN = (
    Column("origin", "Where the question comes from", among=("source", "synthetic")),
    Column("modification", "The modification, if it is synthetic", optional=True),
)
CALL = (
    Column("template", "The template of the request"),
    Column("template_version", "A digest of the template's wording", pattern=ID),
    Column("model", "The model that answered"),
    Column("request", "The request's key in the response store", pattern=KEY, optional=True),
    Column("attempt", "0 for the first try of this row", kind="integer"),
    Column("earlier", "The tries before: each one's key and what was wrong, as JSON", "text", True),
    Column("prompt_tokens", "Tokens sent", kind="integer"),
    Column("completion_tokens", "Tokens received", kind="integer"),
)
