#include "common/vault/sealed_person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hoso/trust/v1/vault.pb.h"
#include "tests/support/matchers.h"

namespace hoso::vault {
namespace {

using core::v1::PersonRecord;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

PersonRecord Owner() {
  PersonRecord record;
  record.set_kind(core::v1::OWNER_KIND_CITIZEN);
  record.set_full_name("NGUYỄN THỊ MẪU");
  record.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  record.set_identity_number("015190000123");
  record.mutable_birth_date()->set_year(1990);
  record.mutable_birth_date()->set_month(5);
  record.mutable_birth_date()->set_day(17);
  record.set_phone("0912345678");
  record.set_address("Thôn 1, xã Minh Quán");
  record.set_commune_code("04540");
  return record;
}

std::string Sealed(const Key& key, const PersonRecord& record) {
  const auto sealed = SealPerson(key, std::string(16, 's'), record.SerializeAsString());
  EXPECT_TRUE(sealed.ok()) << sealed.status();
  return *sealed;
}

trust::v1::SealedPerson Parsed(const std::string& sealed) {
  trust::v1::SealedPerson parsed;
  EXPECT_TRUE(parsed.ParseFromString(sealed));
  return parsed;
}

TEST(SealedPersonTest, OpensAsTheBytesThatWereSealed) {
  const Key key = Key::Random();
  const auto opened = OpenPerson(key, Sealed(key, Owner()));
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->salt, std::string(16, 's'));
  EXPECT_EQ(opened->record, Owner().SerializeAsString());
  EXPECT_EQ(OpenPerson(key, Sealed(key, PersonRecord()))->record, "");
}

TEST(SealedPersonTest, NothingOfItCanBeRead) {
  const std::string sealed = Sealed(Key::Random(), Owner());
  for (const char* part : {"NGUY", "015190", "0912", "Minh", "04540", "ssss"}) {
    EXPECT_THAT(sealed, Not(HasSubstr(part)));
  }
}

TEST(SealedPersonTest, EachFieldIsSealedForItself) {
  const Key key = Key::Random();
  const std::string sealed = Sealed(key, Owner());
  EXPECT_EQ(Parsed(sealed).fields_size(), 9) << "eight fields and the salt";
  const auto some = OpenFields(key, sealed, {PersonRecord::kPhoneFieldNumber, PersonRecord::kSexFieldNumber});
  ASSERT_TRUE(some.ok());
  EXPECT_EQ(some->phone(), "0912345678");
  EXPECT_EQ(some->full_name(), "");
  // What is broken and not asked for does not matter.
  trust::v1::SealedPerson broken = Parsed(sealed);
  broken.mutable_fields(2)->mutable_sealed()->back() ^= 1;  // The name.
  EXPECT_TRUE(OpenFields(key, broken.SerializeAsString(), {PersonRecord::kPhoneFieldNumber}).ok());
  EXPECT_THAT(OpenFields(key, broken.SerializeAsString(), {PersonRecord::kFullNameFieldNumber}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("column 2")));
}

TEST(SealedPersonTest, FieldsThatAreSwappedAreFound) {
  const Key key = Key::Random();
  const Key other_key = Key::Random();
  const trust::v1::SealedPerson sealed = Parsed(Sealed(key, Owner()));
  const trust::v1::SealedPerson other = Parsed(Sealed(other_key, Owner()));
  for (int i = 0; i < sealed.fields_size(); ++i) {
    trust::v1::SealedPerson moved = sealed;
    *moved.mutable_fields(i) = other.fields(i);
    EXPECT_THAT(OpenPerson(key, moved.SerializeAsString()), StatusIs(absl::StatusCode::kDataLoss)) << "of another row";
    moved = sealed;
    *moved.mutable_fields(i)->mutable_sealed() = sealed.fields((i + 1) % sealed.fields_size()).sealed();
    EXPECT_THAT(OpenPerson(key, moved.SerializeAsString()), StatusIs(absl::StatusCode::kDataLoss))
        << "of another column";
  }
}

TEST(SealedPersonTest, RefusesWhatItDoesNotKnow) {
  const Key key = Key::Random();
  EXPECT_THAT(SealPerson(key, "salt", "no message"), StatusIs(absl::StatusCode::kInvalidArgument));
  trust::v1::SealedPerson sealed = Parsed(Sealed(key, Owner()));
  sealed.set_format(2);
  EXPECT_THAT(OpenPerson(key, sealed.SerializeAsString()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("format 2")));
  sealed.set_format(1);
  sealed.mutable_fields()->SwapElements(1, 2);
  EXPECT_THAT(OpenPerson(key, sealed.SerializeAsString()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("order")));
  EXPECT_THAT(OpenPerson(key, "x"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace hoso::vault
