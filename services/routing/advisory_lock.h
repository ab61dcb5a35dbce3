// A lock that at most one session of the database has: of several replicas, the
// one that does what only one may do.
#ifndef HOSO_SERVICES_ROUTING_ADVISORY_LOCK_H_
#define HOSO_SERVICES_ROUTING_ADVISORY_LOCK_H_

#include <memory>
#include <string>

namespace hoso::postgres {
struct ConnectOptions;
}

namespace hoso::routing {

// One thread's. Keeps a connection of its own, since the lock ends with the
// session: a replica that dies lets go of it.
class AdvisoryLock {
 public:
  // `name` tells locks apart.
  AdvisoryLock(const postgres::ConnectOptions& options, std::string name);
  ~AdvisoryLock();

  // Whether this has the lock now; takes it if nobody else does. False also
  // when the database does not answer.
  bool Hold();

 private:
  struct Session;

  const std::unique_ptr<postgres::ConnectOptions> options_;
  const std::string name_;
  std::unique_ptr<Session> session_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_ADVISORY_LOCK_H_
