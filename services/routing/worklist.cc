#include "services/routing/worklist.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"

namespace hoso::routing {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 200;
constexpr char kWaits[] = "waits";

absl::StatusOr<std::optional<WorklistPosition>> ReadPosition(const std::string& question, const std::string& token) {
  const auto parts = rpc::ReadPageToken(question, token, 2);
  if (!parts.ok()) return parts.status();
  if (parts->empty()) return std::nullopt;
  WorklistPosition position;
  if ((*parts)[0] != kWaits) {
    const auto micros = rpc::PositionNumber((*parts)[0]);
    if (!micros.ok()) return micros.status();
    position.due_at = absl::FromUnixMicros(*micros);
  }
  const auto dossier = rpc::PositionNumber((*parts)[1]);
  if (!dossier.ok()) return dossier.status();
  position.dossier = *dossier;
  return position;
}

}  // namespace

absl::Status CheckMaySee(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                         const std::string& agency_key) {
  if (!catalogue.FindAgency(agency_key).ok()) return errors::NotFound("agency", agency_key);
  if (rights::ReachesAgency(catalogue, reach, agency_key)) return absl::OkStatus();
  return rights::OutOfReach("agency_key", agency_key);
}

absl::StatusOr<WorklistQuery> PlanWorklist(const catalogue::Catalogue& catalogue, const rpc::Caller& caller,
                                           const rights::Reach& reach, const v1::ListWorklistRequest& request) {
  WorklistQuery query;
  errors::FieldErrors problems;
  if (request.agency_key().empty()) problems.Add("agency_key", "empty, want an agency of the catalogue");
  if (!v1::WorklistView_IsValid(request.view())) {
    problems.Add("view", absl::StrCat(static_cast<int>(request.view()), ", want 0 to 3"));
  }
  if (request.view() == v1::WORKLIST_VIEW_MINE && caller.staff.empty()) {
    problems.Add(rpc::kStaffKey, "empty, want whose dossiers are asked for");
  }
  const auto size = rpc::PageSize(request.page_size(), kDefaultPage, kLargestPage);
  for (const auto& violation : errors::FieldViolations(size.status())) {
    problems.Add(violation.field, violation.description);
  }
  if (!problems.empty()) return problems.ToStatus();
  if (absl::Status status = CheckMaySee(catalogue, reach, request.agency_key()); !status.ok()) return status;

  query.agency = (*catalogue.FindAgency(request.agency_key()))->number();
  query.agency_key = request.agency_key();
  query.view = request.view();
  query.staff = caller.staff;
  query.page_size = *size;
  query.question = rpc::QuestionOf(request, request.view() == v1::WORKLIST_VIEW_MINE ? caller.staff : "");
  const auto after = ReadPosition(query.question, request.page_token());
  if (!after.ok()) return after.status();
  query.after = *after;
  return query;
}

std::string WorklistToken(const WorklistQuery& query, const WorklistPosition& last) {
  return rpc::MakePageToken(
      query.question, {last.due_at.has_value() ? absl::StrCat(absl::ToUnixMicros(*last.due_at)) : std::string(kWaits),
                       absl::StrCat(last.dossier)});
}

}  // namespace hoso::routing
