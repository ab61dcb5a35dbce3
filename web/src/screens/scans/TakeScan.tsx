// Scanning one paper: from a file, the camera, or a scanner that is connected.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useProgram } from '../../program';
import { noteArrival, upload } from '../../scan/uploads';
import type { PaperWanted, Scanner } from '../../types';
import { useAct } from '../../ui/act';
import { SelectField } from '../../ui/fields';
import { Dialog, MainAct, Notice } from '../../ui/parts';
import { useSpeech } from '../../words';
import { Camera } from './Camera';

interface Props {
  draftId: string;
  papers: readonly PaperWanted[];
  first: string; // Component that is scanned first.
  onClose: () => void;
}

export function TakeScan({ draftId, papers, first, onClose }: Props): ReactNode {
  const { say, pick } = useSpeech();
  const { ask } = useProgram();
  const [component, setComponent] = useState(first);
  const [scanners, setScanners] = useState<readonly Scanner[]>([]);
  const [camera, setCamera] = useState(false);
  const [taken, setTaken] = useState(0);
  const acting = useAct();
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    ask('ListScanners', {}).then((answer) => setScanners(answer.scanners ?? []), () => undefined); // Then there is none.
  }, [ask]);
  const takeFiles = (files: FileList | null): void => {
    for (const one of files ?? []) upload(draftId, component, one, one.name);
    setTaken((before) => before + (files?.length ?? 0));
    if (file.current) file.current.value = '';
  };
  const scan = (scanner: Scanner, fromFeeder: boolean): void =>
    acting.run([], async () => {
      const answer = await ask('ScanPages', { draftId, componentId: component, scanner: scanner.name ?? '', fromFeeder });
      setTaken((before) => before + (answer.pages ?? 0));
      noteArrival();
    });
  const scanner = scanners[0];
  const act = scanner ? () => scan(scanner, scanner.feeder ?? false) : () => setCamera(true);
  return (
    <Dialog title={say('scanTitle')} onClose={onClose} mainAct={act}>
      <SelectField id="scan-paper" label={say('paper')} options={papers.map((paper) => ({ value: paper.componentId ?? '', label: pick(paper.nameVi, paper.nameEn) }))} value={component} onChange={setComponent} />
      {acting.problems.map((one) => (
        <Notice key={one.text} tone="red">
          {one.text}
        </Notice>
      ))}
      {camera ? (
        <Camera
          onPage={(page) => {
            upload(draftId, component, page, say('scanPage', { n: taken + 1 }));
            setTaken((before) => before + 1);
          }}
          onClose={() => setCamera(false)}
        />
      ) : (
        <>
          <div className="field">
            <label htmlFor="scan-file">{say('scanFile')}</label>
            <span className="hint" id="scan-file.hint">
              {say('scanFileHint')}
            </span>
            <input id="scan-file" type="file" multiple accept="application/pdf,image/jpeg,image/png" aria-describedby="scan-file.hint" ref={file} onChange={(event) => takeFiles(event.target.files)} />
          </div>
          <p role="status">{acting.busy ? say('scanRunning') : taken > 0 ? say('scanTaken', { n: taken }) : ''}</p>
          <div className="acts">
            <MainAct label={scanner ? say(scanner.feeder ? 'scanFeeder' : 'scanFlatbed', { scanner: scanner.label ?? '' }) : say('scanCamera')} onPress={act} busy={acting.busy} />
            {scanner?.feeder && (
              <button type="button" onClick={() => scan(scanner, false)}>
                {say('scanFlatbed', { scanner: scanner.label ?? '' })}
              </button>
            )}
            {scanner && (
              <button type="button" onClick={() => setCamera(true)}>
                {say('scanCamera')}
              </button>
            )}
            <button type="button" className="quiet" onClick={onClose}>
              {say('close')}
              <kbd>Esc</kbd>
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
