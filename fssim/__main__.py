"""`python -m fssim` is the `fssim` command."""

from fssim.cli import main

main()
