"""Who may do what: workspaces, and the connections and secrets they own."""
