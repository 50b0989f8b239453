"""What pipelines, dashboards and the command line share."""
