#include "common/rights/table.h"

namespace hoso::rights {

// Letters: table.h. Columns: postal attendant, bureau supervisor, carrier; one-stop officer, specialist, leader;
// provincial coordinator, auditor, administrator; counter, agency system, citizen.
const Table& Table::Ours() {
  static const Table& table = *new Table(R"(
    intake.LeaseCodes             od- --- --- o--
    intake.CloseLease             od- --- --- o--
    intake.RegisterDossier        oo- --- --- ---
    intake.AcceptDossier          oo- --- --- ---
    intake.RefuseDossier          oo- --- --- ---
    intake.SupplementDossier      oo- --- --- ---
    intake.WithdrawDossier        oo- --- --- ---
    intake.RecordPayment          oo- --- --- ---
    intake.ProposeCorrection      od- --- --- ---
    intake.ReviewCorrection       -d- --- --- ---

    cash.OpenShift                oo- --- --- ---
    cash.CountCash                oo- --- --- ---
    cash.CloseShift               oo- --- --- ---
    cash.HandOverFees             oo- --- --- ---
    cash.ListShifts               od- --- pp- ---

    routing.SealBag               oo- o-- --- -o-
    routing.DispatchBag           ooo o-- --- -o-
    routing.HandOver              ooo oo- --- -o-
    routing.OpenBag               oo- o-- --- -o-
    routing.SettleDiscrepancy     od- ooo --- -o-
    routing.ReceiveDossier        --- oo- --- -o-
    routing.AssignDossier         --- ooo --- -o-
    routing.RequestSupplement     --- ooo --- -o-
    routing.RequestPayment        --- ooo --- -o-
    routing.RescheduleDossier     --- ooo --- -o-
    routing.RefuseDossier         --- ooo --- -o-
    routing.StopDossier           --- ooo --- -o-
    routing.DecideDossier         --- ooo --- -o-
    routing.ListWorklist          --- ooo pp- -o-
    routing.WatchFacts            --- ooo pp- -o-

    returns.ReceiveResults        oo- o-- --- ---
    returns.NotifyApplicant       oo- o-- --- ---
    returns.HandOut               ooo o-- --- ---
    returns.RecordAttempt         ooo o-- --- ---
    returns.ReturnUnclaimed       oo- o-- --- ---
    returns.RecordFeedback        oo- o-- --- --p
    returns.ListReturns           od- o-- pp- o--

    tracking.GetDossier           od- ooo pp- -o-
    tracking.ListDossiers         od- ooo pp- -o-
    tracking.SearchDossiers       od- ooo --- ---
    tracking.ShowPersons          od- ooo --- ---
    tracking.RecordPrint          od- ooo --- ---
    tracking.LookUp               ppp ppp ppp ppp
    tracking.VerifySlip           ppp ppp ppp ppp
    tracking.ListSlips            od- ooo --- -o-
    tracking.GetOfficeBook        oo- --- --- ---
    tracking.GetBag               odo ooo pp- -o-
    tracking.ListBags             odo ooo pp- oo-
    tracking.ListItems            odo ooo pp- oo-
    tracking.AuditCustody         --- --- pp- ---
    tracking.ReportBieu06         --- --o pp- -o-
    tracking.GetOverview          --- --- pp- ---

    scan.FindUpload               oo- --- --- o--
    scan.UploadScan               oo- --- --- o--
    scan.ListScans                od- ooo --- oo-
    scan.ReadScan                 od- ooo --- -o-

    access.ListAccesses           --- --- -p- ---

    journal.SyncJournal           --- --- --- o--
    journal.ImportPacket          oo- o-- --- ---
    journal.VoidEntry             -o- --- --- ---

    staff.SignIn                  ppp ppp ppp ppp
    staff.BeginSignIn             ppp ppp ppp ppp
    staff.RenewToken              ppp ppp ppp ---
    staff.SignOut                 ppp ppp ppp ---
    staff.SetUpOneTimeCodes       ppp ppp ppp ---
    staff.AddStaff                -d- --o --p ---
    staff.BindSubject             --- --- --p ---
    staff.UnbindSubject           --- --- --p ---
    staff.EndStaff                --- --- --p ---
    staff.ResetPassword           -d- --o --p ---
    staff.Unlock                  -d- --o --p ---
    staff.Assign                  -d- --o --p ---
    staff.EndAssignment           -d- --o --p ---
    staff.ListAssignments         -d- --o -pp ---
  )");
  return table;
}

}  // namespace hoso::rights
