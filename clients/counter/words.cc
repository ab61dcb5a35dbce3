#include "clients/counter/words.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace hoso::counter {
namespace {

struct Words {
  const char* field;        // The end of a field's path, or its beginning before "[".
  const char* description;  // A part of what the rules say; empty: whatever they say.
  const char* vi;
};

// The first that fits is said.
constexpr Words kWords[] = {
    {"owner", "not given", "Nhập chủ hồ sơ"},
    {".full_name", "", "Nhập họ và tên như trên giấy tờ"},
    {".identity_kind", "TAX_CODE", "Chọn giấy tờ tùy thân của người, không phải mã số thuế"},
    {".identity_kind", "", "Chọn loại giấy tờ"},
    {".identity_number", "12 digits", "Số định danh có 12 số"},
    {".identity_number", "9 digits", "Số CMND có 9 số"},
    {".identity_number", "tax code", "Mã số thuế có 10 số, chi nhánh thêm -NNN"},
    {".identity_number", "", "Nhập số giấy tờ đúng mẫu"},
    {".former_identity_number", "", "Số CMND cũ có 9 số"},
    {".birth_date", "", "Nhập ngày sinh có thật, không sau hôm nay"},
    {".phone", "", "Nhập số điện thoại, 10 số"},
    {".email", "", "Nhập thư điện tử theo mẫu tên@tên-miền"},
    {".commune_code", "", "Chọn xã, phường, thị trấn trong danh sách"},
    {".address", "", "Rút gọn địa chỉ, tối đa 300 ký tự"},
    {".kind", "a person stands", "Người nộp phải là một người"},
    {".kind", "", "Chọn loại chủ hồ sơ"},
    {"relation", "", "Chọn quan hệ của người nộp với chủ hồ sơ"},
    {"submitter", "", "Nhập người nộp"},
    {"authorisation.valid_until", "", "Giấy ủy quyền hết hạn: xem lại ngày"},
    {"authorisation", "", "Nhập số và ngày giấy ủy quyền"},
    {"components", "missing", "Còn thiếu giấy tờ"},
    {"components", "", "Số lượng giấy tờ chưa đúng như quy định"},
    {"cases", "", "Chọn trường hợp của thủ tục"},
    {"units", "", "Nhập số lượng trong mức cho phép"},
    {"fees_paid", "", "Số tiền thu phải đúng bằng phí phải nộp"},
    {"fee_id", "", "Chọn mức phí"},
    {"return_channel", "", "Kết quả này nhận tại cơ quan"},
    {"return_office_id", "", "Chọn điểm trả kết quả trong danh sách"},
    {"procedure", "online", "Thủ tục này chỉ nộp trực tuyến"},
    {"procedure", "", "Thủ tục này không nhận tại đây hôm nay"},
};

bool Fits(const Words& words, const std::string& field, const std::string& description) {
  const bool named = words.field[0] == '.'
                         ? absl::EndsWith(field, words.field)
                         : field == words.field || absl::StartsWith(field, absl::StrCat(words.field, "["));
  return named && absl::StrContains(description, words.description);
}

}  // namespace

std::string ProblemInVietnamese(const std::string& field, const std::string& description) {
  for (const Words& words : kWords) {
    if (Fits(words, field, description)) return words.vi;
  }
  return absl::StrCat(field, ": ", description);
}

}  // namespace hoso::counter
