"""The audit log of the workspace: who did what, when and from where, the newest first."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboards import front_desk
from dashboards.admission import admit
from dashboards.components.audit_words import what_happened
from omnitrackiq.accounts.audit import AuditEvent, audit_events, first_broken
from omnitrackiq.accounts.users import find_names

SHOWN = 200


def draw() -> None:
    """The page."""
    admission = admit("read_audit_log")
    with front_desk.require().database.reading() as session:
        events = audit_events(session, admission.workspace_id, limit=SHOWN)
        broken = first_broken(session, admission.workspace_id)
        names = find_names(session, {event.subject for event in events})
    if broken is not None:
        st.error(
            f"Entry {broken} was changed, added or removed behind the product's back. Tell whoever operates this "
            "installation.",
            icon=":material/gpp_bad:",
        )
    if not events:
        st.info("Nothing has happened yet.", icon=":material/history:")
        return
    with st.container(border=True, key="card_audit"):
        rows = "".join(_row(event, names) for event in events)
        st.html(
            "<div class='table-scroll' tabindex='0' role='region' aria-label='Audit log'><table class='log'><thead><tr>"
            "<th scope='col'>When (UTC)</th><th scope='col'>Who</th><th scope='col'>What</th>"
            f"<th scope='col'>From</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
        if len(events) == SHOWN:
            st.caption(f"The newest {SHOWN} entries. The log cannot be changed, and older entries stay.")


def _row(event: AuditEvent, names: Mapping[str, str]) -> str:
    details = "; ".join(f"{name}: {_told(value)}" for name, value in event.details.items())
    return (
        f"<tr><td><span>{event.happened_at:%Y-%m-%d}</span> <span>{event.happened_at:%H:%M:%S}</span></td>"
        f"<td>{escape(event.actor.name)}</td>"
        f"<td>{escape(what_happened(event, names))}<span class='details'>{escape(details)}</span></td>"
        f"<td>{escape(event.actor.address or event.actor.kind)}</td></tr>"
    )


def _told(value: Any) -> str:
    if isinstance(value, Mapping) and value.keys() == {"before", "after"}:
        return f"{value['before']} → {value['after']}"
    return str(value)


draw()
