#include "common/slips/against_facts.h"

#include <google/protobuf/util/message_differencer.h>

#include "common/identity/machine_name.h"
#include "common/proto_time/proto_time.h"

namespace hoso::slips {
namespace {

using core::v1::Dossier;
using core::v1::Fact;
using google::protobuf::Timestamp;
using trust::v1::SlipForm;
using trust::v1::SlipStatement;

Timestamp WholeSeconds(const Timestamp& at) {
  Timestamp seconds;
  seconds.set_seconds(at.seconds());
  return seconds;
}

SlipForm FormOf(const Fact& fact) {
  switch (fact.payload_case()) {
    case Fact::kAccepted:
    case Fact::kSupplemented:
      return trust::v1::SLIP_FORM_01;
    case Fact::kSupplementRequested:
      return trust::v1::SLIP_FORM_02;
    case Fact::kRefused:
      return trust::v1::SLIP_FORM_03;
    case Fact::kRescheduled:
      return trust::v1::SLIP_FORM_04;
    default:
      return trust::v1::SLIP_FORM_UNSPECIFIED;
  }
}

void SetDue(const core::v1::Appointment& appointment, SlipStatement& statement) {
  if (appointment.has_due_at()) *statement.mutable_due_at() = WholeSeconds(appointment.due_at());
}

// What was paid in the command that took the dossier in.
int64_t PaidWith(const Fact& accepted, const Fact* next) {
  if (next == nullptr || !next->has_payment_recorded()) return 0;
  using google::protobuf::util::MessageDifferencer;
  if (!MessageDifferencer::Equals(next->occurred_at(), accepted.occurred_at()) ||
      !MessageDifferencer::Equals(next->recorded_at(), accepted.recorded_at())) {
    return 0;
  }
  int64_t paid = 0;
  for (const core::v1::FeeLine& line : next->payment_recorded().fees()) paid += line.amount_vnd();
  return paid;
}

// The fact that the slip tells of: by its number, or by form and time where that was not known.
int FindFact(const SlipStatement& slip, const std::vector<Fact>& facts) {
  for (size_t i = 0; i < facts.size(); ++i) {
    const bool it = slip.fact() != 0 ? facts[i].sequence() == slip.fact()
                                     : FormOf(facts[i]) == slip.form() &&
                                           facts[i].occurred_at().seconds() == slip.issued_at().seconds();
    if (it) return static_cast<int>(i);
  }
  return -1;
}

bool Agrees(const Checked& slip, const Fact& fact, const Fact* next) {
  const auto owner = identity::ParseMachineName(slip.key.owner());
  if (owner.ok() && owner->kind == identity::MachineKind::kDevice && owner->id != fact.actor().device_id())
    return false;
  std::optional<SlipStatement> recorded = StatementOf(fact, next);
  if (!recorded.has_value()) return false;
  // What only the print knows.
  recorded->set_fact(slip.statement.fact());
  recorded->set_reprint(slip.statement.reprint());
  recorded->set_key_id(slip.statement.key_id());
  if (fact.accepted().has_printed_due_at()) {
    *recorded->mutable_due_at() = WholeSeconds(fact.accepted().printed_due_at());
  }
  return google::protobuf::util::MessageDifferencer::Equals(*recorded, slip.statement);
}

// Whether the ledger shows that the slip is older than the revocation of its key.
bool ProvedOlder(const Checked& slip, const Fact& fact) {
  return FromProto(fact.recorded_at()) < FromProto(slip.key.revoked_at());
}

// When the slip served: its dossier was handed out, or what slip 02 asked for was handed in.
std::optional<absl::Time> UsedAt(const SlipStatement& slip, const Dossier& dossier, const std::vector<Fact>& later) {
  if (dossier.has_handed_out_at()) return FromProto(dossier.handed_out_at());
  if (slip.form() != trust::v1::SLIP_FORM_02) return std::nullopt;
  for (const Fact& fact : later) {
    if (fact.has_supplemented()) return FromProto(fact.occurred_at());
  }
  return std::nullopt;
}

// The form of the slip that counts instead, or of this one when only its date was moved; unspecified when it counts.
SlipForm SupersededBy(const SlipStatement& slip, const Dossier& dossier, const std::vector<Fact>& later) {
  SlipForm last = trust::v1::SLIP_FORM_UNSPECIFIED;
  for (const Fact& fact : later) {
    if (FormOf(fact) != trust::v1::SLIP_FORM_UNSPECIFIED) last = FormOf(fact);
  }
  const bool moved = slip.has_due_at() && dossier.appointment().has_due_at() &&
                     dossier.appointment().due_at().seconds() != slip.due_at().seconds();
  return last == trust::v1::SLIP_FORM_UNSPECIFIED && moved ? slip.form() : last;
}

}  // namespace

std::optional<SlipStatement> StatementOf(const Fact& fact, const Fact* next) {
  SlipStatement statement;
  statement.set_form(FormOf(fact));
  if (statement.form() == trust::v1::SLIP_FORM_UNSPECIFIED) return std::nullopt;
  statement.set_dossier_code(fact.dossier_code());
  statement.set_fact(fact.sequence());
  *statement.mutable_issued_at() = WholeSeconds(fact.occurred_at());
  // Whoever stands in for an agency at a counter acts for the office.
  if (!fact.actor().office_id().empty()) {
    statement.set_office_id(fact.actor().office_id());
  } else {
    statement.set_agency_key(fact.actor().agency_key());
  }
  if (fact.has_accepted()) {
    SetDue(fact.accepted().appointment(), statement);
    statement.set_fees_paid_vnd(PaidWith(fact, next));
  }
  if (fact.has_supplemented()) SetDue(fact.supplemented().appointment(), statement);
  if (fact.has_rescheduled()) SetDue(fact.rescheduled().appointment(), statement);
  if (fact.supplement_requested().has_supply_until()) {
    *statement.mutable_supply_until() = fact.supplement_requested().supply_until();
  }
  return statement;
}

std::vector<SlipStatement> StatementsOf(const std::vector<Fact>& facts) {
  std::vector<SlipStatement> statements;
  for (size_t i = 0; i < facts.size(); ++i) {
    auto statement = StatementOf(facts[i], i + 1 < facts.size() ? &facts[i + 1] : nullptr);
    if (statement.has_value()) statements.push_back(*std::move(statement));
  }
  return statements;
}

Finding Judge(const Checked& slip, const Dossier& dossier, const std::vector<Fact>& facts) {
  if (slip.verdict == trust::v1::SLIP_VERDICT_SIGNED_AFTER_REVOCATION ||
      slip.verdict == trust::v1::SLIP_VERDICT_KEY_NOT_IN_USE) {
    return {.verdict = slip.verdict};
  }
  const bool revoked = slip.verdict == trust::v1::SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION;
  const int found = FindFact(slip.statement, facts);
  if (found < 0) return {.verdict = revoked ? slip.verdict : trust::v1::SLIP_VERDICT_NOT_RECORDED};
  const size_t at = static_cast<size_t>(found);
  if (!Agrees(slip, facts[at], at + 1 < facts.size() ? &facts[at + 1] : nullptr)) {
    return {.verdict = trust::v1::SLIP_VERDICT_CONTRADICTED};
  }
  if (revoked && !ProvedOlder(slip, facts[at])) return {.verdict = slip.verdict};
  const std::vector<Fact> later(facts.begin() + found + 1, facts.end());
  if (const auto used = UsedAt(slip.statement, dossier, later); used.has_value()) {
    return {.verdict = trust::v1::SLIP_VERDICT_USED, .used_at = used};
  }
  if (const SlipForm by = SupersededBy(slip.statement, dossier, later); by != trust::v1::SLIP_FORM_UNSPECIFIED) {
    Finding finding{.verdict = trust::v1::SLIP_VERDICT_SUPERSEDED, .superseded_by = by};
    const bool promised = by == trust::v1::SLIP_FORM_01 || by == trust::v1::SLIP_FORM_04;
    if (promised && dossier.appointment().has_due_at()) finding.due_at = FromProto(dossier.appointment().due_at());
    return finding;
  }
  return {.verdict = revoked ? trust::v1::SLIP_VERDICT_GENUINE_KEY_REVOKED_LATER : trust::v1::SLIP_VERDICT_GENUINE};
}

}  // namespace hoso::slips
