// Which machine a certificate proves: the chain to the province's authority, the list of revoked ones, the time, the name.
//
// Servers let the handshake pass whatever certificate it brings (TLS itself proves that the caller has its key) and ask here,
// call by call: so a machine that is refused is told why and what to do, where a failed handshake would say nothing, and one
// that is revoked is refused on the connections that it has.
//
// OpenSSL only; no gRPC.
#ifndef HOSO_COMMON_RPC_MACHINE_CHECK_H_
#define HOSO_COMMON_RPC_MACHINE_CHECK_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/files/file_watch.h"
#include "common/identity/machine_name.h"

namespace hoso::rpc {

// Reasons of refusals.
inline constexpr char kCertificateMissing[] = "CERTIFICATE_MISSING";
inline constexpr char kCertificateForeign[] = "CERTIFICATE_FOREIGN";
inline constexpr char kCertificateExpired[] = "CERTIFICATE_EXPIRED";
inline constexpr char kCertificateNotYetValid[] = "CERTIFICATE_NOT_YET_VALID";
inline constexpr char kCertificateRevoked[] = "CERTIFICATE_REVOKED";
inline constexpr char kCertificateName[] = "CERTIFICATE_NAME";

// The name that `certificate` (PEM) carries, whether or not anybody would believe it. UNAUTHENTICATED if it has none of ours.
absl::StatusOr<identity::MachineName> NameInCertificate(const std::string& certificate);

// Thread-safe.
class MachineCheck {
 public:
  // `authorities`: certificates in PEM, of which one signed each machine's. `revoked`: their lists of revoked certificates in
  // PEM, one for each; a list that is past its next update counts on, as refusing everybody would be worse than not hearing of
  // the latest. FAILED_PRECONDITION naming the file that cannot be read or holds none of it.
  static absl::StatusOr<std::unique_ptr<MachineCheck>> Open(std::string authorities, std::string revoked);
  ~MachineCheck();

  // `certificate` in PEM; empty if the caller brought none. UNAUTHENTICATED with one of the reasons above, and what to do.
  // Both files are read again when they have changed; while a new one cannot be read, the old one counts.
  absl::StatusOr<identity::MachineName> Check(const std::string& certificate, absl::Time now);

 private:
  class Trusted;

  MachineCheck(std::string authorities, std::string revoked);
  std::string Seen() const;
  std::shared_ptr<Trusted> Current();

  const std::string authorities_;
  const std::string revoked_;
  absl::Mutex mutex_;
  files::FileWatch watch_ ABSL_GUARDED_BY(mutex_);
  std::string seen_ ABSL_GUARDED_BY(mutex_);  // Of the files: which, how large, since when.
  std::shared_ptr<Trusted> trusted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::rpc

#endif  // HOSO_COMMON_RPC_MACHINE_CHECK_H_
