// The methods of the page about dossiers that are there, bags and results.
#ifndef HOSO_CLIENTS_COUNTER_WORK_METHODS_H_
#define HOSO_CLIENTS_COUNTER_WORK_METHODS_H_

#include "clients/counter/acts.h"
#include "clients/counter/courier.h"
#include "clients/counter/page_method.h"
#include "clients/counter/people.h"
#include "clients/counter/work.h"

namespace hoso::counter {

// All outlive the methods.
PageMethodMap WorkMethods(People& people, Work& work, Acts& acts, Courier& courier);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_WORK_METHODS_H_
