// The papers of acts (acts.h): slips 01 anew, 02 and 03, the receipt of a payment, the manifest of a bag and its
// labels.
#ifndef HOSO_CLIENTS_COUNTER_ACT_PRINTS_H_
#define HOSO_CLIENTS_COUNTER_ACT_PRINTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/forms/forms.h"
#include "hoso/counter/v1/kept.pb.h"

namespace hoso::counter {

struct Press {
  const catalogue::Catalogue& catalogue;
  const forms::Typesetter& typesetter;
  forms::Paper paper;
  absl::Time now;
};

// `printed`: how often before. NOT_FOUND when the act has no such form.
absl::StatusOr<std::string> DrawAct(const Press& press, const v1::KeptAct& act, int printed, const std::string& form);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_ACT_PRINTS_H_
