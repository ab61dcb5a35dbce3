// Why the program did not do what was asked, in words that say the next step.
import { ApiError } from '../api';
import type { Problem } from '../intake/problems';
import type { Say, Word } from '../words';

const REASONS: Partial<Record<string, Word>> = {
  ALREADY_OPENED: 'whyAlreadyOpened',
  ALREADY_SENT: 'whyAlreadySent',
  DIFFERENCE_UNEXPLAINED: 'whyDifferenceUnexplained',
  FEES_UNPAID: 'whyFeesUnpaid',
  LEFT_OPEN: 'whyLeftOpen',
  NOTHING_DUE: 'whyNothingDue',
  NOTHING_UNSENT: 'whyNothingUnsent',
  NOT_A_COVER_SHEET: 'whyNotACoverSheet',
  NOT_A_PACKET: 'whyNotAPacket',
  NOT_A_SUPERVISOR: 'whyNotASupervisor',
  NOT_CHANGED: 'whyNotRefused',
  NOT_COUNTED: 'whyNotCounted',
  NOT_REFUSED: 'whyNotRefused',
  PACKET_DAMAGED: 'whyPacketDamaged',
  PACKET_FOR_ANOTHER: 'whyPacketForAnother',
  SCANNER_GONE: 'whyScannerGone',
  SHIFT_OPEN: 'whyShiftOpen',
  SLIP_NOT_GENUINE: 'whySlipNotGenuine',
  SLIP_OF_ANOTHER: 'whySlipOfAnother',
  STALE_VERSION: 'whyStale',
  STILL_KEPT: 'whyStillKept',
  SUPPLEMENT_LATE: 'whySupplementLate',
  TOO_LARGE: 'whyTooLarge',
  WRONG_CREDENTIALS: 'passwordWrong',
  WRONG_PERSON: 'whyWrongPerson',
  WRONG_TYPE: 'whyWrongType',
};

// The words of one error, wherever it is said.
export function refusalWords(error: unknown, say: Say): string {
  if (!(error instanceof ApiError)) return String(error);
  const known = REASONS[error.reason];
  if (known) return say(known);
  if (error.code === 'PROGRAM_GONE') return say('programGone');
  if (error.code === 'UNAVAILABLE') return say('networkNeeded');
  if (error.reason === 'SIGN_IN_NEEDED') return say('sessionEnded');
  if (error.code === 'NOT_FOUND') return say('whyNotFound');
  return say('serverSaid', { message: error.message });
}

// At the fields that mend it; `inputOf` leads from the program's field to an input of the form.
export function problemsOf(error: unknown, say: Say, pick: (vi?: string, en?: string) => string, inputOf: (field: string) => string): Problem[] {
  if (!(error instanceof ApiError) || error.reason || error.fields.length === 0) return [{ field: 'main', text: refusalWords(error, say), fromProgram: true }];
  return error.fields.map((one) => ({ field: inputOf(one.field), text: pick(one.descriptionVi, one.description) || say('serverSaid', { message: one.field }), fromProgram: true }));
}
