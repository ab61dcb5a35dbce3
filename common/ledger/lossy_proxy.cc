#include "common/ledger/lossy_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace hoso::ledger::testing {
namespace {

constexpr int kPollMs = 50;
// The end of CommandComplete for COMMIT, as PostgreSQL's protocol has it.
constexpr char kCommitted[] = "COMMIT";

[[noreturn]] void Die(const char* what) {
  std::cerr << "lossy proxy: " << what << ": " << strerror(errno) << std::endl;
  abort();
}

sockaddr_un Address(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) Die("socket path too long");
  memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool SendAll(int to, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t sent = send(to, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= sent;
  }
  return true;
}

}  // namespace

LossyProxy::LossyProxy(const std::string& conninfo) {
  std::map<std::string, std::string> parts;
  for (const auto part : absl::StrSplit(conninfo, ' ', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(part, absl::MaxSplits('=', 1));
    parts[pair.first] = pair.second;
  }
  const std::string name = absl::StrCat("/.s.PGSQL.", parts["port"]);
  server_path_ = parts["host"] + name;
  parts["host"] = folder_.path();
  for (const auto& [key, value] : parts) absl::StrAppend(&conninfo_, key, "=", value, " ");
  listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = Address(folder_.path() + name);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) Die("bind");
  if (listen(listener_, 16) != 0) Die("listen");
  acceptor_ = std::thread([this] { Accept(); });
}

LossyProxy::~LossyProxy() {
  stopping_ = true;
  acceptor_.join();
  absl::MutexLock lock(&mutex_);
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void LossyProxy::Accept() {
  while (!stopping_) {
    pollfd ready = {.fd = listener_, .events = POLLIN};
    if (poll(&ready, 1, kPollMs) <= 0) continue;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    absl::MutexLock lock(&mutex_);
    threads_.emplace_back([this, client] { Pass(client); });
  }
}

void LossyProxy::Pass(int client) {
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = Address(server_path_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  std::string buffer(1 << 16, '\0');
  while (open && !stopping_) {
    pollfd ready[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    if (poll(ready, 2, kPollMs) < 0) break;
    for (int i = 0; i < 2 && open; ++i) {
      if (ready[i].revents == 0) continue;
      const ssize_t size = recv(ready[i].fd, buffer.data(), buffer.size(), 0);
      open = size > 0;
      const bool committed =
          i == 1 && open && buffer.substr(0, size).find(std::string(kCommitted, 7)) != std::string::npos;
      if (committed && to_lose_ > 0) {
        --to_lose_;
        ++lost_;
        open = false;
      }
      if (open) open = SendAll(ready[1 - i].fd, buffer.data(), size);
    }
  }
  close(client);
  close(server);
}

}  // namespace hoso::ledger::testing
