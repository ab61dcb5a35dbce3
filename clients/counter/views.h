// Dossiers and bags as the page shows them. Pure: all is in the arguments.
#ifndef HOSO_CLIENTS_COUNTER_VIEWS_H_
#define HOSO_CLIENTS_COUNTER_VIEWS_H_

#include <string>

#include "absl/time/time.h"
#include "clients/counter/book.h"
#include "common/catalogue/catalogue.h"
#include "hoso/counter/v1/desk.pb.h"

namespace hoso::counter {

// Who looks, and when.
struct Eye {
  const catalogue::Catalogue& catalogue;
  std::string office_id;
  absl::Time now;
};

v1::DossierView ViewOf(const Eye& eye, const BookDossier& dossier);
// Without its manifest; with the number of its items where it was sealed here.
v1::BagView ViewOf(const Eye& eye, const BookBag& bag);

// Owner and submitter as they are now; empty where there is none or its record was destroyed.
core::v1::PersonRecord OwnerOf(const v1::KeptDossier& kept);
core::v1::PersonRecord SubmitterOf(const v1::KeptDossier& kept);

// The name of a place, a bag or a carrier, for people: "Sở Giao thông vận tải", "túi T-1".
std::string NameOf(const catalogue::Catalogue& catalogue, const core::v1::Holder& holder);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_VIEWS_H_
