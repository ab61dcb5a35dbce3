// An authority of a test's own, and the certificates that it gives machines (deploy/ca/ca.sh).
#pragma once

#include <string>

#include "tests/support/environment.h"

namespace hoso::testing {

class Authority {
 public:
  // Fails the process if the authority cannot be made.
  Authority();

  // The folder of the machine, with a new key and certificate: "hoso://yen-bai/office/YB-CP-04378".
  std::string Issue(const std::string& name, int days = 90);
  // A key that signs, FOLDER/NAME.pem, and the list of public ones, FOLDER/keys.json.
  void MakeSigningKey(const std::string& folder, const std::string& use, const std::string& owner,
                      const std::string& name);
  void MakeSigningKey(const std::string& folder, const std::string& use, const std::string& owner) {
    MakeSigningKey(folder, use, owner, use);
  }
  void Revoke(const std::string& name);

  // Where authorities.pem, revoked.pem and the authority's key stand.
  std::string Folder() const { return directory_.File("authority"); }
  std::string File(const std::string& name) const { return Folder() + "/" + name; }

 private:
  TempDir directory_;
};

}  // namespace hoso::testing
