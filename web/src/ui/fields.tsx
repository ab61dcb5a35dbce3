// Fields of forms: a label, a hint, what is wrong with it, and the input. The id of
// an input is the field's name in the request, so that an error's link finds it.
import { createContext, useContext, useId, type InputHTMLAttributes, type ReactNode } from 'react';
import type { DateText } from '../intake/draft';
import type { Problem } from '../intake/problems';
import { useSpeech } from '../words';

export const ProblemsContext = createContext<readonly Problem[]>([]);

export function useProblem(field: string): string | undefined {
  return useContext(ProblemsContext).find((one) => one.field === field)?.text;
}

const describedBy = (...ids: (string | false | undefined)[]): { 'aria-describedby'?: string } => {
  const given = ids.filter(Boolean).join(' ');
  return given ? { 'aria-describedby': given } : {};
};

export function ErrorText({ id, text }: { id: string; text: string | undefined }): ReactNode {
  return text ? (
    <span className="field-error" id={id}>
      {text}
    </span>
  ) : null;
}

interface TextProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  width?: 'short' | 'medium' | 'long';
  numeric?: boolean;
  onBlur?: () => void;
  attributes?: InputHTMLAttributes<HTMLInputElement>;
}

export function TextField({ id, label, value, onChange, hint, width = 'medium', numeric, onBlur, attributes }: TextProps): ReactNode {
  const problem = useProblem(id);
  return (
    <div className={`field field-${width}${problem ? ' has-error' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={`${id}.hint`}>
          {hint}
        </span>
      )}
      <ErrorText id={`${id}.error`} text={problem} />
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
        inputMode={numeric ? 'numeric' : undefined}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        {...describedBy(hint && `${id}.hint`, problem && `${id}.error`)}
        {...attributes}
      />
    </div>
  );
}

export function TextArea({ id, label, hint, value, onChange }: { id: string; label: string; hint?: string; value: string; onChange: (value: string) => void }): ReactNode {
  const problem = useProblem(id);
  return (
    <div className={`field field-wide${problem ? ' has-error' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={`${id}.hint`}>
          {hint}
        </span>
      )}
      <ErrorText id={`${id}.error`} text={problem} />
      <textarea
        id={id}
        rows={3}
        maxLength={500}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem ? true : undefined}
        {...describedBy(hint && `${id}.hint`, problem && `${id}.error`)}
      />
    </div>
  );
}

interface SelectProps {
  id: string;
  label: string;
  options: readonly { value: string; label: string }[];
  value: string; // Empty: none is chosen.
  onChange: (value: string) => void;
}

export function SelectField({ id, label, options, value, onChange }: SelectProps): ReactNode {
  const { say } = useSpeech();
  const problem = useProblem(id);
  return (
    <div className={`field field-medium${problem ? ' has-error' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <ErrorText id={`${id}.error`} text={problem} />
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} aria-invalid={problem ? true : undefined} {...describedBy(problem && `${id}.error`)}>
        <option value="">{say('chooseOne')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

// Three boxes; the first is the one that errors point at.
export function DateField({ id, label, value, onChange }: { id: string; label: string; value: DateText; onChange: (value: DateText) => void }): ReactNode {
  const { say } = useSpeech();
  const problem = useProblem(id);
  const part = (name: 'day' | 'month' | 'year', digits: number): ReactNode => (
    <label className={`date-part date-${name}`}>
      <span>{say(name)}</span>
      <input
        id={name === 'day' ? id : `${id}.${name}`}
        value={value[name]}
        maxLength={digits}
        inputMode="numeric"
        autoComplete="off"
        aria-invalid={problem ? true : undefined}
        {...describedBy(problem && `${id}.error`)}
        onChange={(event) => {
          const digitsOnly = event.target.value.replace(/\D/g, '');
          onChange({ ...value, [name]: digitsOnly });
          // A full box hands over to the next, as the clerk types a date in one go.
          if (digitsOnly.length === digits && name !== 'year' && event.target.value.length > value[name].length) {
            document.getElementById(`${id}.${name === 'day' ? 'month' : 'year'}`)?.focus();
          }
        }}
      />
    </label>
  );
  return (
    <fieldset className={`field date-field${problem ? ' has-error' : ''}`}>
      <legend>{label}</legend>
      <ErrorText id={`${id}.error`} text={problem} />
      <div className="date-parts">
        {part('day', 2)}
        {part('month', 2)}
        {part('year', 4)}
      </div>
    </fieldset>
  );
}

export interface Option<T extends string> {
  value: T;
  label: ReactNode;
  hint?: string | undefined;
}

interface ChoiceProps<T extends string> {
  id: string;
  label: string;
  options: readonly Option<T>[];
  value: T | '';
  onChange: (value: T) => void;
  stacked?: boolean;
  hiddenLabel?: boolean;
}

export function ChoiceField<T extends string>({ id, label, options, value, onChange, stacked, hiddenLabel }: ChoiceProps<T>): ReactNode {
  const name = useId();
  const problem = useProblem(id);
  const marked = options.some((option) => option.value === value) ? value : options[0]?.value;
  return (
    <fieldset className={`field choice${stacked ? ' stacked' : ''}${problem ? ' has-error' : ''}`} {...describedBy(problem && `${id}.error`)}>
      <legend className={hiddenLabel ? 'sr-only' : undefined}>{label}</legend>
      <ErrorText id={`${id}.error`} text={problem} />
      <div className="options">
        {options.map((option) => (
          <label key={option.value} className="option">
            <input
              type="radio"
              name={name}
              id={option.value === marked ? id : undefined}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function TickField({ id, label, checked, onChange }: { id: string; label: string; checked: boolean; onChange: (checked: boolean) => void }): ReactNode {
  const problem = useProblem(id);
  return (
    <div className={`field tick${problem ? ' has-error' : ''}`}>
      <ErrorText id={`${id}.error`} text={problem} />
      <label className="option">
        <input
          type="checkbox"
          id={id}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          aria-invalid={problem ? true : undefined}
          {...describedBy(problem && `${id}.error`)}
        />
        <span>{label}</span>
      </label>
    </div>
  );
}
