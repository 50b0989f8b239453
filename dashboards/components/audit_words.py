"""What the events of a workspace's audit log are called."""

from collections.abc import Mapping

from omnitrackiq.accounts.audit import AuditEvent

WORDS: Mapping[str, str] = {
    "bi_login.created": "made the BI login",
    "bi_login.rotated": "renewed the password of the BI login",
    "bi_login.revoked": "took the BI login back",
    "connection.added": "began to connect an account",
    "connection.activated": "connected an account",
    "connection.renewed": "signed in again for a connection",
    "connection.removed": "removed a connection",
    "costs.replaced": "replaced the cost rates",
    "invite.sent": "invited",
    "invite.revoked": "took the invite back of",
    "member.added": "added {} to the team",
    "member.removed": "removed",
    "member.role_changed": "changed the role of",
    "privacy.done": "carried out a privacy request",
    "privacy.fetched": "fetched what is stored of a customer, for request",
    "privacy.received": "sent a privacy request",
    "product_costs.replaced": "replaced the costs of products",
    "table.exported": "downloaded the table of",
    "token.created": "made an API token",
    "token.revoked": "took an API token back",
    "targets.changed": "changed the targets",
    "workspace.demo_begun": "made this the demo for everybody",
    "workspace.demo_ended": "closed the demo",
    "workspace.changed": "changed the settings",
    "workspace.created": "created the workspace",
    "workspace.deleted": "closed the workspace",
    "workspace.exported": "took everything home",
    "workspace.restored": "reopened the workspace",
}
_OF_THEMSELVES: Mapping[str, str] = {"member.added": "joined", "member.removed": "left"}


def what_happened(event: AuditEvent, names: Mapping[str, str]) -> str:
    """What the actor of ``event`` did; ``names`` are the addresses of users by their ids."""
    word = WORDS.get(event.action, event.action)
    subject = names.get(event.subject, event.subject)
    if subject == event.actor.name:
        return _OF_THEMSELVES.get(event.action, word)
    if subject == event.workspace_id:
        return word
    return word.format(subject) if "{}" in word else f"{word} {subject}"
