#include "common/rpc/machine_check.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/file_mark.h"
#include "common/log/log.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

constexpr size_t kMostRemembered = 10'000;

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(STACK_OF(X509_INFO) * infos) const { sk_X509_INFO_pop_free(infos, X509_INFO_free); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

absl::Status Refused(const char* reason, const std::string& message) {
  return errors::WithReason(absl::UnauthenticatedError(absl::StrCat("certificate: ", message)), reason);
}

absl::Status Unreadable(const std::string& file, const std::string& want) {
  return absl::FailedPreconditionError(absl::StrCat(file, ": cannot be read, want ", want, " in PEM"));
}

Owned<STACK_OF(X509_INFO)> ReadPem(const std::string& file) {
  const Owned<BIO> bio(BIO_new_file(file.c_str(), "r"));
  if (bio == nullptr) return nullptr;
  return Owned<STACK_OF(X509_INFO)>(PEM_X509_INFO_read_bio(bio.get(), nullptr, nullptr, nullptr));
}

Owned<X509> ParsePem(const std::string& certificate) {
  const Owned<BIO> bio(BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size())));
  return Owned<X509>(bio == nullptr ? nullptr : PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm civil = {};
  if (ASN1_TIME_to_tm(time, &civil) != 1) return absl::InfinitePast();
  return absl::FromTM(civil, absl::UTCTimeZone());
}

std::string DayOf(const ASN1_TIME* time) { return absl::FormatTime("%Y-%m-%d", TimeOf(time), absl::LocalTimeZone()); }

// A list of revoked certificates counts whenever it was made, and past its next update.
int IgnoreAgeOfLists(int ok, X509_STORE_CTX* context) {
  const int error = X509_STORE_CTX_get_error(context);
  if (ok == 0 && (error == X509_V_ERR_CRL_HAS_EXPIRED || error == X509_V_ERR_CRL_NOT_YET_VALID)) {
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
  }
  return ok;
}

absl::Status RefusalFor(int error, const X509* certificate) {
  switch (error) {
    case X509_V_ERR_CERT_REVOKED:
      return Refused(kCertificateRevoked,
                     "revoked; this machine may not be used any more: ask the operators for a new certificate");
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Refused(kCertificateExpired, absl::StrCat("expired on ", DayOf(X509_get0_notAfter(certificate)),
                                                       ": ask the operators to renew it"));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Refused(kCertificateNotYetValid, absl::StrCat("valid from ", DayOf(X509_get0_notBefore(certificate)),
                                                           " on: is this machine's certificate a new one, is the "
                                                           "server's clock right?"));
    default:
      return Refused(kCertificateForeign,
                     absl::StrCat("not one of this province's machines (", X509_verify_cert_error_string(error),
                                  "): ask the operators for a certificate"));
  }
}

// The one URI of ours among the names.
absl::StatusOr<identity::MachineName> NameOf(const X509* certificate) {
  const Owned<GENERAL_NAMES> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> uris;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_STRING* uri = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  if (uris.size() == 1) {
    auto name = identity::ParseMachineName(uris[0]);
    if (name.ok()) return name;
  }
  return Refused(kCertificateName,
                 "names no machine, want one URI hoso://PROVINCE/KIND/ID: ask the operators for another");
}

}  // namespace

absl::StatusOr<identity::MachineName> NameInCertificate(const std::string& certificate) {
  const Owned<X509> parsed = ParsePem(certificate);
  if (parsed == nullptr) return Refused(kCertificateForeign, "cannot be read");
  return NameOf(parsed.get());
}

// What the two files say, and whom it has let in so far.
class MachineCheck::Trusted {
 public:
  static absl::StatusOr<std::shared_ptr<Trusted>> Read(const std::string& authorities, const std::string& revoked) {
    auto trusted = std::make_shared<Trusted>();
    trusted->store_.reset(X509_STORE_new());
    if (!trusted->Add(authorities, &X509_INFO::x509, X509_STORE_add_cert))
      return Unreadable(authorities, "a certificate");
    if (!trusted->Add(revoked, &X509_INFO::crl, X509_STORE_add_crl))
      return Unreadable(revoked, "a list of revoked ones");
    X509_STORE_set_flags(trusted->store_.get(), X509_V_FLAG_CRL_CHECK);
    X509_STORE_set_verify_cb(trusted->store_.get(), IgnoreAgeOfLists);
    return trusted;
  }

  absl::StatusOr<identity::MachineName> Check(const std::string& certificate, absl::Time now) {
    {
      absl::MutexLock lock(&mutex_);
      const auto known = known_.find(certificate);
      if (known != known_.end() && now < known->second.until) return known->second.name;
    }
    Known checked;
    if (absl::Status status = CheckAnew(certificate, now, checked); !status.ok()) return status;
    absl::MutexLock lock(&mutex_);
    if (known_.size() >= kMostRemembered) known_.clear();
    known_.insert_or_assign(certificate, checked);
    return checked.name;
  }

 private:
  struct Known {
    identity::MachineName name;
    absl::Time until;
  };

  // Adds what `part` of each entry of `file` points at; false if there is none.
  template <typename T>
  bool Add(const std::string& file, T* X509_INFO::*part, int (*add)(X509_STORE*, T*)) {
    const Owned<STACK_OF(X509_INFO)> infos = ReadPem(file);
    int added = 0;
    for (int i = 0; i < sk_X509_INFO_num(infos.get()); ++i) {
      T* found = sk_X509_INFO_value(infos.get(), i)->*part;
      if (found != nullptr && add(store_.get(), found) == 1) ++added;
    }
    return added > 0;
  }

  absl::Status CheckAnew(const std::string& pem, absl::Time now, Known& checked) {
    const Owned<X509> certificate = ParsePem(pem);
    if (certificate == nullptr) return Refused(kCertificateForeign, "cannot be read");
    const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store_.get(), certificate.get(), nullptr);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_CLIENT);
    X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
    if (X509_verify_cert(context.get()) != 1) {
      return RefusalFor(X509_STORE_CTX_get_error(context.get()), certificate.get());
    }
    auto name = NameOf(certificate.get());
    if (!name.ok()) return name.status();
    checked = {.name = *std::move(name), .until = TimeOf(X509_get0_notAfter(certificate.get()))};
    return absl::OkStatus();
  }

  Owned<X509_STORE> store_;
  absl::Mutex mutex_;
  std::map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
};

MachineCheck::MachineCheck(std::string authorities, std::string revoked)
    : authorities_(std::move(authorities)), revoked_(std::move(revoked)), watch_({authorities_, revoked_}) {}

MachineCheck::~MachineCheck() = default;

absl::StatusOr<std::unique_ptr<MachineCheck>> MachineCheck::Open(std::string authorities, std::string revoked) {
  std::unique_ptr<MachineCheck> check(new MachineCheck(std::move(authorities), std::move(revoked)));
  const std::string seen = check->Seen();
  auto trusted = Trusted::Read(check->authorities_, check->revoked_);
  if (!trusted.ok()) return trusted.status();
  absl::MutexLock lock(&check->mutex_);
  check->seen_ = seen;
  check->trusted_ = *std::move(trusted);
  return check;
}

std::string MachineCheck::Seen() const {
  return absl::StrCat(files::MarkOf(authorities_), "; ", files::MarkOf(revoked_));
}

std::shared_ptr<MachineCheck::Trusted> MachineCheck::Current() {
  absl::MutexLock lock(&mutex_);
  if (!watch_.MayHaveChanged(absl::Now())) return trusted_;
  const std::string seen = Seen();
  if (seen == seen_) return trusted_;
  seen_ = seen;
  auto trusted = Trusted::Read(authorities_, revoked_);
  if (trusted.ok()) {
    trusted_ = *std::move(trusted);
    log::Info("certificates read again", {{"authorities", authorities_}, {"revoked", revoked_}});
  } else {
    log::Write(log::Level::kError, "certificates", {{"error", std::string(trusted.status().message())}});
  }
  return trusted_;
}

absl::StatusOr<identity::MachineName> MachineCheck::Check(const std::string& certificate, absl::Time now) {
  if (certificate.empty()) {
    return Refused(kCertificateMissing, "none; machines are known by certificates: ask the operators for one");
  }
  return Current()->Check(certificate, now);
}

}  // namespace hoso::rpc
