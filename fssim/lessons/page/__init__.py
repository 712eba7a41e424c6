"""The lesson's page: what it says, and what its script plays."""
