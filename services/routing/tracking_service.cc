#include "services/routing/tracking_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "common/command/fields.h"
#include "common/identity/look_up_secret.h"
#include "common/rpc/errors.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"
#include "services/routing/lists_and_reports.h"
#include "services/routing/look_up_guard.h"
#include "services/routing/public_view.h"
#include "services/routing/recorded_accesses.h"
#include "services/routing/slip_answers.h"
#include "services/routing/stored_facts.h"
#include "services/routing/tracking_requests.h"

namespace hoso::routing {
namespace {

using namespace tracking::v1;  // Requests and responses of this service only.

// One answer, whatever of the pair was wrong.
absl::Status WrongPairError() {
  return absl::NotFoundError("no dossier has this code and this secret: want both as on the slip");
}

// The id of no dossier: of a day before there were any.
identity::DossierId NobodysId() { return *identity::DossierId::Make(1, absl::CivilDay(2000, 1, 1), 1); }

class Service final : public TrackingService::CallbackService {
 public:
  explicit Service(TrackingParts parts)
      : catalogue_(parts.catalogue),
        codes_(command::CodesOf(parts.catalogue)),
        reader_(parts.reader),
        slips_(parts.slips),
        keys_(parts.keys),
        accesses_(parts),
        lists_(parts),
        calls_(std::move(parts.calls)) {}

  grpc::ServerUnaryReactor* GetDossier(grpc::CallbackServerContext* context, const GetDossierRequest* request,
                                       GetDossierResponse* response) override {
    return calls_.Serve(context, request, response, "GetDossier", [this](auto call) { accesses_.GetDossier(call); });
  }

  grpc::ServerUnaryReactor* ListDossiers(grpc::CallbackServerContext* context, const ListDossiersRequest* request,
                                         ListDossiersResponse* response) override {
    return calls_.Serve(context, request, response, "ListDossiers", [this](auto call) { lists_.ListDossiers(call); });
  }

  grpc::ServerUnaryReactor* LookUp(grpc::CallbackServerContext* context, const LookUpRequest* request,
                                   LookUpResponse* response) override {
    return calls_.Serve(context, request, response, "LookUp", [this](auto call) {
      if (identity::NormalSecret(call->request().secret()).empty()) {
        return call->Finish(errors::FieldError("secret", "empty, want the secret that stands on the slip"));
      }
      const auto read = ReadDossierCode(codes_, call->request().dossier_code());
      const bool of_an_agency = !absl::IsNotFound(read.status());
      if (of_an_agency && !read.ok()) return call->Finish(read.status());
      const identity::DossierId id = of_an_agency ? *read : NobodysId();
      if (absl::Status status = guard_.MayTry(id.value(), call->now()); of_an_agency && !status.ok()) {
        return call->Finish(status);
      }
      // Every wrong pair takes the same way, and so the same time: the database is asked for any code, and the facts
      // are read only for the right pair.
      reader_.Find(id, /*with_facts=*/false, [this, call, id](absl::StatusOr<ledger::Found> found) {
        if (!found.ok() && !absl::IsNotFound(found.status())) return call->Finish(found.status());
        const core::v1::Dossier dossier = found.ok() ? found->dossier : core::v1::Dossier();
        if (!identity::SecretFits(dossier.dossier_code(), dossier.secret_digest(), call->request().secret())) {
          guard_.WrongPair(id.value(), call->now());
          return call->Finish(WrongPairError());
        }
        guard_.RightPair(id.value());
        AnswerLookUp(call, id);
      });
    });
  }

  grpc::ServerUnaryReactor* VerifySlip(grpc::CallbackServerContext* context, const VerifySlipRequest* request,
                                       VerifySlipResponse* response) override {
    return calls_.Serve(context, request, response, "VerifySlip", [this](auto call) {
      slips::Checked slip = slips::Check(call->request().text(), *keys_.Current());
      // Only what a key of ours signed is looked up, so that nobody learns by asking what there is.
      if (!slips::IsSigned(slip.verdict)) {
        *call->response() = VerifyAnswer(slip);
        return call->Finish(absl::OkStatus());
      }
      call->NoteDossier(slip.statement.dossier_code());
      // A code that the catalogue cannot read is that of no dossier.
      const auto id = ReadDossierCode(codes_, slip.statement.dossier_code());
      reader_.Find(id.ok() ? *id : NobodysId(), /*with_facts=*/true,
                   [call, slip = std::move(slip)](const absl::StatusOr<ledger::Found>& found) {
                     if (!found.ok() && !absl::IsNotFound(found.status())) return call->Finish(found.status());
                     const ledger::Found none;
                     const auto facts = FactsOf(found.ok() ? *found : none);
                     if (!facts.ok()) return call->Finish(facts.status());
                     *call->response() = VerifyAnswer(slip, found.ok() ? found->dossier : none.dossier, *facts);
                     call->Finish(absl::OkStatus());
                   });
    });
  }

  grpc::ServerUnaryReactor* ListSlips(grpc::CallbackServerContext* context, const ListSlipsRequest* request,
                                      ListSlipsResponse* response) override {
    return calls_.Serve(context, request, response, "ListSlips", [this](auto call) {
      const auto id = ReadDossierCode(codes_, call->request().dossier_code());
      if (!id.ok()) return call->Finish(id.status());
      reader_.Find(*id, /*with_facts=*/true, [this, call](const absl::StatusOr<ledger::Found>& found) {
        if (!found.ok() && !absl::IsNotFound(found.status())) return call->Finish(found.status());
        if (!found.ok() || !rights::ReachesDossier(catalogue_, call->reach(), found->dossier)) {
          return call->Finish(errors::NotFound("dossier", call->request().dossier_code()));
        }
        call->NoteDossier(found->dossier.dossier_code());
        const auto facts = FactsOf(*found);
        if (!facts.ok()) return call->Finish(facts.status());
        *call->response() = ReprintsOf(*facts);
        for (trust::v1::Slip& slip : *call->response()->mutable_slips()) slips_.Sign(slip);
        call->Finish(absl::OkStatus());
      });
    });
  }

  grpc::ServerUnaryReactor* SearchDossiers(grpc::CallbackServerContext* context, const SearchDossiersRequest* request,
                                           SearchDossiersResponse* response) override {
    return calls_.Serve(context, request, response, "SearchDossiers",
                        [this](auto call) { accesses_.SearchDossiers(call); });
  }

  grpc::ServerUnaryReactor* ShowPersons(grpc::CallbackServerContext* context, const ShowPersonsRequest* request,
                                        ShowPersonsResponse* response) override {
    return calls_.Serve(context, request, response, "ShowPersons", [this](auto call) { accesses_.ShowPersons(call); });
  }

  grpc::ServerUnaryReactor* RecordPrint(grpc::CallbackServerContext* context, const RecordPrintRequest* request,
                                        RecordPrintResponse* response) override {
    return calls_.Serve(context, request, response, "RecordPrint", [this](auto call) { accesses_.RecordPrint(call); });
  }

  grpc::ServerUnaryReactor* GetOfficeBook(grpc::CallbackServerContext* context, const GetOfficeBookRequest* request,
                                          GetOfficeBookResponse* response) override {
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return calls_.Serve(context, request, response, "GetOfficeBook",
                        [this](auto call) { accesses_.GetOfficeBook(call); });
  }

  grpc::ServerUnaryReactor* GetBag(grpc::CallbackServerContext* context, const GetBagRequest* request,
                                   GetBagResponse* response) override {
    return calls_.Serve(context, request, response, "GetBag", [this](auto call) { lists_.GetBag(call); });
  }

  grpc::ServerUnaryReactor* ListBags(grpc::CallbackServerContext* context, const ListBagsRequest* request,
                                     ListBagsResponse* response) override {
    return calls_.Serve(context, request, response, "ListBags", [this](auto call) { lists_.ListBags(call); });
  }

  grpc::ServerUnaryReactor* ListItems(grpc::CallbackServerContext* context, const ListItemsRequest* request,
                                      ListItemsResponse* response) override {
    return calls_.Serve(context, request, response, "ListItems", [this](auto call) { lists_.ListItems(call); });
  }

  grpc::ServerUnaryReactor* AuditCustody(grpc::CallbackServerContext* context, const AuditCustodyRequest* request,
                                         AuditCustodyResponse* response) override {
    return calls_.Serve(context, request, response, "AuditCustody", [this](auto call) { lists_.AuditCustody(call); });
  }

  grpc::ServerUnaryReactor* ReportBieu06(grpc::CallbackServerContext* context, const ReportBieu06Request* request,
                                         ReportBieu06Response* response) override {
    return calls_.Serve(context, request, response, "ReportBieu06", [this](auto call) { lists_.ReportBieu06(call); });
  }

  grpc::ServerUnaryReactor* GetOverview(grpc::CallbackServerContext* context, const GetOverviewRequest* request,
                                        GetOverviewResponse* response) override {
    return calls_.Serve(context, request, response, "GetOverview", [this](auto call) { lists_.GetOverview(call); });
  }

 private:
  template <typename CallPtr>
  void AnswerLookUp(CallPtr call, identity::DossierId id) {
    reader_.Find(id, /*with_facts=*/true, [this, call](absl::StatusOr<ledger::Found> found) {
      if (!found.ok()) return call->Finish(found.status());
      const auto facts = FactsOf(*found);
      if (!facts.ok()) return call->Finish(facts.status());
      *call->response() = PublicView(catalogue_, found->dossier, *facts);
      call->Finish(absl::OkStatus());
    });
  }

  const catalogue::Catalogue& catalogue_;
  const identity::AgencyCodes codes_;
  ledger::Reader& reader_;
  const slips::Signer& slips_;
  signing::KeyListFile& keys_;
  RecordedAccesses accesses_;
  ListsAndReports lists_;
  const rpc::Calls calls_;
  LookUpGuard guard_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTrackingService(TrackingParts parts) {
  return std::make_unique<Service>(std::move(parts));
}

}  // namespace hoso::routing
