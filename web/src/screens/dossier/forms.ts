// Which form does which act.
import type { ReactNode } from 'react';
import type { Act, DoAnswer, DossierView } from '../../types';
import { HandOut } from './HandOut';
import { Pay } from './Pay';
import { Receive } from './Receive';
import { Refuse } from './Refuse';
import { Supplement } from './Supplement';
import { Attempt, Notify, Unclaimed } from './Told';
import { Withdraw } from './Withdraw';

export interface ActProps {
  view: DossierView;
  slipText: string; // Of the slip by which the dossier was found; empty: it was not.
  onDone: (answer: DoAnswer) => void;
  onBack: () => void;
  onOther: (act: Act) => void; // Another act comes first.
}

const FORMS: Partial<Record<Act & string, (props: ActProps) => ReactNode>> = {
  ACT_SUPPLEMENT: Supplement,
  ACT_PAY: Pay,
  ACT_HAND_OUT: HandOut,
  ACT_RECEIVE_RESULTS: Receive,
  ACT_NOTIFY: Notify,
  ACT_ATTEMPT: Attempt,
  ACT_RETURN_UNCLAIMED: Unclaimed,
  ACT_WITHDRAW: Withdraw,
  ACT_REFUSE: Refuse,
};

export const formOf = (act: Act): ((props: ActProps) => ReactNode) | undefined => FORMS[act];
