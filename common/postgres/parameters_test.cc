// Parameters against a real PostgreSQL: what arrives is what its own text would have been.
#include "common/postgres/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/postgres/time_text.h"
#include "common/postgres/value.h"
#include "tests/support/database.h"

namespace hoso::postgres {
namespace {

class ParametersTest : public ::testing::Test {
 protected:
  ParametersTest() : connection_(database_.Conninfo("hoso_owner")) {
    pqxx::nontransaction(connection_).exec("SET TimeZone = 'UTC'");
  }

  // The one parameter, of this type, as PostgreSQL prints it.
  std::string Seen(const std::string& type, const Parameters& parameters) {
    connection_.prepare(type, "SELECT $1::" + type + "::text");
    pqxx::nontransaction tx(connection_);
    return ExecPrepared(tx, type, parameters)[0][0].as<std::string>();
  }

  hoso::testing::EmptyDatabase database_;
  pqxx::connection connection_;
};

TEST_F(ParametersTest, Numbers) {
  EXPECT_EQ(Seen("bigint", Parameters().Add(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(Seen("bigint[]", Parameters().Add(std::vector<int64_t>{1, -2, INT64_MAX})), "{1,-2,9223372036854775807}");
  EXPECT_EQ(Seen("integer[]", Parameters().Add(std::vector<int32_t>{7, INT32_MIN})), "{7,-2147483648}");
}

TEST_F(ParametersTest, BoolsAndMissingNumbers) {
  EXPECT_EQ(Seen("boolean[]", Parameters().AddBools(std::vector<uint8_t>{1, 0, 2})), "{t,f,t}");
  EXPECT_EQ(Seen("bigint[]", Parameters().Add(std::vector<std::optional<int64_t>>{5, std::nullopt, 0})), "{5,NULL,0}");
}

TEST_F(ParametersTest, EmptyArraysAreNotNull) {
  EXPECT_EQ(Seen("bigint[]", Parameters().Add(std::vector<int64_t>{})), "{}");
  EXPECT_EQ(Seen("text[]", Parameters().Add(std::vector<std::string>{})), "{}");
}

TEST_F(ParametersTest, TextsAndBytesAsTheyAre) {
  EXPECT_EQ(Seen("text[]", Parameters().Add(std::vector<std::string>{R"(it's "x" \ y)", "", "NULL", "Quán"})),
            R"({"it's \"x\" \\ y","","NULL",Quán})");
  EXPECT_EQ(Seen("bytea[]", Parameters().AddBytes(std::vector<std::string>{std::string("\0'\\\xff", 4), ""})),
            R"({"\\x00275cff","\\x"})");
  EXPECT_EQ(Seen("bytea", Parameters().AddBytes(std::string("\0a", 2))), R"(\x0061)");
}

TEST_F(ParametersTest, TimesKeepMicrosecondsAndTheTwoEnds) {
  const absl::Time at = absl::FromUnixNanos(1'700'000'000'123'456'789);
  EXPECT_EQ(Seen("timestamptz", Parameters().Add(at)), TimeText(at));
  EXPECT_EQ(Seen("timestamptz", Parameters().Add(absl::FromUnixNanos(-1))), "1969-12-31 23:59:59.999999+00");
  EXPECT_EQ(Seen("timestamptz[]", Parameters().Add(std::vector<std::optional<absl::Time>>{
                                      absl::UnixEpoch(), std::nullopt, absl::InfiniteFuture(), absl::InfinitePast()})),
            R"({"1970-01-01 00:00:00+00",NULL,infinity,-infinity})");
  EXPECT_EQ(Seen("timestamptz[]", Parameters().Add(std::vector<absl::Time>{absl::FromUnixSeconds(946'684'800)})),
            R"({"2000-01-01 00:00:00+00"})");
}

TEST_F(ParametersTest, Uuids) {
  const std::string uuid("\x12\x34\x56\x78\x9a\xbc\xde\xf0\x12\x34\x56\x78\x9a\xbc\xde\xf0", 16);
  EXPECT_EQ(Seen("uuid", Parameters().AddUuid(uuid)), "12345678-9abc-def0-1234-56789abcdef0");
  EXPECT_EQ(Seen("uuid[]", Parameters().AddUuids(std::vector<std::string>{uuid})),
            "{12345678-9abc-def0-1234-56789abcdef0}");
  EXPECT_THROW(Parameters().AddUuid("short"), std::invalid_argument);
  EXPECT_THROW(Parameters().AddUuids(std::vector<std::string>{uuid + "x"}), std::invalid_argument);
}

TEST_F(ParametersTest, ATextWithNulIsThrownOut) {
  EXPECT_THROW(Parameters().Add(std::vector<std::string>{std::string("a\0b", 3)}), std::invalid_argument);
}

}  // namespace
}  // namespace hoso::postgres
