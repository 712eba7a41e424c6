"""What people read: tables, bars, sentences and figures, made from results and never from an engine."""
