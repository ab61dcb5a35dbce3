#include "common/postgres/conninfo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace hoso::postgres {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ConninfoTest, WithoutAPasswordItIsRight) {
  EXPECT_THAT(ProblemWithConninfo("host=/run/postgresql dbname=hoso user=hoso_intake passfile=/etc/hoso/passwords"),
              IsEmpty());
  EXPECT_THAT(ProblemWithConninfo("postgresql://hoso_intake@127.0.0.1:5432/hoso"), IsEmpty());
  EXPECT_THAT(ProblemWithConninfo(""), IsEmpty());
  EXPECT_THAT(ProblemWithConninfo("host=h password=''"), IsEmpty());
}

TEST(ConninfoTest, APasswordIsRefusedHoweverItIsWrittenAndNotRepeated) {
  for (const char* conninfo :
       {"host=h password=hunter2", "host=h password = 'hunter2'", "postgresql://hoso:hunter2@h/hoso",
        "postgres://h/hoso?password=hunter2", "postgresql://hoso:h%75nter2@h", "host=h sslpassword=hunter2"}) {
    EXPECT_THAT(ProblemWithConninfo(conninfo), AllOf(HasSubstr("PGPASSFILE"), Not(HasSubstr("hunter2")))) << conninfo;
  }
}

TEST(ConninfoTest, WhatIsNoConnectionStringIsNotRepeatedEither) {
  EXPECT_THAT(ProblemWithConninfo("host=h hunter2"), AllOf(HasSubstr("cannot be read"), Not(HasSubstr("hunter2"))));
}

TEST(ConninfoTest, NorMayTheEnvironmentHoldOne) {
  setenv("PGPASSWORD", "hunter2", 1);
  EXPECT_THAT(ProblemWithConninfo("host=h"), AllOf(HasSubstr("PGPASSWORD"), Not(HasSubstr("hunter2"))));
  unsetenv("PGPASSWORD");
}

}  // namespace
}  // namespace hoso::postgres
