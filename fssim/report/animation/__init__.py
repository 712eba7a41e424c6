"""The service in motion: families as dots that move through stages and waiting lists, week by week."""
