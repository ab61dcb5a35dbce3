#include "common/packet/squeeze.h"

#include <zlib.h>

#include <algorithm>

namespace hoso::packet {
namespace {

constexpr size_t kBlock = 16 << 10;

struct Inflating {
  Inflating() { ready = inflateInit(&stream) == Z_OK; }
  ~Inflating() { inflateEnd(&stream); }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;
  z_stream stream = {};
  bool ready = false;
};

Bytef* Bytes(std::string& text) { return reinterpret_cast<Bytef*>(text.data()); }
const Bytef* Bytes(const std::string& text) { return reinterpret_cast<const Bytef*>(text.data()); }

}  // namespace

std::string Squeeze(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string squeezed(size, '\0');
  // Fails for want of memory only.
  if (compress2(Bytes(squeezed), &size, Bytes(bytes), bytes.size(), Z_BEST_COMPRESSION) != Z_OK) return "";
  squeezed.resize(size);
  return squeezed;
}

absl::StatusOr<std::string> Unsqueeze(const std::string& squeezed, size_t most) {
  Inflating inflating;
  if (!inflating.ready) return absl::ResourceExhaustedError("not enough memory");
  z_stream& stream = inflating.stream;
  std::string in = squeezed, out, block(kBlock, '\0');
  stream.next_in = Bytes(in);
  stream.avail_in = static_cast<uInt>(in.size());
  int said = Z_OK;
  while (said == Z_OK) {
    stream.next_out = Bytes(block);
    stream.avail_out = kBlock;
    said = inflate(&stream, Z_NO_FLUSH);
    const size_t size = kBlock - stream.avail_out;
    if (out.size() + size > most) return absl::ResourceExhaustedError("longer than it may be");
    out.append(block, 0, size);
  }
  if (said != Z_STREAM_END || stream.avail_in != 0) return absl::DataLossError("cannot be made long again");
  return out;
}

}  // namespace hoso::packet
