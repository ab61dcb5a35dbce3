// Why the program did not do what was asked, in words that say the next step.
import { ApiError } from '../api';
import type { Problem } from '../intake/problems';
import type { Say, Word } from '../words';

const REASONS: Partial<Record<string, Word>> = {
  BAG_OPENED: 'whyAlreadyOpened',
  DIFFERENCE_UNEXPLAINED: 'whyDifferenceUnexplained',
  DOSSIER_FULL: 'whyDossierFull',
  EXCHANGE_DUE: 'whyExchangeDue',
  FEE_DUE: 'whyFeesUnpaid',
  LEFT_OPEN: 'whyLeftOpen',
  NOTHING_DUE: 'whyNothingDue',
  NOTHING_WAITS: 'whyNothingUnsent',
  NOT_A_SUPERVISOR: 'whyNotASupervisor',
  NOT_CHANGED: 'whyNotRefused',
  NOT_COUNTED: 'whyNotCounted',
  NOT_HERE: 'whyNotHere',
  NOT_IN_THE_BOOK: 'whyNotInTheBook',
  NOT_REFUSED: 'whyNotRefused',
  NOT_TO_REVIEW: 'whyNotRefused',
  NO_CODE: 'whyNoCode',
  PACKET_CHANGED: 'whyPacketDamaged',
  PACKET_CUT_SHORT: 'whyPacketDamaged',
  PACKET_DAMAGED: 'whyPacketDamaged',
  PACKET_FOR_ANOTHER_OFFICE: 'whyPacketForAnother',
  PACKET_KEY_REVOKED: 'whyPacketRevoked',
  PACKET_KEY_UNKNOWN: 'whyPacketKey',
  PACKET_LATER_FORMAT: 'whyPacketLater',
  PACKET_SIGNATURE_WRONG: 'whyPacketKey',
  PACKET_UNREADABLE: 'whyNotAPacket',
  PROVISIONAL_CODE: 'whyProvisional',
  SCANNER_BUSY: 'whyScannerGone',
  SCANNER_STUCK: 'whyScannerGone',
  SCAN_TOO_LARGE: 'whyTooLarge',
  SENT_ALREADY: 'whyAlreadySent',
  SHIFT_OPEN: 'whyShiftOpen',
  SLIP_NOT_GENUINE: 'whySlipNotGenuine',
  SLIP_OF_ANOTHER: 'whySlipOfAnother',
  STALE_VERSION: 'whyStale',
  SUPPLEMENT_LATE: 'whySupplementLate',
  TOO_EARLY: 'whyStillKept',
  WRONG_CREDENTIALS: 'passwordWrong',
  WRONG_PERSON: 'whyWrongPerson',
  WRONG_PLACE: 'whyWrongPlace',
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
