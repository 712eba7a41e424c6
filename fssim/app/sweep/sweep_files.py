"""What the files of a sweep are called in its folder of work: what it is run from, and what came of it."""

BASE_FILE, SWEEP_FILE, AGAINST_FILE = "base.yaml", "sweep.yaml", "against.yaml"
SWEPT = "swept"  # the folder of the sweep itself, as `fssim sweep` writes it
ANSWER, ANSWER_FILE = "answer", "answer.json"
RESPONSE, COST, RANKED, CROSSING = "response.png", "cost.png", "ranked.png", "break_even.png"
