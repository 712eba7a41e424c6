"""A finished sweep as one page to explore without fssim: sliders over its levers, and what comes of each setting."""
