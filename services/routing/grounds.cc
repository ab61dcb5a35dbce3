#include "services/routing/grounds.h"

#include <span>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::routing {
namespace {

struct CommonGround {
  const char* id;
  const char* text_vi;
};

constexpr CommonGround kStopGrounds[] = {
    {kSupplementOverdue, "Quá thời hạn bổ sung, hoàn thiện hồ sơ mà không nộp bổ sung."},
    {kPaymentOverdue, "Không thực hiện nghĩa vụ tài chính theo thông báo."},
    {kOwnerDeceased, "Chủ hồ sơ đã chết và không có người được tiếp tục yêu cầu."},
};
constexpr CommonGround kDenialGrounds[] = {
    {kConditionsNotMet, "Hồ sơ không đủ điều kiện giải quyết theo quy định."},
};

absl::StatusOr<std::string> Find(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                 std::span<const CommonGround> common) {
  std::vector<std::string> known;
  for (const catalogue::v1::RefusalGround& ground : version.refusal_grounds()) {
    if (ground.id() == ground_id) return ground.text_vi();
    known.push_back(ground.id());
  }
  for (const CommonGround& ground : common) {
    if (ground.id == ground_id) return std::string(ground.text_vi);
    known.push_back(ground.id);
  }
  return errors::FieldError("ground_id", absl::StrCat(ground_id, ", want one of ", absl::StrJoin(known, ", ")));
}

absl::Status CheckSupplementOverdue(const core::v1::Dossier& dossier, absl::CivilDay today) {
  if (!dossier.has_open_supplement()) {
    return errors::Precondition("NOT_OVERDUE",
                                absl::StrCat("ground_id: no supplement of ", dossier.dossier_code(), " is waited for"));
  }
  const auto until = FromProto(dossier.open_supplement().supply_until(), "supply_until");
  if (!until.ok()) return until.status();
  if (today > *until) return absl::OkStatus();
  return errors::Precondition("NOT_OVERDUE", absl::StrCat("ground_id: the supplement of ", dossier.dossier_code(),
                                                          " may be handed in until ", absl::FormatCivilTime(*until)));
}

}  // namespace

absl::StatusOr<std::string> RefusalGround(const catalogue::v1::ProcedureVersion& version,
                                          const std::string& ground_id) {
  return Find(version, ground_id, {});
}

absl::StatusOr<std::string> StopGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                       const core::v1::Dossier& dossier, absl::CivilDay today) {
  auto text = Find(version, ground_id, kStopGrounds);
  if (!text.ok()) return text;
  if (ground_id == kSupplementOverdue) {
    if (absl::Status status = CheckSupplementOverdue(dossier, today); !status.ok()) return status;
  }
  if (ground_id == kPaymentOverdue && !dossier.has_open_payment()) {
    return errors::Precondition("NOT_OVERDUE",
                                absl::StrCat("ground_id: no payment for ", dossier.dossier_code(), " is waited for"));
  }
  return text;
}

absl::StatusOr<std::string> DenialGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id) {
  return Find(version, ground_id, kDenialGrounds);
}

}  // namespace hoso::routing
