"""Charts, as Matplotlib draws them."""
