// Personal data as lists and messages show them: enough to tell two people apart, not enough to know one.
// Identity numbers: MaskPersonId in person_id.h.
#ifndef HOSO_COMMON_IDENTITY_MASK_H_
#define HOSO_COMMON_IDENTITY_MASK_H_

#include <string>

namespace hoso::identity {

// "******5678".
std::string MaskPhone(const std::string& phone);

// The given name, which in Vietnamese stands last, and the first letters of the others: "N. V. Quán". A name of one
// word stays as it is.
std::string MaskName(const std::string& name);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_MASK_H_
