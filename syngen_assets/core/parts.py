"""Parts of a file that people write: strict, and with no key that nobody reads."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of `domain.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
