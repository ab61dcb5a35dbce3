// Telling the applicant, an attempt that failed, and results that nobody fetched.
import type { ReactNode } from 'react';
import { phone, shortDay } from '../../format';
import type { AttemptFailure, NotificationMeans } from '../../types';
import { ChoiceField, TextField } from '../../ui/fields';
import { FormPage } from '../../ui/FormPage';
import { Notice } from '../../ui/parts';
import { useSpeech, type Word } from '../../words';
import type { ActProps } from './forms';
import { of, useActForm } from './useActForm';

export const MEANS: readonly { value: NotificationMeans; word: Word }[] = [
  { value: 'NOTIFICATION_MEANS_PHONE', word: 'meansPhone' },
  { value: 'NOTIFICATION_MEANS_SMS', word: 'meansSms' },
  { value: 'NOTIFICATION_MEANS_ZALO', word: 'meansZalo' },
  { value: 'NOTIFICATION_MEANS_EMAIL', word: 'meansEmail' },
];

export function MeansField({ value, onChange }: { value: NotificationMeans | ''; onChange: (value: NotificationMeans) => void }): ReactNode {
  const { say } = useSpeech();
  return <ChoiceField<NotificationMeans> id="means" label={say('notifyMeans')} options={MEANS.map((one) => ({ value: one.value, label: say(one.word) }))} value={value} onChange={onChange} />;
}

export function Notify({ view, onDone, onBack }: ActProps): ReactNode {
  const { say, pick } = useSpeech();
  const { kept, acting, submit } = useActForm<{ means: NotificationMeans | '' }>('notify', view, { means: '' }, onDone);
  const { means } = kept.value;
  const about = view.supplement ? say('notifySupplement', { day: shortDay(view.supplement.supplyUntil), papers: (view.supplement.papers ?? []).map((one) => pick(one.nameVi, one.nameEn)).join('; ') }) : view.payment?.reason ? say('notifyPayment') : say('notifyResults', { day: shortDay(view.keepUntil) || '–' });
  // In the words of the law's language, whatever the clerk reads: it goes into the record.
  const subject = view.supplement ? 'bổ sung giấy tờ' : view.payment?.reason ? 'nộp phí' : 'nhận kết quả';
  const missing = means ? [] : [{ field: 'means', text: say('chooseNotifyMeans') }];
  if (!kept.ready) return null;
  return (
    <FormPage title={say('formTitle', { act: say('actNotify'), code: view.dossierCode ?? '' })} acting={acting} missing={missing} label={say('notified')} onAct={() => submit(missing, { notify: { ...of(view), subject, ...(means && { means }) } })} onBack={onBack} focus="means">
      <section aria-label={say('actNotify')}>
        <div className="read-back">
          <h3>{say('notifySay')}</h3>
          <p className="read-name">{view.submitterName || view.ownerName}</p>
          <p className="read-phone">{phone(view.phone ?? '') || say('noPhone')}</p>
          <p>{about}</p>
        </div>
        <MeansField value={means} onChange={(chosen) => kept.set({ means: chosen })} />
      </section>
    </FormPage>
  );
}

const FAILURES: readonly { value: AttemptFailure; word: Word }[] = [
  { value: 'ATTEMPT_FAILURE_ABSENT', word: 'failAbsent' },
  { value: 'ATTEMPT_FAILURE_IDENTITY_MISMATCH', word: 'failIdentity' },
  { value: 'ATTEMPT_FAILURE_NO_AUTHORISATION', word: 'failAuthorisation' },
  { value: 'ATTEMPT_FAILURE_RESULT_WRONG', word: 'failResult' },
  { value: 'ATTEMPT_FAILURE_REFUSED', word: 'failRefused' },
  { value: 'ATTEMPT_FAILURE_ADDRESS_UNKNOWN', word: 'failAddress' },
];

export function Attempt({ view, onDone, onBack }: ActProps): ReactNode {
  const { say } = useSpeech();
  const { kept, acting, submit } = useActForm<{ failure: AttemptFailure | ''; explanation: string }>('attempt', view, { failure: '', explanation: '' }, onDone);
  const { failure, explanation } = kept.value;
  const missing = failure ? [] : [{ field: 'failure', text: say('chooseFailure') }];
  if (!kept.ready) return null;
  return (
    <FormPage title={say('formTitle', { act: say('actAttempt'), code: view.dossierCode ?? '' })} acting={acting} missing={missing} label={say('actAttempt')} onAct={() => submit(missing, { attempt: { ...of(view), explanation: explanation.trim().normalize('NFC'), ...(failure && { failure }) } })} onBack={onBack} focus="failure">
      <section aria-label={say('actAttempt')}>
        <ChoiceField<AttemptFailure> id="failure" label={say('failureWhy')} stacked options={FAILURES.map((one) => ({ value: one.value, label: say(one.word) }))} value={failure} onChange={(chosen) => kept.set({ failure: chosen })} />
        <TextField id="explanation" label={say('remark')} hint={say('optional')} width="long" value={explanation} onChange={(text) => kept.set({ explanation: text })} attributes={{ maxLength: 500 }} />
        <Notice tone="plain">{say('attemptStays')}</Notice>
      </section>
    </FormPage>
  );
}

export function Unclaimed({ view, onDone, onBack }: ActProps): ReactNode {
  const { say } = useSpeech();
  const { kept, acting, submit } = useActForm<{ reason: string }>('unclaimed', view, { reason: '' }, onDone);
  const { reason } = kept.value;
  const missing = reason.trim() ? [] : [{ field: 'reason', text: say('enterReason') }];
  if (!kept.ready) return null;
  return (
    <FormPage title={say('formTitle', { act: say('actUnclaimed'), code: view.dossierCode ?? '' })} acting={acting} missing={missing} label={say('actUnclaimed')} onAct={() => submit(missing, { returnUnclaimed: { ...of(view), reason: reason.trim().normalize('NFC') } })} onBack={onBack} focus="reason">
      <section aria-label={say('actUnclaimed')}>
        <Notice tone="amber">{say('unclaimedSince', { day: shortDay(view.keepUntil), n: view.failedAttempts ?? 0 })}</Notice>
        <TextField id="reason" label={say('unclaimedReason')} width="long" value={reason} onChange={(text) => kept.set({ reason: text })} attributes={{ maxLength: 500 }} />
      </section>
    </FormPage>
  );
}
