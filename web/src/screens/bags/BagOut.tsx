// A bag is filled: every envelope is scanned into it, what stays behind has a reason, and
// the seal's number is scanned, or typed twice.
import { useState, type ReactNode } from 'react';
import { base64OfHex, intoBag, leftBehind, refKey } from '../../desk/bags';
import { codeEnd, itemsToSend, type Route } from '../../desk/standing';
import { useWork } from '../../desk/useWork';
import { useProgram } from '../../program';
import { classify } from '../../scan/classify';
import { useScans } from '../../scan/layers';
import { beep } from '../../scan/sound';
import type { DoAnswer, DossierView, ItemRef, Packet } from '../../types';
import { useAct } from '../../ui/act';
import { saveFile } from '../../ui/files';
import { SelectField, TextField, TickField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { Notice } from '../../ui/parts';
import { useSpeech, type Word } from '../../words';

interface Filling {
  items: ItemRef[];
  left: Record<string, string>; // Why, by dossier code.
  seal: string;
  sealAgain: string;
  withPacket: boolean;
  packet: Packet | null; // Once it was exported.
}
const EMPTY: Filling = { items: [], left: {}, seal: '', sealAgain: '', withPacket: true, packet: null };

const LEFT_WHY: readonly Word[] = ['leftIncomplete', 'leftNotFound', 'leftTogether', 'leftDamaged'];

interface Props {
  route: Route;
  onDone: (answer: DoAnswer) => void;
  onBack: () => void;
}

function labelOf(dossiers: readonly DossierView[], ref: ItemRef): string {
  const item = dossiers.find((view) => view.dossierCode === ref.dossierCode)?.items?.find((one) => one.number === ref.item);
  return item?.label ?? '';
}

function InBag({ items, dossiers, onOut }: { items: readonly ItemRef[]; dossiers: readonly DossierView[]; onOut: (ref: ItemRef) => void }): ReactNode {
  const { say } = useSpeech();
  if (items.length === 0) return <p className="empty">{say('bagNothingScanned')}</p>;
  return (
    <ol className="scanned" data-rows>
      {items.map((ref) => (
        <li key={refKey(ref)} data-row>
          <span aria-hidden="true">✓</span> <span className="code">{ref.dossierCode}</span> {labelOf(dossiers, ref)}
          <button type="button" className="link" data-column="out" onClick={() => onOut(ref)}>
            {say('takeOut')}
            <span className="sr-only">
              {' '}
              {ref.dossierCode} {labelOf(dossiers, ref)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

export function BagOut({ route, onDone, onBack }: Props): ReactNode {
  const { say, pick } = useSpeech();
  const { ask, state } = useProgram();
  const { work } = useWork();
  const kept = useKept<Filling>(`bag-out:${route.key}`, EMPTY);
  const acting = useAct((field) => (field.startsWith('items') ? 'main' : field));
  const [said, setSaid] = useState<{ tone: 'good' | 'red'; text: string } | undefined>(undefined);
  const { value, set } = kept;
  const dossiers = work?.toSend ?? [];
  const left = leftBehind(route, value.items);
  const packetWay = route.to.kind === 'HOLDER_KIND_OFFICE' && (state.waiting ?? 0) > 0;

  const onEnvelope = (code: string): void => {
    const into = intoBag(route, dossiers, value.items, code);
    beep(into.kind === 'taken');
    if (into.kind === 'taken') {
      set({ items: [...value.items, ...into.refs] });
      return setSaid({ tone: 'good', text: say('bagTaken', { code: codeEnd(into.refs[0]?.dossierCode), n: value.items.length + into.refs.length }) });
    }
    const text = {
      again: say('bagAgain', { code }),
      elsewhere: say('bagElsewhere', { code: codeEnd(code), name: into.kind === 'elsewhere' ? into.name : '' }),
      unknown: say('bagUnknown', { code }),
      several: say('bagSeveral', { code }),
    }[into.kind];
    setSaid({ tone: 'red', text });
  };
  useScans((text) => {
    const found = classify(text);
    if (found.kind === 'dossier' || found.kind === 'slip') {
      onEnvelope(found.code);
      return true;
    }
    if (found.kind !== 'unknown' || !document.activeElement?.id.startsWith('seal_number')) return false;
    beep(true);
    set({ seal: text.trim(), sealAgain: text.trim() });
    return true;
  });

  const missing = [
    ...(value.items.length > 0 ? [] : [{ field: 'main', text: say('bagScanFirst') }]),
    ...left.filter((view) => !value.left[view.dossierCode ?? '']).map((view) => ({ field: `left.${view.dossierCode}`, text: say('bagLeftWhy', { code: codeEnd(view.dossierCode) }) })),
    ...(value.seal.trim() ? [] : [{ field: 'seal_number', text: say('enterSeal') }]),
    ...(value.seal.trim() && value.seal.trim() !== value.sealAgain.trim() ? [{ field: 'seal_number_again', text: say('sealDiffers', { one: value.seal.trim(), other: value.sealAgain.trim() || '–' }) }] : []),
  ];
  // The packet first: its digest stands on the manifest.
  const seal = async (): Promise<void> => {
    let packet = value.packet;
    if (packetWay && value.withPacket && !packet) {
      packet = await ask('ExportPacket', { toOfficeId: route.to.id ?? '' });
      set({ packet });
      await saveFile(packet.path ?? '', packet.name ?? '');
    }
    const digest = packet?.digest ? { packetDigest: base64OfHex(packet.digest) } : {};
    const answer = await ask('Do', { actId: kept.actId, sealBag: { to: route.to, sealNumber: value.seal.trim(), items: value.items, ...digest } });
    kept.done();
    onDone({ ...answer, papers: [...(answer.papers ?? []), ...(packet?.papers ?? [])] });
  };
  if (!kept.ready) return null;
  return (
    <FormPage title={say('bagOutTitle', { name: route.name })} acting={acting} missing={missing} label={say('sealAndPrint')} onAct={() => acting.run(missing, seal)} onBack={onBack}>
      {said && <Notice tone={said.tone}>{said.text}</Notice>}
      <div className="columns">
        <section aria-labelledby="in-bag-title">
          <h2 id="in-bag-title">
            {say('bagIn')} <span className="muted">{value.items.length}</span>
          </h2>
          <p className="hint">{say('bagScanHint')}</p>
          <InBag items={value.items} dossiers={dossiers} onOut={(ref) => set({ items: value.items.filter((one) => refKey(one) !== refKey(ref)) })} />
        </section>
        <section aria-labelledby="left-title">
          <h2 id="left-title">
            {say('bagLeft')} <span className="muted">{left.length}</span>
          </h2>
          {left.length === 0 && <p className="empty">{say('bagLeftNone')}</p>}
          {left.map((view) => (
            <div key={view.dossierCode} className="left">
              <p>
                <span className="code">{view.dossierCode}</span> · {pick(view.procedureNameVi, view.procedureNameEn)} · {itemsToSend(view).map((item) => item.label).join(', ')}{' '}
                <button type="button" className="link" onClick={() => onEnvelope(view.dossierCode ?? '')}>
                  {say('putIn')}
                  <span className="sr-only"> {view.dossierCode}</span>
                </button>
              </p>
              <SelectField
                id={`left.${view.dossierCode}`}
                label={say('bagLeftReason', { code: codeEnd(view.dossierCode) })}
                options={LEFT_WHY.map((word) => ({ value: word, label: say(word) }))}
                value={value.left[view.dossierCode ?? ''] ?? ''}
                onChange={(why) => set({ left: { ...value.left, [view.dossierCode ?? '']: why } })}
              />
            </div>
          ))}
        </section>
      </div>
      <section aria-labelledby="seal-title">
        <h2 id="seal-title">{say('sealTitle')}</h2>
        <div className="row">
          <TextField id="seal_number" label={say('sealNumber')} hint={say('sealHint')} value={value.seal} onChange={(text) => set({ seal: text })} />
          <TextField id="seal_number_again" label={say('sealAgain')} hint={say('sealAgainHint')} value={value.sealAgain} onChange={(text) => set({ sealAgain: text })} attributes={{ onPaste: (event) => event.preventDefault() }} />
        </div>
        {packetWay && <TickField id="with_packet" label={say('withPacket', { n: state.waiting ?? 0 })} checked={value.withPacket} onChange={(withPacket) => set({ withPacket })} />}
        {value.packet && <Notice tone="good">{say('packetSaved', { name: value.packet.name ?? '' })}</Notice>}
      </section>
    </FormPage>
  );
}
