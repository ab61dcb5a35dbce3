// A bag is opened: the seal looked at, the items counted blind, each scanned; only then the
// manifest is shown, and the difference with it.
import { useEffect, useState, type ReactNode } from 'react';
import { differenceOf, isEven, outOfBag, refKey } from '../../desk/bags';
import { useProgram } from '../../program';
import { classify } from '../../scan/classify';
import { useScans } from '../../scan/layers';
import { beep } from '../../scan/sound';
import type { BagView, Compared, DoAnswer, ItemRef, SealState } from '../../types';
import { useAct } from '../../ui/act';
import { ChoiceField, TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { useKept } from '../../ui/kept';
import { Notice } from '../../ui/parts';
import { refusalWords } from '../../ui/refusals';
import { useSpeech } from '../../words';

interface Opening {
  stage: 'seal' | 'scan' | 'compare';
  seal: SealState | '';
  sealFound: string;
  counted: string;
  found: ItemRef[];
  damaged: ItemRef[];
}
const EMPTY: Opening = { stage: 'seal', seal: '', sealFound: '', counted: '', found: [], damaged: [] };

interface Props {
  bagId: string;
  onDone: (answer: DoAnswer) => void;
  onBack: () => void;
  onPass: (bag: BagView) => void;
}

const has = (refs: readonly ItemRef[], ref: ItemRef | undefined): boolean => refs.some((one) => refKey(one) === refKey(ref));

function SealAndCount({ value, set }: { value: Opening; set: (part: Partial<Opening>) => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <section aria-label={say('sealTitle')}>
      <ChoiceField<SealState>
        id="seal_state"
        label={say('sealState')}
        options={[
          { value: 'SEAL_STATE_INTACT', label: say('sealIntact') },
          { value: 'SEAL_STATE_BROKEN', label: say('sealBroken') },
          { value: 'SEAL_STATE_DIFFERENT', label: say('sealDifferent') },
        ]}
        value={value.seal}
        onChange={(seal) => set({ seal })}
      />
      {value.seal === 'SEAL_STATE_DIFFERENT' && <TextField id="seal_number_found" label={say('sealFound')} value={value.sealFound} onChange={(sealFound) => set({ sealFound })} />}
      <TextField id="counted" label={say('countBlind')} hint={say('countBlindHint')} width="short" numeric value={value.counted} onChange={(text) => set({ counted: text.replace(/\D/g, '') })} />
    </section>
  );
}

interface FoundProps {
  value: Opening;
  set: (part: Partial<Opening>) => void;
  labels: ReadonlyMap<string, string>;
}

function Found({ value, set, labels }: FoundProps): ReactNode {
  const { say } = useSpeech();
  return (
    <section aria-labelledby="found-title">
      <h2 id="found-title">{say('bagFound', { n: value.found.length, counted: Number(value.counted) })}</h2>
      <p className="hint">{say('bagFoundHint')}</p>
      {value.found.length === 0 && <p className="empty">{say('bagNothingScanned')}</p>}
      <ol className="scanned" data-rows>
        {value.found.map((ref) => (
          <li key={refKey(ref)} data-row>
            <span aria-hidden="true">✓</span> <span className="code">{ref.dossierCode}</span> {labels.get(refKey(ref))}
            <label className="option">
              <input
                type="checkbox"
                data-column="damaged"
                checked={has(value.damaged, ref)}
                onChange={(event) => set({ damaged: event.target.checked ? [...value.damaged, ref] : value.damaged.filter((one) => refKey(one) !== refKey(ref)) })}
              />
              <span>
                {say('damaged')}
                <span className="sr-only"> {ref.dossierCode}</span>
              </span>
            </label>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Differences({ compared, value, set, labels }: FoundProps & { compared: Compared }): ReactNode {
  const { say } = useSpeech();
  const rows = (compared.rows ?? []).map((row) => ({ ...row, found: has(value.found, row.item) }));
  const difference = differenceOf({ ...compared, rows }, Number(value.counted));
  return (
    <section aria-labelledby="difference-title">
      <h2 id="difference-title">{say('differenceTitle', { expected: compared.expected ?? 0, counted: Number(value.counted) })}</h2>
      {compared.firstCounted !== Number(value.counted) && <Notice tone="amber">{say('firstCounted', { n: compared.firstCounted ?? 0 })}</Notice>}
      {isEven(difference) ? <Notice tone="good">{say('differenceNone')}</Notice> : <Notice tone="red">{say('differenceSome', { missing: difference.missing.length, surplus: difference.surplus.length })}</Notice>}
      <ul className="ticks" data-rows>
        {rows.map((row) => (
          <li key={refKey(row.item)} data-row>
            <label className="option">
              <input
                type="checkbox"
                id={`found.${refKey(row.item)}`}
                data-column="found"
                checked={row.found ?? false}
                onChange={(event) => set({ found: event.target.checked && row.item ? [...value.found, row.item] : value.found.filter((one) => refKey(one) !== refKey(row.item)) })}
              />
              <span>
                <span className="code">{row.item?.dossierCode}</span> {row.label}
                {!row.found && <strong className="lacking"> {say('missing')}</strong>}
              </span>
            </label>
          </li>
        ))}
        {difference.surplus.map((ref) => (
          <li key={refKey(ref)}>
            <span className="code">{ref.dossierCode}</span> {labels.get(refKey(ref))} <strong className="lacking">{say('surplus')}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function BagIn({ bagId, onDone, onBack, onPass }: Props): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const kept = useKept<Opening>(`bag-in:${bagId}`, EMPTY);
  const acting = useAct();
  const [bag, setBag] = useState<BagView | undefined>(undefined);
  const [compared, setCompared] = useState<Compared | undefined>(undefined);
  const [surplusLabels, setSurplusLabels] = useState<ReadonlyMap<string, string>>(new Map());
  const [said, setSaid] = useState<{ tone: 'good' | 'amber' | 'red'; text: string } | undefined>(undefined);
  const { value, set } = kept;
  const stage = value.stage;
  const compare = (found: readonly ItemRef[]): Promise<Compared> => ask('CompareBag', { bagId, counted: Number(value.counted), found: [...found] });

  useEffect(() => {
    ask('GetBag', { bagId }).then(setBag, (error: unknown) => setSaid({ tone: 'red', text: refusalWords(error, say) }));
  }, [ask, bagId, say]);
  // After a reload in the middle: what the manifest says is asked for again.
  useEffect(() => {
    if (kept.ready && stage !== 'seal' && !compared) compare(value.found).then(setCompared, () => undefined);
    // eslint-disable-next-line
  }, [kept.ready]);

  const labels = new Map([...surplusLabels, ...(compared?.rows ?? []).map((row) => [refKey(row.item), row.label ?? ''] as const)]);
  const complain = (text: string): void => {
    beep(false);
    setSaid({ tone: 'red', text });
  };
  // Not on the manifest: the first thing of that dossier which is not here yet.
  const onSurplus = async (code: string): Promise<void> => {
    try {
      const { dossiers = [] } = await ask('FindDossiers', { text: code });
      const view = dossiers.length === 1 ? dossiers[0] : undefined;
      const item = view?.items?.find((one) => !one.here && !has(value.found, { dossierCode: view.dossierCode ?? '', item: one.number ?? 0 }));
      if (!view || !item) return complain(say('surplusUnknown', { code }));
      const ref = { dossierCode: view.dossierCode ?? '', item: item.number ?? 0 };
      setSurplusLabels((before) => new Map([...before, [refKey(ref), item.label ?? '']]));
      set({ found: [...value.found, ref] });
      complain(say('surplusTaken', { code }));
    } catch (error) {
      complain(refusalWords(error, say));
    }
  };
  useScans((text) => {
    const found = classify(text);
    if (found.kind !== 'dossier' && found.kind !== 'slip') return false;
    if (stage === 'seal' || !compared) {
      complain(say('countFirst'));
      return true;
    }
    const out = outOfBag(compared.rows ?? [], value.found, found.code);
    if (out.kind === 'surplus') void onSurplus(found.code);
    else if (out.kind === 'again') complain(say('bagAgain', { code: found.code }));
    else {
      beep(true);
      set({ found: [...value.found, out.row.item ?? {}] });
      setSaid(out.more > 0 ? { tone: 'amber', text: say('bagMoreOf', { code: found.code, n: out.more }) } : { tone: 'good', text: say('bagTaken', { code: found.code, n: value.found.length + 1 }) });
    }
    return true;
  });

  const missing = [
    ...(value.seal ? [] : [{ field: 'seal_state', text: say('chooseSeal') }]),
    ...(value.seal === 'SEAL_STATE_DIFFERENT' && !value.sealFound.trim() ? [{ field: 'seal_number_found', text: say('enterSealFound') }] : []),
    ...(value.counted ? [] : [{ field: 'counted', text: say('enterCount') }]),
  ];
  const goOn = async (): Promise<void> => {
    setSaid(undefined);
    if (stage === 'seal') {
      setCompared(await compare([]));
      return set({ stage: 'scan' });
    }
    if (stage === 'scan') {
      setCompared(await compare(value.found));
      return set({ stage: 'compare' });
    }
    const answer = await ask('Do', {
      actId: kept.actId,
      openBag: { bagId, counted: Number(value.counted), found: value.found, damaged: value.damaged.filter((ref) => has(value.found, ref)), sealNumberFound: value.sealFound.trim(), ...(value.seal && { sealState: value.seal }) },
    });
    kept.done();
    onDone(answer);
  };
  if (!kept.ready) return null;
  const label = { seal: say('countDone'), scan: say('compareManifest'), compare: say('openBag') }[stage];
  const back = stage === 'seal' ? onBack : () => set({ stage: stage === 'compare' ? 'scan' : 'seal' });
  return (
    <FormPage
      key={stage}
      title={say('bagInTitle', { bag: bagId })}
      aside={<span className="muted">{bag?.fromName && say('bagFrom', { name: bag.fromName })}</span>}
      acting={acting}
      missing={missing}
      label={label}
      onAct={() => acting.run(missing, goOn)}
      onBack={back}
      {...(stage === 'seal' && { focus: 'seal_state' })}
    >
      {said && <Notice tone={said.tone}>{said.text}</Notice>}
      {bag && !bag.mayOpen && (
        <Notice tone="red">
          {say('bagNotHere', { name: bag.toName ?? '' })}{' '}
          <button type="button" className="link" onClick={() => onPass(bag)}>
            {say('bagPass')}
          </button>
        </Notice>
      )}
      {stage === 'seal' && <SealAndCount value={value} set={set} />}
      {stage === 'scan' && <Found value={value} set={set} labels={labels} />}
      {stage === 'compare' && compared && <Differences compared={compared} value={value} set={set} labels={labels} />}
    </FormPage>
  );
}
