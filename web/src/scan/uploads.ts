// Scans on their way into the program on this computer. They go on when the clerk goes on
// to the next step or has the dossier taken in already.
import { useSyncExternalStore } from 'react';
import { sendFile } from '../ui/files';
import type { ScanView } from '../types';

export interface Upload {
  id: number;
  draftId: string;
  componentId: string;
  name: string;
  part: number; // Of its bytes that went, from 0 to 1.
  error: unknown; // Why it did not get there; undefined: on its way.
}

let uploads: readonly Upload[] = [];
let arrived = 0; // Counts what got there, so that lists are asked for anew.
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

const patch = (id: number, part: Partial<Upload>): void => change(uploads.map((one) => (one.id === id ? { ...one, ...part } : one)));

export function upload(draftId: string, componentId: string, bytes: Blob, name: string): void {
  const id = ++last;
  change([...uploads, { id, draftId, componentId, name, part: 0, error: undefined }]);
  const path = `/scan?draft_id=${encodeURIComponent(draftId)}&component_id=${encodeURIComponent(componentId)}`;
  sendFile<ScanView>(path, bytes, (part) => patch(id, { part })).then(
    () => {
      arrived += 1;
      change(uploads.filter((one) => one.id !== id));
    },
    (error: unknown) => patch(id, { error }),
  );
}

export const forget = (id: number): void => change(uploads.filter((one) => one.id !== id));

// Scans came by another way, such as a scanner: lists are to be asked for anew.
export function noteArrival(): void {
  arrived += 1;
  change([...uploads]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useUploads = (): readonly Upload[] => useSyncExternalStore(subscribe, () => uploads);
export const useArrivals = (): number => useSyncExternalStore(subscribe, () => arrived);
