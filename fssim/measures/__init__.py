"""What the event log says: the time ledger, the measures of a replication, and the laws every log obeys."""

from fssim.measures.laws import check_laws
from fssim.measures.ledger.ledger import ledger
from fssim.measures.measure import measure

__all__ = ["check_laws", "ledger", "measure"]
