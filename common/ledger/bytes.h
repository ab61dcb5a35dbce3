// Fixed-width integers in byte strings, big-endian: what the ledger's own
// binary forms are made of.
#ifndef HOSO_COMMON_LEDGER_BYTES_H_
#define HOSO_COMMON_LEDGER_BYTES_H_

#include <cstdint>
#include <string>

namespace hoso::ledger {

template <typename Unsigned>
void AppendInteger(std::string& bytes, Unsigned value) {
  for (int shift = 8 * (sizeof(Unsigned) - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>(value >> shift & 0xff);
  }
}

// Takes parts off the front of a byte string. Past the end it yields zeros and
// is no longer ok().
class ByteReader {
 public:
  explicit ByteReader(const std::string& bytes) : bytes_(bytes) {}

  template <typename Unsigned>
  Unsigned Integer() {
    Unsigned value = 0;
    for (const char c : Bytes(sizeof(Unsigned))) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::string Bytes(size_t count) {
    if (bytes_.size() - at_ < count) {
      ok_ = false;
      at_ = bytes_.size();
      return std::string(count, '\0');
    }
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  bool AtEnd() const { return at_ == bytes_.size(); }
  bool ok() const { return ok_; }

 private:
  const std::string& bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_BYTES_H_
