#include "common/files/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>

namespace hoso::files {
namespace {

constexpr uint32_t kAnything = IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MODIFY |
                               IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF;

}  // namespace

FileWatch::FileWatch(const std::vector<std::string>& paths, absl::Duration at_least)
    : at_least_(at_least), inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  for (const std::string& path : paths) {
    if (inotify_ < 0) return;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (inotify_add_watch(inotify_, folder.empty() ? "." : folder.c_str(), kAnything) >= 0) continue;
    close(inotify_);
    inotify_ = -1;
  }
}

FileWatch::~FileWatch() {
  if (inotify_ >= 0) close(inotify_);
}

bool FileWatch::Told() const {
  if (inotify_ < 0) return true;
  alignas(inotify_event) char events[4096];  // What they say does not matter.
  bool told = false;
  while (read(inotify_, events, sizeof(events)) > 0) told = true;
  return told;
}

bool FileWatch::MayHaveChanged(absl::Time now) {
  const bool told = Told();
  if (!told && now >= said_ && now < said_ + at_least_) return false;
  said_ = now;
  return true;
}

}  // namespace hoso::files
