// SearchDossiers over a loopback socket, on a real PostgreSQL.
#include <gmock/gmock.h>

#include "common/command/context.h"
#include "services/routing/person_search.h"
#include "services/routing/reading_testing.h"
#include "services/routing/testing.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using absl::StatusCode;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using namespace testing;       // The builders.
using namespace tracking::v1;  // Requests of this service.

core::v1::PersonRecord Person(const std::string& name, const std::string& number) {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name(name);
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number(number);
  record.set_phone("0912345678");
  record.set_address("Thôn 1");
  return record;
}

class PersonSearchTest : public ::testing::Test {
 protected:
  PersonSearchTest() { replica_.SetNow(Local(9, 8)); }

  std::string Accept(int number, const core::v1::PersonRecord& owner, const std::string& procedure = "GPLX_DOI") {
    return writer_.Accept(number, Local(7, 8), procedure, owner);
  }
  absl::StatusOr<SearchDossiersResponse> Search(const SearchDossiersRequest& request,
                                                const rpc::Caller& caller = kOfficer) {
    return Call(replica_.tracking(), &TrackingService::Stub::SearchDossiers, request, caller);
  }
  SearchDossiersResponse ByName(const std::string& name, const std::string& commune = "") {
    SearchDossiersRequest request;
    request.set_name(name);
    request.set_commune(commune);
    const auto response = Search(request);
    EXPECT_THAT(response, IsOk());
    return response.value_or(SearchDossiersResponse());
  }
  static std::vector<std::string> Names(const SearchDossiersResponse& response) {
    std::vector<std::string> names;
    for (const FoundPerson& person : response.persons()) names.push_back(person.masked_name());
    return names;
  }

  hoso::testing::TestDatabase database_;
  Writer writer_{database_};
  Replica replica_{database_};
};

TEST_F(PersonSearchTest, ANameWithoutAccentsFindsItWithThemAndTonesComeFirst) {
  Accept(1, Person("Nguyễn Văn Quân", "015090000001"));
  Accept(2, Person("Nguyễn Văn Quán", "015090000002"));
  Accept(3, Person("Lê Thị Hoa", "015190000003"));
  EXPECT_THAT(Names(ByName("nguyen van quan")), ElementsAre("N. V. Quán", "N. V. Quân"));
  EXPECT_THAT(Names(ByName("Nguyễn Văn Quân")), ElementsAre("N. V. Quân", "N. V. Quán"));
  EXPECT_THAT(Names(ByName("quân")), ElementsAre("N. V. Quân", "N. V. Quán"));
  EXPECT_EQ(ByName("Nguyễn Văn Quân").persons(0).fit(), NAME_FIT_SAME_TONES);
  EXPECT_EQ(ByName("Nguyễn Văn Quân").persons(1).fit(), NAME_FIT_SAME_FOLDED);
  EXPECT_THAT(Names(ByName("le ho")), ElementsAre("L. T. Hoa"));
  EXPECT_THAT(Names(ByName("không ai")), IsEmpty());
}

TEST_F(PersonSearchTest, NumbersAreExactAndWhatIsShownIsMasked) {
  const std::string code = Accept(1, Person("Nguyễn Văn Quân", "015090000001"));
  Accept(2, Person("Nguyễn Văn Quân", "015090000002"));
  SearchDossiersRequest request;
  request.set_identity_number("015 090 000 001");
  const auto found = Search(request);
  ASSERT_THAT(found, IsOk());
  ASSERT_THAT(found->persons(), SizeIs(1));
  EXPECT_EQ(found->persons(0).dossier().dossier_code(), code);
  EXPECT_EQ(found->persons(0).person(), 1);
  EXPECT_EQ(found->persons(0).masked_identity_number(), "********0001");
  EXPECT_EQ(found->persons(0).masked_phone(), "******5678");
  EXPECT_THAT(found->ShortDebugString(), Not(HasSubstr("Nguy")));
  request.Clear();
  request.set_phone("+84 912 345 678");
  EXPECT_THAT(Search(request)->persons(), SizeIs(2));
}

TEST_F(PersonSearchTest, TheTwoCommunesAreBothShownAndToldApart) {
  core::v1::PersonRecord one = Person("Nguyễn Văn An", "015090000001");
  one.set_commune_code(FindCommunes(hoso::testing::TheCatalogue(), "Minh Quán", absl::CivilDay(2022, 11, 9)).at(0));
  core::v1::PersonRecord other = Person("Trần Văn An", "015090000002");
  other.set_commune_code(
      FindCommunes(hoso::testing::TheCatalogue(), "Xã Minh Quân", absl::CivilDay(2022, 11, 9)).at(0));
  ASSERT_NE(one.commune_code(), other.commune_code());
  Accept(1, one);
  Accept(2, other);
  Accept(3, Person("Lê Văn An", "015090000003"));
  const SearchDossiersResponse both = ByName("an", "minh quan");
  EXPECT_THAT(Names(both), UnorderedElementsAre("N. V. An", "T. V. An"));
  ASSERT_THAT(both.communes(), SizeIs(2));
  EXPECT_THAT((std::vector<std::string>{both.communes(0).name(), both.communes(1).name()}),
              UnorderedElementsAre("Xã Minh Quán", "Xã Minh Quân"));
  EXPECT_THAT(Names(ByName("an", "Minh Quán")), ElementsAre("N. V. An"));
  EXPECT_EQ(ByName("an", "Minh Quân").persons(0).commune().name(), "Xã Minh Quân");
  EXPECT_THAT(Names(ByName("an", other.commune_code())), ElementsAre("T. V. An"));
}

TEST_F(PersonSearchTest, AnAgencyFindsItsOwnAndNobodyFindsAll) {
  Accept(1, Person("Nguyễn Văn Quân", "015090000001"));
  Accept(2, Person("Nguyễn Văn Quân", "015090000001"), "LLTP");
  SearchDossiersRequest request;
  request.set_identity_number("015090000001");
  const auto own = Search(request);
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(own->persons(), SizeIs(1)) << "the criminal record is another agency's";
  EXPECT_EQ(own->persons(0).dossier().agency_key(), kTransport);
  EXPECT_THAT(Search(request, {.staff = "GDV-1", .office = kBureau})->persons(), SizeIs(2)) << "taken in here";
  EXPECT_THAT(Search(request, {.staff = "GDV-1", .office = "YB-I-01"})->persons(), IsEmpty());
  EXPECT_THAT(Search(request, {.staff = "DP-01", .role = "provincial_coordinator"}), HasReason("ROLE_MAY_NOT"));
  request.set_max_results(1);
  EXPECT_FALSE(Search(request)->more()) << "what is not the agency's is not counted";
  EXPECT_TRUE(Search(request, {.staff = "GDV-1", .office = kBureau})->more());
}

TEST_F(PersonSearchTest, RefusesWhatItCannotSearchForWithoutRepeatingIt) {
  SearchDossiersRequest request;
  EXPECT_THAT(Search(request), HasFieldViolation("name", HasSubstr("want one of them")));
  request.set_name("n");
  EXPECT_THAT(Search(request), HasFieldViolation("name", HasSubstr("two letters")));
  request.set_name("an");
  request.set_commune("Nowhere");
  EXPECT_THAT(Search(request), HasFieldViolation("commune"));
  request.Clear();
  request.set_phone("12345");
  EXPECT_THAT(Search(request), HasFieldViolation("phone", Not(HasSubstr("12345"))));
  request.Clear();
  request.set_identity_number("1");
  request.set_max_results(51);
  EXPECT_THAT(Search(request), HasFieldViolation("max_results"));
}

}  // namespace
}  // namespace hoso::routing
