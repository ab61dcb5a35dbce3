// What this office has to do with, as this machine knows it: dossiers and bags as the services told, with what was done
// here since. By it the services' own plans are decided here, with the network or without.
//
// Errors: those of store.h.
#ifndef HOSO_CLIENTS_COUNTER_BOOK_H_
#define HOSO_CLIENTS_COUNTER_BOOK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/counter/store.h"
#include "common/command/plan.h"
#include "common/identity/dossier_code.h"
#include "hoso/counter/v1/kept.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::counter {

struct BookDossier {
  v1::KeptDossier kept;
  std::optional<absl::Time> as_of;  // When a service last told how it stands.
  bool unsent = false;              // An entry about it waits.
  bool in_trouble = false;          // An entry about it was refused.
};

struct BookBag {
  core::v1::Bag bag;
  bool unsent = false;
};

// NOT_FOUND, reason NOT_IN_THE_BOOK: this machine has not heard of the `what` ("dossier", "bag") of that id.
absl::Status NotInTheBook(const std::string& what, const std::string& id);

// The subject of entries about a bag (NewEntry.subjects); of those about a dossier it is the code.
std::string SubjectOfBag(const std::string& bag_id);

// Adds the persons that a decision brought to those of before.
void AddPersons(const std::vector<ledger::PersonRow>& rows, v1::KeptDossier& kept);

// Thread-safe.
class Book {
 public:
  // `store` outlives this. `codes`: the catalogue's.
  Book(Store& store, identity::AgencyCodes codes) : store_(store), codes_(std::move(codes)) {}

  absl::StatusOr<std::optional<BookDossier>> Find(const std::string& dossier_code);
  absl::StatusOr<std::vector<BookDossier>> Dossiers();
  absl::StatusOr<std::optional<BookBag>> FindBag(const std::string& bag_id);
  absl::StatusOr<std::vector<BookBag>> Bags();

  // What `plan` comes to by what is known here. `bags` are those that its side_load would find. A dossier that is not
  // in the book does not exist for it.
  absl::StatusOr<ledger::Decision> Decide(const command::Plan& plan, const std::vector<core::v1::Bag>& bags);
  // As if this machine had not heard of the plan's dossiers: for one that is put right from its beginning.
  absl::StatusOr<ledger::Decision> DecideAfresh(const command::Plan& plan);
  // Writes what was decided, and the bag as it is then, in the transaction of its entry.
  Also Write(const ledger::Decision& decision, const std::optional<core::v1::Bag>& bag) const;

  // The entry at `position` was recorded as it was done here: what it is about stands there as here, unless more waits.
  absl::Status Confirm(int64_t position, absl::Time now);

  // What the services are told to be known here: not what was changed since.
  absl::StatusOr<tracking::v1::GetOfficeBookRequest> Known();
  // Takes over what they told, but for what an entry that waits is about: its turn comes when that has been answered.
  // What they do not tell of, and about which nothing waits or was refused, ends here.
  absl::Status TakeOver(const tracking::v1::GetOfficeBookResponse& told, absl::Time now);

 private:
  class View;
  absl::StatusOr<BookDossier> DossierOf(const Sqlite::Statement& row) const;
  absl::StatusOr<BookBag> BagOf(const Sqlite::Statement& row) const;

  Store& store_;
  const identity::AgencyCodes codes_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_BOOK_H_
