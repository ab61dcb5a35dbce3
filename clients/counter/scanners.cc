#include "clients/counter/scanners.h"

#include <jpeglib.h>
#include <sane/sane.h>
#include <sane/saneopts.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/errors.h"
#include "common/scans/content.h"

namespace hoso::counter {
namespace {

constexpr int kDpi = 200;
constexpr int kQuality = 85;                     // Of JPEGs: text of 8 points stays sharp.
constexpr int kMostSheets = 100;                 // Of a feeder in one go.
constexpr size_t kMostPixelBytes = 200'000'000;  // Of one page: A3 in colour at 600 dots an inch.

absl::Status FromSane(SANE_Status status) {
  switch (status) {
    case SANE_STATUS_GOOD:
      return absl::OkStatus();
    case SANE_STATUS_NO_DOCS:
      return errors::Precondition("NO_PAPER", "scanner: no paper in the feeder");
    case SANE_STATUS_DEVICE_BUSY:
      return errors::Precondition("SCANNER_BUSY", "scanner: another program uses it");
    case SANE_STATUS_JAMMED:
    case SANE_STATUS_COVER_OPEN:
      return errors::Precondition("SCANNER_STUCK", "scanner: paper jam, or the cover is open");
    case SANE_STATUS_INVAL:
      return errors::NotFound("scanner", "scanner");
    default:
      return absl::UnavailableError(absl::StrCat("scanner: ", sane_strstatus(status)));
  }
}

struct CloseDevice {
  void operator()(void* device) const { sane_close(device); }
};
using Device = std::unique_ptr<void, CloseDevice>;

// The number of the option `name`; 0: the device has none.
SANE_Int OptionOf(SANE_Handle device, const char* name) {
  for (SANE_Int i = 1;; ++i) {
    const SANE_Option_Descriptor* option = sane_get_option_descriptor(device, i);
    if (option == nullptr) return 0;
    if (option->name != nullptr && std::strcmp(option->name, name) == 0) return i;
  }
}

void SetNumber(SANE_Handle device, const char* name, int value) {
  const SANE_Int option = OptionOf(device, name);
  if (option == 0) return;
  SANE_Word word = sane_get_option_descriptor(device, option)->type == SANE_TYPE_FIXED ? SANE_FIX(value) : value;
  sane_control_option(device, option, SANE_ACTION_SET_VALUE, &word, nullptr);
}

// Sets the first of its words that holds `part`, in small letters; "": it has none. Devices say "Color" or "Color - 16
// Million Colors".
std::string SetWord(SANE_Handle device, const char* name, const char* part) {
  const SANE_Int option = OptionOf(device, name);
  if (option == 0) return "";
  const SANE_Option_Descriptor* descriptor = sane_get_option_descriptor(device, option);
  if (descriptor->constraint_type != SANE_CONSTRAINT_STRING_LIST) return "";
  for (const SANE_String_Const* word = descriptor->constraint.string_list; *word != nullptr; ++word) {
    if (!absl::StrContains(absl::AsciiStrToLower(*word), part)) continue;
    std::string text = *word;
    text.resize(std::max<size_t>(static_cast<size_t>(descriptor->size), text.size() + 1));
    if (sane_control_option(device, option, SANE_ACTION_SET_VALUE, text.data(), nullptr) == SANE_STATUS_GOOD)
      return *word;
  }
  return "";
}

// `pixels`: lines of `width` times `channels` bytes, padded to `stride`.
std::string Jpeg(const std::string& pixels, int width, int height, int stride, int channels) {
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &out, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, kQuality, TRUE);
  jpeg.density_unit = 1;
  jpeg.X_density = jpeg.Y_density = kDpi;
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* line = reinterpret_cast<unsigned char*>(
        const_cast<char*>(pixels.data() + static_cast<size_t>(jpeg.next_scanline) * static_cast<size_t>(stride)));
    jpeg_write_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string bytes(reinterpret_cast<char*>(out), size);
  std::free(out);
  return bytes;
}

absl::StatusOr<Image> ReadPage(SANE_Handle device) {
  if (absl::Status status = FromSane(sane_start(device)); !status.ok()) return status;
  SANE_Parameters parameters;
  if (absl::Status status = FromSane(sane_get_parameters(device, &parameters)); !status.ok()) return status;
  const int channels = parameters.format == SANE_FRAME_RGB ? 3 : 1;
  if (parameters.depth != 8 || (parameters.format != SANE_FRAME_RGB && parameters.format != SANE_FRAME_GRAY) ||
      parameters.pixels_per_line < 1 || parameters.bytes_per_line < parameters.pixels_per_line * channels) {
    return errors::Precondition("SCANNER_MODE", "scanner: gives no picture of 8 bits in one pass");
  }
  std::string pixels(1 << 16, '\0');
  size_t got = 0;
  while (true) {
    if (pixels.size() - got < (1 << 15)) pixels.resize(pixels.size() * 2);
    SANE_Int length = 0;
    const SANE_Status read = sane_read(device, reinterpret_cast<SANE_Byte*>(pixels.data() + got), 1 << 15, &length);
    if (read == SANE_STATUS_EOF) break;
    if (absl::Status status = FromSane(read); !status.ok()) return status;
    got += static_cast<size_t>(length);
    if (got > kMostPixelBytes) return absl::UnavailableError("scanner: the page does not end");
  }
  const int height = static_cast<int>(got / static_cast<size_t>(parameters.bytes_per_line));
  if (height < 1) return absl::UnavailableError("scanner: gave an empty page");
  return Image{scans::kJpeg, Jpeg(pixels, parameters.pixels_per_line, height, parameters.bytes_per_line, channels)};
}

absl::StatusOr<Device> Open(const std::string& name) {
  SANE_Handle handle = nullptr;
  if (absl::Status status = FromSane(sane_open(name.c_str(), &handle)); !status.ok()) return status;
  return Device(handle);
}

bool HasFeeder(const std::string& name) {
  const auto device = Open(name);
  if (!device.ok()) return false;
  return !SetWord(device->get(), SANE_NAME_SCAN_SOURCE, "feeder").empty() ||
         !SetWord(device->get(), SANE_NAME_SCAN_SOURCE, "adf").empty();
}

absl::StatusOr<std::vector<v1::Scanner>> ListNow() {
  const SANE_Device** devices = nullptr;
  const SANE_Status status = sane_get_devices(&devices, SANE_TRUE);
  if (status != SANE_STATUS_GOOD) return FromSane(status);
  std::vector<v1::Scanner> scanners;
  for (const SANE_Device** device = devices; device != nullptr && *device != nullptr; ++device) {
    v1::Scanner& scanner = scanners.emplace_back();
    scanner.set_name((*device)->name);
    scanner.set_label(absl::StrCat((*device)->vendor, " ", (*device)->model));
  }
  for (v1::Scanner& scanner : scanners) scanner.set_feeder(HasFeeder(scanner.name()));
  return scanners;
}

absl::StatusOr<std::vector<Image>> ScanNow(const std::string& name, bool from_feeder) {
  const auto device = Open(name);
  if (!device.ok()) return device.status();
  SANE_Handle handle = device->get();
  const std::string source = from_feeder ? SetWord(handle, SANE_NAME_SCAN_SOURCE, "feeder") : "";
  if (from_feeder && source.empty() && SetWord(handle, SANE_NAME_SCAN_SOURCE, "adf").empty()) {
    return errors::Precondition("NO_PAPER", "scanner: it has no feeder");
  }
  if (!from_feeder) SetWord(handle, SANE_NAME_SCAN_SOURCE, "flatbed");
  SetWord(handle, SANE_NAME_SCAN_MODE, "color");
  SetNumber(handle, SANE_NAME_BIT_DEPTH, 8);
  SetNumber(handle, SANE_NAME_SCAN_RESOLUTION, kDpi);
  std::vector<Image> pages;
  absl::Status ended;
  while (static_cast<int>(pages.size()) < (from_feeder ? kMostSheets : 1)) {
    auto page = ReadPage(handle);
    ended = page.status();
    if (!ended.ok()) break;
    pages.push_back(*std::move(page));
  }
  sane_cancel(handle);
  if (!ended.ok() && (pages.empty() || errors::Reason(ended) != "NO_PAPER")) return ended;
  return pages;
}

}  // namespace

// The one thread on which SANE is called. It may outlive who asked: a device that hangs keeps it.
class Scanners::Worker {
 public:
  static std::shared_ptr<Worker> Start() {
    auto worker = std::make_shared<Worker>();
    std::thread([worker] { worker->Run(); }).detach();
    return worker;
  }

  // What `act` says, or UNAVAILABLE after `timeout`.
  template <typename T>
  absl::StatusOr<T> Ask(std::function<absl::StatusOr<T>()> act, absl::Duration timeout) {
    struct Asked {
      absl::StatusOr<T> answer = absl::UnavailableError("scanner: does not answer");
      absl::Notification known;
    };
    const auto asked = std::make_shared<Asked>();
    {
      absl::MutexLock lock(&mutex_);
      tasks_.push_back([asked, act = std::move(act)] {
        asked->answer = act();
        asked->known.Notify();
      });
    }
    if (!asked->known.WaitForNotificationWithTimeout(timeout)) {
      return absl::UnavailableError("scanner: does not answer");
    }
    return std::move(asked->answer);
  }

  void Stop() {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }

 private:
  void Run() {
    const bool started = sane_init(nullptr, nullptr) == SANE_STATUS_GOOD;
    while (true) {
      std::function<void()> task;
      {
        absl::MutexLock lock(&mutex_);
        const auto any = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); };
        mutex_.Await(absl::Condition(&any));
        if (stopping_) break;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      if (started) task();
    }
    if (started) sane_exit();
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }

 public:
  bool WaitForEnd(absl::Duration timeout) {
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&ended_), timeout);
  }

 private:
  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

Scanners::Scanners(Options options) : options_(options), worker_(Worker::Start()) {}

Scanners::~Scanners() {
  worker_->Stop();
  worker_->WaitForEnd(absl::Seconds(5));
}

absl::StatusOr<std::vector<v1::Scanner>> Scanners::List() {
  return worker_->Ask<std::vector<v1::Scanner>>(ListNow, options_.list_timeout);
}

absl::StatusOr<std::vector<Image>> Scanners::Scan(const std::string& name, bool from_feeder) {
  return worker_->Ask<std::vector<Image>>([name, from_feeder] { return ScanNow(name, from_feeder); },
                                          options_.page_timeout * (from_feeder ? kMostSheets : 1));
}

}  // namespace hoso::counter
