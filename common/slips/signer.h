// A process that issues slips: its key, and the list by which others check what it signs.
#ifndef HOSO_COMMON_SLIPS_SIGNER_H_
#define HOSO_COMMON_SLIPS_SIGNER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/signing/key_list.h"
#include "hoso/trust/v1/slip.pb.h"

namespace hoso::slips {

// Thread-safe.
class Signer {
 public:
  // FAILED_PRECONDITION naming the file when the key cannot be read, others may read it (secret_file.h), or the list
  // does not have it for slips of that service ("intake"): nobody could check what it signs. `keys` outlives this.
  static absl::StatusOr<std::unique_ptr<Signer>> Open(const std::string& key_file, const std::string& service,
                                                      signing::KeyListFile& keys);
  virtual ~Signer() = default;

  // Sets key id and text of a slip that has a statement. It stays empty, and the log says so, when the key was revoked
  // or is not in use: what happened is recorded all the same, and the slip is printed without a code.
  virtual void Sign(trust::v1::Slip& slip) const = 0;
};

}  // namespace hoso::slips

#endif  // HOSO_COMMON_SLIPS_SIGNER_H_
