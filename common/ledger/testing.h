// Commands, codes and a model for the tests of the ledger.
#ifndef HOSO_COMMON_LEDGER_TESTING_H_
#define HOSO_COMMON_LEDGER_TESTING_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::ledger::testing {

// Agencies 5 ("H15.05") and 7 ("H15.07").
identity::AgencyCodes Codes();

// Of 01/11/2022 unless another day is given.
identity::DossierId Id(int number, int agency = 5, absl::CivilDay day = absl::CivilDay(2022, 11, 1));
std::string CodeOf(identity::DossierId id);

// A fresh UUID.
std::string RequestId();

// 01/11/2022 10:00 at the counter: when all facts of these commands happen.
absl::Time Noted();

// Takes in a dossier that is not there yet (ALREADY_EXISTS otherwise) with one
// item, in office YB-II-136. Answers "accepted CODE". For role hoso_intake.
Command Accept(identity::DossierId id);
// The same with a personal-data record of the owner, who has this name.
Command AcceptWithOwner(identity::DossierId id, const std::string& owner);
// Registers it with a personal-data record of the owner, in office YB-I-01. For role hoso_intake.
Command RegisterWithOwner(identity::DossierId id, const std::string& owner);
// Records a payment, which changes nothing but version and sum. ABORTED when
// `expected_version` is another. Answers the new version. For role hoso_intake.
Command Pay(identity::DossierId id, std::optional<int> expected_version = std::nullopt);
// The same, happening and recorded at `at`.
Command PayAt(identity::DossierId id, absl::Time at);
// Hands the papers over to another holder. For role hoso_routing.
Command Move(identity::DossierId id, const core::v1::Holder& to);
// Any facts, of a dossier that exists, by `staff` if it is given. Answers the new version.
Command Record(identity::DossierId id,
               std::function<std::vector<core::v1::Fact>(const core::v1::Dossier& dossier)> facts,
               const std::string& staff = "");

Options OptionsFor(const std::string& conninfo);
// Fails the process if it cannot be opened.
std::unique_ptr<Ledger> OpenOrDie(Options options);

// The first column of the first row; "" if there is none, or NULL.
std::string Ask(const std::string& conninfo, const std::string& sql);

}  // namespace hoso::ledger::testing

#endif  // HOSO_COMMON_LEDGER_TESTING_H_
