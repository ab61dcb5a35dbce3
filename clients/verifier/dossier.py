"""One dossier, told again from its facts: what each fact may say after those before it, and what it promised."""
from typing import NamedTuple

from hoso.catalogue.v1 import procedure_pb2
from hoso.core.v1 import clock_pb2, custody_pb2, status_pb2

from . import custody, lifecycle
from .catalogue import valid
from .findings import Wrong
from .instants import EPOCH, MINUTE, ONE_DAY, day, day_of, instant, show
from .promise import Promise, Wait, promise

AHEAD, ON_TIME, LATE = status_pb2.RESULT_CLASS_AHEAD, status_pb2.RESULT_CLASS_ON_TIME, status_pb2.RESULT_CLASS_LATE
CLASS_NAMES = ("none", "ahead", "on time", "late")
POST, AGENCY, APPLICANT = clock_pb2.PARTY_POST, clock_pb2.PARTY_AGENCY, clock_pb2.PARTY_APPLICANT
PARTY_NAMES = ("nobody", "the post", "the agency", "the applicant")

CLOCKS_DIFFER = 5 * MINUTE  # By how much those of two machines may.


def class_of(at, promised):
    """Ahead: on an earlier day than promised. On time: on that day, before the office closed. Else late."""
    if day_of(at) < promised.date:
        return AHEAD
    return ON_TIME if at <= promised.due else LATE


class OpenWait(NamedTuple):
    begin: int
    restarts: bool


class Dossier:
    """What the facts so far amount to."""

    def __init__(self, code, key, catalogue, bags):
        self.code, self.key, self.catalogue, self.bags = code, key, catalogue, bags
        self.problems = []  # Of the fact applied last.
        self.sequence = 0
        self.status = lifecycle.NEW
        self.book = custody.Book()
        self.version = None    # ProcedureVersion
        self.procedure_key = self.agency_key = self.office_id = ""
        self.channel = 0
        # The clock.
        self.accepted_at = self.term = None
        self.waits, self.open_wait = [], None
        self.lawful = self.current = None  # Promises: what counts, and what an apology made of it.
        self.reschedules, self.blamed = 0, 0
        self.turns = []        # (party, from)
        self.received_at = self.finished_at = None
        self.decided, self.result_class, self.late_cause = False, 0, 0
        self.class_as_corrected = 0  # When a correction gave the decision another moment.
        # The rest.
        self._recorded_at = None
        self._supplements = self._failed_attempts = self._discrepancies = self._proposed = self.corrections = 0
        self._open_discrepancies, self._open_correction = set(), None

    def apply(self, fact):
        """Applies the next fact; what does not agree is then in `problems`. Raises Wrong when nothing more can be told of
        this dossier."""
        self.problems, self.sequence = [], fact.sequence
        kind = fact.WhichOneof("payload")
        if kind is None:
            raise Wrong("has no payload that the protos know")
        at = self._check_times(fact)
        if (kind, self.status) not in lifecycle.TRANSITIONS:
            raise Wrong(f"{kind} may not follow in status {lifecycle.NAMES[self.status]}")
        to = lifecycle.TRANSITIONS[kind, self.status]
        getattr(self, "_" + kind, self._nothing_more)(getattr(fact, kind), at, fact)
        if kind == "handed_out" and not fact.handed_out.last:
            to = lifecycle.SAME
        if to in lifecycle.ENDED:
            self.finished_at = at
        if to is not lifecycle.SAME:
            self.status = to

    def _report(self, what):
        self.problems.append(what)

    def _expect(self, holds, what):
        if not holds:
            self._report(what)

    def _ok(self, problem):
        if problem:
            self._report(problem)

    def _check_times(self, fact):
        at, recorded = instant(fact, "occurred_at"), instant(fact, "recorded_at")
        self._expect(at <= recorded + CLOCKS_DIFFER,
                     f"occurred_at: {show(at)}, want not after it was recorded at {show(recorded)}")
        self._expect(self._recorded_at is None or self._recorded_at <= recorded + CLOCKS_DIFFER,
                     "recorded_at: lies before that of the fact before it")
        self._expect(self.accepted_at is None or self.accepted_at <= at, "occurred_at: lies before the acceptance")
        self._recorded_at = recorded
        return at

    def _nothing_more(self, payload, at, fact):
        """Kinds of fact of which the table says all."""

    def _schedule(self, at):
        return self.catalogue.schedule(self.agency_key, day_of(at))

    def _turn(self, party, at):
        if not self.turns or self.turns[-1][0] != party:
            self.turns.append((party, at))

    # Taking in.

    def _open(self, payload, at):
        """What registered, accepted and refused dossiers are. The code is of the day of the first fact."""
        self._expect(self.status != lifecycle.NEW or day_of(at) == EPOCH + (self.key >> 32) * ONE_DAY,
                     f"occurred_at: {day_of(at)} is not the day of the code")
        self.procedure_key, self.version = self.catalogue.version(payload.procedure_version)
        self.agency_key, self.office_id, self.channel = payload.agency_key, payload.office_id, payload.channel
        self._expect(payload.procedure_key == self.procedure_key,
                     f"procedure_key: {payload.procedure_key!r}, want {self.procedure_key} of {self.version.id}")
        self._expect(payload.agency_key == self.version.agency,
                     f"agency_key: {payload.agency_key!r}, want {self.version.agency} of {self.version.id}")
        agency = self.catalogue.agencies.get(payload.agency_key)
        self._expect(agency is not None and agency.number == self.key >> 16 & 0xffff,
                     f"agency_key: {payload.agency_key!r} is not the agency of the code")

    def _registered(self, registered, at, fact):
        self._open(registered, at)

    def _refused(self, refused, at, fact):
        if self.status == lifecycle.NEW:
            self._open(refused, at)

    def _accepted(self, accepted, at, fact):
        self._expect(self.status == lifecycle.NEW or accepted.procedure_key == self.procedure_key,
                     f"procedure_key: {accepted.procedure_key!r}, want {self.procedure_key} as registered")
        self._open(accepted, at)
        self.accepted_at = instant(accepted, "accepted_at")
        date = day_of(self.accepted_at)
        self._expect(self.accepted_at == at, "accepted_at: is not when the fact occurred")
        version = self.version
        self._expect(valid(version, date), f"procedure_version: {version.id} was not valid on {date}")
        self._expect(accepted.procedure_code == version.code,
                     f"procedure_code: {accepted.procedure_code!r}, want {version.code!r}")
        self._expect(any(rule.channel == accepted.channel for rule in version.channels),
                     f"channel: is closed for {version.id}")
        if version.clock_start.moment == procedure_pb2.ClockStart.MOMENT_AGENCY_RECEIVED:
            raise Wrong(f"procedure_version: {version.id} counts from the agency's receipt, for which there is no rule yet")
        wanted = self.catalogue.term(version, accepted.channel, accepted.cases)
        given = accepted.term.value, accepted.term.unit
        self._expect(given == wanted,
                     f"term: {given[0]} of unit {given[1]}, the catalogue gives {wanted[0]} of unit {wanted[1]}")
        self.term = clock_pb2.Term(value=wanted[0], unit=wanted[1])
        self.lawful = self.current = self._check_promise(accepted, promise(
            self._schedule(self.accepted_at), self.term, self.accepted_at, []), at, since=date)
        self._turn(POST, self.accepted_at)
        self._ok(self.book.create(accepted.papers, {custody.PAPERS}))

    # The clock.

    def _check_promise(self, payload, computed, at, since):
        """Compares a promise in a fact with ours, and returns ours."""
        if not payload.HasField("appointment"):
            self._report(f"appointment: none, want {computed.date}")
            return computed
        given = payload.appointment
        due = instant(given, "due_at")
        self._expect(day(given.date) == computed.date,
                     f"appointment: promised {day(given.date)}, the law gives {computed.date}")
        self._expect(due == computed.due, f"appointment: due {show(due)}, the law gives {show(computed.due)}")
        version = self._schedule(at).calendar.version(since, computed.date)
        self._expect(given.calendar_version == version,
                     f"appointment: by calendar {given.calendar_version!r}, in force was {version!r}")
        return computed

    def _wait(self, at, restarts):
        self.open_wait = OpenWait(at, restarts)
        self._turn(APPLICANT, at)
        self._check_not_dated_back(at)

    def _check_not_dated_back(self, at):
        """What decides whether a dossier is late is not told afterwards: an agency's desk is never offline."""
        due, recorded = self.lawful.due, self._recorded_at
        self._expect(not at <= due < recorded or day_of(at) == day_of(recorded),
                     f"dated back: said to be of {show(at)}, before the promise of {show(due)} passed, but recorded after it "
                     f"on {day_of(recorded)}")

    def _resume(self, payload, at):
        """Ends the wait: the lawful promise moves with it, one that an apology had put later stays later."""
        if self.open_wait is None or at <= self.open_wait.begin:
            raise Wrong("occurred_at: does not lie after the request that it answers")
        self.waits.append(Wait(self.open_wait.begin, at, self.open_wait.restarts))
        self.open_wait = None
        self.lawful = self._check_promise(
            payload, promise(self._schedule(at), self.term, self.accepted_at, self.waits), at,
            since=day_of(self.accepted_at))
        if self.reschedules == 0 or self.current.due <= self.lawful.due:
            self.current = self.lawful

    def _restarts(self):
        return self.version.supplement.effect == procedure_pb2.SUPPLEMENT_EFFECT_RESTART

    def _supplement_requested(self, requested, at, fact):
        self._supplements += 1
        allowed = self.version.supplement.requests_allowed
        self._expect(self._supplements <= allowed,
                     f"asks for a supplement time {self._supplements}, want at most {allowed}")
        self._expect(requested.components, "components: none, want every paper that is missing")
        self._expect(requested.before_receipt == (self.received_at is None),
                     "before_receipt: does not agree with whether the agency had signed for the papers")
        self._wait(at, self._restarts())

    def _supplemented(self, supplemented, at, fact):
        self._expect(supplemented.restarted == self._restarts(), "restarted: is not what the procedure says")
        self._resume(supplemented, at)
        self._turn(POST, at)
        self._ok(self.book.create(supplemented.papers, {custody.SUPPLEMENT}))

    def _payment_requested(self, requested, at, fact):
        self._expect(requested.fees, "fees: none, want what is to be paid")
        self._wait(at, restarts=False)

    def _payment_recorded(self, recorded, at, fact):
        if self.status == lifecycle.PAYMENT:
            self._resume(recorded, at)
            self._turn(AGENCY, at)
        else:
            self._expect(not recorded.HasField("appointment"), "appointment: given, but this payment ends no wait")

    def _rescheduled(self, rescheduled, at, fact):
        """Slip 04: at most once, at least a working day before the date, and to a working day after it."""
        schedule = self._schedule(at)
        self._expect(self.reschedules == 0, "has a new date already, want at most one")
        last = schedule.worked_after(self.current.date, -1)
        self._expect(day_of(self._recorded_at) <= last,
                     f"an apology for {self.current.date} was in time until {last}, was recorded on "
                     f"{day_of(self._recorded_at)}")
        date = day(rescheduled.appointment.date)
        if date is None or date <= self.current.date or not schedule.shifts(date):
            raise Wrong(f"appointment: {date}, want a working day after {self.current.date}")
        self._expect(rescheduled.approved_by and rescheduled.approved_by != fact.actor.staff_id,
                     "approved_by: want a second person")
        self._expect(not could_sign_in(rescheduled.approved_by, rescheduled.credentials_by),
                     "approved_by: could have signed in as who asked, want a second person")
        self.current = self._check_promise(rescheduled, Promise(date, schedule.closing(date)), at,
                                           since=self.current.date)
        self.reschedules += 1
        self.blamed = rescheduled.cause

    # At the agency.

    def _received_by_agency(self, received, at, fact):
        self.received_at = at
        self._turn(AGENCY, at)

    def _decided(self, decided, at, fact):
        finished = instant(decided, "decided_at")
        self._expect(finished == at, "decided_at: is not when the fact occurred")
        self._expect(self.received_at is not None, "decided before the agency signed for the papers")
        self._expect(decided.outcome and decided.results, "want an outcome, and at least one result")
        self._check_not_dated_back(finished)
        self.decided, self.finished_at = True, finished
        self.result_class = class_of(finished, self.lawful)
        self._expect(decided.result_class == self.result_class,
                     f"result_class: {_word(CLASS_NAMES, decided.result_class)}, decided {show(finished)}, promised "
                     f"{show(self.lawful.due)}: is {CLASS_NAMES[self.result_class]}")
        self.late_cause = self._cause(finished) if self.result_class == LATE else 0
        self._expect(decided.late_cause == self.late_cause,
                     f"late_cause: {_word(PARTY_NAMES, decided.late_cause)}, want {_word(PARTY_NAMES, self.late_cause)}")
        for result in decided.results:
            self._ok(self.book.create(result.item, {custody.RESULT}))

    def _cause(self, until):
        """Who answers for a late dossier: whom slip 04 named; else the post, if what it took beyond the planned way is at
        least the time by which the dossier is late; else the agency. All in the agency's working time."""
        if self.blamed:
            return self.blamed
        schedule = self._schedule(until)
        ends = [begin for _, begin in self.turns[1:]] + [until]
        taken = sum(schedule.working_time(begin, end) for (party, begin), end in zip(self.turns, ends) if party == POST)
        planned = self.catalogue.planned_way(self.office_id, self.agency_key, day_of(self.accepted_at))
        allowed = schedule.working_time(self.accepted_at, self.accepted_at + planned)
        return POST if taken - allowed >= schedule.working_time(self.lawful.due, until) else AGENCY

    # Custody.

    def _move(self, moves, why):
        for move in moves:
            self._ok(self.book.move(move, why))

    def _items_moved(self, moved, at, fact):
        self._expect(moved.moves, "moves: none, want at least one item")
        self._move(moved.moves, custody.BY_HAND)

    def _bag_sealed(self, sealed, at, fact):
        self._expect(sealed.moves, "moves: none, want at least one item")
        self._expect(all(custody.holder_of(move.to) == (custody.BAG, sealed.bag_id) for move in sealed.moves),
                     f"moves: want all into bag {sealed.bag_id}")
        self._ok(self.bags.seal(fact, sealed))
        self._move(sealed.moves, custody.SEALED)

    def _bag_dispatched(self, under_way, at, fact):
        self._expect((custody.BAG, under_way.bag_id) in self.book.holders.values(),
                     f"bag {under_way.bag_id}: has nothing of this dossier")

    _bag_handed_over = _bag_dispatched

    def _bag_opened(self, opened, at, fact):
        opener = custody.holder_of(opened.at)
        self._expect(all(custody.holder_of(getattr(move, "from")) == (custody.BAG, opened.bag_id)
                         and custody.holder_of(move.to) == opener for move in opened.moves),
                     f"moves: want all from bag {opened.bag_id} to {custody.name(opener)}")
        self._ok(self.bags.open(opened))
        self._move(opened.moves, custody.OPENED)

    def _discrepancy_found(self, found, at, fact):
        self._discrepancies += 1
        self._expect(found.discrepancy.number == self._discrepancies,
                     f"discrepancy: {found.discrepancy.number}, want {self._discrepancies}")
        self._open_discrepancies.add(self._discrepancies)
        if found.HasField("move"):
            self._move([found.move], custody.DIFFERENCE)

    def _discrepancy_settled(self, settled, at, fact):
        self._expect(settled.discrepancy in self._open_discrepancies, f"discrepancy: {settled.discrepancy} is not open")
        self._open_discrepancies.discard(settled.discrepancy)
        lost = settled.outcome == custody_pb2.DISCREPANCY_OUTCOME_LOST
        self._expect(settled.outcome and (not lost or settled.report_number and settled.HasField("move")),
                     "outcome: want one, and for a loss its report")
        if settled.HasField("move"):
            self._move([settled.move], custody.LOST if lost else custody.DIFFERENCE)

    # The way back.

    def _handed_out(self, handed_out, at, fact):
        self._expect(handed_out.moves, "moves: none, want at least one item")
        self._move(handed_out.moves, custody.HANDED_OUT)
        for item in handed_out.exchanged:
            self._ok(self.book.create(item, {custody.EXCHANGED}))
        owed = {custody.RESULT} if self.status == lifecycle.DECIDED else {custody.PAPERS, custody.SUPPLEMENT}
        self._expect(handed_out.last == self.book.all_handed_out(owed),
                     "last: does not agree with what is left to hand out")

    def _attempt_failed(self, failed, at, fact):
        self._failed_attempts += 1
        self._expect(failed.attempt == self._failed_attempts, f"attempt: {failed.attempt}, want {self._failed_attempts}")

    # Corrections: two persons, and shown beside the figures.

    def _correction_proposed(self, proposed, at, fact):
        self._proposed += 1
        self._expect(self._open_correction is None, "a correction still waits for a second person")
        self._expect(proposed.correction == self._proposed and proposed.ground,
                     f"correction: {proposed.correction}, want {self._proposed}, with a ground")
        self._open_correction = (proposed, fact.actor.staff_id)

    def _corrected(self, corrected, at, fact):
        proposed, proposer = self._open_correction or (None, "")
        self._open_correction = None
        if proposed is None or proposed.correction != corrected.correction:
            raise Wrong(f"correction: {corrected.correction} does not wait for a second person")
        self._expect(fact.actor.staff_id not in ("", proposer), "correction: wants a second person")
        self._expect(not could_sign_in(fact.actor.staff_id, proposed.credentials_by) and
                     not could_sign_in(proposer, corrected.credentials_by),
                     "correction: of the two who proposed and reviewed it one could have signed in as the other")
        self._expect(corrected.proposed_by == proposer, f"proposed_by: {corrected.proposed_by!r}, want {proposer!r}")
        if not corrected.approved:
            return
        self.corrections += 1
        self._expect(_same_change(proposed.change, corrected.change), "change: is not what was proposed")
        if corrected.change.HasField("decided_at"):
            if not self.decided:
                raise Wrong("change: gives a decision another moment, but nothing was decided")
            self.finished_at = instant(corrected.change, "decided_at")
            self._expect(self.accepted_at <= self.finished_at, "change: decided_at lies before the acceptance")
            self.class_as_corrected = class_of(self.finished_at, self.lawful)


def could_sign_in(staff_id, credentials_by):
    """Who gave somebody a password could have been that person, and is no second one beside them."""
    return staff_id in credentials_by or "*" in credentials_by


def _same_change(proposed, approved):
    """Person records get their next version on approval; all else stays as proposed."""
    fields = ("return_office_id", "return_channel", "result_document_number", "result_item", "decided_at")
    given = ("owner", "submitter", "decided_at")
    return (all(getattr(proposed, field) == getattr(approved, field) for field in fields)
            and all(proposed.HasField(field) == approved.HasField(field) for field in given))


def _word(names, number):
    return names[number] if 0 <= number < len(names) else str(number)
