"""Messages arrive by a webhook or by mail, and a fault names no secret."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from syngen_assets.core.errors import MessageError, UsageError
from syngen_assets.core.failures import FailedGate, Failure
from syngen_assets.storage.messages import Mail, Webhook, messengers
from syngen_tests.servers.hook import Hook

GATE = FailedGate("self_bleu", "", 0.81, "at most 0.7", ["p1"])
MESSAGE = Failure("healthcare", "run-1", "", "pairs", "Ünlucky.", [GATE]).message


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook


def test_a_webhook_gets_the_text_and_the_same_for_a_program(hook: Hook):
    (teller,) = messengers({"SYNGEN_WEBHOOK": hook.url})
    teller.tell(MESSAGE)
    (posted,) = hook.posted
    assert posted["text"] == MESSAGE.text
    assert (posted["domain"], posted["run"]) == ("healthcare", "run-1")
    assert posted["gates"] == [
        {"name": "self_bleu", "said": "", "value": 0.81, "limit": "at most 0.7", "pairs": ["p1"]}
    ]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_is_an_error_without_its_address(hook: Hook, status: int):
    hook.status = status
    with pytest.raises(MessageError) as error:
        Webhook(hook.url).tell(MESSAGE)
    assert str(error.value) == f"The webhook at 127.0.0.1 answered HTTP {status}."
    assert "secret" not in repr(Webhook(hook.url))


def test_a_webhook_that_is_not_there_is_an_error_without_its_address():
    with pytest.raises(MessageError, match="cannot be reached: ConnectionRefusedError") as error:
        Webhook("http://127.0.0.1:9/services/secret", patience=1).tell(MESSAGE)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["http://u:secret@127.0.0.1/x", "http://127.0.0.1:9/hook/sec ret"])
def test_an_address_that_cannot_be_called_is_an_error_without_it(url: str):
    (teller,) = messengers({"SYNGEN_WEBHOOK": url})
    with pytest.raises(MessageError, match="at 127.0.0.1 cannot be reached: InvalidURL") as error:
        teller.tell(MESSAGE)
    assert "sec" not in str(error.value)


class Box:
    """A mailbox that keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[tuple[Any, EmailMessage]] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        from email import message_from_bytes
        from email.policy import default

        if self.refuse:
            return "550 not wanted"
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters.append((envelope, letter))
        return "250 OK"


@contextmanager
def mailbox(host: str = "127.0.0.1", **options: Any) -> Iterator[tuple[Box, int]]:
    box = Box()
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname=host, port=port, **options)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def test_a_mail_arrives_with_its_title_and_text():
    with mailbox() as (box, port):
        environ = {"SYNGEN_MAIL_TO": "a@example.org, b@example.org", "SYNGEN_MAIL_FROM": "s@x.org"}
        (teller,) = messengers(environ | {"SYNGEN_SMTP": f"smtp://127.0.0.1:{port}"})
        teller.tell(MESSAGE)
    ((envelope, letter),) = box.letters
    assert envelope.rcpt_tos == ["a@example.org", "b@example.org"]
    assert (letter["Subject"], letter["From"]) == (MESSAGE.title, "s@x.org")
    assert letter.get_content().splitlines() == MESSAGE.text.splitlines()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server is on loopback
def test_a_password_is_given_to_the_server_and_told_to_nobody():
    given = []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        given.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"s3cret/pw", handled=False)

    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    with mailbox(**options) as (box, port):
        told = {"SYNGEN_MAIL_TO": "a@example.org"}
        right = told | {"SYNGEN_SMTP": f"smtp://me:s3cret%2Fpw@127.0.0.1:{port}"}
        messengers(right)[0].tell(MESSAGE)
        assert set(given) == {("me", "s3cret/pw")}
        (teller,) = messengers(told | {"SYNGEN_SMTP": f"smtp://me:wr0ng@127.0.0.1:{port}"})
        with pytest.raises(MessageError, match=r"^The mail server 127\.0\.0\.1 answered 535\.$"):
            teller.tell(MESSAGE)
    assert len(box.letters) == 1
    assert "wr0ng" not in repr(teller)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_server_elsewhere_that_offers_no_encryption_gets_no_password():
    with mailbox("127.0.0.2") as (box, port):
        told = {"SYNGEN_MAIL_TO": "a@b.org", "SYNGEN_SMTP": f"smtp://me:s3cret@127.0.0.2:{port}"}
        with pytest.raises(MessageError, match="offers no encryption, so it gets no password"):
            messengers(told)[0].tell(MESSAGE)
    assert not box.letters


def test_a_server_that_refuses_is_an_error():
    with mailbox() as (box, port):
        box.refuse = True
        told = {"SYNGEN_MAIL_TO": "a@example.org", "SYNGEN_SMTP": f"smtp://127.0.0.1:{port}"}
        with pytest.raises(MessageError, match="answered 550"):
            messengers(told)[0].tell(MESSAGE)


def test_a_server_that_is_not_there_is_an_error():
    (teller,) = messengers({"SYNGEN_MAIL_TO": "a@b.org", "SYNGEN_SMTP": "smtp://127.0.0.1:9"})
    assert isinstance(teller, Mail)
    with pytest.raises(MessageError, match="ConnectionRefusedError"):
        teller.tell(MESSAGE)


def test_nothing_configured_is_nobody_and_both_are_two():
    assert messengers({"SYNGEN_WEBHOOK": "", "SYNGEN_MAIL_TO": ""}) == []
    both = {
        "SYNGEN_WEBHOOK": "https://hooks.example.org/x",
        "SYNGEN_MAIL_TO": "a@b.org",
        "SYNGEN_SMTP": "smtps://mail.example.org:465",
    }
    names = [teller.name for teller in messengers(both)]
    assert names == ["webhook at hooks.example.org", "mail server mail.example.org"]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"SYNGEN_WEBHOOK": "hooks.org/s3cret"}, "SYNGEN_WEBHOOK cannot be read as an address"),
        ({"SYNGEN_WEBHOOK": "file:///s3cret"}, "SYNGEN_WEBHOOK cannot be read as an address"),
        ({"SYNGEN_MAIL_TO": "a@b.org"}, "SYNGEN_SMTP is not set; give one such as smtp://user"),
        (
            {"SYNGEN_MAIL_TO": "a@b.org", "SYNGEN_SMTP": "smtp://u:s3cret@h:port"},
            "SYNGEN_SMTP cannot be read as an address",
        ),
        ({"SYNGEN_MAIL_TO": "nobody", "SYNGEN_SMTP": "smtp://h"}, "'nobody' is no mail address"),
    ],
)
def test_a_wrong_setting_names_its_variable_and_not_what_it_holds(
    environ: dict[str, str], said: str
):
    with pytest.raises(UsageError) as error:
        messengers(environ)
    assert said in str(error.value)
    assert "s3cret" not in str(error.value)
