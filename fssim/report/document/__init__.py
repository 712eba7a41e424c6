"""The report of a run: sections of sentences, pictures and tables, as one HTML page and as a spreadsheet."""
