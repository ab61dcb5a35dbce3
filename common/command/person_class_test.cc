#include "common/command/person_class.h"

#include <gtest/gtest.h>

#include "tests/support/catalogue.h"

namespace hoso::command {
namespace {

TEST(PersonClassTest, FollowsFromTheProcedureVersion) {
  const ledger::ClassOf class_of = PersonClassesOf(hoso::testing::TheCatalogue());
  core::v1::Dossier dossier;
  dossier.set_procedure_version("GPLX_DOI@2022-11-01");
  EXPECT_EQ(class_of(dossier), trust::v1::DATA_CLASS_NORMAL);
  dossier.set_procedure_version("LLTP@2022-11-01");
  EXPECT_EQ(class_of(dossier), trust::v1::DATA_CLASS_CRIMINAL_RECORD);
  dossier.set_procedure_version("UNKNOWN@2022-11-01");
  EXPECT_EQ(class_of(dossier), trust::v1::DATA_CLASS_CRIMINAL_RECORD) << "the stricter one";
}

}  // namespace
}  // namespace hoso::command
