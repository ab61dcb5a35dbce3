#include "common/slips/words.h"

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"

namespace hoso::slips {
namespace {

using trust::v1::SlipForm;

std::string Shown(absl::Time at) { return absl::FormatTime("%H:%M %d/%m/%Y", at, clock::LocalZone()); }

std::string NumberOf(SlipForm form) { return absl::StrCat("0", static_cast<int>(form)); }

std::string RevokedAt(const Checked& slip) { return Shown(FromProto(slip.key.revoked_at())); }

constexpr char kKeepVi[] = "Giữ phiếu lại, không làm theo phiếu, báo kiểm soát viên.";
constexpr char kKeepEn[] = "Keep the slip, do not act on it, and call the supervisor.";

// What is wrong with a slip, whatever the ledger says.
Words WordsOfSignature(const Checked& slip) {
  switch (slip.verdict) {
    case trust::v1::SLIP_VERDICT_ALTERED:
      return {"Phiếu đã bị sửa: chữ ký không khớp với nội dung mã QR.",
              "The slip was altered: its signature is not that of what its QR code says.", kKeepVi, kKeepEn};
    case trust::v1::SLIP_VERDICT_FORGED:
      return {"Phiếu giả: không có khóa nào trong danh sách được phép ký phiếu này.",
              "The slip is forged: no listed key that may sign such a slip has signed it.", kKeepVi, kKeepEn};
    case trust::v1::SLIP_VERDICT_KEY_NOT_IN_USE:
      return {"Ngày trên phiếu nằm ngoài thời gian dùng của khóa đã ký.",
              "The slip says to be of a time at which the key that signed it was not in use.", kKeepVi, kKeepEn};
    case trust::v1::SLIP_VERDICT_SIGNED_AFTER_REVOCATION:
      return {absl::StrCat("Phiếu được ký sau khi khóa bị thu hồi lúc ", RevokedAt(slip), "."),
              absl::StrCat("The slip was signed after its key was revoked at ", RevokedAt(slip), "."), kKeepVi,
              kKeepEn};
    default:
      return {"Không đọc được mã QR của phiếu.", "The QR code is not that of a slip.",
              "Quét lại; nếu vẫn không đọc được, tra bằng mã hồ sơ và mã bí mật in trên phiếu.",
              "Scan it again; if it cannot be read, look up by the code and the secret that are printed on the slip."};
  }
}

Words WordsOfRevoked(const Checked& slip) {
  return {absl::StrCat("Khóa ký phiếu đã bị thu hồi lúc ", RevokedAt(slip),
                       "; phiếu ghi ngày trước đó nhưng sổ chưa chứng thực được."),
          absl::StrCat("The key that signed it was revoked at ", RevokedAt(slip),
                       "; the slip says to be older, which the ledger does not prove."),
          "Không làm theo phiếu; tra hồ sơ trong sổ và hỏi kiểm soát viên.",
          "Do not act on the slip; look the dossier up in the ledger and ask the supervisor."};
}

Words WordsOfSuperseded(const Finding& finding) {
  const std::string by = NumberOf(finding.superseded_by);
  Words words{absl::StrCat("Phiếu thật, nhưng đã có phiếu ", by, " mới hơn thay thế."),
              absl::StrCat("Genuine, but a later slip ", by, " counts instead."), "Làm theo phiếu mới nhất.",
              "Go by the latest slip."};
  if (!finding.due_at.has_value()) return words;
  absl::StrAppend(&words.advice_vi, " Ngày hẹn đang có hiệu lực: ", Shown(*finding.due_at), ".");
  absl::StrAppend(&words.advice_en, " The appointment that counts: ", Shown(*finding.due_at), ".");
  return words;
}

Words WordsOfUsed(const Checked& slip, const std::string& at) {
  if (slip.statement.form() == trust::v1::SLIP_FORM_02) {
    return {absl::StrCat("Phiếu thật, nhưng giấy tờ yêu cầu đã được bổ sung lúc ", at, "."),
            absl::StrCat("Genuine, but what it asks for was handed in at ", at, "."),
            "Không nhận bổ sung lần nữa theo phiếu này.", "Do not take in a supplement on it again."};
  }
  return {absl::StrCat("Phiếu thật, nhưng đã dùng: hồ sơ đã trả xong lúc ", at, "."),
          absl::StrCat("Genuine, but it has served: everything was handed out at ", at, "."),
          "Không trả lần nữa; nếu người cầm phiếu nói chưa nhận, báo kiểm soát viên.",
          "Hand nothing out again; if the bearer says to have received nothing, call the supervisor."};
}

}  // namespace

Words WordsOf(const Checked& slip, const Finding& finding) {
  switch (finding.verdict) {
    case trust::v1::SLIP_VERDICT_GENUINE:
      return {"Phiếu thật và đang có hiệu lực; khớp với sổ.", "Genuine and current; the ledger agrees.",
              "Làm theo phiếu.", "Go by the slip."};
    case trust::v1::SLIP_VERDICT_GENUINE_KEY_REVOKED_LATER:
      return {absl::StrCat("Phiếu thật; khóa ký phiếu bị thu hồi sau đó, lúc ", RevokedAt(slip),
                           ", còn sổ đã ghi hồ sơ trước lúc ấy."),
              absl::StrCat("Genuine; its key was revoked later, at ", RevokedAt(slip),
                           ", and the ledger had recorded it before."),
              "Làm theo phiếu.", "Go by the slip."};
    case trust::v1::SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION:
      return WordsOfRevoked(slip);
    case trust::v1::SLIP_VERDICT_NOT_RECORDED:
      return {
          "Phiếu đúng chữ ký; việc ghi trên phiếu chưa vào sổ (thường do quầy nhận khi mất mạng).",
          "The signature is good; the ledger does not know yet what it tells (a counter without network, most often).",
          "Nhận phiếu; nếu quá 5 ngày làm việc vẫn chưa vào sổ, báo kiểm soát viên tìm tại quầy đã cấp.",
          "Believe it; if it is still not recorded after 5 working days, have the supervisor ask the counter that "
          "issued it."};
    case trust::v1::SLIP_VERDICT_CONTRADICTED:
      return {"Phiếu đúng chữ ký nhưng sổ ghi khác.", "The signature is good, but the ledger says otherwise.",
              "Làm theo sổ; giữ phiếu lại và báo kiểm soát viên: có thể khóa của quầy đã lộ.",
              "Go by the ledger; keep the slip and call the supervisor: the counter's key may be in other hands."};
    case trust::v1::SLIP_VERDICT_SUPERSEDED:
      return WordsOfSuperseded(finding);
    case trust::v1::SLIP_VERDICT_USED:
      return WordsOfUsed(slip, Shown(finding.used_at.value_or(absl::UnixEpoch())));
    default:
      return WordsOfSignature(slip);
  }
}

Words WordsOf(const Checked& slip) {
  if (slip.verdict == trust::v1::SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION) return WordsOfRevoked(slip);
  if (slip.verdict != trust::v1::SLIP_VERDICT_GENUINE) return WordsOfSignature(slip);
  return {"Phiếu đúng chữ ký; chưa đối chiếu với sổ.", "The signature is good; the ledger was not asked.",
          "Khi có mạng, kiểm tra lại để biết phiếu còn hiệu lực hay đã dùng.",
          "Check it again with the network: a later slip may count, or it may have served."};
}

}  // namespace hoso::slips
