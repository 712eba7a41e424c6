"""The measures of one replication, each where it is computed."""
