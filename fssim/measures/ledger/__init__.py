"""The time ledger: every working day of every open family, booked to what held it up."""
