"""The control plane's rows that models need: workspace settings, connections and how their syncs went."""

from pipelines.workspaces.source import control_plane_source

__all__ = ["control_plane_source"]
