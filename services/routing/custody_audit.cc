#include "services/routing/custody_audit.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"

namespace hoso::routing {

int ItemsBroughtBy(const core::v1::Fact& fact) {
  switch (fact.payload_case()) {
    case core::v1::Fact::kAccepted:
    case core::v1::Fact::kSupplemented:
      return 1;
    case core::v1::Fact::kDecided:
      return fact.decided().results_size();
    case core::v1::Fact::kHandedOut:
      return fact.handed_out().exchanged_size();
    default:
      return 0;
  }
}

std::vector<std::string> CompareCustody(const core::v1::Dossier& state, int items_by_facts,
                                        const std::vector<BookedItem>& booked) {
  std::vector<std::string> problems;
  const auto problem = [&](int item, const std::string& what) {
    problems.push_back(absl::StrCat(state.dossier_code(), ": item ", item, " ", what));
  };
  std::map<int, const core::v1::Holder*> by_book;
  for (const BookedItem& entry : booked) by_book[entry.item] = &entry.holder;

  // Items are numbered from 1 without gaps.
  const int last_booked = by_book.empty() ? 0 : by_book.rbegin()->first;
  for (int item = 1; item <= std::max({items_by_facts, last_booked, state.items_size()}); ++item) {
    const auto held = by_book.find(item);
    const core::v1::Item* of_state = custody::Find(state, item);
    if (item > items_by_facts) {
      problem(item, held == by_book.end() ? "is in the dossier's state and no fact brought it into being"
                                          : "has a holder and no fact brought it into being");
    } else if (held == by_book.end()) {
      problem(item, "was brought into being by a fact and has no holder");
    } else if (of_state == nullptr) {
      problem(item, "was brought into being by a fact and is not in the dossier's state");
    } else if (!custody::Same(of_state->holder(), *held->second)) {
      problem(item, absl::StrCat("is with ", custody::Name(*held->second), " by the book and with ",
                                 custody::Name(of_state->holder()), " by the dossier's state"));
    }
  }
  return problems;
}

}  // namespace hoso::routing
