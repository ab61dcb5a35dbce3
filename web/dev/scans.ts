// Scans of the fake counter, kept in memory.
import { createHash } from 'node:crypto';
import type { ScanView } from '../src/types';
import { refuse } from './refused';

const MOST_BYTES = 20 * 1024 * 1024;

const TYPES: [start: string, type: string][] = [
  ['%PDF-1.', 'application/pdf'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x89PNG', 'image/png'],
];

export interface FakeScan {
  view: ScanView;
  bytes: Buffer;
  of: string; // Of which draft or dossier.
}

export class Scans {
  readonly all: FakeScan[] = [];
  private readonly adopted = new Map<string, string>();

  take(of: string, componentId: string, bytes: Buffer, now: string): ScanView {
    if (bytes.length > MOST_BYTES) refuse(400, 'INVALID_ARGUMENT', `bytes: ${bytes.length}, want at most ${MOST_BYTES}`, 'SCAN_TOO_LARGE');
    const start = bytes.subarray(0, 8).toString('latin1');
    const mediaType = TYPES.find(([prefix]) => start.startsWith(prefix))?.[1] ?? refuse(400, 'INVALID_ARGUMENT', 'content: is none of PDF, JPEG, PNG', 'WRONG_TYPE');
    const scanId = crypto.randomUUID();
    const pages = mediaType === 'application/pdf' ? Math.max(1, (bytes.toString('latin1').match(/\/Type \/Page\b(?!s)/g) ?? []).length) : 1;
    const view: ScanView = {
      scanId, componentId, mediaType, pages, bytes: String(bytes.length), bytesSent: '0', state: 'SCAN_STATE_KEPT',
      digest: createHash('sha256').update(bytes).digest('hex'), scannedAt: now, path: `/scan/${scanId}`,
      warnings: mediaType !== 'application/pdf' && bytes.length < 20_000 ? [{ reason: 'LOW_RESOLUTION', descriptionVi: 'Ảnh dưới 200 điểm mỗi inch; chụp gần hơn nếu khó đọc', descriptionEn: 'Below 200 dots an inch; take it closer if it reads badly' }] : [],
    };
    this.all.push({ view, bytes, of: this.adopted.get(of) ?? of });
    return view;
  }

  // What was scanned for a draft is the dossier's once that is taken in, also what comes later.
  adopt(draftId: string, dossierCode: string): void {
    this.adopted.set(draftId, dossierCode);
    for (const scan of this.all) if (scan.of === draftId) scan.of = dossierCode;
  }

  list(of: string): ScanView[] {
    return this.all.filter((scan) => scan.of === of).map((scan) => scan.view);
  }

  discard(scanId: string | undefined): void {
    const index = this.all.findIndex((scan) => scan.view.scanId === scanId);
    if (index < 0) refuse(404, 'NOT_FOUND', 'scan_id: no such scan');
    if (this.all[index]?.view.state !== 'SCAN_STATE_KEPT') refuse(400, 'FAILED_PRECONDITION', 'scan_id: was sent', 'SENT_ALREADY');
    this.all.splice(index, 1);
  }
}
