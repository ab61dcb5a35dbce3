#include "clients/replay/player.h"

#include <algorithm>
#include <thread>
#include <type_traits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "clients/replay/schedule.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"

namespace hoso::replay {
namespace {

constexpr int kAttempts = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(20);
constexpr size_t kProgressEvery = 50;

// Worth sending again as it is: the request id makes that safe.
bool IsPassing(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kAborted ||
         code == absl::StatusCode::kDeadlineExceeded || code == absl::StatusCode::kResourceExhausted;
}

std::string BytesOf(const Response& response) {
  return std::visit([](const auto& message) { return message.SerializeAsString(); }, response);
}

// What the services told so far, by which the plan's requests are completed.
class Told {
 public:
  explicit Told(size_t cases) : codes_(cases), secrets_(cases), versions_(cases), leases_(cases) {}

  // Puts codes, secrets and digests in the place of the plan's names.
  Request Complete(const Act& act, const std::string& request_id) const {
    Request request = act.request;
    absl::MutexLock lock(&mutex_);
    std::visit([&](auto& message) { CompleteMessage(message, act, request_id); }, request);
    return request;
  }

  void Learn(const Act& act, const Response& response) {
    absl::MutexLock lock(&mutex_);
    std::visit([&](const auto& message) { LearnFrom(message, act); }, response);
  }

  std::vector<std::string> codes() const {
    absl::MutexLock lock(&mutex_);
    return codes_;
  }

 private:
  struct Lease {
    std::string id;
    std::string first_code;
  };

  std::string CodeFor(const std::string& name) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (const auto c = CaseOf(name); c.has_value()) return codes_[static_cast<size_t>(*c)];
    if (const auto c = LeaseOf(name); c.has_value()) return leases_[static_cast<size_t>(*c)].first_code;
    return name;
  }

  template <typename Message>
  void CompleteMessage(Message& message, const Act& act, const std::string& request_id) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t c = static_cast<size_t>(act.dossiers.front());
    if constexpr (requires { message.set_request_id(request_id); }) message.set_request_id(request_id);
    if constexpr (requires { message.set_dossier_code(request_id); }) {
      message.set_dossier_code(CodeFor(message.dossier_code()));
    }
    if constexpr (requires { message.set_lease_id(request_id); }) {
      if (LeaseOf(message.lease_id()).has_value()) message.set_lease_id(leases_[c].id);
    }
    if constexpr (requires { message.set_lookup_secret(request_id); }) message.set_lookup_secret(secrets_[c]);
    if constexpr (std::is_same_v<Message, tracking::v1::LookUpRequest>) {
      if (message.secret().empty()) message.set_secret(secrets_[c]);
    }
    if constexpr (requires { message.set_manifest_digest(request_id); }) {
      const auto digest = digests_.find(message.bag_id());
      if (digest != digests_.end()) message.set_manifest_digest(digest->second);
    }
    if constexpr (std::is_same_v<Message, routing::v1::SealBagRequest>) CompleteItems(*message.mutable_items());
    if constexpr (std::is_same_v<Message, routing::v1::OpenBagRequest>) CompleteItems(*message.mutable_found());
    // Who looked at the dossier last decides on what they saw.
    if constexpr (requires { message.set_expected_version(1); }) {
      if (versions_[c] > 0 && act.bag_id.empty()) message.set_expected_version(versions_[c]);
    }
  }

  template <typename Items>
  void CompleteItems(Items& items) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (core::v1::ItemRef& item : items) item.set_dossier_code(CodeFor(item.dossier_code()));
  }

  template <typename Message>
  void LearnFrom(const Message& message, const Act& act) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t c = static_cast<size_t>(act.dossiers.front());
    if constexpr (requires { message.bag(); }) {
      if (message.has_bag()) {
        digests_[message.bag().bag_id()] = message.bag().manifest_digest();
        for (const int dossier : act.dossiers) versions_[static_cast<size_t>(dossier)] = 0;
      }
    }
    if constexpr (requires { message.dossier(); }) {
      if (message.has_dossier()) {
        codes_[c] = message.dossier().dossier_code();
        versions_[c] = message.dossier().version();
      }
    }
    if constexpr (requires { message.lookup_secret(); }) secrets_[c] = message.lookup_secret();
    if constexpr (requires { message.first_code(); }) leases_[c] = {message.lease_id(), message.first_code()};
  }

  mutable absl::Mutex mutex_;
  std::vector<std::string> codes_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> secrets_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> versions_ ABSL_GUARDED_BY(mutex_);  // 0: not known.
  std::vector<Lease> leases_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> digests_ ABSL_GUARDED_BY(mutex_);  // By bag.
};

class Playing {
 public:
  Playing(const Plan& plan, Calls& calls, const PlayerOptions& options)
      : plan_(plan), calls_(calls), options_(options), schedule_(plan.acts), told_(plan.population.cases.size()) {}

  absl::StatusOr<Record> Run() {
    const absl::Time begun = absl::Now();
    std::vector<std::thread> threads;
    for (int i = 0; i < options_.in_flight; ++i) threads.emplace_back([this] { Work(); });
    for (std::thread& thread : threads) thread.join();
    absl::MutexLock lock(&mutex_);
    if (!error_.ok()) return error_;
    record_.codes = told_.codes();
    record_.took = absl::Now() - begun;
    return record_;
  }

 private:
  void Work() {
    while (const std::optional<size_t> act = schedule_.Next()) {
      if (absl::Status status = PlayOne(*act); !status.ok()) {
        schedule_.Stop();
        absl::MutexLock lock(&mutex_);
        if (error_.ok()) error_ = status;
        return;
      }
      schedule_.Done(*act);
      Report(*act);
    }
  }

  absl::Status PlayOne(size_t index) {
    const Act& act = plan_.acts[index];
    const Request request = told_.Complete(act, RequestIdOf(options_.replay, index));
    absl::StatusOr<Response> first = absl::UnknownError("not called");
    absl::StatusOr<Response> second = first;
    if (!act.twice) {
      first = MakePatiently(request, act);
    } else if (act.line.empty() && index % 2 == 0) {
      // Some lose patience, and both are under way at once.
      std::thread again([&] { second = MakePatiently(request, act); });
      first = MakePatiently(request, act);
      again.join();
    } else {
      first = MakePatiently(request, act);
      second = MakePatiently(request, act);
    }
    if (absl::Status status = Check(index, first); !status.ok()) return status;
    if (act.twice) {
      if (absl::Status status = CheckTheSame(index, first, second); !status.ok()) return status;
    }
    if (first.ok()) told_.Learn(act, *first);
    Count(act, first);
    return absl::OkStatus();
  }

  absl::StatusOr<Response> MakePatiently(const Request& request, const Act& act) {
    absl::StatusOr<Response> answer = calls_.Make(request, act.who, act.at);
    absl::Duration pause = kFirstPause;
    for (int i = 1; i < kAttempts && !answer.ok() && answer.status().code() != act.expected &&
                    IsPassing(answer.status().code());
         ++i, pause *= 3) {
      absl::SleepFor(pause);
      answer = calls_.Make(request, act.who, act.at);
    }
    return answer;
  }

  absl::Status Check(size_t index, const absl::StatusOr<Response>& answer) const {
    const Act& act = plan_.acts[index];
    const bool refused_again = options_.again && act.expected != absl::StatusCode::kOk && !answer.ok();
    if (answer.status().code() != act.expected && !refused_again) {
      const std::string got = answer.ok() ? "OK" : answer.status().ToString();
      return absl::Status(answer.ok() ? absl::StatusCode::kInternal : answer.status().code(),
                          absl::StrCat(Describe(plan_, index), ": ", got, ", want ",
                                       absl::StatusCodeToString(act.expected)));
    }
    if (!answer.ok() || options_.again) return absl::OkStatus();
    if (const auto* seen = std::get_if<tracking::v1::LookUpResponse>(&*answer);
        seen != nullptr && seen->status() != act.expected_status) {
      return absl::InternalError(absl::StrCat(Describe(plan_, index), ": ", core::v1::Status_Name(seen->status()),
                                              ", want ", core::v1::Status_Name(act.expected_status)));
    }
    return absl::OkStatus();
  }

  absl::Status CheckTheSame(size_t index, const absl::StatusOr<Response>& first,
                            const absl::StatusOr<Response>& second) const {
    const bool same = first.ok() && second.ok() && BytesOf(*first) == BytesOf(*second);
    if (same) return absl::OkStatus();
    return absl::InternalError(absl::StrCat(Describe(plan_, index), ": sent twice with one request id, and answered ",
                                            second.ok() ? "otherwise" : second.status().ToString(),
                                            ", want the first answer again"));
  }

  void Count(const Act& act, const absl::StatusOr<Response>& answer) {
    absl::MutexLock lock(&mutex_);
    ++(answer.ok() ? record_.acknowledged : record_.refused);
    record_.repeated += act.twice ? 1 : 0;
    if (!answer.ok()) return;
    if (const auto* accepted = std::get_if<intake::v1::AcceptDossierResponse>(&*answer)) {
      record_.warnings += accepted->warnings_size();
    }
    if (const auto* decided = std::get_if<routing::v1::DecideDossierResponse>(&*answer)) {
      ++record_.classes[decided->result_class()];
    }
  }

  void Report(size_t index) {
    if (!options_.progress) return;
    const size_t done = schedule_.done();
    if (done % kProgressEvery != 0 && done != plan_.acts.size()) return;
    absl::MutexLock lock(&progress_mutex_);
    options_.progress(done, plan_.acts.size(), plan_.acts[index].at);
  }

  const Plan& plan_;
  Calls& calls_;
  const PlayerOptions& options_;
  Schedule schedule_;
  Told told_;
  absl::Mutex mutex_;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  Record record_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex progress_mutex_;
};

}  // namespace

std::string RequestIdOf(const std::string& replay, size_t act) {
  std::string id = Sha256(absl::StrCat("hoso replay ", replay, " act ", act)).substr(0, 16);
  id[6] = static_cast<char>((id[6] & 0x0f) | 0x80);  // Version 8: made by a rule of our own.
  id[8] = static_cast<char>((id[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(id);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

std::string Describe(const Plan& plan, size_t act) {
  const Act& described = plan.acts[act];
  const std::string message =
      std::visit([](const auto& request) { return request.GetDescriptor()->name(); }, described.request);
  return absl::StrCat("act ", act, ", ", message, " by ",
                      described.who.staff.empty() ? described.who.role : described.who.staff, " at ",
                      absl::FormatTime("%Y-%m-%d %H:%M", described.at, clock::LocalZone()), ", case ",
                      described.dossiers.front());
}

absl::StatusOr<Record> PlayPlan(const Plan& plan, Calls& calls, const PlayerOptions& options) {
  Playing playing(plan, calls, options);
  return playing.Run();
}

}  // namespace hoso::replay
