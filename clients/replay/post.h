// The post: shelves, bags and the ways between. At each place, whatever waits
// for the same way goes into one bag of the day; at the next place it is opened,
// counted, and goes on.
#ifndef HOSO_CLIENTS_REPLAY_POST_H_
#define HOSO_CLIENTS_REPLAY_POST_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "clients/replay/play.h"

namespace hoso::replay {

class Post {
 public:
  explicit Post(Play& play) : play_(play) {}

  // Puts an item on the shelf of `at`, to go to `to`. REQUIRES: they differ, and `at` holds it.
  void Send(int case_number, int item, PlaceId at, PlaceId to);

  // Takes a dossier's items off the shelf of `at`. Returns whether any lay there.
  bool TakeBack(int case_number, PlaceId at);

  // Ids of the bags that have not been opened.
  std::vector<std::string> UnderWay() const;

 private:
  struct Parcel {
    int case_number = 0;
    int item = 0;
    PlaceId to = kNowhere;
  };
  struct Bag {
    std::string id;
    PlaceId from = kNowhere;
    PlaceId to = kNowhere;
    std::string seal;
    std::string carrier;
    std::vector<Parcel> manifest;
    std::optional<Parcel> slipped_in;  // In it, though not on the manifest.
    bool broken = false;
    std::vector<int> dossiers;  // Case numbers of the manifest, each once.
  };

  // The next time at which a bag is sealed for this way.
  absl::Time NextRun(PlaceId from, PlaceId to) const;
  const v1::Run* RunFor(PlaceId from, PlaceId to) const;
  const v1::RoadClosure* ClosureOn(PlaceId from, PlaceId to, absl::CivilDay day) const;

  void Seal(PlaceId from, PlaceId to);
  void SetOut(std::shared_ptr<Bag> bag);
  void Relay(Bag& bag);
  void Open(const Bag& bag);
  void Arrive(const Parcel& parcel, PlaceId at);
  void Pack(std::vector<Parcel> parcels, Bag& bag);
  // A call about a bag, which records one fact of a kind with each of its dossiers.
  template <typename Message>
  void DoWithBag(rpc::Caller who, const Bag& bag, Message message, int fact_of_each_dossier);

  // What goes wrong with a bag.
  bool GoesMissing(const Parcel& parcel, const Bag& bag);
  void Settle(const Bag& bag, const std::vector<Parcel>& missing);
  void ReportMissing(const Parcel& parcel, const Bag& bag);
  void SettleFound(const Parcel& parcel, const Bag& bag, int discrepancy);
  void SettleLost(const Parcel& parcel, const Bag& bag, int discrepancy);
  void SettleExplained(int case_number, PlaceId at, int discrepancy, const std::string& ground);

  Play& play_;
  std::map<std::pair<PlaceId, PlaceId>, std::vector<Parcel>> shelves_;
  std::map<std::pair<PlaceId, PlaceId>, bool> run_planned_;
  std::map<std::string, bool> under_way_;
  int seals_ = 0;
  int reports_ = 0;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_POST_H_
