"""Load packages that an interruption left half loaded.

dlt notes a finished job some moments after the warehouse has committed it, and runs a job again that it has not noted:
a table's rows would then stand twice in the staging dataset, from which they are merged, and the row of the pipeline's
state twice in its table, which PostgreSQL refuses for good. And before it files a finished job away it writes the job
that merges the table. Resumed, it writes a second one, and two merges at the same time insert the same rows twice.
"""

from pathlib import Path
from typing import Any

from dlt.common.schema.typing import C_DLT_LOAD_ID, PIPELINE_STATE_TABLE_NAME

from pipelines.loading.source import Source

_DATA_FORMATS = ("parquet", "insert_values")
_NOTES = ".pending_transitions"


def begin_anew(source: Source, pipeline: Any) -> None:
    """Lets half-loaded tables of ``source`` and the state be loaded as if for the first time.

    Safe to kill and to repeat, since the jobs stay among the running ones until dlt takes them up.
    """
    for load_id in pipeline.list_normalized_load_packages():
        jobs = pipeline.get_load_package_info(load_id).jobs
        _begin_tables(source, pipeline, jobs)
        _begin_state(pipeline, load_id, jobs)


def _begin_state(pipeline: Any, load_id: str, jobs: Any) -> None:
    """Takes back the row of the state, which is appended, where its job was not filed away."""
    running = [job for job in jobs["started_jobs"] if _table(job) == PIPELINE_STATE_TABLE_NAME]
    if not running:
        return
    with pipeline.sql_client() as client:
        table = client.make_qualified_table_name(PIPELINE_STATE_TABLE_NAME)
        client.execute_sql(f"delete from {table} where {C_DLT_LOAD_ID} = %s", load_id)
    for job in running:
        _forget_note(Path(job.file_path))


def _begin_tables(source: Source, pipeline: Any, jobs: Any) -> None:
    """Lets all jobs of a table run again of which one was not filed away, from an empty staging table.

    Such a table was not merged yet; a merge that waits already is written anew by then.
    """
    tables = {table.name for table in source.all_tables}
    running = {_table(job) for job in jobs["started_jobs"] if _is_data(job)} & tables
    if not running:
        return
    for job in jobs["new_jobs"]:
        if not _is_data(job) and _table(job) in running:
            Path(job.file_path).unlink()
    with pipeline.sql_client() as client, client.with_staging_dataset():
        # Waits for a statement of the killed process that a server still carries out.
        client.truncate_tables(*sorted(running))
    for job in [*jobs["started_jobs"], *jobs["completed_jobs"]]:
        if _is_data(job) and _table(job) in running:
            _forget_note(Path(job.file_path))
    for job in jobs["completed_jobs"]:
        if _is_data(job) and _table(job) in running:
            done = Path(job.file_path)
            done.rename(done.parent.parent / "new_jobs" / done.name)


def _forget_note(job_file: Path) -> None:
    """dlt leaves out a job of which it noted that it is done."""
    (job_file.parent.parent / _NOTES / job_file.name).unlink(missing_ok=True)


def _table(job: Any) -> str:
    return str(job.job_file_info.table_name)


def _is_data(job: Any) -> bool:
    return job.job_file_info.file_format in _DATA_FORMATS
