"""What the event log says: the time ledger, the measures of a replication, and the laws every log obeys."""

from fssim.measures.catalogue import measure_log
from fssim.measures.laws import check_laws
from fssim.measures.ledger.ledger import ledger

__all__ = ["check_laws", "ledger", "measure_log"]
