#include "clients/bench/process_stats.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace hoso::bench {
namespace {

struct StatLine {
  int parent = 0;
  double children_seconds = 0;  // Of children that have ended.
  ProcessStats stats;
};

StatLine ReadStat(int pid) {
  StatLine line;
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string text;
  if (!std::getline(file, text)) return line;
  // The name in brackets may hold blanks; the third field follows the last bracket.
  std::istringstream rest(text.substr(text.rfind(')') + 2));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  if (fields.size() < 22) return line;
  line.parent = std::stoi(fields[1]);
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  line.stats.cpu_seconds = (std::stod(fields[11]) + std::stod(fields[12])) / ticks;
  line.children_seconds = (std::stod(fields[13]) + std::stod(fields[14])) / ticks;
  line.stats.resident_mb = std::stod(fields[21]) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
  return line;
}

std::string ReadPage(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return "";
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string page;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = "GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
    if (send(fd, request.data(), request.size(), 0) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      while (ssize_t n = recv(fd, buffer, sizeof buffer, 0)) {
        if (n < 0) break;
        page.append(buffer, static_cast<size_t>(n));
      }
    }
  }
  close(fd);
  return page;
}

}  // namespace

ProcessStats StatsOf(int pid) { return ReadStat(pid).stats; }

ProcessStats StatsOfTree(int pid) {
  const StatLine root = ReadStat(pid);
  ProcessStats total = root.stats;
  total.cpu_seconds += root.children_seconds;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.empty() || !std::isdigit(static_cast<unsigned char>(name[0]))) continue;
    const StatLine line = ReadStat(std::stoi(name));
    if (line.parent != pid) continue;
    total.cpu_seconds += line.stats.cpu_seconds;
    total.resident_mb += line.stats.resident_mb;
  }
  return total;
}

BatchCount BatchesOf(int metrics_port, const std::string& lane) {
  BatchCount count;
  const std::string page = ReadPage(metrics_port);
  for (const auto& line_view : absl::StrSplit(page, '\n')) {
    const std::string line(line_view);
    if (!absl::StrContains(line, absl::StrCat("lane=\"", lane, "\""))) continue;
    const std::string value = line.substr(line.rfind(' ') + 1);
    if (absl::StartsWith(line, "hoso_ledger_batch_size_sum")) count.commands = std::stod(value);
    if (absl::StartsWith(line, "hoso_ledger_batch_size_count")) count.batches = std::stod(value);
  }
  return count;
}

}  // namespace hoso::bench
