#include "services/returns/returns_service.h"

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/command/submit.h"
#include "common/rpc/page_token.h"
#include "common/rpc/workers.h"
#include "hoso/returns/v1/returns_service.grpc.pb.h"
#include "services/returns/decisions.h"
#include "services/returns/validate.h"
#include "services/returns/waiting.h"

namespace hoso::returns {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

std::string TokenAfter(const v1::ListReturnsRequest& request, const Position& position) {
  return rpc::MakePageToken(rpc::QuestionOf(request),
                            {absl::StrCat(absl::ToUnixMicros(position.arrived)), absl::StrCat(position.dossier)});
}

// Nothing: the first page.
absl::StatusOr<std::optional<Position>> PositionOf(const v1::ListReturnsRequest& request) {
  const auto texts = rpc::ReadPageToken(rpc::QuestionOf(request), request.page_token(), 2);
  if (!texts.ok()) return texts.status();
  if (texts->empty()) return std::optional<Position>();
  const auto micros = rpc::PositionNumber((*texts)[0]);
  const auto dossier = rpc::PositionNumber((*texts)[1]);
  if (!micros.ok()) return micros.status();
  if (!dossier.ok()) return dossier.status();
  return std::optional<Position>({absl::FromUnixMicros(*micros), *dossier});
}

// One page: rows are read until it is full, since some that an office holds do not wait for a citizen.
absl::Status ReadPage(ReturnsStore& store, const v1::ListReturnsRequest& request, int page_size,
                      std::optional<Position> after, absl::Time deadline, v1::ListReturnsResponse& response) {
  constexpr int kMore = 2;  // Rows read for each one wanted.
  const int limit = page_size * kMore;
  while (true) {
    const auto held = store.ListHeld(request.office_id(), after, limit, deadline);
    if (!held.ok()) return held.status();
    for (const HeldDossier& one : *held) {
      auto waiting = WaitingAt(one.dossier, request.office_id());
      if (!waiting.has_value()) {
        after = one.position;
        continue;
      }
      if (response.results_size() == page_size) {
        response.set_next_page_token(TokenAfter(request, *after));
        return absl::OkStatus();
      }
      *response.add_results() = *std::move(waiting);
      after = one.position;
    }
    if (static_cast<int>(held->size()) < limit) return absl::OkStatus();
  }
}

class Service : public v1::ReturnsService::CallbackService {
 public:
  explicit Service(ServiceParts parts)
      : parts_(std::move(parts)), calls_(parts_.calls), workers_(parts_.read_threads) {}

  ServerUnaryReactor* ReceiveResults(CallbackServerContext* context, const v1::ReceiveResultsRequest* request,
                                     v1::ReceiveResultsResponse* response) override {
    return Command(context, request, response, "ReceiveResults");
  }
  ServerUnaryReactor* NotifyApplicant(CallbackServerContext* context, const v1::NotifyApplicantRequest* request,
                                      v1::NotifyApplicantResponse* response) override {
    return Command(context, request, response, "NotifyApplicant");
  }
  ServerUnaryReactor* HandOut(CallbackServerContext* context, const v1::HandOutRequest* request,
                              v1::HandOutResponse* response) override {
    return Command(context, request, response, "HandOut");
  }
  ServerUnaryReactor* RecordAttempt(CallbackServerContext* context, const v1::RecordAttemptRequest* request,
                                    v1::RecordAttemptResponse* response) override {
    return Command(context, request, response, "RecordAttempt");
  }
  ServerUnaryReactor* ReturnUnclaimed(CallbackServerContext* context, const v1::ReturnUnclaimedRequest* request,
                                      v1::ReturnUnclaimedResponse* response) override {
    return Command(context, request, response, "ReturnUnclaimed");
  }
  ServerUnaryReactor* RecordFeedback(CallbackServerContext* context, const v1::RecordFeedbackRequest* request,
                                     v1::RecordFeedbackResponse* response) override {
    return Command(context, request, response, "RecordFeedback");
  }

  ServerUnaryReactor* ListReturns(CallbackServerContext* context, const v1::ListReturnsRequest* request,
                                  v1::ListReturnsResponse* response) override {
    return calls_.Serve(context, request, response, "ListReturns", [this](auto call) {
      const auto page_size = Validate(*parts_.catalogue, call->request());
      if (!page_size.ok()) return call->Finish(page_size.status());
      const std::string& office = call->request().office_id();
      if (!rights::ReachesOffice(*parts_.catalogue, call->reach(), office)) {
        return call->Finish(rights::OutOfReach("office_id", office));
      }
      const auto after = PositionOf(call->request());
      if (!after.ok()) return call->Finish(after.status());
      workers_.Answer(call, [this, call, size = *page_size, position = *after] {
        return ReadPage(*parts_.store, call->request(), size, position, call->deadline(), *call->response());
      });
    });
  }

  // What counters did without the network, by the same handlers.
  std::map<std::string, journal::Runner> JournalRunners() {
    using namespace v1;
    return {RunnerOf<ReceiveResultsRequest, ReceiveResultsResponse>("ReceiveResults"),
            RunnerOf<NotifyApplicantRequest, NotifyApplicantResponse>("NotifyApplicant"),
            RunnerOf<HandOutRequest, HandOutResponse>("HandOut"),
            RunnerOf<RecordAttemptRequest, RecordAttemptResponse>("RecordAttempt"),
            RunnerOf<ReturnUnclaimedRequest, ReturnUnclaimedResponse>("ReturnUnclaimed")};
  }

 private:
  template <typename Request, typename Response>
  ServerUnaryReactor* Command(CallbackServerContext* context, const Request* request, Response* response,
                              const std::string& method) {
    return calls_.Serve(context, request, response, method,
                        [this, method](auto call) { Decide(std::move(call), method); });
  }

  // Every command: check its shape, plan, hand to the ledger.
  template <typename Request, typename Response>
  void Decide(std::shared_ptr<rpc::Call<Request, Response>> call, const std::string& method) {
    const Validated<Request> valid = Validate(*parts_.catalogue, call->now(), call->request());
    if (!valid.ok()) return call->Finish(valid.status());
    call->NoteDossier(valid->request.dossier_code());
    const command::Context acting{command::ActorOf(call->caller()), call->now(), valid->occurred_at};
    command::Submit(*parts_.ledger, call, method,
                    command::Within(*parts_.catalogue, call->reach(), PlanOf(acting, *valid)));
  }

  template <typename Request, typename Response>
  std::pair<std::string, journal::Runner> RunnerOf(const std::string& method) {
    return {"returns." + method,
            journal::RunnerOf<Request, Response>([this, method](auto call) { Decide(std::move(call), method); })};
  }

  template <typename Request>
  absl::StatusOr<command::Plan> PlanOf(const command::Context& acting, const Valid<Request>& valid) {
    if constexpr (std::is_same_v<Request, v1::HandOutRequest>) {
      // The signature is checked here, not by the committer.
      const std::string& text = valid.request.slip_text();
      return Plan(*parts_.catalogue, acting, valid,
                  text.empty() ? slips::Checked() : slips::Check(text, *parts_.keys->Current()));
    } else {
      return Plan(*parts_.catalogue, acting, valid);
    }
  }

  const ServiceParts parts_;
  const rpc::Calls calls_;
  rpc::Workers workers_;
};

}  // namespace

ReturnsDoor MakeReturnsService(ServiceParts parts) {
  auto service = std::make_unique<Service>(std::move(parts));
  auto runners = service->JournalRunners();
  return {.service = std::move(service), .runners = std::move(runners)};
}

}  // namespace hoso::returns
