"""The event log in other tools' formats: vidigi's columns, and process mining's CSV and XES."""
