"""The audit log: one sealed event for each write and each audited read, in a chain that nobody can mend unseen."""
