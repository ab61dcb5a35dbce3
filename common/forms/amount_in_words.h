// Numbers in Vietnamese words, as receipts and records want them beside the figures.
#ifndef HOSO_COMMON_FORMS_AMOUNT_IN_WORDS_H_
#define HOSO_COMMON_FORMS_AMOUNT_IN_WORDS_H_

#include <cstdint>
#include <string>

namespace hoso::forms {

// How a zero before the last digit is read: 105 is "một trăm linh năm" in the north, "một trăm lẻ năm" in the south.
enum class ZeroWord { kLinh, kLe };

// `number` in small letters: 0 "không", 15 "mười lăm", 21 "hai mươi mốt", 1005 "một nghìn không trăm linh năm",
// 2 000 005 "hai triệu không trăm linh năm". Groups of three that are nothing are left out, "tỷ" (10^9) repeats above;
// below zero it begins with "âm".
std::string NumberInWords(int64_t number, ZeroWord zero = ZeroWord::kLinh);

// An amount of money as a receipt has it: "Một trăm ba mươi lăm nghìn đồng".
std::string AmountInWords(int64_t vnd, ZeroWord zero = ZeroWord::kLinh);

// The same in figures: "135.000 đ", "-500 đ".
std::string AmountInFigures(int64_t vnd);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_AMOUNT_IN_WORDS_H_
