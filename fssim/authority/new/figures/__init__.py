"""An authority's own figures: what is published of it, typed into a workbook, or made from its returns."""
