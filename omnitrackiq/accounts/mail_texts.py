"""What mails say. Names come from people, so they are put on one line and never into an address."""

from datetime import datetime

from omnitrackiq.accounts.invites import Invite
from omnitrackiq.accounts.mail import Mail

_SIGNATURE = "\n\nOmniTrackIQ\n"


def verification_mail(public_url: str, to: str, code: str) -> Mail:
    """To a new user: confirm the address."""
    return Mail(
        to,
        "Confirm your e-mail address",
        "Welcome to OmniTrackIQ.\n\nConfirm your address within two days to sign in for the first time:\n"
        f"{public_url}/verify/{code}\n\nIf you did not sign up, ignore this mail.{_SIGNATURE}",
    )


def known_already_mail(public_url: str, to: str) -> Mail:
    """To someone who signed up again, so that the page itself need not tell strangers who has an account."""
    return Mail(
        to,
        "You have an account already",
        "Somebody, probably you, signed up for OmniTrackIQ with this address, which has an account already.\n\n"
        f"Sign in: {public_url}/login\nForgot the password: {public_url}/reset\n\n"
        f"If that was not you, nothing needs to be done.{_SIGNATURE}",
    )


def reset_mail(public_url: str, to: str, code: str) -> Mail:
    """To a user who forgot the password."""
    return Mail(
        to,
        "Choose a new password",
        "Choose a new password for OmniTrackIQ within 45 minutes:\n"
        f"{public_url}/reset/{code}\n\nThis signs you out everywhere. "
        f"If you did not ask for it, ignore this mail: your password stays.{_SIGNATURE}",
    )


def invite_mail(public_url: str, invite: Invite, code: str, inviter: str) -> Mail:
    """To somebody who is invited to a workspace."""
    return Mail(
        invite.email,
        f"Join {invite.workspace_name} on OmniTrackIQ",
        f"{inviter} invites you to {invite.workspace_name} as {invite.role}.\n\nAccept within seven days:\n"
        f"{public_url}/invite/{code}\n\nIf you do not know them, ignore this mail.{_SIGNATURE}",
    )


def privacy_answer_mail(public_url: str, to: str, workspace_id: str, shop: str) -> Mail:
    """To the owners of a workspace, one of whose customers asked the shop what is stored about them."""
    return Mail(
        to,
        "A customer asks for their data",
        f"A customer of {shop} has asked what is stored about them.\n\nWhat OmniTrackIQ holds is ready for 30 days:\n"
        f"{public_url}/app/settings?w={workspace_id}\n\nHand it to the customer within 30 days.{_SIGNATURE}",
    )


def deletion_mail(public_url: str, to: str, workspace_id: str, ends: datetime) -> Mail:
    """To the owner who deleted a workspace: until when and where it can be brought back."""
    return Mail(
        to,
        f"{workspace_id} was deleted",
        f"The workspace {workspace_id} is closed to everybody. Until {ends:%Y-%m-%d} you can bring it back:\n"
        f"{public_url}/workspaces/deleted\n\nAfter that it is forgotten for good.{_SIGNATURE}",
    )
