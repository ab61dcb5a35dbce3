// The shape of the record of a person who collects. Part of validate.cc.
#ifndef HOSO_SERVICES_RETURNS_VALIDATE_RECIPIENT_H_
#define HOSO_SERVICES_RETURNS_VALIDATE_RECIPIENT_H_

#include "common/command/fields.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::returns {

// Adds what is wrong with `recipient` to `fields`, without repeating what stands in it, and brings it into its normal
// form: composed texts, numbers without blanks, letters in them as capitals.
void CheckRecipient(command::Fields& fields, core::v1::PersonRecord& recipient);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_VALIDATE_RECIPIENT_H_
