#include "services/staff/access_requests.h"

#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/command/fields.h"
#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"

namespace hoso::staff {
namespace {

using access::v1::ListAccessesRequest;

constexpr size_t kLongestStaffId = 40;
constexpr int kUsualPage = 100;
constexpr int kLargestPage = 500;

void CheckPlace(const catalogue::Catalogue& catalogue, const ListAccessesRequest& request, errors::FieldErrors& wrong) {
  if (!request.office_id().empty() && !request.agency_key().empty()) {
    wrong.Add("office_id", "given with agency_key, want at most one of them");
  }
  if (!request.office_id().empty() && !catalogue.FindOffice(request.office_id()).ok()) {
    wrong.Add("office_id", "want an office of the catalogue");
  }
  if (!request.agency_key().empty() && !catalogue.FindAgency(request.agency_key()).ok()) {
    wrong.Add("agency_key", "want an agency of the catalogue");
  }
}

std::optional<absl::Time> ReadTime(bool given, const google::protobuf::Timestamp& at, const std::string& field,
                                   errors::FieldErrors& wrong) {
  if (!given) return std::nullopt;
  const auto time = FromProto(at, field);
  if (!time.ok()) wrong.Add(field, "want an instant of the years 1 to 9999");
  return ToMicros(time.value_or(absl::UnixEpoch()));
}

// The names of the fields that were given, but for those of the page.
std::string Asked(ListAccessesRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  std::vector<const google::protobuf::FieldDescriptor*> given;
  request.GetReflection()->ListFields(request, &given);
  return absl::StrJoin(given, " ", [](std::string* text, const auto* field) { text->append(field->name()); });
}

}  // namespace

absl::StatusOr<AccessesPage> PlanListAccesses(const catalogue::Catalogue& catalogue,
                                              const ListAccessesRequest& request) {
  errors::FieldErrors wrong;
  AccessesPage page{.question = rpc::QuestionOf(request), .asked = Asked(request)};
  const std::string& code = request.dossier_code();
  if (const auto id = identity::ParseDossierCode(code, command::CodesOf(catalogue)); id.ok()) {
    page.filter.dossier = *identity::FormatDossierCode(*id, command::CodesOf(catalogue));
  } else if (!code.empty()) {
    wrong.Add("dossier_code", "want a code as H15.05-221101-0001");
  }
  if (request.staff_id().size() > kLongestStaffId) wrong.Add("staff_id", "want at most 40 bytes");
  page.filter.staff = errors::Printable(request.staff_id());
  CheckPlace(catalogue, request, wrong);
  page.filter.place = absl::StrCat(request.office_id(), request.agency_key());
  page.filter.from = ReadTime(request.has_from(), request.from(), "from", wrong);
  page.filter.until = ReadTime(request.has_until(), request.until(), "until", wrong);
  if (page.filter.from.has_value() && page.filter.until.has_value() && *page.filter.until <= *page.filter.from) {
    wrong.Add("until", "not after from, want a later time");
  }
  if (!access::v1::Deed_IsValid(request.deed())) wrong.Add("deed", "want one of hoso.access.v1.Deed, or none");
  page.filter.deed = request.deed();
  if (!wrong.empty()) return wrong.ToStatus();

  const auto size = rpc::PageSize(request.page_size(), kUsualPage, kLargestPage);
  if (!size.ok()) return size.status();
  page.size = *size;
  page.before = std::numeric_limits<int64_t>::max();
  const auto position = rpc::ReadPageToken(page.question, request.page_token(), 1);
  if (!position.ok()) return position.status();
  if (position->empty()) return page;
  const auto before = rpc::PositionNumber(position->at(0));
  if (!before.ok()) return before.status();
  page.before = *before;
  return page;
}

}  // namespace hoso::staff
