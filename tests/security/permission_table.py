"""Who may do what, written out once more: the roles of the design, and what every way in asks for."""

from collections.abc import Mapping
from typing import Literal

EVERYBODY = frozenset({"owner", "admin", "member"})
TRUSTED = frozenset({"owner", "admin"})
OWNERS = frozenset({"owner"})

ROLES: Mapping[str, frozenset[str]] = {
    "read_dashboards": EVERYBODY,
    "export": EVERYBODY,
    "save_views": EVERYBODY,
    "annotate": EVERYBODY,
    "acknowledge_anomalies": EVERYBODY,
    "connect": TRUSTED,
    "sync": TRUSTED,
    "change_settings": TRUSTED,
    "edit_costs": TRUSTED,
    "edit_alert_rules": TRUSTED,
    "schedule_reports": TRUSTED,
    "share_links": TRUSTED,
    "manage_api_tokens": TRUSTED,
    "manage_bi_logins": TRUSTED,
    "read_audit_log": TRUSTED,
    "export_everything": TRUSTED,
    "manage_members": TRUSTED,
    "manage_billing": OWNERS,
    "dismiss_checklist": OWNERS,
    "transfer_ownership": OWNERS,
    "delete_workspace": OWNERS,
}

PAGES: Mapping[str, str] = {
    "": "read_dashboards",
    "ads": "read_dashboards",
    "portfolio": "read_dashboards",
    "start": "connect",
    "connections": "connect",
    "team": "manage_members",
    "settings": "change_settings",
    "audit": "read_audit_log",
}
"""What the reader of a page must be allowed."""

DEEDS: Mapping[tuple[str, str], str] = {
    ("connecting/drafting.py", "begin"): "connect",
    ("connecting/drafting.py", "test_again"): "connect",
    ("connecting/drafting.py", "activate"): "connect",
    ("connecting/drafting.py", "sync_now"): "sync",
    ("connecting/drafting.py", "remove"): "connect",
    ("onboarding/progress.py", "skip"): "connect",
    ("onboarding/progress.py", "take_up"): "connect",
    ("onboarding/progress.py", "finish_tour"): "connect",
    ("onboarding/progress.py", "dismiss_checklist"): "dismiss_checklist",
    ("onboarding/progress.py", "save_targets"): "change_settings",
    ("views/settings.py", "_save"): "change_settings",
    ("views/settings.py", "_delete"): "delete_workspace",
    ("components/invite_form.py", "send_invite"): "manage_members",
    ("views/team.py", "_revoke"): "manage_members",
    ("views/team.py", "_change_role"): "manage_members",
    ("views/team.py", "_remove"): "manage_members",
    ("views/team.py", "_transfer"): "transfer_ownership",
}
"""What whoever acts on a page must be allowed, by file and function."""

PUBLIC, SIGNED_IN = "everybody", "whoever is signed in"

ROUTES: Mapping[tuple[str, str], str] = {
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/assets"): PUBLIC,
    ("GET", "/"): PUBLIC,
    ("GET", "/pricing"): PUBLIC,
    ("GET", "/integrations"): PUBLIC,
    ("GET", "/security"): PUBLIC,
    ("GET", "/terms"): PUBLIC,
    ("GET", "/privacy"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/docs/{name}"): PUBLIC,
    ("GET", "/login"): PUBLIC,
    ("POST", "/login"): PUBLIC,
    ("POST", "/login/code"): PUBLIC,
    ("POST", "/logout"): PUBLIC,
    ("GET", "/signup"): PUBLIC,
    ("POST", "/signup"): PUBLIC,
    ("GET", "/verify/{code}"): PUBLIC,
    ("POST", "/verify/{code}"): PUBLIC,
    ("GET", "/reset"): PUBLIC,
    ("POST", "/reset"): PUBLIC,
    ("GET", "/reset/{code}"): PUBLIC,
    ("POST", "/reset/{code}"): PUBLIC,
    ("GET", "/invite/{code}"): PUBLIC,
    ("POST", "/invite/{code}"): PUBLIC,
    ("POST", "/webhooks/shopify/privacy"): PUBLIC,
    ("GET", "/second-factor"): SIGNED_IN,
    ("POST", "/second-factor"): SIGNED_IN,
    ("POST", "/second-factor/off"): SIGNED_IN,
    ("GET", "/workspaces/new"): SIGNED_IN,
    ("POST", "/workspaces/new"): SIGNED_IN,
    ("GET", "/workspaces/deleted"): SIGNED_IN,
    ("POST", "/workspaces/deleted"): SIGNED_IN,
    ("GET", "/oauth/{source}/start"): "connect",
    ("GET", "/oauth/{source}/callback"): SIGNED_IN,
    ("GET", "/export/ads"): "export",
    ("GET", "/export/everything"): "export_everything",
    ("GET", "/privacy-requests/{request_id}"): "export_everything",
    ("GET", "/upload/{kind}"): "edit_costs",
    ("POST", "/upload/{kind}"): "edit_costs",
    ("POST", "/upload/{kind}/removal"): "edit_costs",
}
"""Who may ask for a route, or what they must be allowed in the workspace that they name."""

WRITING_ROUTES = frozenset(
    {
        "connecting/signing_in.py",
        "entrance/guesses.py",
        "entrance/invited.py",
        "entrance/opening.py",
        "entrance/restoring.py",
        "entrance/second_factor.py",
        "exporting.py",
        "uploading.py",
        "webhooks/shopify_privacy.py",
    }
)
"""The files of routes that change the control database."""

SCOPES: Mapping[str, frozenset[str]] = {
    "read": frozenset({"read_dashboards", "export"}),
    "acknowledge": frozenset({"acknowledge_anomalies"}),
    "sync": frozenset({"sync"}),
}
"""What a scope of API tokens adds, as far as the role of the token's user allows it too."""

Kind = Literal["acts", "tells", "works", "serves"]

COMMANDS: Mapping[str, Kind] = {
    "workspace create": "acts",
    "workspace demo": "acts",
    "workspace delete": "acts",
    "workspace export": "acts",
    "workspace bi-login": "acts",
    "workspace costs": "acts",
    "workspace list": "tells",
    "workspace show": "tells",
    "connection add": "acts",
    "connection remove": "acts",
    "connection list": "tells",
    "connection test": "acts",
    "user create": "acts",
    "user reset-password": "acts",
    "user reset-second-factor": "acts",
    "user disable": "acts",
    "user enable": "acts",
    "user list": "tells",
    "token create": "acts",
    "token revoke": "acts",
    "token list": "tells",
    "demo": "works",
    "up": "serves",
    "sync": "works",
    "build": "works",
    "diff": "tells",
    "publish": "works",
    "docs": "works",
    "serve": "serves",
    "sandbox": "serves",
    "reseal": "works",
    "migrate": "works",
    "doctor": "tells",
}
"""Commands are the operator's. What they do to a workspace, its people or their keys (acts) is written down."""
