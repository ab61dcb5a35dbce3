// Scans of a dossier's papers: what there is, what is on its way, what looks poor.
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useProgram } from '../../program';
import { forget, noteArrival, useArrivals, useUploads } from '../../scan/uploads';
import type { PaperWanted, ScanView } from '../../types';
import { Notice } from '../../ui/parts';
import { refusalWords } from '../../ui/refusals';
import { useSpeech, type Word } from '../../words';
import { ViewScan } from './ViewScan';

// Of one draft, or of a dossier that was taken in; `pages` by paper.
export function useScansOf({ draftId = '', dossierCode = '' }: { draftId?: string; dossierCode?: string }): { scans: readonly ScanView[]; pages: (componentId: string) => number } {
  const { ask } = useProgram();
  const arrivals = useArrivals();
  const [scans, setScans] = useState<readonly ScanView[]>([]);
  const load = useCallback(() => {
    ask('ListScans', dossierCode ? { dossierCode } : { draftId }).then(
      (answer) => setScans(answer.scans ?? []),
      () => undefined, // The banner says why; the old list stays.
    );
  }, [ask, draftId, dossierCode]);
  useEffect(load, [load, arrivals]);
  const pages = (componentId: string): number => scans.filter((scan) => scan.componentId === componentId).reduce((sum, scan) => sum + (scan.pages ?? 0), 0);
  return { scans, pages };
}

const STATES: Partial<Record<string, Word>> = { SCAN_STATE_KEPT: 'scanKept', SCAN_STATE_SENDING: 'scanSending', SCAN_STATE_RECORDED: 'scanRecorded', SCAN_STATE_NEEDS_REVIEW: 'scanRefused' };

function sizeOf(bytes: string | undefined): string {
  const kilobytes = Math.max(1, Math.round(Number(bytes ?? 0) / 1000));
  return kilobytes < 1000 ? `${kilobytes} kB` : `${(kilobytes / 1000).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} MB`;
}

function Row({ scan, onView, onDiscard }: { scan: ScanView; onView: () => void; onDiscard: () => void }): ReactNode {
  const { say, pick } = useSpeech();
  return (
    <li data-row>
      <span>
        {say('scanPages', { n: scan.pages ?? 0 })} · {sizeOf(scan.bytes)} · {say(STATES[String(scan.state)] ?? 'scanKept')}
        {scan.message && <strong className="lacking"> {scan.message}</strong>}
      </span>{' '}
      <button type="button" className="link" data-column="view" onClick={onView}>
        {say('see')}
      </button>{' '}
      {scan.state === 'SCAN_STATE_KEPT' && (
        <button type="button" className="link" data-column="discard" onClick={onDiscard}>
          {say('scanDiscard')}
        </button>
      )}
      {(scan.warnings ?? []).map((warning) => (
        <span key={warning.reason} className="warning">
          ▲ {pick(warning.descriptionVi, warning.descriptionEn)}
        </span>
      ))}
    </li>
  );
}

// Those of a dossier that was taken in; nothing where there are none.
export function DossierScans({ code, procedureKey }: { code: string; procedureKey: string }): ReactNode {
  const { offers } = useProgram();
  const { scans } = useScansOf({ dossierCode: code });
  const components = offers.find((offer) => offer.key === procedureKey)?.version?.components ?? [];
  const papers = components.map(({ id = '', nameVi = '', nameEn = '' }) => ({ componentId: id, nameVi, nameEn }));
  return scans.length > 0 ? <Scans draftId="" papers={papers} scans={scans} /> : null;
}

export function Scans({ draftId, papers, scans }: { draftId: string; papers: readonly PaperWanted[]; scans: readonly ScanView[] }): ReactNode {
  const { say, pick } = useSpeech();
  const { ask } = useProgram();
  const uploads = useUploads().filter((one) => draftId !== '' && one.draftId === draftId);
  const [viewed, setViewed] = useState<ScanView | undefined>(undefined);
  const [problem, setProblem] = useState('');
  const nameOf = (id: string | undefined): string => {
    const paper = papers.find((one) => one.componentId === id);
    return pick(paper?.nameVi, paper?.nameEn) || (id ?? '');
  };
  const discard = (scan: ScanView): void => {
    ask('DiscardScan', { scanId: scan.scanId ?? '' }).then(
      () => {
        setProblem('');
        noteArrival();
      },
      (error: unknown) => setProblem(refusalWords(error, say)),
    );
  };
  const withScans = papers.filter((paper) => scans.some((scan) => scan.componentId === paper.componentId));
  return (
    <section aria-labelledby="scans-title">
      <div className="section-head">
        <h2 id="scans-title">{say('scansTitle')}</h2>
        {draftId && <span className="hint">{say('scansHint')}</span>}
      </div>
      {problem && <Notice tone="red">{problem}</Notice>}
      {uploads.map((one) => (
        <div key={one.id} className="upload">
          {one.error ? (
            <Notice tone="red">
              {nameOf(one.componentId)}, {one.name}: {refusalWords(one.error, say)}{' '}
              <button type="button" className="link" onClick={() => forget(one.id)}>
                {say('close')}
              </button>
            </Notice>
          ) : (
            <label>
              {say('scanUploading', { paper: nameOf(one.componentId), part: Math.round(one.part * 100) })} <progress value={one.part} max={1} />
            </label>
          )}
        </div>
      ))}
      {scans.length === 0 && uploads.length === 0 && <p className="empty">{say('scansNone')}</p>}
      {withScans.map((paper) => (
        <div key={paper.componentId} className="scans-of">
          <h3>{pick(paper.nameVi, paper.nameEn)}</h3>
          <ul className="plain-list" data-rows>
            {scans.filter((scan) => scan.componentId === paper.componentId).map((scan) => (
              <Row key={scan.scanId} scan={scan} onView={() => setViewed(scan)} onDiscard={() => discard(scan)} />
            ))}
          </ul>
        </div>
      ))}
      {viewed && <ViewScan scan={viewed} title={nameOf(viewed.componentId)} onClose={() => setViewed(undefined)} />}
    </section>
  );
}
