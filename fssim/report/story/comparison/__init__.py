"""Why two lives of one family differ."""
