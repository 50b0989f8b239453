"""Mails that leave after the answer."""

import logging

from omnitrackiq.accounts.mail import Mail, MailError, Postbox

_log = logging.getLogger(__name__)


def send_later(postbox: Postbox, mail: Mail) -> None:
    """Send ``mail``; its reader can ask for another one, so a failure is logged and no more."""
    try:
        postbox.send(mail)
    except MailError as error:
        _log.error("A mail was not sent: %s", error)
