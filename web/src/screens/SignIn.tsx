// Coming on duty: by password with the network, by this computer's PIN without.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api';
import type { Problem } from '../intake/problems';
import { useTitle, type Ask } from '../program';
import type { State } from '../types';
import { ProblemsContext, TextField } from '../ui/fields';
import { usePageKeys } from '../ui/keys';
import { ErrorSummary, MainAct, Notice } from '../ui/parts';
import { useSpeech, type Say, type Word } from '../words';

interface Props {
  state: State;
  sessionEnded: boolean;
  ask: Ask;
  onSignedIn: (state: State) => void;
}

interface Entered {
  staffId: string;
  password: string;
  oneTimeCode: string;
  newPassword: string;
  pin: string;
}

const KNOWN_REASONS: Partial<Record<string, { field: string; word: Word }>> = {
  PIN_WRONG: { field: 'pin', word: 'pinWrong' },
  PIN_LOCKED: { field: 'pin', word: 'pinLocked' },
  NOT_OF_THIS_OFFICE: { field: 'staff_id', word: 'notOfThisOffice' },
  PASSWORD_TO_BE_CHANGED: { field: 'new_password', word: 'newPasswordHint' },
};

function problemOf(error: unknown, offline: boolean, say: Say): Problem {
  if (!(error instanceof ApiError)) return { field: 'staff_id', text: String(error) };
  const known = KNOWN_REASONS[error.reason];
  if (known) return { field: known.field, text: say(known.word) };
  if (error.code === 'PROGRAM_GONE') return { field: 'staff_id', text: say('programGone') };
  if (error.code === 'UNAUTHENTICATED') return { field: 'password', text: say('passwordWrong') };
  if (error.code === 'UNAVAILABLE' && !offline) return { field: 'staff_id', text: say('networkNeeded') };
  if (error.code === 'RESOURCE_EXHAUSTED') return { field: 'staff_id', text: say('tooManyAttempts') };
  const field = error.fields[0]?.field.replace('password.', '') ?? 'staff_id';
  return { field, text: field === 'new_password' ? say('newPasswordWeak') : say('serverSaid', { message: error.message }) };
}

export function SignIn({ state, sessionEnded, ask, onSignedIn }: Props): ReactNode {
  const { say } = useSpeech();
  const [byPin, setByPin] = useState(!state.online);
  const [entered, setEntered] = useState<Entered>({ staffId: '', password: '', oneTimeCode: '', newPassword: '', pin: '' });
  const [mustChange, setMustChange] = useState(false);
  const [withPin, setWithPin] = useState(false);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const touched = useRef(false);
  const known = state.staffWithPin ?? [];

  // Follows the network until the clerk has begun to type.
  useEffect(() => {
    if (!touched.current) setByPin(!state.online);
  }, [state.online]);
  useEffect(() => document.getElementById('staff_id')?.focus(), []);

  const set = (part: keyof Entered) => (value: string): void => {
    touched.current = true;
    setEntered((before) => ({ ...before, [part]: value }));
  };
  const missing = (): Problem[] => {
    const found: Problem[] = [];
    if (!entered.staffId.trim()) found.push({ field: 'staff_id', text: say('enterStaffId') });
    if (!byPin && !entered.password) found.push({ field: 'password', text: say('enterPassword') });
    const pinNeeded = byPin || withPin;
    if (pinNeeded && !/^\d{6,12}$/.test(entered.pin)) found.push({ field: 'pin', text: say('enterPin') });
    return found;
  };
  const show = (found: Problem[]): void => {
    setProblems(found);
    setRound((before) => before + 1);
  };
  const signIn = async (): Promise<void> => {
    if (sending.current) return;
    const found = missing();
    if (found.length > 0) return show(found);
    sending.current = true;
    setBusy(true);
    const staffId = entered.staffId.trim();
    try {
      onSignedIn(
        byPin
          ? await ask('SignInOffline', { staffId, pin: entered.pin })
          : await ask('SignIn', {
              staffId,
              password: entered.password,
              oneTimeCode: entered.oneTimeCode.trim(),
              newPassword: entered.newPassword,
              pin: withPin ? entered.pin : '',
            }),
      );
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'PASSWORD_TO_BE_CHANGED') setMustChange(true);
      show([problemOf(error, !state.online, say)]);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };
  usePageKeys({ mainAct: () => void signIn() });
  useTitle(say('signInTitle'));

  const secret = (id: 'password' | 'newPassword' | 'pin', label: string, hint?: string): ReactNode => (
    <TextField
      id={id === 'newPassword' ? 'new_password' : id}
      label={label}
      {...(hint && { hint })}
      value={entered[id]}
      onChange={set(id)}
      numeric={id === 'pin'}
      attributes={{ type: 'password', autoComplete: 'off' }}
    />
  );
  return (
    <ProblemsContext.Provider value={problems}>
      <main id="main" className="sign-in" tabIndex={-1}>
        <h1>{say('signInTitle')}</h1>
        <p className="muted">{say('signInAt', { office: state.officeName ?? '', counter: state.counter ?? '' })}</p>
        {sessionEnded && <Notice tone="amber">{say('sessionEnded')}</Notice>}
        {byPin && <Notice tone="plain">{known.length > 0 ? say('offlineExplain') : say('noPinHere')}</Notice>}
        <ErrorSummary problems={problems} round={round} />
        <form onSubmit={(event) => event.preventDefault()}>
          <TextField id="staff_id" label={say('staffId')} value={entered.staffId} onChange={set('staffId')} attributes={{ list: 'staff-here' }} />
          <datalist id="staff-here">
            {known.map((staff) => (
              <option key={staff} value={staff} />
            ))}
          </datalist>
          {byPin ? (
            secret('pin', say('pin'))
          ) : (
            <>
              {secret('password', say('password'))}
              {mustChange && secret('newPassword', say('newPassword'), say('newPasswordHint'))}
              <TextField id="one_time_code" label={say('oneTimeCode')} hint={say('oneTimeHint')} value={entered.oneTimeCode} onChange={set('oneTimeCode')} numeric width="short" />
              <label className="option">
                <input type="checkbox" checked={withPin} onChange={(event) => setWithPin(event.target.checked)} />
                <span>{say('setPin')}</span>
              </label>
              {withPin && secret('pin', say('pin'), say('pinHint'))}
            </>
          )}
          <div className="acts">
            <MainAct label={byPin ? say('signInOffline') : say('signIn')} onPress={() => void signIn()} busy={busy} />
            <button type="button" className="quiet" onClick={() => setByPin(!byPin)}>
              {byPin ? say('signInWithPassword') : say('signInWithPin')}
            </button>
          </div>
        </form>
      </main>
    </ProblemsContext.Provider>
  );
}
