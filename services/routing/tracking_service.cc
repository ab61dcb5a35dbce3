#include "services/routing/tracking_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access_log/call_entry.h"
#include "common/command/fields.h"
#include "common/custody/custody.h"
#include "common/dossier/summary.h"
#include "common/identity/look_up_secret.h"
#include "common/rpc/errors.h"
#include "common/rpc/page_token.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"
#include "services/routing/custody_audit.h"
#include "services/routing/look_up_guard.h"
#include "services/routing/person_search.h"
#include "services/routing/persons_in_full.h"
#include "services/routing/public_view.h"
#include "services/routing/report_bieu06.h"
#include "services/routing/slip_answers.h"
#include "services/routing/stock.h"
#include "services/routing/time_shares.h"
#include "services/routing/tracking_requests.h"
#include "services/routing/tracking_store.h"

namespace hoso::routing {
namespace {

using namespace tracking::v1;  // Requests and responses of this service only.
using access_log::AccessEntry;
using access_log::EntryOf;

constexpr int kDueSoonDays = 2;
constexpr int kForms = 6;  // Of slips: pilot.md section 6.

absl::Status Unreadable(const std::string& code, int32_t sequence) {
  return absl::DataLossError(absl::StrCat(code, ": fact ", sequence, " cannot be read; run `hoso ledger verify`"));
}

absl::Status FillFacts(std::vector<ledger::StoredFact> stored, GetDossierResponse& response) {
  for (ledger::StoredFact& fact : stored) {
    core::v1::RecordedFact& recorded = *response.add_facts();
    if (!recorded.mutable_fact()->ParseFromString(fact.body)) {
      return Unreadable(response.dossier().dossier_code(), fact.sequence);
    }
    recorded.set_hash(std::move(fact.hash));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<core::v1::Fact>> FactsOf(const ledger::Found& found) {
  std::vector<core::v1::Fact> facts;
  for (const ledger::StoredFact& stored : found.facts) {
    if (!facts.emplace_back().ParseFromString(stored.body)) {
      return Unreadable(found.dossier.dossier_code(), stored.sequence);
    }
  }
  return facts;
}

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
        pool_(parts.pool),
        workers_(parts.workers),
        vault_(parts.vault),
        slips_(parts.slips),
        keys_(parts.keys),
        access_log_(parts.access_log),
        calls_(std::move(parts.calls)),
        store_(parts.pool) {}

  grpc::ServerUnaryReactor* GetDossier(grpc::CallbackServerContext* context, const GetDossierRequest* request,
                                       GetDossierResponse* response) override {
    return calls_.Serve(context, request, response, "GetDossier", [this](auto call) {
      const auto id = ReadDossierCode(codes_, call->request().dossier_code());
      if (!id.ok()) return call->Finish(id.status());
      reader_.Find(*id, call->request().with_facts(), [this, call, id = *id](absl::StatusOr<ledger::Found> found) {
        if (!found.ok() && !absl::IsNotFound(found.status())) return call->Finish(found.status());
        const bool reached = found.ok() && rights::ReachesDossier(catalogue_, call->reach(), found->dossier);
        absl::Status status = errors::NotFound("dossier", call->request().dossier_code());
        if (reached) {
          status = AnswerGetDossier(*call, *std::move(found));
          if (!status.ok()) return call->Finish(status);
        }
        AccessEntry entry = EntryAbout(access::v1::DEED_VIEW, *call, id);
        access_log_.RecordSoon(
            Ended(std::move(entry), found.ok(), reached, reached),
            [call, status](const absl::Status& recorded) { call->Finish(recorded.ok() ? status : recorded); });
      });
    });
  }

  grpc::ServerUnaryReactor* ListDossiers(grpc::CallbackServerContext* context, const ListDossiersRequest* request,
                                         ListDossiersResponse* response) override {
    return calls_.Serve(context, request, response, "ListDossiers", [this](auto call) {
      const auto page = PlanListDossiers(catalogue_, call->reach(), call->request());
      if (!page.ok()) return call->Finish(page.status());
      workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
        // One row more than a page tells whether another page follows.
        auto found = store_.ListDossiers(page.filter, page.before, page.size + 1, call->deadline());
        if (!found.ok()) return found.status();
        if (static_cast<int>(found->size()) > page.size) {
          found->pop_back();
          call->response()->set_next_page_token(rpc::MakePageToken(page.question, {absl::StrCat(found->back().id)}));
        }
        for (const StoredDossier& dossier : *found) {
          *call->response()->add_dossiers() = dossier::Summarize(dossier.state);
        }
        return absl::OkStatus();
      });
    });
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
    return calls_.Serve(context, request, response, "SearchDossiers", [this](auto call) {
      const auto scope = SearchScopeOf(catalogue_, call->reach());
      if (!scope.ok()) return call->Finish(scope.status());
      const auto ring = vault_.Current();
      auto search = PlanSearch(catalogue_, *ring, *scope, call->now(), call->request());
      if (!search.ok()) return call->Finish(search.status());
      workers_.Answer(call, [this, call, ring, search = *std::move(search)] {
        absl::Status status = AnswerSearch(pool_, catalogue_, *ring, search, call->deadline(), *call->response());
        if (!status.ok()) return status;
        const int shown = call->response()->persons_size();
        AccessEntry entry = EntryOf(access::v1::DEED_SEARCH, *call);
        entry.set_scope(KindOf(call->request()));
        return access_log_.RecordAndWait(Ended(entry, shown > 0, shown > 0, shown));
      });
    });
  }

  grpc::ServerUnaryReactor* ShowPersons(grpc::CallbackServerContext* context, const ShowPersonsRequest* request,
                                        ShowPersonsResponse* response) override {
    return calls_.Serve(context, request, response, "ShowPersons", [this](auto call) {
      const auto id = ReadDossierCode(codes_, call->request().dossier_code());
      if (!id.ok()) return call->Finish(id.status());
      const auto entry = EntryFor(access::v1::DEED_VIEW_IN_FULL, *call, *id);
      if (!entry.ok()) return call->Finish(entry.status());
      workers_.Answer(call, [this, call, id = *id, entry = *entry] {
        return AnswerAboutPersons(*call, id, entry, [&](const DossierWithPersons& read) -> absl::StatusOr<int> {
          absl::Status status = OpenPersons(*vault_.Current(), id, read, *call->response());
          if (!status.ok()) return status;
          return call->response()->owner().has_record() + call->response()->submitter().has_record();
        });
      });
    });
  }

  grpc::ServerUnaryReactor* RecordPrint(grpc::CallbackServerContext* context, const RecordPrintRequest* request,
                                        RecordPrintResponse* response) override {
    return calls_.Serve(context, request, response, "RecordPrint", [this](auto call) {
      const auto id = ReadDossierCode(codes_, call->request().dossier_code());
      if (!id.ok()) return call->Finish(id.status());
      const int form = call->request().form();
      if (form < 1 || form > kForms)
        return call->Finish(errors::FieldError("form", absl::StrCat(form, ", want 1..", kForms)));
      auto entry = EntryFor(access::v1::DEED_PRINT, *call, *id);
      if (!entry.ok()) return call->Finish(entry.status());
      entry->set_scope(absl::StrCat("slip ", form));
      workers_.Answer(call, [this, call, id = *id, entry = *entry] {
        return AnswerAboutPersons(*call, id, entry, [](const DossierWithPersons&) { return 1; });
      });
    });
  }

  grpc::ServerUnaryReactor* GetBag(grpc::CallbackServerContext* context, const GetBagRequest* request,
                                   GetBagResponse* response) override {
    return calls_.Serve(context, request, response, "GetBag", [this](auto call) {
      if (call->request().bag_id().empty()) return call->Finish(errors::FieldError("bag_id", "empty, want a bag's id"));
      workers_.Answer(call, [this, call]() -> absl::Status {
        auto bag = store_.FindBag(call->request().bag_id(), call->deadline());
        if (!bag.ok()) return bag.status();
        if (!rights::ReachesBag(catalogue_, call->reach(), *bag)) {
          return errors::NotFound("bag", call->request().bag_id());
        }
        *call->response()->mutable_bag() = *std::move(bag);
        return absl::OkStatus();
      });
    });
  }

  grpc::ServerUnaryReactor* ListBags(grpc::CallbackServerContext* context, const ListBagsRequest* request,
                                     ListBagsResponse* response) override {
    return calls_.Serve(context, request, response, "ListBags", [this](auto call) {
      const auto page = PlanListBags(catalogue_, call->reach(), call->request());
      if (!page.ok()) return call->Finish(page.status());
      workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
        auto bags = store_.ListBags(page.filter, page.after, page.size + 1, call->deadline());
        if (!bags.ok()) return bags.status();
        if (static_cast<int>(bags->size()) > page.size) {
          bags->pop_back();
          call->response()->set_next_page_token(rpc::MakePageToken(page.question, {bags->back().bag_id()}));
        }
        for (core::v1::Bag& bag : *bags) *call->response()->add_bags() = std::move(bag);
        return absl::OkStatus();
      });
    });
  }

  grpc::ServerUnaryReactor* ListItems(grpc::CallbackServerContext* context, const ListItemsRequest* request,
                                      ListItemsResponse* response) override {
    return calls_.Serve(context, request, response, "ListItems", [this](auto call) {
      const auto page = PlanListItems(call->request());
      if (!page.ok()) return call->Finish(page.status());
      workers_.Answer(call, [this, call, page = *page]() -> absl::Status {
        if (absl::Status status = CheckMayList(*call, page.holder); !status.ok()) return status;
        auto items =
            store_.ListItems(page.holder, page.after_dossier, page.after_item, page.size + 1, call->deadline());
        if (!items.ok()) return items.status();
        if (static_cast<int>(items->size()) > page.size) {
          items->pop_back();
          call->response()->set_next_page_token(rpc::MakePageToken(
              page.question, {absl::StrCat(items->back().dossier), absl::StrCat(items->back().item)}));
        }
        for (const StoredItem& item : *items) *call->response()->add_items() = HeldItemOf(item);
        return absl::OkStatus();
      });
    });
  }

  grpc::ServerUnaryReactor* AuditCustody(grpc::CallbackServerContext* context, const AuditCustodyRequest* request,
                                         AuditCustodyResponse* response) override {
    return calls_.Serve(context, request, response, "AuditCustody", [this](auto call) {
      workers_.Answer(call, [this, call]() -> absl::Status {
        auto audit = routing::AuditCustody(pool_, call->deadline());
        if (!audit.ok()) return audit.status();
        *call->response() = *std::move(audit);
        return absl::OkStatus();
      });
    });
  }

  grpc::ServerUnaryReactor* ReportBieu06(grpc::CallbackServerContext* context, const ReportBieu06Request* request,
                                         ReportBieu06Response* response) override {
    return calls_.Serve(context, request, response, "ReportBieu06", [this](auto call) {
      const auto period = PeriodOf(call->request());
      if (!period.ok()) return call->Finish(period.status());
      std::optional<int> agency;
      if (const std::string& key = call->request().agency_key(); !key.empty()) {
        const auto found = catalogue_.FindAgency(key);
        if (!found.ok()) return call->Finish(errors::NotFound("agency", key));
        if (!rights::ReachesAgency(catalogue_, call->reach(), key)) {
          return call->Finish(rights::OutOfReach("agency_key", key));
        }
        agency = (*found)->number();
      }
      workers_.Answer(call, [this, call, period = *period, agency]() -> absl::Status {
        Bieu06Report report(period, call->now());
        absl::Status status = store_.VisitDossiers(
            agency,
            [&](const core::v1::Dossier& dossier) {
              if (rights::ReachesAgency(catalogue_, call->reach(), dossier.agency_key())) report.Add(dossier);
            },
            call->deadline());
        if (status.ok()) *call->response() = report.Finish();
        return status;
      });
    });
  }

  grpc::ServerUnaryReactor* GetOverview(grpc::CallbackServerContext* context, const GetOverviewRequest* request,
                                        GetOverviewResponse* response) override {
    return calls_.Serve(context, request, response, "GetOverview", [this](auto call) {
      workers_.Answer(call, [this, call]() -> absl::Status {
        const absl::Time now = call->now();
        const auto stock = ReadStock(pool_, now, DueSoonUntil(catalogue_, now, kDueSoonDays), call->deadline());
        if (!stock.ok()) return stock.status();
        *call->response() = OverviewOf(catalogue_, *stock, now);
        return absl::OkStatus();
      });
    });
  }

 private:
  // The entry of a call about one dossier.
  template <typename Call>
  AccessEntry EntryAbout(access_log::Deed deed, const Call& call, identity::DossierId id) const {
    AccessEntry entry = EntryOf(deed, call);
    entry.set_dossier_code(identity::FormatDossierCode(id, codes_).value_or(""));
    return entry;
  }
  // The same, with the request's purpose. INVALID_ARGUMENT if it has none.
  template <typename Call>
  absl::StatusOr<AccessEntry> EntryFor(access_log::Deed deed, const Call& call, identity::DossierId id) const {
    const auto& request = call.request();
    absl::Status status = access_log::CheckPurpose(request.purpose(), request.reference());
    if (!status.ok()) return status;
    AccessEntry entry = EntryAbout(deed, call, id);
    entry.set_purpose(request.purpose());
    entry.set_reference(request.reference());
    return entry;
  }
  static AccessEntry Ended(AccessEntry entry, bool found, bool reached, int records) {
    entry.set_outcome(reached ? access::v1::OUTCOME_SHOWN
                      : found ? access::v1::OUTCOME_OUT_OF_REACH
                              : access::v1::OUTCOME_NOT_FOUND);
    entry.set_records(records);
    return entry;
  }
  // What a search went by, without what was typed.
  static std::string KindOf(const SearchDossiersRequest& request) {
    if (!request.identity_number().empty()) return "identity_number";
    if (!request.phone().empty()) return "phone";
    return request.commune().empty() ? "name" : "name commune";
  }

  template <typename Call>
  absl::Status AnswerGetDossier(Call& call, ledger::Found found) {
    const auto shares = TimeSharesOf(catalogue_, found.dossier, call.now());
    if (!shares.ok()) return shares.status();
    *call.response()->mutable_shares() = *shares;
    *call.response()->mutable_dossier() = std::move(found.dossier);
    call.NoteDossier(call.response()->dossier().dossier_code());
    return FillFacts(std::move(found.facts), *call.response());
  }

  // Records what `open` says is shown, how many records, before it is. One answer for what is out of reach and for what
  // does not exist.
  template <typename Call, typename Open>
  absl::Status AnswerAboutPersons(Call& call, identity::DossierId id, const AccessEntry& entry, Open open) {
    const auto read = ReadPersons(pool_, id, call.deadline());
    if (!read.ok() && !absl::IsNotFound(read.status())) return read.status();
    if (!read.ok() || !rights::ReachesDossier(catalogue_, call.reach(), read->dossier)) {
      absl::Status recorded = access_log_.RecordAndWait(Ended(entry, read.ok(), false, 0));
      return recorded.ok() ? errors::NotFound("dossier", call.request().dossier_code()) : recorded;
    }
    call.NoteDossier(read->dossier.dossier_code());
    const absl::StatusOr<int> records = open(*read);
    if (!records.ok()) return records.status();
    return access_log_.RecordAndWait(Ended(entry, true, true, *records));
  }

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

  // What a place has in hand is for that place; what is in a bag, for who has to do with the bag.
  template <typename Call>
  absl::Status CheckMayList(const Call& call, const core::v1::Holder& holder) {
    if (rights::ReachesHolder(catalogue_, call.reach(), holder)) return absl::OkStatus();
    if (holder.kind() != core::v1::HOLDER_KIND_BAG) return rights::OutOfReach("holder", custody::Name(holder));
    const auto bag = store_.FindBag(holder.id(), call.deadline());
    if (!bag.ok()) return bag.status();
    if (rights::ReachesBag(catalogue_, call.reach(), *bag)) return absl::OkStatus();
    return errors::NotFound("bag", holder.id());
  }

  static HeldItem HeldItemOf(const StoredItem& stored) {
    HeldItem held;
    held.set_dossier_code(stored.state.dossier_code());
    for (const core::v1::Item& item : stored.state.items()) {
      if (item.number() == stored.item) *held.mutable_item() = item;
    }
    held.set_status(stored.state.status());
    held.set_return_office_id(stored.state.return_office_id());
    held.set_agency_key(stored.state.agency_key());
    return held;
  }

  const catalogue::Catalogue& catalogue_;
  const identity::AgencyCodes codes_;
  ledger::Reader& reader_;
  postgres::Pool& pool_;
  rpc::Workers& workers_;
  vault::KeyRingFile& vault_;
  const slips::Signer& slips_;
  signing::KeyListFile& keys_;
  access_log::AccessLog& access_log_;
  const rpc::Calls calls_;
  TrackingStore store_;
  LookUpGuard guard_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTrackingService(TrackingParts parts) {
  return std::make_unique<Service>(std::move(parts));
}

}  // namespace hoso::routing
