"""The SimPy engine: families, workers and teams as processes, written to be read. It is the specification.

SimPy carries time; the model's own queues decide who is next. At one instant things happen in the order of
`setting.Order`, then by family or worker number; whatever one of them leads to at once happens with it, and only then
do free workers, by number, pick up their most urgent waiting work.
"""
