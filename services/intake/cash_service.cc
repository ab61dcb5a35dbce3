#include "services/intake/cash_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/command/context.h"
#include "common/command/fields.h"
#include "common/dossier/two_persons.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"
#include "common/rpc/workers.h"
#include "hoso/cash/v1/cash_service.grpc.pb.h"
#include "services/intake/validate.h"

namespace hoso::intake {
namespace {

namespace v1 = cash::v1;

constexpr int kMostDays = 31;
constexpr int kLongestGround = 500;

// The fields that a request has, each in its normal form.
template <typename Request>
absl::StatusOr<absl::Time> CheckShape(const catalogue::Catalogue& catalogue, absl::Time now, Request& request) {
  command::Fields fields(catalogue, now);
  request.set_request_id(fields.RequestId(request.request_id()));
  const absl::Time occurred_at = fields.OccurredAt(request);
  if constexpr (requires { request.document_number(); }) fields.Label(request.document_number(), "document_number");
  if constexpr (requires { request.difference_ground(); }) {
    request.set_difference_ground(
        fields.OptionalText(request.difference_ground(), "difference_ground", kLongestGround));
  }
  if (!fields.ok()) return fields.ToStatus();
  if constexpr (requires { request.shift_id(); }) {
    command::Fields shift(catalogue, now);
    request.set_shift_id(shift.RequestId(request.shift_id()));
    if (!shift.ok()) return errors::FieldError("shift_id", "want a UUID");
  }
  return occurred_at;
}

class CashService final : public v1::CashService::CallbackService {
 public:
  explicit CashService(CashDependencies dependencies)
      : catalogue_(*dependencies.catalogue),
        store_(*dependencies.store),
        tokens_(dependencies.tokens),
        calls_(std::move(dependencies.calls)) {}

  grpc::ServerUnaryReactor* OpenShift(grpc::CallbackServerContext* context, const v1::OpenShiftRequest* request,
                                      v1::OpenShiftResponse* response) override {
    return calls_.Serve(context, request, response, "OpenShift", [this](auto call) { Open(std::move(call)); });
  }
  grpc::ServerUnaryReactor* CountCash(grpc::CallbackServerContext* context, const v1::CountCashRequest* request,
                                      v1::CountCashResponse* response) override {
    return calls_.Serve(context, request, response, "CountCash", [this](auto call) { Count(std::move(call)); });
  }
  grpc::ServerUnaryReactor* CloseShift(grpc::CallbackServerContext* context, const v1::CloseShiftRequest* request,
                                       v1::CloseShiftResponse* response) override {
    return calls_.Serve(context, request, response, "CloseShift", [this](auto call) { Close(std::move(call)); });
  }
  grpc::ServerUnaryReactor* HandOverFees(grpc::CallbackServerContext* context, const v1::HandOverFeesRequest* request,
                                         v1::HandOverFeesResponse* response) override {
    return calls_.Serve(context, request, response, "HandOverFees", [this](auto call) { HandOver(std::move(call)); });
  }
  grpc::ServerUnaryReactor* ListShifts(grpc::CallbackServerContext* context, const v1::ListShiftsRequest* request,
                                       v1::ListShiftsResponse* response) override {
    return calls_.Serve(context, request, response, "ListShifts", [this](auto call) { List(std::move(call)); });
  }

  std::map<std::string, journal::Runner> JournalRunners() {
    using namespace v1;
    return {{"cash.OpenShift",
             journal::RunnerOf<OpenShiftRequest, OpenShiftResponse>([this](auto call) { Open(std::move(call)); })},
            {"cash.CountCash",
             journal::RunnerOf<CountCashRequest, CountCashResponse>([this](auto call) { Count(std::move(call)); })},
            {"cash.CloseShift",
             journal::RunnerOf<CloseShiftRequest, CloseShiftResponse>(
                 [this](auto call) { Close(std::move(call)); },
                 [](const auto&, const CloseShiftResponse& response) { return !cash::Agrees(response.comparison()); })},
            {"cash.HandOverFees",
             journal::RunnerOf<HandOverFeesRequest, HandOverFeesResponse>(
                 [this](auto call) { HandOver(std::move(call)); },
                 [](const auto&, const HandOverFeesResponse& response) { return response.held_vnd() < 0; })}};
  }

 private:
  // Records what `decide(book, asker, request)` makes of it.
  template <typename CallPtr, typename Decide>
  void Write(CallPtr call, const std::string& method, Decide decide, const std::string& supervisor = "") {
    if (absl::Status known = CheckClerk(catalogue_, call->now(), call->caller()); !known.ok()) {
      return call->Finish(known);
    }
    if (call->caller().device.empty()) {
      return call->Finish(errors::FieldError("hoso-device", "not given, want the name of the counter"));
    }
    auto request = call->request();
    const auto occurred_at = CheckShape(catalogue_, call->now(), request);
    if (!occurred_at.ok()) return call->Finish(occurred_at.status());
    const rpc::Caller& caller = call->caller();
    const CashAsker asker{.office = caller.office,
                          .device = caller.device,
                          .staff = caller.staff,
                          .supervisor = supervisor,
                          .occurred_at = *occurred_at};
    CashStore::Asked asked{.request_id = request.request_id(),
                           .digest = command::DigestOf(method, call->request()),
                           .office = caller.office,
                           .device = caller.device,
                           .now = call->now()};
    if constexpr (requires { request.shift_id(); }) asked.shift_id = request.shift_id();
    asked.with_payments = std::is_same_v<decltype(request), v1::CloseShiftRequest>;
    worker_.Answer(call, [this, call, request, asker, asked, decide]() -> absl::Status {
      const auto answer = store_.Record(
          asked, [&](const CashBook& book) -> absl::StatusOr<CashDecision> { return decide(book, asker, request); });
      if (!answer.ok()) return answer.status();
      if (call->response()->ParseFromString(*answer)) return absl::OkStatus();
      return absl::InternalError("the remembered answer is no answer of this method");
    });
  }

  template <typename CallPtr>
  void Open(CallPtr call) {
    Write(std::move(call), "OpenShift", DecideOpening);
  }
  template <typename CallPtr>
  void Count(CallPtr call) {
    Write(std::move(call), "CountCash", DecideCount);
  }
  template <typename CallPtr>
  void Close(CallPtr call) {
    const auto supervisor = SupervisorOf(*call);
    if (!supervisor.ok()) return call->Finish(supervisor.status());
    const auto decide = [this](const CashBook& book, const CashAsker& asker, const v1::CloseShiftRequest& request) {
      return DecideClosing(catalogue_, book, asker, request);
    };
    Write(std::move(call), "CloseShift", decide, *supervisor);
  }
  template <typename CallPtr>
  void HandOver(CallPtr call) {
    const auto decide = [this](const CashBook& book, const CashAsker& asker, const v1::HandOverFeesRequest& request) {
      return DecideHandOver(catalogue_, book, asker, request);
    };
    Write(std::move(call), "HandOverFees", decide);
  }

  // Who may sign for a difference: the caller, or the supervisor whose token is there. Empty: nobody.
  template <typename Call>
  absl::StatusOr<std::string> SupervisorOf(const Call& call) const {
    const v1::CloseShiftRequest& request = call.request();
    const std::string& role = call.caller().role;
    if (role == rights::NameOf(trust::v1::ROLE_BUREAU_SUPERVISOR)) return call.caller().staff;
    if (request.supervisor_token().empty() || tokens_ == nullptr) return "";
    const auto then = FromProto(request.supervised_at(), "supervised_at");
    if (!then.ok()) return then.status();
    const auto session = tokens_->CheckPast(request.supervisor_token(), call.machine(), *then, absl::Now());
    if (!session.ok()) return session.status();
    if (session->role() != trust::v1::ROLE_BUREAU_SUPERVISOR || session->office_id() != call.caller().office) {
      return errors::WithReason(absl::PermissionDeniedError("supervisor_token: want that of this office's supervisor"),
                                "ROLE_MAY_NOT");
    }
    if (dossier::CouldSignIn(session->staff_id(), call.caller().credentials_by) ||
        dossier::CouldSignIn(call.caller().staff, session->credentials_by())) {
      return errors::WithReason(
          absl::PermissionDeniedError("supervisor_token: one of the two gave the other their way to sign in"),
          dossier::kNotTwoPersons);
    }
    return session->staff_id();
  }

  template <typename CallPtr>
  void List(CallPtr call) {
    const v1::ListShiftsRequest& request = call->request();
    const std::string office = request.office_id().empty() ? call->caller().office : request.office_id();
    if (office.empty()) return call->Finish(errors::FieldError("office_id", "not given"));
    if (!rights::ReachesOffice(catalogue_, call->reach(), office)) {
      return call->Finish(rights::OutOfReach("office_id", office));
    }
    const auto from = FromProto(request.from(), "from"), until = FromProto(request.until(), "until");
    if (!from.ok()) return call->Finish(from.status());
    if (!until.ok()) return call->Finish(until.status());
    if (*until < *from || *until - *from >= kMostDays) {
      return call->Finish(
          errors::FieldError("until", absl::StrCat("want `from` or up to ", kMostDays - 1, " days later")));
    }
    worker_.Answer(call, [this, call, office, from = *from, until = *until]() -> absl::Status {
      const auto found = store_.List(office, from, until);
      if (!found.ok()) return found.status();
      *call->response() = ShiftRecords(catalogue_, found->events, found->payments);
      return absl::OkStatus();
    });
  }

  const catalogue::Catalogue& catalogue_;
  CashStore& store_;
  session::TokenCheck* tokens_;
  const rpc::Calls calls_;
  rpc::Workers worker_{1};  // Rare work. Last: its tasks use the rest.
};

}  // namespace

IntakeDoor MakeCashService(CashDependencies dependencies) {
  auto service = std::make_unique<CashService>(std::move(dependencies));
  auto runners = service->JournalRunners();
  return {.service = std::move(service), .runners = std::move(runners)};
}

}  // namespace hoso::intake
