"""``omnitrackiq reseal``."""


def command() -> None:
    """Seal every stored secret with the newest encryption key, so that older ones can be retired."""
    from omnitrackiq.accounts import connection_secrets, second_factors
    from orchestration.cli.opening import opened_installation

    installation = opened_installation()
    with installation.database.writing() as session:
        connections = connection_secrets.seal_with_newest_key(session, installation.secret_box)
        users = second_factors.seal_with_newest_key(session, installation.secret_box)
    print(f"Sealed anew: the secrets of {connections} connections and the second steps of {users} users.")
