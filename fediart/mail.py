"""Sends mail over SMTP; in development and where no server is configured, the log says what would have been sent."""

from __future__ import annotations

import logging
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib

from fediart.config import Config

log = logging.getLogger("fediart.mail")


class MailFailed(Exception):
    """The mail server could not be reached, or did not take it."""


class Mailer(Protocol):
    async def send(self, *, to: str, subject: str, text: str, reply_to: str = "") -> None:
        """Raises MailFailed. Answers go to `reply_to`, where there is one."""
        ...


class PrintedMail:
    """Writes mail to the log."""

    async def send(self, *, to: str, subject: str, text: str, reply_to: str = "") -> None:
        log.warning("mail for %s: %s\n%s", to, subject, text)


class SmtpMail:
    """Hands mail to an SMTP server."""

    def __init__(self, config: Config) -> None:
        self._mail = config.mail
        self._sender = config.mail.sender or f"fediart@{config.instance.host.partition(':')[0]}"

    async def send(self, *, to: str, subject: str, text: str, reply_to: str = "") -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        if reply_to:
            message["Reply-To"] = reply_to
        message.set_content(text)
        try:
            await aiosmtplib.send(
                message,
                hostname=self._mail.host,
                port=self._mail.port,
                username=self._mail.user or None,
                password=self._mail.password or None,
                use_tls=self._mail.tls == "tls",
                start_tls=self._mail.tls == "starttls",
                timeout=30,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailFailed(str(error) or type(error).__name__) from error


def mailer(config: Config) -> Mailer:
    return SmtpMail(config) if config.mail.host and not config.instance.development else PrintedMail()
