#include "clients/hoso/ledger_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hoso::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A bag on its way from an office to an agency, as routing.bag has it.
std::vector<std::optional<std::string>> Row(const std::string& id) {
  return {id,
          "2",
          "2",
          "1",
          "YB-II-136",
          "4",
          "SGTVT",
          "3",
          "BC-1",
          "NP-1",
          "\\x",
          "\\x00",
          "2022-11-01 03:00:00+00",
          "2022-11-01 04:00:00+00",
          std::nullopt,
          "2022-11-02 04:00:00+00",
          "0",
          "\\x"};
}

core::v1::Bag ByFacts(const std::string& id) {
  core::v1::Bag bag;
  bag.set_bag_id(id);
  bag.set_status(core::v1::BAG_STATUS_DISPATCHED);
  bag.mutable_from()->set_kind(core::v1::HOLDER_KIND_OFFICE);
  bag.mutable_from()->set_id("YB-II-136");
  bag.mutable_to()->set_kind(core::v1::HOLDER_KIND_AGENCY);
  bag.mutable_to()->set_id("SGTVT");
  bag.mutable_custodian()->set_kind(core::v1::HOLDER_KIND_CARRIER);
  bag.mutable_custodian()->set_id("BC-1");
  bag.set_seal_number("NP-1");
  bag.set_manifest_digest(std::string(1, '\0'));
  bag.mutable_sealed_at()->set_seconds(1667271600);
  bag.mutable_dispatched_at()->set_seconds(1667275200);
  return bag;
}

TEST(CompareBags, AgreeingTableAndFactsAreFine) {
  EXPECT_THAT(CompareBags({Row("T-1")}, {{"T-1", ByFacts("T-1")}}), IsEmpty());
}

TEST(CompareBags, ChangedCustodianIsFound) {
  auto row = Row("T-1");
  row[8] = "BC-2";
  EXPECT_THAT(CompareBags({row}, {{"T-1", ByFacts("T-1")}}), ElementsAre(HasSubstr("BC-2")));
}

TEST(CompareBags, RowWithoutFactsAndFactsWithoutRowAreFound) {
  EXPECT_THAT(CompareBags({Row("T-2")}, {{"T-1", ByFacts("T-1")}}),
              ElementsAre(HasSubstr("T-2: no fact"), HasSubstr("T-1: facts tell")));
}

TEST(CompareBags, UnreadableRowIsFound) {
  EXPECT_THAT(CompareBags({{"T-1"}}, {}), ElementsAre(HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace hoso::cli
