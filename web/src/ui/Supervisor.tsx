// A supervisor signs in for one act; the clerk stays signed in. Nothing of it is kept.
import type { ReactNode } from 'react';
import type { Problem } from '../intake/problems';
import type { State } from '../types';
import { useSpeech, type Say } from '../words';
import { TextField } from './fields';

export interface SupervisorSign {
  staffId: string;
  password: string;
  oneTimeCode: string;
}
export const noSupervisor: SupervisorSign = { staffId: '', password: '', oneTimeCode: '' };

export const isSupervisor = (state: State): boolean => state.role === 'bureau_supervisor';

export function problemsOfSupervisor(sign: SupervisorSign, state: State, say: Say): Problem[] {
  if (isSupervisor(state)) return [];
  return [
    ...(sign.staffId.trim() ? [] : [{ field: 'staff_id', text: say('enterSupervisor') }]),
    ...(sign.password ? [] : [{ field: 'password', text: say('enterPassword') }]),
  ];
}

export function SupervisorFields({ value, set }: { value: SupervisorSign; set: (part: Partial<SupervisorSign>) => void }): ReactNode {
  const { say } = useSpeech();
  return (
    <fieldset className="group">
      <legend>{say('supervisorTitle')}</legend>
      <div className="row">
        <TextField id="staff_id" label={say('staffId')} value={value.staffId} onChange={(staffId) => set({ staffId })} />
        <TextField id="password" label={say('password')} value={value.password} onChange={(password) => set({ password })} attributes={{ type: 'password' }} />
        <TextField id="one_time_code" label={say('oneTimeCode')} hint={say('oneTimeHint')} numeric width="short" value={value.oneTimeCode} onChange={(oneTimeCode) => set({ oneTimeCode })} />
      </div>
    </fieldset>
  );
}
