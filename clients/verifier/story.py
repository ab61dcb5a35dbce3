"""For tests: a few dossiers that between them have every kind of fact, with dates worked out by hand."""
import hashlib

from .testing import Ledger, date, stamp

POINT, BUREAU = "kind: HOLDER_KIND_OFFICE id: 'YB-CP-04378'", "kind: HOLDER_KIND_OFFICE id: 'YB-I-01'"
SGTVT, STP = "kind: HOLDER_KIND_AGENCY id: 'SGTVT'", "kind: HOLDER_KIND_AGENCY id: 'STP'"
BAG, CARRIER = "kind: HOLDER_KIND_BAG id: 'B-1'", "kind: HOLDER_KIND_CARRIER id: 'YB-BUUTA'"
APPLICANT, LOST = "kind: HOLDER_KIND_APPLICANT", "kind: HOLDER_KIND_MISSING id: 'R-1'"
LATE, AMENDED, PAID = "H15.05-230119-0001", "H15.05-230119-0002", "H15.13-230422-0001"
REFUSED, WITHDRAWN, STOPPED = "H15.05-230119-0003", "H15.05-230424-0001", "H15.05-230424-0002"
SIGNED_FOR = ("hoso bag manifest v1", "B-1", "office YB-CP-04378", "agency SGTVT", "S-1", f"{LATE} 1", f"{AMENDED} 1")
MANIFEST = "".join(f"\\{byte:03o}" for byte in hashlib.sha256("".join(f"{line}\n" for line in SIGNED_FOR).encode()).digest())


def appointment(day, version="2023.1", clock="17:00"):
    return f"appointment {{ date {{ {date(day)} }} due_at {{ {stamp(f'{day} {clock}')} }} calendar_version: '{version}' }}"


def accepted(procedure, code, agency, when, term, promise, holder=POINT, more="", channel="PUBLIC_POST"):
    return (f"accepted {{ procedure_version: '{procedure}@2022-11-01' procedure_code: '{code}' procedure_key: '{procedure}' "
            f"agency_key: '{agency}' office_id: 'YB-CP-04378' channel: INTAKE_CHANNEL_{channel} units: 1 "
            f"accepted_at {{ {stamp(when)} }} term {{ {term} }} {promise} {more} "
            f"papers {{ number: 1 kind: ITEM_KIND_PAPERS holder {{ {holder} }} }} }}")


def move(item, begin, end):
    return f"moves {{ item: {item} from {{ {begin} }} to {{ {end} }} }}"


def decided(when, result_class, item, agency=SGTVT, more=""):
    return (f"decided {{ outcome: OUTCOME_GRANTED decided_at {{ {stamp(when)} }} result_class: RESULT_CLASS_{result_class} "
            f"results {{ item {{ number: {item} kind: ITEM_KIND_RESULT holder {{ {agency} }} }} }} {more} }}")


FIVE_WORKING = "value: 5 unit: TERM_UNIT_WORKING_DAY"
TWO_WORKING = "value: 2 unit: TERM_UNIT_WORKING_DAY"
TEN_CALENDAR = "value: 10 unit: TERM_UNIT_CALENDAR_DAY"


def late_one(add):
    """Five working days over Tết (20 to 26 January): 27, 30, 31 January, 1 and 2 February. Decided on the 3rd, after an
    apology; later someone claims that it was the 2nd."""
    add(LATE, "2023-01-19 09:00", accepted("GPLX_DOI", "1.002809", "SGTVT", "2023-01-19 09:00", FIVE_WORKING,
                                           appointment("2023-02-02")))
    add(LATE, "2023-01-19 09:05", "payment_recorded { fees { amount_vnd: 135000 } receipt_number: '1' }")


def amended_one(add):
    """Two working days: 27 and 30 January. A supplement of 1 February starts them again: 2 and 3 February."""
    add(AMENDED, "2023-01-19 09:30", accepted("PHUHIEU", "2.002288", "SGTVT", "2023-01-19 09:30", TWO_WORKING,
                                              appointment("2023-01-30"), more="cases: 'OWN'"))


def travel(add):
    """Both in one bag, of which the second's papers are lacking at first."""
    for code in (LATE, AMENDED):
        add(code, "2023-01-19 16:00", f"bag_sealed {{ bag_id: 'B-1' to {{ {SGTVT} }} seal_number: 'S-1' manifest_digest: "
            f"'{MANIFEST}' {move(1, POINT, BAG)} }}")
    for code in (LATE, AMENDED):
        add(code, "2023-01-19 16:30", f"bag_dispatched {{ bag_id: 'B-1' carrier {{ {CARRIER} }} }}")
    for code in (LATE, AMENDED):
        add(code, "2023-01-19 17:30", f"bag_handed_over {{ bag_id: 'B-1' from {{ {CARRIER} }} to {{ {BUREAU} }} }}")
    opened = f"bag_opened {{ bag_id: 'B-1' at {{ {SGTVT} }} seal_state: SEAL_STATE_INTACT manifest_digest: '{MANIFEST}' "
    add(LATE, "2023-01-27 08:00", opened + move(1, BAG, SGTVT) + "}")
    add(AMENDED, "2023-01-27 08:00", opened + "}")
    add(AMENDED, "2023-01-27 08:00", "discrepancy_found { discrepancy { number: 1 kind: DISCREPANCY_KIND_MISSING item: 1 } "
        f"move {{ item: 1 from {{ {BAG} }} to {{ {BUREAU} }} }} }}")
    add(AMENDED, "2023-01-27 09:00", "discrepancy_settled { discrepancy: 1 outcome: DISCREPANCY_OUTCOME_FOUND ground: 'left "
        f"behind' move {{ item: 1 from {{ {BUREAU} }} to {{ {SGTVT} }} }} }}")


def at_the_agency(add):
    add(LATE, "2023-01-27 08:30", "received_by_agency { agency_key: 'SGTVT' complete: true }")
    add(AMENDED, "2023-01-27 09:10", "received_by_agency { agency_key: 'SGTVT' complete: true }")
    add(LATE, "2023-01-27 08:40", "assigned { staff_id: 'S7' }")
    add(AMENDED, "2023-01-27 10:00", "supplement_requested { components { component_id: 'lease' originals: 1 } reason: 'x' }")
    add(LATE, "2023-01-31 10:00", f"rescheduled {{ reason: 'x' approved_by: 'S9' cause: PARTY_AGENCY "
        f"{appointment('2023-02-06')} }}")
    add(AMENDED, "2023-02-01 09:00", f"supplemented {{ restarted: true {appointment('2023-02-03')} papers {{ number: 2 kind: "
        f"ITEM_KIND_SUPPLEMENT holder {{ {POINT} }} }} }}")
    add(AMENDED, "2023-02-01 15:00", f"items_moved {{ {move(2, POINT, SGTVT)} }}")
    add(AMENDED, "2023-02-01 15:10", "received_by_agency { agency_key: 'SGTVT' complete: true }")
    add(AMENDED, "2023-02-03 11:00", decided("2023-02-03 11:00", "ON_TIME", 3))
    add(LATE, "2023-02-03 10:00", decided("2023-02-03 10:00", "LATE", 2, more="late_cause: PARTY_AGENCY"))


def the_way_back(add):
    add(LATE, "2023-02-03 14:00", f"items_moved {{ {move(2, SGTVT, POINT)} }}")
    add(LATE, "2023-02-03 15:00", "results_received { office_id: 'YB-CP-04378' items: 2 }")
    add(LATE, "2023-02-03 15:01", "notified { means: NOTIFICATION_MEANS_SMS }")
    add(LATE, "2023-02-04 08:00", "attempt_failed { failure: ATTEMPT_FAILURE_ABSENT attempt: 1 }")
    add(LATE, "2023-02-06 08:00", f"handed_out {{ {move(2, POINT, APPLICANT)} last: true exchanged {{ number: 3 kind: "
        f"ITEM_KIND_EXCHANGED holder {{ {POINT} }} }} }}")
    add(LATE, "2023-02-06 08:10", "feedback_recorded { score: 4 }")
    change = f"change {{ decided_at {{ {stamp('2023-02-02 16:00')} }} }}"
    add(LATE, "2023-02-07 08:00", f"correction_proposed {{ correction: 1 ground: 'entered late' {change} }}", staff="S5")
    add(LATE, "2023-02-07 09:00", f"corrected {{ correction: 1 approved: true proposed_by: 'S5' {change} }}", staff="S6")
    add(AMENDED, "2023-03-15 08:00", "unclaimed_returned { items: 3 reason: 'x' }")


def paid_one(add):
    """Ten calendar days from 24 April end on 4 May; a wait over one midnight moves that to the 5th. Registered on
    a Saturday, which gave it its code. Its result is lost."""
    add(PAID, "2023-04-22 08:00", "registered { procedure_version: 'LLTP@2022-11-01' procedure_key: 'LLTP' agency_key: 'STP' "
        "channel: INTAKE_CHANNEL_ONLINE }")
    add(PAID, "2023-04-24 10:00", accepted("LLTP", "2.000488", "STP", "2023-04-24 10:00", TEN_CALENDAR,
                                           appointment("2023-05-04"), holder=STP, more="cases: 'NO_1'", channel="ONLINE"))
    add(PAID, "2023-04-24 10:30", "misdirected { at_agency_key: 'SGTVT' to_agency_key: 'STP' }")
    add(PAID, "2023-04-24 11:00", "received_by_agency { agency_key: 'STP' complete: true }")
    add(PAID, "2023-04-25 10:00", "payment_requested { fees { amount_vnd: 5000 } reason: 'x' }")
    add(PAID, "2023-04-26 11:00", f"payment_recorded {{ fees {{ amount_vnd: 5000 }} {appointment('2023-05-05')} }}")
    add(PAID, "2023-05-04 16:00", decided("2023-05-04 16:00", "AHEAD", 2, agency=STP))
    add(PAID, "2023-05-05 08:00", "discrepancy_found { discrepancy { number: 1 kind: DISCREPANCY_KIND_MISSING item: 2 } }")
    add(PAID, "2023-05-08 08:00", "discrepancy_settled { discrepancy: 1 outcome: DISCREPANCY_OUTCOME_LOST report_number: "
        f"'R-1' move {{ item: 2 from {{ {STP} }} to {{ {LOST} }} }} }}")


def ended_ones(add):
    add(REFUSED, "2023-01-19 10:00", "refused { ground_id: 'x' procedure_version: 'GPLX_DOI@2022-11-01' procedure_key: "
        "'GPLX_DOI' agency_key: 'SGTVT' channel: INTAKE_CHANNEL_COUNTER }")
    add(WITHDRAWN, "2023-04-24 09:00", accepted("GPLX_DOI", "1.002809", "SGTVT", "2023-04-24 09:00", FIVE_WORKING,
                                                appointment("2023-05-04")))
    add(WITHDRAWN, "2023-04-25 09:00", "withdrawn { reason: 'x' }")
    add(WITHDRAWN, "2023-04-25 09:10", f"handed_out {{ {move(1, POINT, APPLICANT)} last: true }}")
    add(STOPPED, "2023-04-24 09:00", accepted("GPLX_DOI", "1.002809", "SGTVT", "2023-04-24 09:00", FIVE_WORKING,
                                              appointment("2023-05-04"), holder=SGTVT))
    add(STOPPED, "2023-04-24 09:10", "scanned { scan_id: 'c1' component_id: 'form' bytes: 9 pages: 1 media_type: 'application/pdf' }")
    add(STOPPED, "2023-04-24 09:30", "received_by_agency { agency_key: 'SGTVT' complete: true }")
    add(STOPPED, "2023-04-25 09:00", "stopped { ground_id: 'x' }")


def ledger():
    told = Ledger()
    for part in (late_one, amended_one, travel, at_the_agency, the_way_back, paid_one, ended_ones):
        part(told.add)
    return told
