// The methods of the page (hoso.counter.v1.PageService), each from JSON to JSON.
#ifndef HOSO_CLIENTS_COUNTER_PAGE_METHODS_H_
#define HOSO_CLIENTS_COUNTER_PAGE_METHODS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/counter/clerks.h"
#include "clients/counter/courier.h"
#include "clients/counter/desk.h"
#include "clients/counter/drafts.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "clients/counter/page_method.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"

namespace hoso::counter {

// All outlive the methods.
struct Counter {
  Desk& desk;
  Journal& journal;
  Numbers& numbers;
  Clerks& clerks;
  Drafts& drafts;
  Courier& courier;
  People& people;
  Timekeeper& clock;
  absl::Time catalogue_expires_at;
  std::function<absl::StatusOr<bool>()> shift_is_open;
};

PageMethodMap PageMethods(Counter counter);

// {"code", "message", "reason", "fields"} of a refusal.
std::string RefusalJson(const absl::Status& status);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PAGE_METHODS_H_
