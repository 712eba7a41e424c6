"""The pages that `fssim app` serves to a browser on the same computer: a form, a queue of runs,
and what came of them."""
