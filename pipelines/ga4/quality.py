"""What Analytics says of its own figures, kept for every day: sampled, thresholded, cut short, withheld."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.loading.table import Column, Table

Metadata = Mapping[str, Any]

QUALITY = Table(
    "report_quality",
    (
        Column("property_id", nullable=False),
        Column("stream", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("row_count", "bigint"),
        Column("is_sampled", "bool"),
        Column("samples_read", "bigint"),
        Column("sampling_space", "bigint"),
        Column("is_thresholded", "bool"),
        Column("has_other_row_loss", "bool"),
        Column("restricted_metrics", "json"),
        Column("truncations", "json"),
        Column("empty_reason"),
    ),
    ("workspace_id", "property_id", "stream", "date_day"),
    ("workspace_id", "property_id", "stream", "date_day"),
)


def quality_record(property_id: str, stream: str, day: date, rows: int, metadata: Metadata) -> dict[str, Any]:
    """A day of a report: its number of rows, and what the metadata of the answer that held it says."""
    samples = metadata.get("samplingMetadatas") or []
    return {
        "property_id": property_id,
        "stream": stream,
        "date_day": day.isoformat(),
        "row_count": rows,
        **flags(metadata),
        "samples_read": _sum(samples, "samplesReadCount"),
        "sampling_space": _sum(samples, "samplingSpaceSize"),
        "restricted_metrics": restricted_metrics(metadata) or None,
        "truncations": metadata.get("dataTruncationReasons") or None,
        "empty_reason": metadata.get("emptyReason"),
    }


def flags(metadata: Metadata) -> dict[str, bool]:
    """Whether figures are estimates of a sample, rows of few people left out, or rare values lumped together."""
    return {
        "is_sampled": bool(metadata.get("samplingMetadatas")),
        "is_thresholded": bool(metadata.get("subjectToThresholding")),
        "has_other_row_loss": bool(metadata.get("dataLossFromOtherRow")),
    }


def restricted_metrics(metadata: Metadata) -> list[str]:
    """Metrics that come as zeros because the user may not see money."""
    restrictions = metadata.get("schemaRestrictionResponse", {}).get("activeMetricRestrictions") or []
    return sorted(str(each.get("metricName")) for each in restrictions)


def _sum(samples: list[Mapping[str, Any]], name: str) -> int | None:
    return sum(int(sample.get(name, 0)) for sample in samples) if samples else None
