// Unsent work on a stick: a packet for an office that has a line, and the packets and cover
// sheets of others.
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useProgram } from '../../program';
import { useScans } from '../../scan/layers';
import { classify } from '../../scan/classify';
import { beep } from '../../scan/sound';
import type { Imported, Packet } from '../../types';
import { useAct } from '../../ui/act';
import { TextField } from '../../ui/fields';
import { saveFile, sendFile } from '../../ui/files';
import { FormPage } from '../../ui/FormPage';
import { Notice } from '../../ui/parts';
import { PlacePicker } from '../../ui/PlacePicker';
import { printPaper } from '../../ui/print';
import { isWord, useSpeech } from '../../words';

function Result({ imported }: { imported: Imported }): ReactNode {
  const { say } = useSpeech();
  const problems = imported.problems ?? [];
  return (
    <Notice tone={problems.length > 0 || imported.waiting ? 'amber' : 'good'}>
      <strong>{say('importedFrom', { counter: imported.fromCounter ?? '' })}</strong>
      <p>{say('importedSum', { recorded: imported.recorded ?? 0, known: imported.known ?? 0, refused: imported.refused ?? 0, waiting: imported.waiting ?? 0 })}</p>
      <p className="code">{(imported.dossierCodes ?? []).join(', ')}</p>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.dossierCode}${problem.kind}`}>
              <span className="code">{problem.dossierCode}</span> {isWord(problem.kind ?? '') ? say(problem.kind as Parameters<typeof say>[0]) : problem.kind}: {problem.message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

export function Packets({ onBack }: { onBack: () => void }): ReactNode {
  const { say } = useSpeech();
  const { ask, state, places, refresh } = useProgram();
  const [office, setOffice] = useState('');
  const [sheet, setSheet] = useState('');
  const [packet, setPacket] = useState<Packet | undefined>(undefined);
  const [printFailed, setPrintFailed] = useState(false);
  const [imported, setImported] = useState<readonly Imported[]>([]);
  const acting = useAct((field) => (field === 'to_office_id' ? 'to_office_id' : 'main'));
  const file = useRef<HTMLInputElement>(null);
  const offices = useMemo(() => (places.offices ?? []).filter((one) => one.id !== state.officeId).map((one) => ({ id: one.id ?? '', name: one.nameVi ?? '', detail: one.id ?? '' })), [places.offices, state.officeId]);
  const noOffice = office ? [] : [{ field: 'to_office_id', text: say('choosePacketOffice') }];
  const noSheet = sheet.trim() ? [] : [{ field: 'sheet', text: say('enterSheet') }];
  const missing = [...noOffice, ...noSheet];
  const take = (answer: Imported): void => {
    beep(true);
    setImported((before) => [answer, ...before]);
    void refresh();
  };
  const printSheets = async (of: Packet): Promise<void> => {
    setPrintFailed(false);
    try {
      for (const paper of of.papers ?? []) await printPaper(paper.path ?? '');
    } catch {
      setPrintFailed(true);
    }
  };
  const exportNow = (): void =>
    acting.run(noOffice, async () => {
      const answer = await ask('ExportPacket', { toOfficeId: office });
      setPacket(answer);
      await saveFile(answer.path ?? '', answer.name ?? '');
      void printSheets(answer); // Not in the way of what is scanned next.
    });
  const importSheet = (text: string): void =>
    acting.run(text.trim() ? [] : noSheet, async () => {
      take(await ask('ImportCoverSheet', { text: text.trim() }));
      setSheet('');
    });
  const importFile = (chosen: File | undefined): void => {
    if (chosen) acting.run([], async () => take(await sendFile<Imported>('/packet', chosen, () => undefined)));
    if (file.current) file.current.value = '';
  };
  useScans((text) => {
    if (classify(text).kind !== 'unknown') return false;
    importSheet(text);
    return true;
  });
  return (
    <FormPage title={say('packets')} acting={acting} missing={missing} label={say('packetExport')} onAct={exportNow} onBack={onBack} focus="to_office_id">
      {printFailed && <Notice tone="red">{say('sheetNotPrinted')}</Notice>}
      <section aria-labelledby="export-title">
        <h2 id="export-title">{say('packetExportTitle')}</h2>
        <p>{(state.waiting ?? 0) > 0 ? say('packetWaiting', { n: state.waiting ?? 0 }) : say('packetNothing')}</p>
        <PlacePicker id="to_office_id" label={say('packetOffice')} hint={say('returnOfficeHint')} none={say('officeNone')} places={offices} value={office} onChange={setOffice} />
        {packet && (
          <Notice tone="good">
            {say('packetSavedWith', { name: packet.name ?? '', n: packet.entries ?? 0 })}{' '}
            <button type="button" className="link" onClick={() => void printSheets(packet)}>
              {say('packetSheets', { n: (packet.papers ?? []).length })}
            </button>
          </Notice>
        )}
      </section>
      <section aria-labelledby="import-title">
        <h2 id="import-title">{say('packetImportTitle')}</h2>
        <div className="row">
          <div className="field">
            <label htmlFor="packet-file">{say('packetFile')}</label>
            <input id="packet-file" type="file" accept=".hoso" ref={file} onChange={(event) => importFile(event.target.files?.[0])} />
          </div>
          <TextField id="sheet" label={say('sheetText')} hint={say('sheetHint')} width="long" value={sheet} onChange={setSheet} />
          <button type="button" onClick={() => importSheet(sheet)}>
            {say('sheetImport')}
          </button>
        </div>
        <div role="status">
          {imported.map((one, index) => (
            <Result key={imported.length - index} imported={one} />
          ))}
        </div>
        {imported.length === 0 && <p className="empty">{say('packetNoneImported')}</p>}
      </section>
    </FormPage>
  );
}
