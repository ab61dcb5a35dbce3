// What the benchmark asks of the services, as clerks, carriers and officers do.
#ifndef HOSO_CLIENTS_BENCH_SCENARIOS_H_
#define HOSO_CLIENTS_BENCH_SCENARIOS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/bench/closed_loop.h"
#include "clients/crew/crew.h"
#include "common/rpc/caller.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::bench {

// Thread-safe. Accepts are spread over three agencies and move on to the next
// day when a day's numbers run out, by the services' simulated clock.
class Scenarios {
 public:
  struct Services {
    std::string machine;  // Folder of the certificate.
    std::string intake;   // "HOST:PORT" of each.
    std::string routing;
    std::string staff;
    bool plain = false;  // Of hoso-bench-plain, where nobody proves anything: the other fields are not looked at.
    std::string administrator;  // As in crew::Crew.
    std::string passwords;
  };
  static absl::StatusOr<std::unique_ptr<Scenarios>> Connect(const Services& services);

  // Signs everybody in, where that is asked, whose token is half over. To be called between measurements.
  absl::Status SignIn();

  // The service draws the code.
  void Accept(Finished finished);
  // The caller gives a code of a lease of its own; every `duplicate_every`-th
  // (0: none) is a code that is taken, and expects ALREADY_EXISTS.
  absl::Status LeaseForCallers(int callers, int codes_each);
  void AcceptWithCode(int caller, int duplicate_every, Finished finished);

  // A hand-over of one dossier between two bureaus, to and fro, each caller
  // with dossiers of its own.
  absl::Status PrepareAdvance(int callers, int dossiers_each);
  void Advance(int caller, Finished finished);

  // A look-up by code of a dossier with 12 facts.
  absl::Status PrepareLookUps(int dossiers);
  void LookUp(Finished finished);

  // The first page of 50 of an agency's worklist.
  void Worklist(Finished finished);

  // Codes of dossiers with 12 facts, in the order of their numbers.
  const std::vector<std::string>& look_up_codes() const { return look_up_codes_; }
  // Some dossier that Advance works on, for measuring rows.
  const std::string& some_advanced_code() const { return advance_[0][0].code; }

 private:
  struct Papers {
    std::string code;
    bool at_second_bureau = false;
  };
  struct CallerCodes {
    std::string lease_id;
    std::string prefix;  // "H15.05-221101-"
    int next = 0;
    int last = 0;
    int64_t day = 0;
    int sent = 0;
    std::string taken;  // A code that exists.
  };

  Scenarios() = default;
  template <typename Call>
  void Prepare(Call& call, const rpc::Caller& caller, absl::Time at) const;
  void HandOver(Papers& papers, Finished finished);
  absl::StatusOr<std::vector<std::string>> AcceptMany(int count);

  std::unique_ptr<crew::Crew> crew_;  // None where nobody proves anything.
  std::map<std::string, std::string> tokens_;  // By place; empty where nobody proves anything.
  std::unique_ptr<intake::v1::IntakeService::Stub> intake_;
  std::unique_ptr<routing::v1::RoutingService::Stub> routing_;
  std::unique_ptr<tracking::v1::TrackingService::Stub> tracking_;
  std::atomic<int64_t> accepts_ = 0;
  std::atomic<int64_t> prepared_ = 0;  // Dossiers accepted to be advanced or looked up.
  std::atomic<int64_t> look_ups_ = 0;
  std::atomic<int64_t> leased_days_ = 0;
  std::vector<std::vector<Papers>> advance_;
  std::vector<size_t> advance_next_;
  std::vector<CallerCodes> caller_codes_;
  std::vector<std::string> look_up_codes_;
};

}  // namespace hoso::bench

#endif  // HOSO_CLIENTS_BENCH_SCENARIOS_H_
