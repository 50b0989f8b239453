"""Load packages that an interruption left half loaded.

dlt notes a finished job some moments after the warehouse has committed it, and runs a job again that it has not noted.
A table's rows would then stand twice in the staging dataset, from which they are merged. And just before the note it
writes the job that merges the table: run again, the first job would write a second one, and two merges at the same time
insert the same rows twice.
"""

from pathlib import Path
from typing import Any

from pipelines.loading.source import Source

_DATA_FORMATS = ("parquet", "insert_values")


def begin_tables_anew(source: Source, pipeline: Any) -> None:
    """Empties the staging table of every job that was running, and lets all jobs of its table run again.

    Such a table was not merged yet: that begins when all its jobs are noted; a merge that waits already is written anew
    by then. Safe to kill and to repeat, since the jobs stay noted as running until dlt takes them up.
    """
    tables = {table.name for table in source.all_tables}
    for load_id in pipeline.list_normalized_load_packages():
        jobs = pipeline.get_load_package_info(load_id).jobs
        running = {_table(job) for job in jobs["started_jobs"] if _is_data(job)} & tables
        if not running:
            continue
        for job in jobs["new_jobs"]:
            if not _is_data(job) and _table(job) in running:
                Path(job.file_path).unlink()
        with pipeline.sql_client() as client, client.with_staging_dataset():
            for table in sorted(running):
                client.execute_sql(f"delete from {client.make_qualified_table_name(table)}")
        for job in jobs["completed_jobs"]:
            if _is_data(job) and _table(job) in running:
                noted = Path(job.file_path)
                noted.rename(noted.parent.parent / "new_jobs" / noted.name)


def _table(job: Any) -> str:
    return str(job.job_file_info.table_name)


def _is_data(job: Any) -> bool:
    return job.job_file_info.file_format in _DATA_FORMATS
