"""What can go wrong, as a tree; each message says what, where, what was seen and what to do.

SynGenError
├── UsageError        the command, a setting or a file of the user is wrong       exit 2
│   ├── DomainError       a domain folder cannot be used
│   └── TemplateError     a template and the values given to it do not match
├── SourceError       the source data set cannot be read                          exit 1
├── ModelError        the model cannot be asked, now or at all                    exit 1
│   └── BudgetError       the next call could cost more than was allowed
├── StorageError      a folder, table, file or store cannot be read or written    exit 1
├── GateError         the data did not pass a gate, or there is too little of it  exit 1
├── MessageError      a message to the user cannot be delivered                   exit 1
└── ReplyError        one reply cannot be used; becomes the `problem` of its row
"""

from typing import ClassVar


class SynGenError(Exception):
    """Anything the project says to its user; the message is one clear sentence or two."""

    exit_code: ClassVar[int] = 1


class UsageError(SynGenError):
    """The command, a setting or a file of the user is wrong."""

    exit_code = 2


class DomainError(UsageError):
    """A domain folder cannot be used."""


class TemplateError(UsageError):
    """A template and the values given to it do not match."""


class SourceError(SynGenError):
    """The source data set cannot be read."""


class ModelError(SynGenError):
    """The model cannot be asked, now or at all."""


class BudgetError(ModelError):
    """The next call could cost more than was allowed."""


class StorageError(SynGenError):
    """A folder, table, file or store cannot be read or written."""


class GateError(SynGenError):
    """The data did not pass a gate, or there is too little of it."""


class MessageError(SynGenError):
    """A message to the user cannot be delivered."""


class ReplyError(SynGenError):
    """One reply cannot be used; the message becomes the `problem` of its row."""
