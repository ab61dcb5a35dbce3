// For the tests of routing: requests that are right, the facts that other doors
// would have recorded, and a ledger in memory for the pure decisions.
#ifndef HOSO_SERVICES_ROUTING_TESTING_H_
#define HOSO_SERVICES_ROUTING_TESTING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/routing/v1/routing_service.pb.h"
#include "services/routing/decisions_bag.h"
#include "services/routing/decisions_open_bag.h"
#include "services/routing/validate.h"

namespace hoso::routing::testing {

inline constexpr char kCommunePoint[] = "YB-CP-04378";  // Lang Thíp,
inline constexpr char kBureau[] = "YB-II-136";          // whose bags go to the bureau of Văn Yên,
inline constexpr char kCentre[] = "YB-I-01";            // and from there to the provincial one.
inline constexpr char kTransport[] = "SGTVT";           // Decides on licences and badges.
inline constexpr char kJustice[] = "STP";
inline constexpr char kPostman[] = "YB-BUUTA";
inline constexpr char kVan[] = "YB-XETHU";
inline constexpr char kLicence[] = "GPLX_DOI";  // 5 working days, pauses, one result.
inline constexpr char kBadge[] = "PHUHIEU";     // 2 working days, restarts, a result per vehicle.

// Such as Local(7, 9, 30): 09:30 on 07/11/2022, a Monday.
absl::Time Local(int day, int hour, int minute = 0);

core::v1::Actor ClerkAt(const std::string& office);
core::v1::Actor OfficerOf(const std::string& agency);
core::v1::Actor ACarrier();

// A request id never used before in this process.
std::string FreshId();

core::v1::ItemRef Ref(const std::string& code, int item);

// The dossier `number` of that day of the transport department: "H15.05-221107-0001".
std::string CodeOn(absl::CivilDay day, int number);

// What the intake door would record for it: taken in at `office`, the papers in its hands.
core::v1::Fact AcceptedFact(const std::string& procedure, const std::string& office, absl::Time at, int units = 1);
core::v1::Fact SupplementedFact(const core::v1::Dossier& dossier, const std::string& office, absl::Time at);

v1::SealBagRequest SealRequest(const std::string& bag, const core::v1::Holder& from, const core::v1::Holder& to,
                               const std::vector<core::v1::ItemRef>& items);
v1::OpenBagRequest OpenRequest(const core::v1::Bag& bag, const core::v1::Holder& at,
                               const std::vector<core::v1::ItemRef>& found);
// Of one dossier's items.
v1::HandOverRequest HandOverRequest(const std::string& code, std::vector<int> items, const core::v1::Holder& from,
                                    const core::v1::Holder& to);

// A ledger in memory: runs plans one after another, as the bulk committer would.
class House {
 public:
  House();

  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  absl::Time now() const { return now_; }
  void SetNow(absl::Time now) { now_ = now; }
  // Of whoever acts from now on.
  void SetCredentialsBy(std::vector<std::string> staff_ids) { credentials_by_ = std::move(staff_ids); }

  // A dossier taken in now; returns its code.
  std::string Accept(const std::string& procedure, const std::string& office, int units = 1);
  // A fact of another door, recorded now. Fails the test when it is refused.
  void Record(const std::string& code, core::v1::Fact fact);

  const core::v1::Dossier& dossier(const std::string& code) const;
  core::v1::Holder HolderOf(const std::string& code, int item) const;
  // The payloads of a dossier, oldest first.
  const std::vector<core::v1::Fact>& facts(const std::string& code) const;
  const core::v1::Bag& bag(const std::string& bag_id) const { return bags_.at(bag_id); }

  // Validates, plans and decides as the service does; `plan` is one of decisions_*.h.
  template <typename Response, typename Request, typename Plan>
  absl::StatusOr<Response> Run(const core::v1::Actor& actor, Request request, Plan plan) {
    Prepare(request);
    const auto valid = Validate(catalogue_, now_, request);
    if (!valid.ok()) return valid.status();
    return Decide<Response>(plan(catalogue_, ContextOf(actor, valid->occurred_at), *valid));
  }
  template <typename Response, typename Request, typename Plan>
  absl::StatusOr<Response> RunWithBag(const core::v1::Actor& actor, Request request, Plan plan) {
    Prepare(request);
    const auto valid = Validate(catalogue_, now_, request);
    if (!valid.ok()) return valid.status();
    const auto bag = bags_.find(valid->request.bag_id());
    if (bag == bags_.end()) return absl::NotFoundError("no such bag");
    return Decide<Response>(plan(catalogue_, ContextOf(actor, valid->occurred_at), *valid, bag->second));
  }

  // Shorthands of the bag's way.
  absl::StatusOr<core::v1::Bag> Seal(const core::v1::Actor& actor, const v1::SealBagRequest& request);
  absl::StatusOr<core::v1::Bag> Dispatch(const core::v1::Actor& actor, const std::string& bag,
                                         const std::string& carrier);
  absl::StatusOr<core::v1::Bag> HandOverBag(const core::v1::Actor& actor, const std::string& bag,
                                            const core::v1::Holder& from, const core::v1::Holder& to);
  absl::StatusOr<v1::OpenBagResponse> Open(const core::v1::Actor& actor, const v1::OpenBagRequest& request);
  // Puts the papers of a dossier into the agency's hands and lets it sign for them.
  void BringToAgency(const std::string& code);

 private:
  template <typename Request>
  static void Prepare(Request& request) {
    if (request.request_id().empty()) request.set_request_id(FreshId());
  }
  command::Context ContextOf(const core::v1::Actor& actor, absl::Time occurred_at) const {
    return {.actor = actor, .now = now_, .occurred_at = occurred_at, .credentials_by = credentials_by_};
  }
  absl::StatusOr<std::string> Commit(absl::StatusOr<command::Plan> plan);

  template <typename Response>
  absl::StatusOr<Response> Decide(absl::StatusOr<command::Plan> plan) {
    const auto answer = Commit(std::move(plan));
    if (!answer.ok()) return answer.status();
    Response response;
    response.ParseFromString(*answer);
    if constexpr (requires { response.bag(); }) {
      if (response.has_bag()) bags_[response.bag().bag_id()] = response.bag();
    }
    return response;
  }

  const catalogue::Catalogue& catalogue_;
  absl::Time now_;
  std::vector<std::string> credentials_by_;
  int last_number_ = 0;
  std::map<identity::DossierId, ledger::Loaded> dossiers_;
  std::map<std::string, std::vector<core::v1::Fact>> facts_;
  std::map<std::string, core::v1::Bag> bags_;
};

}  // namespace hoso::routing::testing

#endif  // HOSO_SERVICES_ROUTING_TESTING_H_
