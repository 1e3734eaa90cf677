"""An origin: of which columns a column is made, or what bears it where it is made of none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where the cells of a column come from.

    Args:
        of: the columns, as `table.column`, that the cells are made of; none if they are born here.
        by: what makes them; empty where they are taken over as they are.
    """

    of: tuple[str, ...] = ()
    by: str = ""

    @property
    def words(self) -> str:
        """The origin as a sentence for people."""
        of = ", ".join(self.of)
        if not self.by:
            return f"Taken from {of}."
        return f"Made of {of} by {self.by}." if of else f"Born here: {self.by}."


def made_of(columns: str, by: str = "") -> Origin:
    """What is made of these columns, with blanks between them."""
    return Origin(tuple(columns.split()), by)


def same(table: str, *columns: str) -> dict[str, Origin]:
    """Columns that are taken over from a table under their names."""
    return {column: made_of(f"{table}.{column}") for column in columns}


def born(by: str, *columns: str) -> dict[str, Origin]:
    """Columns that are made of no other."""
    return {column: made_of("", by) for column in columns}
