"""Tests a connection: whether its property can be read, in which currency and zone it counts."""

from datetime import datetime

from pipelines.ga4.client import Ga4Client
from pipelines.ga4.properties import property_id_of, property_record
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport


def check(connection: Connection, now: datetime) -> ConnectionReport:
    """The connection's property; raises SourceError."""
    property_id = property_id_of(connection)
    with Ga4Client(connection, property_id, now) as client:
        about = property_record(property_id, client.metadata())
    name = f"Analytics property {property_id}"
    return ConnectionReport((AccountReport(property_id, name, about["currency"], about["timezone"]),))
