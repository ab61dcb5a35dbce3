// Handing out: every item ticked by a scan, the person looked at, slip and old paper back.
import { useEffect, useState, type ReactNode } from 'react';
import { collectorsOf, handOutOf, itemsToGive, notHandingOut, problemsOfHandOut, wrongPerson, type HandingOut } from '../../desk/handOut';
import { money } from '../../format';
import { useProgram } from '../../program';
import { classify } from '../../scan/classify';
import { useScans } from '../../scan/layers';
import { beep } from '../../scan/sound';
import type { DossierView, IdentityCheck, Relation } from '../../types';
import { ChoiceField, DateField, ErrorText, TextField, TickField, useProblem } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { Notice } from '../../ui/parts';
import type { Kept } from '../../ui/kept';
import { useSpeech, type Word } from '../../words';
import type { ActProps } from './forms';
import { useActForm } from './useActForm';

const RELATIONS: Partial<Record<Relation & string, Word>> = {
  RELATION_SELF: 'relationSelf',
  RELATION_PARENT: 'relationParent',
  RELATION_SPOUSE: 'relationSpouse',
  RELATION_CHILD: 'relationChild',
  RELATION_AUTHORISED: 'relationAuthorised',
  RELATION_REPRESENTATIVE: 'relationRepresentative',
};

const CHECKS: readonly { value: IdentityCheck; word: Word }[] = [
  { value: 'IDENTITY_CHECK_CARD', word: 'checkCard' },
  { value: 'IDENTITY_CHECK_VNEID', word: 'checkVneid' },
  { value: 'IDENTITY_CHECK_PASSPORT', word: 'checkPassport' },
  { value: 'IDENTITY_CHECK_INTRODUCTION', word: 'checkIntroduction' },
];

type Fields = Pick<Kept<HandingOut>, 'value' | 'set'> & { view: DossierView };

function Items({ view, value, set }: Fields): ReactNode {
  const { say } = useSpeech();
  const items = itemsToGive(view);
  const first = `items.${items[0]?.number ?? 0}`;
  const problem = useProblem(first);
  const tick = (number: number, on: boolean): void => set({ items: on ? [...value.items, number] : value.items.filter((one) => one !== number) });
  return (
    <section aria-labelledby="give-title" className={problem ? 'has-error' : undefined}>
      <h2 id="give-title">{say('handOutItems')}</h2>
      <ErrorText id={`${first}.error`} text={problem} />
      <ul className="ticks" data-rows>
        {items.map((item) => (
          <li key={item.number} data-row>
            <label className="option">
              <input id={`items.${item.number}`} type="checkbox" data-column="item" checked={value.items.includes(item.number ?? 0)} onChange={(event) => tick(item.number ?? 0, event.target.checked)} />
              <span>{item.label}</span>
            </label>
          </li>
        ))}
      </ul>
      {items.length > value.items.length && value.items.length > 0 && <p className="muted">{say('handOutRest', { n: items.length - value.items.length })}</p>}
    </section>
  );
}

function Recipient({ view, value, set }: Fields): ReactNode {
  const { say } = useSpeech();
  const { offers } = useProgram();
  const relations = collectorsOf(offers.find((offer) => offer.key === view.procedureKey)?.version);
  const paper = value.authorisation;
  const change = (part: Partial<HandingOut['authorisation']>): void => set({ authorisation: { ...paper, ...part } });
  const wrong = wrongPerson(view, value);
  const matches = value.relation === 'RELATION_SELF' && value.number !== '' && !wrong;
  return (
    <section aria-labelledby="recipient-title">
      <div className="section-head">
        <h2 id="recipient-title">{say('recipientTitle')}</h2>
        <span className="hint">{say('recipientHint')}</span>
      </div>
      <ChoiceField<Relation> id="relation" label={say('recipientTitle')} hiddenLabel options={relations.map((one) => ({ value: one, label: say(RELATIONS[one] ?? 'relationSelf') }))} value={value.relation} onChange={(relation) => set({ relation })} />
      <div className="row">
        <TextField id="recipient.identity_number" label={say('identityNumber')} numeric value={value.number} onChange={(number) => set({ number, card: null })} />
        <TextField id="recipient.full_name" label={say('fullName')} width="long" value={value.name} onChange={(name) => set({ name })} />
      </div>
      {wrong && <Notice tone="red">{say('wrongPersonNumbers', { found: `…${value.number.slice(-4)}`, want: `…${view.ownerNumberEnd}` })}</Notice>}
      {matches && <Notice tone="good">{say('numberMatches', { want: `…${view.ownerNumberEnd}` })}</Notice>}
      {value.relation === 'RELATION_AUTHORISED' && (
        <fieldset className="group">
          <legend>{say('authorisationTitle')}</legend>
          <div className="row">
            <TextField id="authorisation.document_number" label={say('authorisationNumber')} value={paper.number} onChange={(number) => change({ number })} />
            <DateField id="authorisation.issued_on" label={say('authorisationIssued')} value={paper.issued} onChange={(issued) => change({ issued })} />
            <DateField id="authorisation.valid_until" label={say('authorisationUntil')} value={paper.until} onChange={(until) => change({ until })} />
          </div>
          <TickField id="authorisation.notarised" label={say('authorisationNotarised')} checked={paper.notarised} onChange={(notarised) => change({ notarised })} />
        </fieldset>
      )}
      <ChoiceField<IdentityCheck> id="identity_check" label={say('checkTitleSeen')} options={CHECKS.map((one) => ({ value: one.value, label: say(one.word) }))} value={value.check} onChange={(check) => set({ check })} />
    </section>
  );
}

function Back({ view, value, set }: Fields): ReactNode {
  const { say, pick } = useSpeech();
  const paper = pick(view.exchangeVi, view.exchangeEn);
  return (
    <section aria-labelledby="back-title">
      <h2 id="back-title">{say('takeBackTitle')}</h2>
      <ChoiceField<'returned' | 'missing'>
        id="slip"
        label={say('takeBackSlip')}
        options={[
          { value: 'returned', label: value.slipText ? say('slipRead') : say('slipReturned') },
          { value: 'missing', label: say('slipMissing') },
        ]}
        value={value.slip}
        onChange={(slip) => set({ slip })}
      />
      {value.slip === 'missing' && <TextField id="slip_missing_reason" label={say('slipMissingWhy')} width="long" value={value.slipMissing} onChange={(slipMissing) => set({ slipMissing })} attributes={{ maxLength: 500 }} />}
      {paper && (
        <ChoiceField<'taken' | 'waived'>
          id="exchanged"
          label={paper}
          options={[
            { value: 'taken', label: say('exchangeTaken') },
            { value: 'waived', label: say('exchangeWaived') },
          ]}
          value={value.exchange}
          onChange={(exchange) => set({ exchange })}
        />
      )}
      {paper && value.exchange === 'waived' && <TextField id="exchange_waived_reason" label={say('exchangeWaivedWhy')} width="long" value={value.exchangeWaived} onChange={(exchangeWaived) => set({ exchangeWaived })} attributes={{ maxLength: 500 }} />}
    </section>
  );
}

export function HandOut({ view, slipText, onDone, onBack, onOther }: ActProps): ReactNode {
  const { say } = useSpeech();
  const { ask } = useProgram();
  const { kept, acting, submit } = useActForm<HandingOut>('handOut', view, notHandingOut, onDone, (field) => (field === 'items' ? `items.${itemsToGive(view)[0]?.number}` : field));
  const { value, set } = kept;
  const [said, setSaid] = useState('');
  const complain = (text: string): void => {
    beep(false);
    setSaid(text);
  };
  const onSlip = (text: string, code: string): void => {
    if (code !== view.dossierCode) return complain(say('slipOfOther', { code }));
    beep(true);
    setSaid('');
    set({ slip: 'returned', slipText: text });
  };
  const onCard = (text: string): void => {
    ask('ReadCard', { text }).then(
      ({ person }) => {
        if (!person) return complain(say('scanCardUnreadable'));
        const own = Boolean(view.ownerNumberEnd) && (person.identityNumber ?? '').endsWith(view.ownerNumberEnd ?? '');
        beep(own || value.relation !== 'RELATION_SELF');
        setSaid('');
        set({ card: person, number: person.identityNumber ?? '', name: person.fullName ?? '', relation: value.relation || (own ? 'RELATION_SELF' : '') });
      },
      () => complain(say('scanCardUnreadable')),
    );
  };
  // The envelope's code ticks the next item that is not ticked yet.
  const onItem = (code: string): void => {
    const next = itemsToGive(view).find((item) => !value.items.includes(item.number ?? 0));
    if (!(view.dossierCode ?? '').endsWith(code)) return complain(say('itemOfOther', { code }));
    if (!next) return complain(say('itemsAllTicked'));
    beep(true);
    setSaid('');
    set({ items: [...value.items, next.number ?? 0] });
  };
  useScans((text) => {
    const found = classify(text);
    if (found.kind === 'card') onCard(found.text);
    else if (found.kind === 'slip') onSlip(text, found.code);
    else if (found.kind === 'dossier') onItem(found.code);
    else return false;
    return true;
  });
  useEffect(() => {
    if (kept.ready && slipText && !value.slip) set({ slip: 'returned', slipText });
    // eslint-disable-next-line
  }, [kept.ready]);
  if (!kept.ready) return null;
  const missing = problemsOfHandOut(view, value, say);
  const fields = { view, value, set };
  return (
    <FormPage
      title={say('formTitle', { act: say('actHandOut'), code: view.dossierCode ?? '' })}
      acting={acting}
      missing={missing}
      label={say('handOutAndPrint')}
      onAct={() => submit(missing, { handOut: handOutOf(view, value) })}
      onBack={onBack}
      focus={`items.${itemsToGive(view)[0]?.number ?? 0}`}
      more={
        <button type="button" onClick={() => onOther('ACT_ATTEMPT')}>
          {say('actAttempt')}
        </button>
      }
    >
      {said && <Notice tone="red">{said}</Notice>}
      {view.payment && (
        <Notice tone="amber">
          {say('handOutUnpaid', { amount: money(view.payment.amountVnd) })}{' '}
          <button type="button" className="link" onClick={() => onOther('ACT_PAY')}>
            {say('actPay')}
          </button>
        </Notice>
      )}
      <Items {...fields} />
      <Recipient {...fields} />
      <Back {...fields} />
    </FormPage>
  );
}
