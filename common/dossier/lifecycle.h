// The life of a dossier, from the counter that accepts it to the citizen who
// collects the result, as one table: which fact may follow in which status, who
// may record it, what status it leads to and what it does to the clock.
//
// What the table does not list is not allowed. docs/lifecycle.md is generated
// from it.
//
// Nothing here knows of gRPC or SQL, or asks the clock.
#ifndef HOSO_COMMON_DOSSIER_LIFECYCLE_H_
#define HOSO_COMMON_DOSSIER_LIFECYCLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/core/v1/status.pb.h"

namespace hoso::dossier {

using FactKind = core::v1::Fact::PayloadCase;  // Its value is the kind in the database.

// The three doors, as bits.
enum Door : unsigned {
  kIntake = 1,
  kRouting = 2,
  kReturns = 4,
};

// What a fact does to the clock.
enum class ClockEffect {
  kNone,
  kStarts,    // Or waits, as the procedure says.
  kPauses,    // The applicant's turn; not counted.
  kResumes,   // Or restarts the full term, as the procedure says.
  kNewDate,   // The first promise stays for statistics.
  kStops,     // Finished: ahead, on time or late where there is a result.
};

struct Transition {
  FactKind kind;
  unsigned doors;
  std::vector<core::v1::Status> from;  // STATUS_UNSPECIFIED: the dossier does not exist yet.
  core::v1::Status to;                 // STATUS_UNSPECIFIED: unchanged.
  ClockEffect clock;
  const char* meaning_en;
  const char* meaning_vi;
};

// The table, in the order in which it reads best.
const std::vector<Transition>& Lifecycle();

// The row for `kind` in status `from`. FAILED_PRECONDITION, naming both and
// where `kind` is allowed, where there is none.
absl::StatusOr<const Transition*> FindTransition(FactKind kind, core::v1::Status from);

// The kinds that a door may record.
std::vector<FactKind> KindsOf(Door door);

// Such as "SupplementRequested": the payload's message name.
std::string KindName(FactKind kind);

// Such as "AWAITING_SUPPLEMENT (5)"; "–" for a dossier that does not exist yet.
std::string StatusName(core::v1::Status status);
// The national words, such as "Yêu cầu bổ sung giấy tờ".
std::string StatusNameVi(core::v1::Status status);

// Whether the agency has nothing more to decide: refused, withdrawn, stopped,
// decided or returned.
bool IsFinished(core::v1::Status status);

// The table as the Markdown of docs/lifecycle.md.
std::string LifecycleMarkdown();

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_LIFECYCLE_H_
