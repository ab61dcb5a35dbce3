#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/clock/clock.h"
#include "common/clock/test_calendar.h"

namespace hoso::clock {
namespace {

struct Row {
  AppointmentInputs inputs;
  const char* vietnamese;
  const char* english;
};

std::vector<Row> Rows() {
  const Term five_days{5, TermUnit::kWorkingDay};
  return {
      {{.term = five_days, .accepted_at = At(2024, 4, 26, 14, 20)},
       "nhận 14:20 26/04/2024; 5 ngày làm việc; nghỉ 29/04–01/05; làm bù thứ Bảy 04/05; hẹn 07/05/2024",
       "accepted 14:20 26/04/2024; 5 working days; off 29/04–01/05; working Saturday 04/05; due 07/05/2024"},
      {{.term = {1, TermUnit::kWorkingDay}, .accepted_at = At(2024, 5, 10, 18, 0)},
       "nhận 18:00 10/05/2024; tính từ 07:30 13/05/2024; 1 ngày làm việc; hẹn 14/05/2024",
       "accepted 18:00 10/05/2024; counts from 07:30 13/05/2024; 1 working day; due 14/05/2024"},
      {{.term = {10, TermUnit::kCalendarDay}, .accepted_at = At(2023, 4, 20, 9, 0)},
       "nhận 09:00 20/04/2023; 10 ngày; nghỉ 29/04–03/05 (vẫn tính); 30/04 không làm việc, dời sang ngày làm việc "
       "tiếp theo; hẹn 04/05/2023",
       "accepted 09:00 20/04/2023; 10 calendar days; off 29/04–03/05 (counted); 30/04 is not worked, moved to the next "
       "working day; due 04/05/2023"},
      {{.term = five_days, .accepted_at = At(2023, 8, 30, 9, 0)},  // 03/09 is a plain Sunday between days off.
       "nhận 09:00 30/08/2023; 5 ngày làm việc; nghỉ 01/09–04/09; hẹn 08/09/2023",
       "accepted 09:00 30/08/2023; 5 working days; off 01/09–04/09; due 08/09/2023"},
      {{.term = {8, TermUnit::kHour},
        .accepted_at = At(2024, 5, 8, 8, 0),
        .pauses = {{At(2024, 5, 8, 9, 0), At(2024, 5, 8, 10, 30)}}},
       "nhận 08:00 08/05/2024; 8 giờ làm việc; chờ bổ sung 09:00 08/05/2024–10:30 08/05/2024, cộng 1 giờ 30 phút; hẹn "
       "10:00 09/05/2024",
       "accepted 08:00 08/05/2024; 8 working hours; waited for a supplement 09:00 08/05/2024–10:30 08/05/2024, adds 1 "
       "h "
       "30 min; due 10:00 09/05/2024"},
      {{.term = five_days,
        .effect = SupplementEffect::kRestart,
        .accepted_at = At(2024, 5, 6, 9, 0),
        .pauses = {{At(2024, 5, 7, 9, 0), At(2024, 5, 8, 9, 0)},
                   {At(2024, 5, 9, 9, 0), At(2024, 5, 10, 9, 0), PauseReason::kPayment},
                   {At(2024, 5, 20, 9, 0), At(2024, 5, 21, 9, 0)}}},
       "nhận 09:00 06/05/2024; 5 ngày làm việc; chờ bổ sung 09:00 07/05/2024–09:00 08/05/2024, tính lại từ đầu; chờ "
       "nộp "
       "tiền 09:00 09/05/2024–09:00 10/05/2024, cộng 1 ngày làm việc; chờ bổ sung 09:00 20/05/2024–09:00 21/05/2024, "
       "sau "
       "khi hết hạn nên không tính; hẹn 16/05/2024",
       "accepted 09:00 06/05/2024; 5 working days; waited for a supplement 09:00 07/05/2024–09:00 08/05/2024, the term "
       "began again; waited for payment 09:00 09/05/2024–09:00 10/05/2024, adds 1 working day; waited for a supplement "
       "09:00 20/05/2024–09:00 21/05/2024, after the term was over: not counted; due 16/05/2024"},
      {{.term = five_days, .accepted_at = At(2024, 5, 6, 9, 0), .pauses = {{At(2024, 5, 7, 9, 0), std::nullopt}}},
       "nhận 09:00 06/05/2024; 5 ngày làm việc; đang chờ bổ sung từ 09:00 07/05/2024; chưa có ngày hẹn",
       "accepted 09:00 06/05/2024; 5 working days; waiting for a supplement since 09:00 07/05/2024; no date yet"},
  };
}

TEST(DescribeTest, TheDerivationReadsInBothLanguages) {
  for (const Row& row : Rows()) {
    const Appointment appointment = ComputeAppointment(TestSchedule(), row.inputs).value();
    EXPECT_EQ(Describe(appointment, Language::kVietnamese), row.vietnamese);
    EXPECT_EQ(Describe(appointment, Language::kEnglish), row.english);
  }
}

TEST(DescribeTest, APromiseOverNewYearQuotesBothCalendars) {
  const Appointment appointment =
      ComputeAppointment(TestSchedule(), {.term = {2, TermUnit::kWorkingDay}, .accepted_at = At(2022, 12, 29, 9, 0)})
          .value();
  EXPECT_EQ(appointment.derivation.calendar_version, "2022.1+2023.1");
}

}  // namespace
}  // namespace hoso::clock
