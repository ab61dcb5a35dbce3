#include "common/command/context.h"

#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::command {
namespace {

TEST(ContextTest, TheDigestTellsMethodAndContentApart) {
  intake::v1::WithdrawDossierRequest request;
  request.set_dossier_code("H15.05-221101-0001");
  const std::string digest = DigestOf("WithdrawDossier", request);
  EXPECT_EQ(digest.size(), 32u);
  EXPECT_EQ(DigestOf("WithdrawDossier", request), digest);
  EXPECT_NE(DigestOf("RefuseDossier", request), digest);
  request.set_reason("x");
  EXPECT_NE(DigestOf("WithdrawDossier", request), digest);
}

TEST(ContextTest, AStaleVersionIsRefusedAndAnAbsentOneIsNot) {
  core::v1::Dossier dossier;
  dossier.set_version(3);
  intake::v1::WithdrawDossierRequest request;
  EXPECT_TRUE(CheckVersion(dossier, request).ok());
  request.set_expected_version(3);
  EXPECT_TRUE(CheckVersion(dossier, request).ok());
  request.set_expected_version(2);
  const absl::Status status = CheckVersion(dossier, request);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(errors::Reason(status), "STALE_VERSION");
}

TEST(ContextTest, APersonsDigestIsOverSaltAndRecord) {
  core::v1::PersonRecord record;
  record.set_full_name("NGƯỜI MẪU");
  const StoredPerson stored = StorePerson(1, 1, record);
  const std::string salted = stored.row.salt + stored.row.record;
  EXPECT_EQ(stored.ref.digest(), Sha256(salted));
  EXPECT_EQ(stored.row.salt.size(), 16u);
  EXPECT_NE(StorePerson(1, 1, record).row.salt, stored.row.salt);
}

}  // namespace
}  // namespace hoso::command
