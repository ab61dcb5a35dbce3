// The slip of a command: decided with the facts, remembered as a statement, signed when the caller is answered.
//
// So the committer signs nothing, and a repeated request gets the very same text: Ed25519 gives one statement one
// signature under one key.
#ifndef HOSO_COMMON_COMMAND_SLIPS_H_
#define HOSO_COMMON_COMMAND_SLIPS_H_

#include "common/dossier/dossier_change.h"
#include "hoso/trust/v1/slip.pb.h"

namespace hoso::command {

// The slip that the facts of `change` give rise to, without its text. REQUIRES: they give rise to one.
trust::v1::Slip UnsignedSlip(const dossier::DossierChange& change);

// Signs the slip of `response` with `signer`, if the response has one.
template <typename Signer, typename Response>
void SignSlip(const Signer& signer, Response& response) {
  if constexpr (requires { response.mutable_slip(); }) {
    if (response.has_slip()) signer.Sign(*response.mutable_slip());
  }
}

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_SLIPS_H_
