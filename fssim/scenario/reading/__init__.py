"""From YAML text to a scenario: strict, with every value's file and line."""
