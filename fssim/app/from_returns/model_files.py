"""What the files of an authority's model are called in its folder of work, and what can be made of them."""

MADE = "made"  # the folder that `fssim authority new` would write
SERVICE = "service.yaml"  # the model as one file, for the form
ANSWER_FILE = "model.json"  # what its page says
