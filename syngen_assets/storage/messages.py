"""Messages to the user: a webhook or a mailbox, whichever is configured."""

import json
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from syngen_assets.core.errors import MessageError, UsageError
from syngen_assets.core.failures import Message

PATIENCE = 10.0
"""Seconds that a server may take; a tick of a sensor has sixty."""

VARIABLES = ("SYNGEN_WEBHOOK", "SYNGEN_MAIL_TO", "SYNGEN_MAIL_FROM", "SYNGEN_SMTP")
"""Where it is read from who is told."""

HOW = (
    "Nobody is told: set SYNGEN_WEBHOOK to an address, or SYNGEN_MAIL_TO and SYNGEN_SMTP "
    "(smtp://user:password@host:port), in .env or the environment, and start Dagster again."
)

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Messenger(Protocol):
    """Takes a message to a person."""

    @property
    def name(self) -> str:
        """What it is called; holds no secret."""

    def tell(self, message: Message) -> None:
        """Deliver a message.

        Raises:
            MessageError: it was not delivered; says where to and why, and no secret.
        """


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would arrive without its body, and look delivered."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Webhook:
    """Posts a message as JSON; chat services show its `text`."""

    url: str = field(repr=False)
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        """Its server; the rest of an address is often a secret."""
        return f"webhook at {urlsplit(self.url).hostname}"

    def tell(self, message: Message) -> None:
        """Post a message; see `Messenger.tell`."""
        body = json.dumps({"text": message.text, **message.facts}).encode()
        request = Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with build_opener(_NoRedirect()).open(request, timeout=self.patience):
                pass
        except HTTPError as error:
            error.close()
            raise MessageError(f"The {self.name} answered HTTP {error.code}.") from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            why = type(getattr(error, "reason", error)).__name__
            raise MessageError(f"The {self.name} cannot be reached: {why}.") from None


@dataclass(frozen=True)
class Mail:
    """Sends a message to mailboxes."""

    server: SplitResult = field(repr=False)
    sender: str
    recipients: tuple[str, ...]
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        """Its server."""
        return f"mail server {self.server.hostname}"

    def tell(self, message: Message) -> None:
        """Send a message; see `Messenger.tell`."""
        letter = EmailMessage()
        letter["Subject"], letter["From"] = message.title, self.sender
        letter["To"] = ", ".join(self.recipients)
        letter.set_content(message.text)
        try:
            with self._connection() as connection:
                self._log_in(connection)
                connection.send_message(letter)
        except smtplib.SMTPResponseException as error:
            raise MessageError(f"The {self.name} answered {error.smtp_code}.") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MessageError(f"The {self.name} failed: {type(error).__name__}.") from None

    def _connection(self) -> smtplib.SMTP:
        host, port = self.server.hostname or "", self.server.port or 0
        if self.server.scheme == "smtps":
            safe = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=self.patience, context=safe)
        return smtplib.SMTP(host, port, timeout=self.patience)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        """Say who we are; no password goes unencrypted, but to this machine."""
        host, user = self.server.hostname, self.server.username
        connection.ehlo()
        if self.server.scheme == "smtp":
            if connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
            elif user and host not in _LOOPBACK:
                raise MessageError(
                    f"The {self.name} offers no encryption, so it gets no password; use smtps://."
                )
        if user:
            connection.login(unquote(user), unquote(self.server.password or ""))


def messengers(environ: Mapping[str, str]) -> list[Messenger]:
    """Those that an environment configures.

    Raises:
        UsageError: one of them cannot be understood; names the variable and not what it holds.
    """
    found: list[Messenger] = []
    if environ.get("SYNGEN_WEBHOOK"):
        url = environ["SYNGEN_WEBHOOK"]
        _address("SYNGEN_WEBHOOK", url, ("http", "https"), "https://host/path")
        found.append(Webhook(url))
    recipients = tuple(filter(None, map(str.strip, environ.get("SYNGEN_MAIL_TO", "").split(","))))
    if recipients:
        form = "smtp://user:password@host:port"
        server = _address("SYNGEN_SMTP", environ.get("SYNGEN_SMTP", ""), ("smtp", "smtps"), form)
        sender = environ.get("SYNGEN_MAIL_FROM") or recipients[0]
        for address in (sender, *recipients):
            if "@" not in address or any(letter.isspace() for letter in address):
                raise UsageError(
                    f"{address!r} is no mail address; mend SYNGEN_MAIL_TO or SYNGEN_MAIL_FROM."
                )
        found.append(Mail(server, sender, recipients))
    return found


def _address(name: str, text: str, schemes: tuple[str, ...], form: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        seen = "cannot be read as an address" if text else "is not set"
        raise UsageError(f"{name} {seen}; give one such as {form}.")
    return parts
