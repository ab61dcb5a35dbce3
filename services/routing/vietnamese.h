// Days and money as people here read them.
#ifndef HOSO_SERVICES_ROUTING_VIETNAMESE_H_
#define HOSO_SERVICES_ROUTING_VIETNAMESE_H_

#include <cstdint>
#include <string>

#include "hoso/core/v1/date.pb.h"

namespace hoso::routing {

// "Thứ Ba 07/05/2024"
std::string DayVi(const core::v1::Date& date);

// "1.135.000 đ"
std::string MoneyVi(int64_t vnd);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_VIETNAMESE_H_
