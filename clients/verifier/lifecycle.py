"""What may follow what (docs/lifecycle.md; a test compares the two). What is not listed is not allowed.

Statuses are the national numbers; 0 means that the dossier does not exist yet.
"""
REGISTERED, ACCEPTED, REFUSED, PROCESSING, SUPPLEMENT, PAYMENT, WITHDRAWN, STOPPED, DECIDED, RETURNED = range(1, 11)
NEW, SAME = 0, None
ANY = tuple(range(1, 11))
ENDED = (REFUSED, WITHDRAWN, STOPPED)  # Finished without a result.
FINISHED = (*ENDED, DECIDED)           # Something may lie ready for the citizen.

# Fact, statuses in which it may follow, status to which it leads.
TABLE = [
    ("registered", (NEW,), REGISTERED),
    ("accepted", (NEW, REGISTERED), ACCEPTED),
    ("refused", (NEW, REGISTERED, ACCEPTED), REFUSED),
    ("received_by_agency", (ACCEPTED, PROCESSING), PROCESSING),
    ("misdirected", (ACCEPTED, PROCESSING), SAME),
    ("assigned", (ACCEPTED, PROCESSING, SUPPLEMENT, PAYMENT), SAME),
    ("supplement_requested", (ACCEPTED, PROCESSING), SUPPLEMENT),
    ("supplemented", (SUPPLEMENT,), PROCESSING),
    ("payment_requested", (PROCESSING,), PAYMENT),
    ("payment_recorded", (PAYMENT,), PROCESSING),
    ("payment_recorded", (ACCEPTED, PROCESSING, SUPPLEMENT, DECIDED), SAME),
    ("rescheduled", (PROCESSING,), SAME),
    ("withdrawn", (REGISTERED, ACCEPTED, PROCESSING, SUPPLEMENT, PAYMENT), WITHDRAWN),
    ("stopped", (PROCESSING, SUPPLEMENT, PAYMENT), STOPPED),
    ("decided", (PROCESSING,), DECIDED),
    ("results_received", FINISHED, SAME),
    ("notified", ANY, SAME),
    ("handed_out", (DECIDED,), RETURNED),  # Only when nothing is left to hand out.
    ("handed_out", ENDED, SAME),
    ("attempt_failed", FINISHED, SAME),
    ("unclaimed_returned", FINISHED, SAME),
    ("feedback_recorded", (*FINISHED, RETURNED), SAME),
    ("items_moved", ANY, SAME),
    ("bag_sealed", ANY, SAME),
    ("bag_dispatched", ANY, SAME),
    ("bag_handed_over", ANY, SAME),
    ("bag_opened", ANY, SAME),
    ("discrepancy_found", ANY, SAME),
    ("discrepancy_settled", ANY, SAME),
    ("scanned", tuple(status for status in ANY if status != REGISTERED), SAME),
    ("correction_proposed", ANY, SAME),
    ("corrected", ANY, SAME),
]
TRANSITIONS = {(kind, status): to for kind, statuses, to in TABLE for status in statuses}
NAMES = ("–", "REGISTERED", "ACCEPTED", "REFUSED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT", "WITHDRAWN",
         "STOPPED", "DECIDED", "RETURNED")
