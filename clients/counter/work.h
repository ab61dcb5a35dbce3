// What the clerk looks for: dossiers by what was scanned or typed, what waits at this office, bags to be counted.
#ifndef HOSO_CLIENTS_COUNTER_WORK_H_
#define HOSO_CLIENTS_COUNTER_WORK_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/counter/book.h"
#include "clients/counter/desk.h"
#include "clients/counter/timekeeper.h"
#include "clients/counter/views.h"

namespace hoso::counter {

// As what a scanned or typed text is to be taken.
struct Scan {
  v1::Scanned as = v1::SCANNED_UNSPECIFIED;
  std::string text;               // The code, the number, the words, the bag's id, in their normal form.
  core::v1::PersonRecord person;  // Of an identity card.
};
// Pure. INVALID_ARGUMENT naming `text` for an empty one; CARD_UNREADABLE for a card that has another shape.
absl::StatusOr<Scan> ReadScan(const std::string& text);

// Thread-safe.
class Work {
 public:
  // All outlive this.
  Work(const catalogue::Catalogue& catalogue, Book& book, Timekeeper& clock, Place place)
      : catalogue_(catalogue), book_(book), clock_(clock), place_(std::move(place)) {}

  absl::StatusOr<v1::FindDossiersResponse> Find(const v1::FindDossiersRequest& request);
  // NOT_FOUND, reason NOT_IN_THE_BOOK, for a dossier of which this machine has not heard; so the others.
  absl::StatusOr<v1::DossierView> Get(const v1::GetDossierRequest& request);
  absl::StatusOr<v1::ListWorkResponse> List();
  absl::StatusOr<v1::BagView> GetBag(const v1::GetBagRequest& request);
  // FAILED_PRECONDITION, reason WRONG_PLACE or BAG_OPENED, for a bag that is not to be opened here.
  absl::StatusOr<v1::CompareBagResponse> Compare(const v1::CompareBagRequest& request);

 private:
  Eye EyeNow();

  const catalogue::Catalogue& catalogue_;
  Book& book_;
  Timekeeper& clock_;
  const Place place_;
  absl::Mutex mutex_;
  std::map<std::string, int> first_counts_
      ABSL_GUARDED_BY(mutex_);  // By bag: what was counted before the manifest was shown.
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_WORK_H_
