// How many of each note lie in the box; the sum adds itself up.
import type { ReactNode } from 'react';
import { NOTES, sumOf, type Counted } from '../../desk/cash';
import { money } from '../../format';
import { ErrorText, useProblem } from '../../ui/fields';
import { useSpeech } from '../../words';

export function Notes({ value, onChange }: { value: Counted; onChange: (value: Counted) => void }): ReactNode {
  const { say } = useSpeech();
  const problem = useProblem('notes');
  return (
    <div className={`notes${problem ? ' has-error' : ''}`} id="notes" tabIndex={-1}>
      <ErrorText id="notes.error" text={problem} />
      <div className="note-grid" data-rows>
        {NOTES.map((note) => (
          <label key={note} className="note" data-row>
            <span>{money(note)} ×</span>
            <input
              id={`notes.${note}`}
              data-column="count"
              className="count-input"
              inputMode="numeric"
              maxLength={4}
              autoComplete="off"
              placeholder="0"
              aria-label={say('noteCount', { note: money(note) })}
              value={value[note] ?? ''}
              onChange={(event) => onChange({ ...value, [note]: event.target.value.replace(/\D/g, '') })}
            />
          </label>
        ))}
      </div>
      <p className="sum" role="status">
        {say('countedSum', { amount: money(sumOf(value)) })}
      </p>
    </div>
  );
}
