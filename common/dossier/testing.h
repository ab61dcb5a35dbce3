// Builders of facts for the tests of the fold: each makes the least that is valid.
#ifndef HOSO_COMMON_DOSSIER_TESTING_H_
#define HOSO_COMMON_DOSSIER_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::dossier::testing {

inline constexpr char kCode[] = "H15.05-221101-0001";

// 01/11/2022 08:00 at the counter.
absl::Time Start();

core::v1::Fact Accepted(absl::Time at);
core::v1::Fact Received();
core::v1::Fact SupplementRequested();
core::v1::Fact Supplemented(const core::v1::Dossier& dossier, absl::Time due_at);
core::v1::Fact PaymentRequested(int64_t amount_vnd);
core::v1::Fact PaymentRecorded(int64_t amount_vnd, absl::Time due_at);
core::v1::Fact Rescheduled(absl::Time due_at);
core::v1::Fact Withdrawn();
core::v1::Fact Stopped();
core::v1::Fact Refused();
// With `results` papers.
core::v1::Fact Decided(const core::v1::Dossier& dossier, int results, absl::Time at);
core::v1::Fact Moved(int item, const core::v1::Holder& from, const core::v1::Holder& to);
core::v1::Fact Sealed(const std::string& bag, int item, const core::v1::Holder& from);
core::v1::Fact Opened(const std::string& bag, int item, const core::v1::Holder& at);
core::v1::Fact HandedOut(const core::v1::Dossier& dossier, const std::vector<int>& items, bool last);
core::v1::Fact Missing(const core::v1::Dossier& dossier, int item, const std::string& bag,
                       const core::v1::Holder& accountable);
core::v1::Fact Settled(int discrepancy, core::v1::DiscrepancyOutcome outcome);
core::v1::Fact CorrectionProposed(int number);
core::v1::Fact Corrected(int number, bool approved);

// A dossier that takes one fact after another, an hour apart, by one staff member.
class Life {
 public:
  Life();
  // Applies the fact `after` the last one; the dossier stays as it was when it is refused.
  absl::Status Add(core::v1::Fact payload, absl::Duration after = absl::Hours(1));
  // Add, and it must be accepted.
  void Must(core::v1::Fact payload, absl::Duration after = absl::Hours(1));
  void SetStaff(const std::string& staff) { staff_ = staff; }
  const core::v1::Dossier& dossier() const { return dossier_; }
  absl::Time now() const { return now_; }

 private:
  core::v1::Dossier dossier_;
  absl::Time now_;
  std::string staff_ = "NV-1";
};

// Accepted and received by the agency, the papers in its hands.
Life AtAgency();

}  // namespace hoso::dossier::testing

#endif  // HOSO_COMMON_DOSSIER_TESTING_H_
