// One method of the page, from JSON to JSON.
#ifndef HOSO_CLIENTS_COUNTER_PAGE_METHOD_H_
#define HOSO_CLIENTS_COUNTER_PAGE_METHOD_H_

#include <google/protobuf/util/json_util.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/people.h"

namespace hoso::counter {

// INVALID_ARGUMENT naming what cannot be read.
using PageMethod = std::function<absl::StatusOr<std::string>(const std::string& json)>;
using PageMethodMap = std::map<std::string, PageMethod>;

inline absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string out;
  const auto written = google::protobuf::util::MessageToJsonString(message, &out, options);
  if (!written.ok()) return absl::InternalError("the answer cannot be written as JSON");
  return out;
}

template <typename Request, typename Response>
PageMethod Method(std::function<absl::StatusOr<Response>(const Request&)> handler) {
  return [handler = std::move(handler)](const std::string& json) -> absl::StatusOr<std::string> {
    Request request;
    const auto read = google::protobuf::util::JsonStringToMessage(json.empty() ? "{}" : json, &request);
    if (!read.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("the request is no ", Request::descriptor()->full_name()));
    }
    const auto response = handler(request);
    if (!response.ok()) return response.status();
    return ToJson(*response);
  };
}

// `act`, by who is signed in.
template <typename Request, typename Response>
PageMethod Signed(People& people, std::function<absl::StatusOr<Response>(const SignedIn&, const Request&)> act) {
  return Method<Request, Response>([&people, act = std::move(act)](const Request& request) -> absl::StatusOr<Response> {
    const auto who = people.Needed();
    if (!who.ok()) return who.status();
    return act(*who, request);
  });
}

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PAGE_METHOD_H_
