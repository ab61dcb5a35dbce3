// A field that offers places while one types: the editable combobox of the ARIA
// practices guide. Names are compared without marks, shown with district and code.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { matches } from '../format';
import { ErrorText, useProblem } from './fields';

export interface Place {
  id: string;
  name: string;
  detail: string;
}

const MOST = 8;

interface Props {
  id: string;
  label: string;
  hint: string;
  none: string;
  places: readonly Place[];
  value: string; // Id of the chosen place; empty: none.
  onChange: (id: string) => void;
}

export function PlacePicker({ id, label, hint, none, places, value, onChange }: Props): ReactNode {
  const problem = useProblem(id);
  const chosen = places.find((place) => place.id === value);
  const [typed, setTyped] = useState<string | undefined>(undefined); // undefined: not being typed into.
  const [active, setActive] = useState(0);
  const shown = typed === undefined ? [] : places.filter((place) => matches(`${place.name} ${place.detail}`, typed)).slice(0, MOST);
  const isOpen = typed !== undefined && typed !== '';

  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, shown.length]);

  const take = (place: Place | undefined): void => {
    if (place) onChange(place.id);
    setTyped(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + Math.max(shown.length, 1)) % Math.max(shown.length, 1));
    } else if (event.key === 'Enter' && !event.ctrlKey) {
      take(shown[active]); // And Enter goes to the next field.
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setTyped(undefined);
    }
  };
  return (
    <div className={`field field-long picker${problem ? ' has-error' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <span className="hint" id={`${id}.hint`}>
        {hint}
      </span>
      <ErrorText id={`${id}.error`} text={problem} />
      <input
        id={id}
        role="combobox"
        aria-expanded={isOpen && shown.length > 0}
        aria-controls={`${id}.list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && shown[active] ? `${id}.${shown[active].id}` : undefined}
        aria-describedby={`${id}.hint${problem ? ` ${id}.error` : ''}`}
        aria-invalid={problem ? true : undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed ?? (chosen ? `${chosen.name}, ${chosen.detail}` : '')}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
          if (event.target.value === '') onChange('');
        }}
        onKeyDown={onKeyDown}
        onBlur={() => take(isOpen && shown.length === 1 ? shown[0] : undefined)}
      />
      <ul ref={list} id={`${id}.list`} role="listbox" aria-label={label} className="picker-list" hidden={!isOpen || shown.length === 0}>
        {isOpen &&
          shown.map((place, index) => (
            <li
              key={place.id}
              id={`${id}.${place.id}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => {
                event.preventDefault();
                take(place);
              }}
            >
              <strong>{place.name}</strong> <span>{place.detail}</span>
            </li>
          ))}
      </ul>
      <span className="picker-none" role="status">
        {isOpen && shown.length === 0 ? none : ''}
      </span>
    </div>
  );
}
