"""The form: what it asks of a scenario, its pages, and the scenario that its answers make."""
