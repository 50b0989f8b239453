"""Tests a connection: whether its property and its export can be read, in which currency and zone it counts."""

from datetime import datetime

from pipelines.ga4.client import Ga4Client
from pipelines.ga4.export_client import ExportClient
from pipelines.ga4.extract import sign_in_grant, wants_export
from pipelines.ga4.properties import property_id_of, property_record
from pipelines.ga4.quality import restricted_metrics
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport


def check(connection: Connection, now: datetime) -> ConnectionReport:
    """The connection's property; raises SourceError."""
    property_id = property_id_of(connection)
    grant = sign_in_grant(connection)
    warnings = []
    with Ga4Client(connection, grant, property_id, lambda: now) as client:
        metadata = client.metadata()
    if restricted_metrics(metadata):
        warnings.append(
            "The user may not see revenue, so Analytics reports it as zero; lift the data restriction of the role."
        )
    if wants_export(connection):
        with ExportClient(connection, grant, property_id) as export:
            if not export.days():
                warnings.append("The export to BigQuery has no days yet; Google delivers the first within a day.")
    about = property_record(property_id, metadata)
    name = f"Analytics property {property_id}"
    account = AccountReport(property_id, name, about["currency"], about["timezone"])
    return ConnectionReport((account,), tuple(warnings))
