#include "common/command/within.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/rpc/errors.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"

namespace hoso::command {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::hoso::testing::TheCatalogue;

class FakeView : public ledger::View {
 public:
  const ledger::Loaded& Get(identity::DossierId id) const override { return loaded.at(id.value()); }
  const std::vector<std::vector<std::optional<std::string>>>& side_rows() const override { return rows_; }
  std::map<int64_t, ledger::Loaded> loaded;

 private:
  std::vector<std::vector<std::optional<std::string>>> rows_;
};

class WithinTest : public ::testing::Test {
 protected:
  WithinTest() {
    ledger::Loaded loaded{.id = id_, .exists = true};
    loaded.dossier.set_dossier_code("H15.05-221101-0007");
    loaded.dossier.set_office_id("YB-CP-04378");
    loaded.dossier.set_agency_key("SGTVT");
    view_.loaded.emplace(id_.value(), loaded);
  }

  absl::Status Decide(const rights::Reach& reach) {
    Plan plan;
    plan.dossiers = {id_};
    plan.decide = [this](const ledger::View&) -> absl::StatusOr<ledger::Decision> {
      ++decided_;
      return ledger::Decision();
    };
    return Within(TheCatalogue(), reach, std::move(plan)).plan()->decide(view_).status();
  }

  const identity::DossierId id_ = *identity::DossierId::Make(1, absl::CivilDay(2022, 11, 1), 7);
  FakeView view_;
  int decided_ = 0;
};

TEST_F(WithinTest, DecidesOnWhatIsInReach) {
  EXPECT_THAT(Decide({.scope = rights::Scope::kOwn, .office = "YB-CP-04378"}), IsOk());
  EXPECT_THAT(Decide({.scope = rights::Scope::kOwn, .agency = "SGTVT"}), IsOk());
  EXPECT_THAT(Decide(rights::Everything()), IsOk());
  EXPECT_EQ(decided_, 3);
}

TEST_F(WithinTest, AnswersOutOfReachAsIfThereWereNone) {
  const absl::Status refused = Decide({.scope = rights::Scope::kOwn, .office = "YB-CP-04379"});
  EXPECT_EQ(refused, errors::NotFound("dossier", "H15.05-221101-0007"));
  EXPECT_EQ(Decide({.scope = rights::Scope::kOwn, .agency = "STP"}), refused);
  EXPECT_EQ(Decide({}), refused);
  EXPECT_EQ(decided_, 0);
}

TEST_F(WithinTest, LetsANewDossierComeIntoBeing) {
  view_.loaded.at(id_.value()).exists = false;
  EXPECT_THAT(Decide({.scope = rights::Scope::kOwn, .office = "YB-CP-04379"}), IsOk());
}

TEST_F(WithinTest, PassesARefusalOn) {
  EXPECT_THAT(Within(TheCatalogue(), {}, absl::AbortedError("stale")).plan(), StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace hoso::command
