// Questions whose answers are recorded in the access log: views, searches, prints.
#ifndef HOSO_SERVICES_ROUTING_RECORDED_ACCESSES_H_
#define HOSO_SERVICES_ROUTING_RECORDED_ACCESSES_H_

#include <memory>

#include "common/access_log/access_log.h"
#include "common/identity/dossier_code.h"
#include "common/rpc/call.h"
#include "hoso/tracking/v1/tracking_service.pb.h"
#include "services/routing/tracking_service.h"

namespace hoso::routing {

// The methods of TrackingService of these names. Thread-safe; what `parts` names outlives it, and it outlives its
// calls.
class RecordedAccesses {
 public:
  explicit RecordedAccesses(const TrackingParts& parts);

  template <typename Request, typename Response>
  using CallPtr = std::shared_ptr<rpc::Call<Request, Response>>;

  void GetDossier(const CallPtr<tracking::v1::GetDossierRequest, tracking::v1::GetDossierResponse>& call);
  void SearchDossiers(const CallPtr<tracking::v1::SearchDossiersRequest, tracking::v1::SearchDossiersResponse>& call);
  void ShowPersons(const CallPtr<tracking::v1::ShowPersonsRequest, tracking::v1::ShowPersonsResponse>& call);
  void RecordPrint(const CallPtr<tracking::v1::RecordPrintRequest, tracking::v1::RecordPrintResponse>& call);
  void GetOfficeBook(const CallPtr<tracking::v1::GetOfficeBookRequest, tracking::v1::GetOfficeBookResponse>& call);

 private:
  template <typename Call>
  absl::Status AnswerOfficeBook(Call& call);
  template <typename Call>
  access_log::AccessEntry EntryAbout(access_log::Deed deed, const Call& call, identity::DossierId id) const;
  template <typename Call>
  absl::StatusOr<access_log::AccessEntry> EntryFor(access_log::Deed deed, const Call& call,
                                                   identity::DossierId id) const;
  template <typename Call>
  absl::Status AnswerGetDossier(Call& call, ledger::Found found);
  template <typename Call, typename Open>
  absl::Status AnswerAboutPersons(Call& call, identity::DossierId id, const access_log::AccessEntry& entry, Open open);

  const catalogue::Catalogue& catalogue_;
  const identity::AgencyCodes codes_;
  ledger::Reader& reader_;
  postgres::Pool& pool_;
  rpc::Workers& workers_;
  vault::KeyRingFile& vault_;
  access_log::AccessLog& access_log_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_RECORDED_ACCESSES_H_
