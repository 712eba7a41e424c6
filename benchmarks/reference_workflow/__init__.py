"""The reference case workflow on several engines. See benchmarks/README.md."""
