#include "services/intake/intake_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/command/context.h"
#include "common/command/fields.h"
#include "common/command/slips.h"
#include "common/command/submit.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "services/intake/decisions_accept.h"
#include "services/intake/decisions_correction.h"
#include "services/intake/decisions_later.h"
#include "services/intake/decisions_open.h"
#include "services/intake/look_up_secret.h"
#include "services/intake/validate.h"

namespace hoso::intake {
namespace {

template <typename Request>
command::Context ContextOf(const rpc::Caller& caller, absl::Time now, const Valid<Request>& valid) {
  return {.actor = command::ActorOf(caller),
          .now = ToMicros(now),
          .occurred_at = ToMicros(valid.occurred_at),
          .credentials_by = caller.credentials_by};
}

// What a drawn number has come to, by how the command ended.
Used UsedAfter(const absl::Status& status, const std::string& answered_code, const std::string& drawn_code) {
  // A repeat is answered with its first code; this one was not needed.
  if (status.ok()) return answered_code == drawn_code ? Used::kYes : Used::kNo;
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
      return Used::kNo;
    default:
      return Used::kUnknown;
  }
}

absl::Status MayClose(const rpc::Caller& caller, const rights::Reach& reach, const Lease& lease) {
  if (lease.holder == caller.device || reach.scope == rights::Scope::kDistrict) return absl::OkStatus();
  return errors::WithReason(absl::PermissionDeniedError(
                                absl::StrCat("lease_id: ", lease.id, " is another device's, want one of this device")),
                            "NOT_LEASE_HOLDER");
}

// Whether the slip that the counter printed has another code or appointment than the ledger.
bool ToldOtherwise(const v1::AcceptDossierRequest& request, const v1::AcceptDossierResponse& response) {
  if (!request.provisional_code().empty()) return true;
  return request.has_printed_due_at() &&
         request.printed_due_at().seconds() != response.appointment().due_at().seconds();
}

class IntakeService final : public v1::IntakeService::CallbackService {
 public:
  explicit IntakeService(IntakeDependencies dependencies)
      : catalogue_(*dependencies.catalogue),
        ledger_(*dependencies.ledger),
        allocator_(*dependencies.allocator),
        leases_(*dependencies.leases),
        slips_(*dependencies.slips),
        codes_(command::CodesOf(catalogue_)),
        calls_(std::move(dependencies.calls)) {}

  grpc::ServerUnaryReactor* LeaseCodes(grpc::CallbackServerContext* context, const v1::LeaseCodesRequest* request,
                                       v1::LeaseCodesResponse* response) override {
    return calls_.Serve(context, request, response, "LeaseCodes", [this](auto call) { LeaseFor(std::move(call)); });
  }

  grpc::ServerUnaryReactor* CloseLease(grpc::CallbackServerContext* context, const v1::CloseLeaseRequest* request,
                                       v1::CloseLeaseResponse* response) override {
    return calls_.Serve(context, request, response, "CloseLease", [this](auto call) { CloseFor(std::move(call)); });
  }

  grpc::ServerUnaryReactor* AcceptDossier(grpc::CallbackServerContext* context, const v1::AcceptDossierRequest* request,
                                          v1::AcceptDossierResponse* response) override {
    return calls_.Serve(context, request, response, "AcceptDossier", [this](auto call) { Accept(std::move(call)); });
  }

  grpc::ServerUnaryReactor* RegisterDossier(grpc::CallbackServerContext* context,
                                            const v1::RegisterDossierRequest* request,
                                            v1::RegisterDossierResponse* response) override {
    return calls_.Serve(context, request, response, "RegisterDossier",
                        [this](auto call) { Register(std::move(call)); });
  }

  grpc::ServerUnaryReactor* RefuseDossier(grpc::CallbackServerContext* context, const v1::RefuseDossierRequest* request,
                                          v1::RefuseDossierResponse* response) override {
    return calls_.Serve(context, request, response, "RefuseDossier", [this](auto call) { Refuse(std::move(call)); });
  }

  grpc::ServerUnaryReactor* SupplementDossier(grpc::CallbackServerContext* context,
                                              const v1::SupplementDossierRequest* request,
                                              v1::SupplementDossierResponse* response) override {
    return calls_.Serve(context, request, response, "SupplementDossier",
                        [this](auto call) { Supplement(std::move(call)); });
  }

  grpc::ServerUnaryReactor* WithdrawDossier(grpc::CallbackServerContext* context,
                                            const v1::WithdrawDossierRequest* request,
                                            v1::WithdrawDossierResponse* response) override {
    return calls_.Serve(context, request, response, "WithdrawDossier",
                        [this](auto call) { Withdraw(std::move(call)); });
  }

  grpc::ServerUnaryReactor* RecordPayment(grpc::CallbackServerContext* context, const v1::RecordPaymentRequest* request,
                                          v1::RecordPaymentResponse* response) override {
    return calls_.Serve(context, request, response, "RecordPayment", [this](auto call) { Pay(std::move(call)); });
  }

  grpc::ServerUnaryReactor* ProposeCorrection(grpc::CallbackServerContext* context,
                                              const v1::ProposeCorrectionRequest* request,
                                              v1::ProposeCorrectionResponse* response) override {
    return calls_.Serve(context, request, response, "ProposeCorrection", [this](auto call) {
      Decide(call, "ProposeCorrection",
             [this](const command::Context& at, const auto& valid) { return PlanProposal(catalogue_, at, valid); });
    });
  }

  grpc::ServerUnaryReactor* ReviewCorrection(grpc::CallbackServerContext* context,
                                             const v1::ReviewCorrectionRequest* request,
                                             v1::ReviewCorrectionResponse* response) override {
    return calls_.Serve(context, request, response, "ReviewCorrection", [this](auto call) {
      Decide(call, "ReviewCorrection",
             [](const command::Context& at, const auto& valid) { return PlanReview(at, valid); });
    });
  }

  // What counters did without the network, by the same handlers.
  std::map<std::string, journal::Runner> JournalRunners() {
    using namespace v1;
    return {{"intake.AcceptDossier", journal::RunnerOf<AcceptDossierRequest, AcceptDossierResponse>(
                                         [this](auto call) { Accept(std::move(call)); }, ToldOtherwise)},
            {"intake.RegisterDossier", journal::RunnerOf<RegisterDossierRequest, RegisterDossierResponse>(
                                           [this](auto call) { Register(std::move(call)); })},
            {"intake.RefuseDossier", journal::RunnerOf<RefuseDossierRequest, RefuseDossierResponse>(
                                         [this](auto call) { Refuse(std::move(call)); })},
            {"intake.SupplementDossier", journal::RunnerOf<SupplementDossierRequest, SupplementDossierResponse>(
                                             [this](auto call) { Supplement(std::move(call)); })},
            {"intake.WithdrawDossier", journal::RunnerOf<WithdrawDossierRequest, WithdrawDossierResponse>(
                                           [this](auto call) { Withdraw(std::move(call)); })},
            {"intake.RecordPayment", journal::RunnerOf<RecordPaymentRequest, RecordPaymentResponse>(
                                         [this](auto call) { Pay(std::move(call)); })}};
  }

 private:
  // Who calls, and the shape of what is asked.
  template <typename Call>
  auto Check(Call& call) const
      -> decltype(Validate(std::declval<const catalogue::Catalogue&>(), call.now(), call.request())) {
    using Request = std::decay_t<decltype(call.request())>;
    constexpr bool by_counter =
        std::is_same_v<Request, v1::LeaseCodesRequest> || std::is_same_v<Request, v1::CloseLeaseRequest>;
    absl::Status known = by_counter ? CheckOffice(catalogue_, call.now(), call.caller())
                                    : CheckClerk(catalogue_, call.now(), call.caller());
    if (!known.ok()) return known;
    return Validate(catalogue_, call.now(), call.request());
  }

  // Hands `plan` to the ledger, for dossiers within the caller's reach. A slip in the answer is signed.
  template <typename Call>
  void SubmitWithin(std::shared_ptr<Call> call, const std::string& method, absl::StatusOr<command::Plan> plan,
                    std::function<void(const absl::Status&)> before_answer = nullptr) {
    auto finish = [this, call, before_answer = std::move(before_answer)](const absl::Status& status) {
      if (status.ok()) command::SignSlip(slips_, *call->response());
      if (before_answer != nullptr) before_answer(status);
    };
    command::Submit(ledger_, call, method, command::Within(catalogue_, call->reach(), std::move(plan)),
                    std::move(finish));
  }

  // A command on the one dossier that the request names.
  template <typename Call, typename Plan>
  void Decide(std::shared_ptr<Call> call, const std::string& method, Plan plan) {
    const auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    call->NoteDossier(valid->request.dossier_code());
    SubmitWithin(call, method, plan(ContextOf(call->caller(), call->now(), *valid), *valid));
  }

  template <typename Call>
  void Register(std::shared_ptr<Call> call) {
    const auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    const auto opening = PrepareRegistration(catalogue_, ContextOf(call->caller(), call->now(), *valid), *valid);
    if (!opening.ok()) return call->Finish(opening.status());
    WithDrawnCode(call, (*opening)->code_of, "RegisterDossier",
                  [opening = *opening](const Code& code) { return PlanRegistration(opening, code); });
  }

  template <typename Call>
  void Refuse(std::shared_ptr<Call> call) {
    const auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    const command::Context at = ContextOf(call->caller(), call->now(), *valid);
    const std::string& lease_id = call->request().lease_id();
    if (valid->dossier.has_value() && lease_id.empty()) {
      return SubmitWithin(call, "RefuseDossier", PlanRefusal(catalogue_, at, *valid));
    }
    const auto opening = PrepareRefusal(catalogue_, at, *valid);
    if (!opening.ok()) return call->Finish(opening.status());
    if (!lease_id.empty()) {
      const Code code{*valid->dossier, valid->request.dossier_code()};
      return leases_.Find(lease_id, [this, call, code, opening = *opening](absl::StatusOr<Lease> lease) {
        if (!lease.ok()) return call->Finish(lease.status());
        SubmitNew(call, "RefuseDossier", PlanRefusalOfNew(opening, code, *std::move(lease)), nullptr);
      });
    }
    WithDrawnCode(call, (*opening)->code_of, "RefuseDossier",
                  [opening = *opening](const Code& code) { return PlanRefusalOfNew(opening, code); });
  }

  template <typename Call>
  void Supplement(std::shared_ptr<Call> call) {
    Decide(std::move(call), "SupplementDossier",
           [this](const command::Context& at, const auto& valid) { return PlanSupplement(catalogue_, at, valid); });
  }

  template <typename Call>
  void Withdraw(std::shared_ptr<Call> call) {
    Decide(std::move(call), "WithdrawDossier",
           [](const command::Context& at, const auto& valid) { return PlanWithdrawal(at, valid); });
  }

  template <typename Call>
  void Pay(std::shared_ptr<Call> call) {
    Decide(std::move(call), "RecordPayment",
           [this](const command::Context& at, const auto& valid) { return PlanPayment(catalogue_, at, valid); });
  }

  void Accept(std::shared_ptr<rpc::Call<v1::AcceptDossierRequest, v1::AcceptDossierResponse>> call) {
    auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    auto acceptance = PrepareAcceptance(catalogue_, ContextOf(call->caller(), call->now(), *valid), *valid);
    if (!acceptance.ok()) return call->Finish(acceptance.status());

    // A counter that printed the slip already has drawn it.
    const std::string secret = call->request().lookup_secret().empty() ? NewSecret() : call->request().lookup_secret();
    const std::string sealed = SealSecret(secret, call->request());
    if (!valid->dossier.has_value()) {
      return WithDrawnCode(
          call, (*acceptance)->code_of, "AcceptDossier", [acceptance = *acceptance, secret, sealed](const Code& code) {
            return PlanAcceptance(acceptance, {.code = code, .secret = secret, .sealed_secret = sealed});
          });
    }
    CodeAndSecret with{.code = Code{*valid->dossier, valid->request.dossier_code()},
                       .from = CodeFrom::kGiven,
                       .secret = secret,
                       .sealed_secret = sealed};
    if (call->request().lease_id().empty()) {
      return SubmitNew(call, "AcceptDossier", PlanAcceptance(*acceptance, std::move(with)), nullptr);
    }
    with.from = CodeFrom::kLeased;
    leases_.Find(call->request().lease_id(),
                 [this, call, acceptance = *acceptance, with](absl::StatusOr<Lease> lease) mutable {
                   if (!lease.ok()) return call->Finish(lease.status());
                   with.lease = *std::move(lease);
                   SubmitNew(call, "AcceptDossier", PlanAcceptance(acceptance, std::move(with)), nullptr);
                 });
  }

  // Draws a code and submits what `plan` makes of it. The number goes back when no dossier took it.
  template <typename Call, typename PlanOf>
  void WithDrawnCode(std::shared_ptr<Call> call, const CodeOf& of, const std::string& method, PlanOf plan) {
    const absl::CivilDay today = clock::LocalDay(call->now());
    allocator_.Take(of.agency, of.day, today, [this, call, method, plan](absl::StatusOr<Draw> draw) mutable {
      if (!draw.ok()) return call->Finish(draw.status());
      const auto id = identity::DossierId::Make(draw->agency, draw->day, draw->number);
      const auto text = id.ok() ? identity::FormatDossierCode(*id, codes_) : absl::StatusOr<std::string>(id.status());
      if (!text.ok()) {
        allocator_.Settle(*draw, Used::kNo);
        return call->Finish(text.status());
      }
      SubmitNew(call, method, plan(Code{*id, *text}),
                [this, draw = *draw, drawn = *text](const absl::Status& status, const std::string& answered) {
                  allocator_.Settle(draw, UsedAfter(status, answered, drawn));
                });
    });
  }

  // As command::Submit, for a command that may open a dossier: notes its code, and opens the seal of its secret.
  template <typename Request, typename Response>
  void SubmitNew(std::shared_ptr<rpc::Call<Request, Response>> call, const std::string& method, command::Plan plan,
                 std::function<void(const absl::Status&, const std::string& code)> settle) {
    auto finish = [call, settle = std::move(settle)](const absl::Status& status) {
      const std::string code = status.ok() ? call->response()->dossier().dossier_code() : "";
      if (settle != nullptr) settle(status, code);
      if (!code.empty()) call->NoteDossier(code);
      if constexpr (requires { call->response()->lookup_secret(); }) {
        v1::AcceptDossierResponse& response = *call->response();
        response.set_lookup_secret(SealSecret(response.lookup_secret(), call->request()));
      }
    };
    SubmitWithin(call, method, std::move(plan), std::move(finish));
  }

  void LeaseFor(std::shared_ptr<rpc::Call<v1::LeaseCodesRequest, v1::LeaseCodesResponse>> call) {
    const auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    const v1::LeaseCodesRequest& request = valid->request;
    const auto agency = AgencyNumber(catalogue_, request.agency_key());
    if (!agency.ok()) return call->Finish(agency.status());
    const auto day = FromProto(request.day(), "day");
    if (!day.ok()) return call->Finish(day.status());
    IntakeStore::Wanted wanted{.request_id = request.request_id(),
                               .digest = command::DigestOf("LeaseCodes", call->request()),
                               .agency = *agency,
                               .day = *day,
                               .count = request.count(),
                               .holder = request.holder(),
                               .now = call->now()};
    leases_.Open(std::move(wanted), [this, call](absl::StatusOr<Lease> lease) {
      if (!lease.ok()) return call->Finish(lease.status());
      v1::LeaseCodesResponse& response = *call->response();
      response.set_lease_id(lease->id);
      response.set_agency_key(call->request().agency_key());
      *response.mutable_day() = ToProto(lease->day);
      response.set_first_number(lease->first);
      response.set_last_number(lease->last);
      response.set_first_code(TextOf(*lease, lease->first));
      call->Finish(absl::OkStatus());
    });
  }

  void CloseFor(std::shared_ptr<rpc::Call<v1::CloseLeaseRequest, v1::CloseLeaseResponse>> call) {
    const auto valid = Check(*call);
    if (!valid.ok()) return call->Finish(valid.status());
    IntakeStore::Closing closing{.request_id = valid->request.request_id(),
                                 .digest = command::DigestOf("CloseLease", call->request()),
                                 .lease_id = valid->request.lease_id(),
                                 .reason = valid->request.reason(),
                                 .now = call->now()};
    leases_.Close(
        std::move(closing), [call](const Lease& lease) { return MayClose(call->caller(), call->reach(), lease); },
        [this, call](absl::StatusOr<ClosedLease> closed) {
          if (!closed.ok()) return call->Finish(closed.status());
          for (const int number : closed->void_numbers) {
            call->response()->add_void_codes(TextOf(closed->lease, number));
          }
          call->Finish(absl::OkStatus());
        });
  }

  std::string TextOf(const Lease& lease, int number) const {
    const auto id = identity::DossierId::Make(lease.agency, lease.day, number);
    const auto text = id.ok() ? identity::FormatDossierCode(*id, codes_) : absl::StatusOr<std::string>(id.status());
    return text.ok() ? *text : "";
  }

  const catalogue::Catalogue& catalogue_;
  ledger::Ledger& ledger_;
  CodeAllocator& allocator_;
  LeaseBook& leases_;
  const slips::Signer& slips_;
  const identity::AgencyCodes codes_;
  const rpc::Calls calls_;
};

}  // namespace

IntakeDoor MakeIntakeService(IntakeDependencies dependencies) {
  auto service = std::make_unique<IntakeService>(std::move(dependencies));
  auto runners = service->JournalRunners();
  return {.service = std::move(service), .runners = std::move(runners)};
}

}  // namespace hoso::intake
