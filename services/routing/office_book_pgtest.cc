// GetOfficeBook over a loopback socket, on a real PostgreSQL.
#include <gmock/gmock.h>

#include <pqxx/pqxx>

#include "common/access_log/access_reader.h"
#include "common/custody/custody.h"
#include "services/routing/bag_rows.h"
#include "services/routing/reading_testing.h"
#include "services/routing/testing.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;       // The builders.
using namespace tracking::v1;  // Requests of this service.

const rpc::Caller kClerk = {.staff = "NV-1", .office = kBureau, .device = "MT-1", .role = "postal_attendant"};
const rpc::Caller kPoint = {.staff = "NV-3", .office = kCommunePoint, .device = "Q1", .role = "postal_attendant"};

core::v1::PersonRecord Owner() {
  core::v1::PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name("Nguyễn Văn Quán");
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number("015090000123");
  return record;
}

class OfficeBookTest : public ::testing::Test {
 protected:
  OfficeBookTest() { replica_.SetNow(Local(9, 8)); }

  absl::StatusOr<GetOfficeBookResponse> Book(const rpc::Caller& caller, GetOfficeBookRequest request = {}) {
    if (request.office_id().empty()) request.set_office_id(caller.office);
    return Call(replica_.tracking(), &TrackingService::Stub::GetOfficeBook, request, caller);
  }
  // A bag that was sealed at the bureau for the commune's point, with the papers of `code`.
  core::v1::Bag SealToPoint(const std::string& code) {
    core::v1::Fact fact;
    fact.mutable_bag_sealed()->set_bag_id("T-1");
    *fact.mutable_bag_sealed()->mutable_to() = custody::Office(kCommunePoint);
    fact.mutable_bag_sealed()->set_manifest_digest(std::string(32, 'd'));
    *fact.mutable_bag_sealed()->add_moves() =
        custody::MakeMove(1, custody::Office(kBureau), custody::Bag("T-1"));
    writer_.Record(code, Local(8, 8), fact);
    core::v1::Bag bag;
    bag.set_bag_id("T-1");
    bag.set_version(1);
    bag.set_status(core::v1::BAG_STATUS_SEALED);
    *bag.mutable_from() = custody::Office(kBureau);
    *bag.mutable_to() = custody::Office(kCommunePoint);
    *bag.mutable_custodian() = custody::Office(kBureau);
    bag.set_manifest_digest(std::string(32, 'd'));
    bag.mutable_sealed_at()->set_seconds(absl::ToUnixSeconds(Local(8, 8)));
    core::v1::ItemRef& item = *bag.add_items();
    item.set_dossier_code(code);
    item.set_item(1);
    pqxx::connection connection(database_.Conninfo("postgres"));
    pqxx::nontransaction(connection).exec(InsertBagSql(bag));
    return bag;
  }
  size_t Accesses() {
    const auto listed =
        access_log::Store(database_.Conninfo("hoso_auditor"), 1).List({}, INT64_MAX, 1000, absl::InfiniteFuture());
    EXPECT_THAT(listed, IsOk());
    return listed->size();
  }

  hoso::testing::TestDatabase database_;
  Writer writer_{database_};
  Replica replica_{database_};
};

TEST_F(OfficeBookTest, HoldsWhatLiesThereWithItsPersonsAndRecordsEach) {
  const std::string code = writer_.Accept(1, Local(7, 8), "GPLX_DOI", Owner());
  const auto book = Book(kClerk);
  ASSERT_THAT(book, IsOk());
  ASSERT_THAT(book->dossiers(), SizeIs(1));
  EXPECT_EQ(book->dossiers(0).dossier().dossier_code(), code);
  ASSERT_THAT(book->dossiers(0).persons(), SizeIs(1));
  EXPECT_EQ(book->dossiers(0).persons(0).record(), Owner().SerializeAsString());
  EXPECT_EQ(Accesses(), 1u);
  EXPECT_THAT(Book(kPoint)->dossiers(), IsEmpty());  // Another office has nothing to do with it.
}

TEST_F(OfficeBookTest, SendsOnlyWhatIsOther) {
  const std::string first = writer_.Accept(1, Local(7, 8), "GPLX_DOI", Owner());
  const std::string second = writer_.Accept(2, Local(7, 9), "GPLX_DOI", Owner());
  GetOfficeBookRequest request;
  const auto book = Book(kClerk);
  for (const auto& dossier : book->dossiers()) {
    KnownDossier& known = *request.add_known();
    known.set_dossier_code(dossier.dossier().dossier_code());
    known.set_version(dossier.dossier().version());
  }
  EXPECT_THAT(Book(kClerk, request)->dossiers(), IsEmpty());
  EXPECT_EQ(Accesses(), 2u);
  // Received by the agency: it lies elsewhere, and the office that took it in follows it until it is finished.
  writer_.Record(first, Local(8, 8), MovedFact(1, custody::Office(kBureau), custody::Agency(kTransport)));
  const auto changed = Book(kClerk, request);
  ASSERT_THAT(changed->dossiers(), SizeIs(1));
  EXPECT_EQ(changed->dossiers(0).dossier().dossier_code(), first);
  EXPECT_THAT(changed->gone(), IsEmpty());
  // Known, and no business of this office.
  request.set_office_id(kCommunePoint);
  EXPECT_THAT(Book(kPoint, request)->gone(), ElementsAre(first, second));
}

TEST_F(OfficeBookTest, ABagOnItsWayBringsWhatIsInIt) {
  const std::string code = writer_.Accept(1, Local(7, 8), "GPLX_DOI", Owner());
  const core::v1::Bag bag = SealToPoint(code);
  const auto book = Book(kPoint);
  ASSERT_THAT(book, IsOk());
  ASSERT_THAT(book->bags(), SizeIs(1));
  EXPECT_EQ(book->bags(0).bag_id(), "T-1");
  ASSERT_THAT(book->dossiers(), SizeIs(1));
  EXPECT_EQ(book->dossiers(0).dossier().dossier_code(), code);
  GetOfficeBookRequest request;
  KnownBag& known = *request.add_known_bags();
  known.set_bag_id("T-1");
  known.set_version(1);
  EXPECT_THAT(Book(kPoint, request)->bags(), IsEmpty());
  known.set_bag_id("T-0");
  EXPECT_THAT(Book(kPoint, request)->gone_bags(), ElementsAre("T-0"));
}

TEST_F(OfficeBookTest, APageHoldsFiftyAndSaysThatThereIsMore) {
  for (int i = 1; i <= 51; ++i) writer_.Accept(i, Local(7, 8), "GPLX_DOI", Owner());
  const auto page = Book(kClerk);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->dossiers(), SizeIs(50));
  EXPECT_TRUE(page->more());
  GetOfficeBookRequest request;
  for (const auto& dossier : page->dossiers()) {
    KnownDossier& known = *request.add_known();
    known.set_dossier_code(dossier.dossier().dossier_code());
    known.set_version(dossier.dossier().version());
  }
  EXPECT_THAT(Book(kClerk, request)->dossiers(), SizeIs(1));
  EXPECT_FALSE(Book(kClerk, request)->more());
}

TEST_F(OfficeBookTest, IsForTheOfficeAlone) {
  GetOfficeBookRequest request;
  request.set_office_id(kCommunePoint);
  EXPECT_THAT(Book(kClerk, request).status(), HasReason("OUT_OF_REACH"));
  request.set_office_id(kBureau);
  request.add_known()->set_dossier_code("mine");
  EXPECT_THAT(Book(kClerk, request).status(), HasFieldViolation("known[0].dossier_code"));
}

}  // namespace
}  // namespace hoso::routing
