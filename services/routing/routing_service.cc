#include "services/routing/routing_service.h"

#include <string>
#include <type_traits>
#include <utility>

#include "common/command/callers.h"
#include "common/command/context.h"
#include "common/command/slips.h"
#include "common/command/submit.h"
#include "common/rpc/errors.h"
#include "common/rpc/workers.h"
#include "services/routing/decisions_bag.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/decisions_desk.h"
#include "services/routing/decisions_open_bag.h"
#include "services/routing/decisions_outcome.h"
#include "services/routing/tracking_store.h"
#include "services/routing/validate.h"
#include "services/routing/watch_facts.h"
#include "services/routing/worklist.h"

namespace hoso::routing {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class RoutingServiceImpl final : public v1::RoutingService::CallbackService {
 public:
  RoutingServiceImpl(RoutingParts parts, rpc::CallsOptions calls) : parts_(parts), calls_(std::move(calls)) {}

  // Bags and items.
ServerUnaryReactor* SealBag(CallbackServerContext* context, const v1::SealBagRequest* request,
                              v1::SealBagResponse* response) override {
    return calls_.Serve(context, request, response, "SealBag", [this](auto call) { Seal(std::move(call)); });
  }
  ServerUnaryReactor* DispatchBag(CallbackServerContext* context, const v1::DispatchBagRequest* request,
                                  v1::DispatchBagResponse* response) override {
    return calls_.Serve(context, request, response, "DispatchBag", [this](auto call) { Dispatch(std::move(call)); });
  }
  ServerUnaryReactor* HandOver(CallbackServerContext* context, const v1::HandOverRequest* request,
                               v1::HandOverResponse* response) override {
    return calls_.Serve(context, request, response, "HandOver", [this](auto call) { PassOn(std::move(call)); });
  }
  ServerUnaryReactor* OpenBag(CallbackServerContext* context, const v1::OpenBagRequest* request,
                              v1::OpenBagResponse* response) override {
    return calls_.Serve(context, request, response, "OpenBag", [this](auto call) { Open(std::move(call)); });
  }
  ServerUnaryReactor* SettleDiscrepancy(CallbackServerContext* context, const v1::SettleDiscrepancyRequest* request,
                                        v1::SettleDiscrepancyResponse* response) override {
    return calls_.Serve(context, request, response, "SettleDiscrepancy", [this](auto call) { Settle(std::move(call)); });
  }

  // The desk.
  ServerUnaryReactor* ReceiveDossier(CallbackServerContext* context, const v1::ReceiveDossierRequest* request,
                                     v1::ReceiveDossierResponse* response) override {
    return Serve(context, request, response, "ReceiveDossier", PlanReceiveDossier);
  }
  ServerUnaryReactor* AssignDossier(CallbackServerContext* context, const v1::AssignDossierRequest* request,
                                    v1::AssignDossierResponse* response) override {
    return Serve(context, request, response, "AssignDossier", PlanAssignDossier);
  }
  ServerUnaryReactor* RequestSupplement(CallbackServerContext* context, const v1::RequestSupplementRequest* request,
                                        v1::RequestSupplementResponse* response) override {
    return Serve(context, request, response, "RequestSupplement", PlanRequestSupplement);
  }
  ServerUnaryReactor* RequestPayment(CallbackServerContext* context, const v1::RequestPaymentRequest* request,
                                     v1::RequestPaymentResponse* response) override {
    return Serve(context, request, response, "RequestPayment", PlanRequestPayment);
  }
  ServerUnaryReactor* RescheduleDossier(CallbackServerContext* context, const v1::RescheduleDossierRequest* request,
                                        v1::RescheduleDossierResponse* response) override {
    return Serve(context, request, response, "RescheduleDossier", PlanRescheduleDossier);
  }
  ServerUnaryReactor* RefuseDossier(CallbackServerContext* context, const v1::RefuseDossierRequest* request,
                                    v1::RefuseDossierResponse* response) override {
    return Serve(context, request, response, "RefuseDossier", PlanRefuseDossier);
  }
  ServerUnaryReactor* StopDossier(CallbackServerContext* context, const v1::StopDossierRequest* request,
                                  v1::StopDossierResponse* response) override {
    return Serve(context, request, response, "StopDossier", PlanStopDossier);
  }
  ServerUnaryReactor* DecideDossier(CallbackServerContext* context, const v1::DecideDossierRequest* request,
                                    v1::DecideDossierResponse* response) override {
    return Serve(context, request, response, "DecideDossier", PlanDecideDossier);
  }

  // What counters did without the network, by the same handlers.
  std::map<std::string, journal::Runner> JournalRunners() {
    using namespace v1;
    return {{"routing.SealBag", journal::RunnerOf<SealBagRequest, SealBagResponse>(
                                    [this](auto call) { Seal(std::move(call)); })},
            {"routing.DispatchBag", journal::RunnerOf<DispatchBagRequest, DispatchBagResponse>(
                                        [this](auto call) { Dispatch(std::move(call)); })},
            {"routing.HandOver", journal::RunnerOf<HandOverRequest, HandOverResponse>(
                                     [this](auto call) { PassOn(std::move(call)); })},
            {"routing.OpenBag", journal::RunnerOf<OpenBagRequest, OpenBagResponse>(
                                    [this](auto call) { Open(std::move(call)); })},
            {"routing.SettleDiscrepancy", journal::RunnerOf<SettleDiscrepancyRequest, SettleDiscrepancyResponse>(
                                              [this](auto call) { Settle(std::move(call)); })}};
  }

  // Reading.
  ServerUnaryReactor* ListWorklist(CallbackServerContext* context, const v1::ListWorklistRequest* request,
                                   v1::ListWorklistResponse* response) override {
    return calls_.Serve(context, request, response, "ListWorklist", [this](auto call) {
      auto query = PlanWorklist(parts_.catalogue, call->caller(), call->reach(), call->request());
      if (!query.ok()) return call->Finish(query.status());
      parts_.workers.Answer(call, [this, call, query = *std::move(query)]() -> absl::Status {
        auto page = parts_.worklists.List(query, call->deadline());
        if (!page.ok()) return page.status();
        *call->response() = *std::move(page);
        return absl::OkStatus();
      });
    });
  }
  grpc::ServerWriteReactor<v1::WatchFactsResponse>* WatchFacts(CallbackServerContext* context,
                                                               const v1::WatchFactsRequest* request) override {
    return parts_.feed.Watch(calls_, context, request);
  }

 private:
  template <typename Call>
  command::Context ContextOf(const Call& call, absl::Time occurred_at) const {
    return {.actor = command::ActorOf(call.caller()),
            .now = call.now(),
            .occurred_at = occurred_at,
            .credentials_by = call.caller().credentials_by};
  }

  template <typename Call>
  void Seal(std::shared_ptr<Call> call) {
    Decide(std::move(call), "SealBag", PlanSealBag);
  }
  template <typename Call>
  void Dispatch(std::shared_ptr<Call> call) {
    DecideWithBag(std::move(call), "DispatchBag", PlanDispatchBag);
  }
  template <typename Call>
  void PassOn(std::shared_ptr<Call> call) {
    if (call->request().bag_id().empty()) return Decide(std::move(call), "HandOver", PlanHandOverItems);
    DecideWithBag(std::move(call), "HandOver", PlanHandOverBag);
  }
  template <typename Call>
  void Open(std::shared_ptr<Call> call) {
    DecideWithBag(std::move(call), "OpenBag",
                  [](const auto& catalogue, const auto& of, const auto& valid, const core::v1::Bag& read) {
                    return PlanOpenBag(catalogue, of, valid, read);
                  });
  }
  template <typename Call>
  void Settle(std::shared_ptr<Call> call) {
    Decide(std::move(call), "SettleDiscrepancy", PlanSettleDiscrepancy);
  }

  template <typename Request, typename Response, typename Plan>
  ServerUnaryReactor* Serve(CallbackServerContext* context, const Request* request, Response* response,
                            const std::string& method, Plan plan) {
    return calls_.Serve(context, request, response, method,
                        [&](auto call) { Decide(std::move(call), method, plan); });
  }

  // A command that needs nothing but the ledger. A slip in the answer is signed.
  template <typename Call, typename Plan>
  void Decide(std::shared_ptr<Call> call, const std::string& method, Plan plan) {
    const auto valid = Validate(parts_.catalogue, call->now(), call->request());
    if (!valid.ok()) return call->Finish(valid.status());
    if constexpr (requires { valid->request.dossier_code(); }) call->NoteDossier(valid->request.dossier_code());
    command::Submit(parts_.ledger, call, method,
                    command::Within(parts_.catalogue, call->reach(),
                                    plan(parts_.catalogue, ContextOf(*call, valid->occurred_at), *valid)),
                    [this, call](const absl::Status& status) {
                      if (status.ok()) command::SignSlip(parts_.slips, *call->response());
                    });
  }

  // A command on a bag: its manifest names the dossiers that the command will lock, so it is read first.
  template <typename Call, typename Plan>
  void DecideWithBag(std::shared_ptr<Call> call, const std::string& method, Plan plan) {
    using Request = std::decay_t<decltype(call->request())>;
    auto valid = Validate(parts_.catalogue, call->now(), call->request());
    if (!valid.ok()) return call->Finish(valid.status());
    command::Context of = ContextOf(*call, valid->occurred_at);
    if (absl::Status status = command::CheckCaller(parts_.catalogue, of.actor); !status.ok())
      return call->Finish(status);
    const bool taken = parts_.workers.Run([this, call, method, plan, of = std::move(of), valid = *std::move(valid)] {
      const auto bag = parts_.bags.FindBag(valid.request.bag_id(), call->deadline());
      if (!bag.ok()) return call->Finish(bag.status());
      // Who opens a bag has it in hand: one that went astray is told where it belongs.
      const bool in_hand = std::is_same_v<Request, v1::OpenBagRequest>;
      if (!in_hand && !rights::ReachesBag(parts_.catalogue, call->reach(), *bag)) {
        return call->Finish(errors::NotFound("bag", valid.request.bag_id()));
      }
      // Whoever has to do with the bag has to do with what is in it, and with what slipped in.
      command::Submit(parts_.ledger, call, method,
                      command::Within(parts_.catalogue, rights::Everything(),
                                      plan(parts_.catalogue, of, valid, *bag)));
    });
    if (!taken) call->Finish(absl::ResourceExhaustedError("too many reads wait; try again in a moment"));
  }

  RoutingParts parts_;
  rpc::Calls calls_;
};

}  // namespace

RoutingDoor MakeRoutingService(RoutingParts parts, rpc::CallsOptions calls) {
  auto service = std::make_unique<RoutingServiceImpl>(parts, std::move(calls));
  auto runners = service->JournalRunners();
  return {.service = std::move(service), .runners = std::move(runners)};
}

}  // namespace hoso::routing
