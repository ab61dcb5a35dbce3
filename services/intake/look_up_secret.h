// Where look-up secrets (common/identity/look_up_secret.h) come from: eight characters, printed on the slip.
//
// It is nowhere stored in clear: the fact keeps a digest, and the answer that is
// remembered under the request id keeps it sealed with the request's content, so
// that only who sends the very same request again reads it again.
#ifndef HOSO_SERVICES_INTAKE_LOOK_UP_SECRET_H_
#define HOSO_SERVICES_INTAKE_LOOK_UP_SECRET_H_

#include <string>

#include "google/protobuf/message.h"

namespace hoso::intake {

// Of an alphabet of 32 without O, 0, I and 1; from the system's generator.
std::string NewSecret();

// Sealing and opening are the same act. REQUIRES: `secret` is one of NewSecret, or of this.
std::string SealSecret(const std::string& secret, const google::protobuf::Message& request);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LOOK_UP_SECRET_H_
