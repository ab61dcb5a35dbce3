// The shape of personal data: what a person record must look like, and what looks
// wrong without blocking (pilot.md section 11.1).
//
// Neither errors nor warnings repeat what is personal.
#ifndef HOSO_SERVICES_INTAKE_PERSONS_H_
#define HOSO_SERVICES_INTAKE_PERSONS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/command/fields.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::intake {

// Checks `record` and returns it in its normal form: texts composed, numbers without blanks. `field` is its name in
// the request, `day` the day of acceptance. What looks wrong and does not block is added to `warnings`.
core::v1::PersonRecord CheckPerson(command::Fields& fields, const core::v1::PersonRecord& record,
                                   const std::string& field, absl::CivilDay day, std::vector<std::string>& warnings);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_PERSONS_H_
