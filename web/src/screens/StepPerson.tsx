// Step 2: the owner, who hands in, and where the result goes.
import { useEffect, useMemo, type ReactNode } from 'react';
import { hasSubmitter, isCitizen, mustHaveTaxCode, type Draft, type Person } from '../intake/draft';
import { oddities, ownerKindsFor, relationsFor } from '../intake/problems';
import { useProgram } from '../program';
import type { OwnerKind, ProcedureVersion, Relation } from '../types';
import { ChoiceField, DateField, TextField, TickField } from '../ui/fields';
import { Notice } from '../ui/parts';
import { PlacePicker } from '../ui/PlacePicker';
import { useSpeech, type Word } from '../words';

interface Props {
  draft: Draft;
  update: (change: (draft: Draft) => Draft) => void;
  version: ProcedureVersion | undefined;
}

const KIND_WORDS: Record<string, Word> = {
  OWNER_KIND_CITIZEN: 'kindCitizen',
  OWNER_KIND_ENTERPRISE: 'kindEnterprise',
  OWNER_KIND_COOPERATIVE: 'kindCooperative',
  OWNER_KIND_BUSINESS_HOUSEHOLD: 'kindHousehold',
  OWNER_KIND_AGENCY: 'kindAgency',
  OWNER_KIND_ORGANISATION: 'kindOrganisation',
};

const RELATION_WORDS: Record<string, Word> = {
  RELATION_SELF: 'relationSelf',
  RELATION_PARENT: 'relationParent',
  RELATION_SPOUSE: 'relationSpouse',
  RELATION_CHILD: 'relationChild',
  RELATION_AUTHORISED: 'relationAuthorised',
  RELATION_REPRESENTATIVE: 'relationRepresentative',
};

interface PersonProps {
  prefix: 'owner' | 'submitter';
  person: Person;
  change: (part: Partial<Person>) => void;
}

function NumberFields({ prefix, person, change }: PersonProps): ReactNode {
  const { say } = useSpeech();
  const citizen = isCitizen(person);
  const tax = mustHaveTaxCode(person);
  return (
    <>
      <TextField
        id={`${prefix}.identity_number`}
        label={say(citizen ? 'identityNumber' : tax ? 'taxCode' : 'bodyNumber')}
        hint={say(citizen ? 'identityHint' : 'taxHint')}
        numeric={citizen || tax}
        value={person.number}
        onChange={(number) => change({ number })}
      />
      {citizen && prefix === 'owner' && (
        <TextField
          id={`${prefix}.former_identity_number`}
          label={say('formerNumber')}
          hint={say('optional')}
          width="short"
          numeric
          value={person.formerNumber}
          onChange={(formerNumber) => change({ formerNumber })}
          attributes={person.formerNumber ? {} : { 'data-enter-skip': '' } as object}
        />
      )}
    </>
  );
}

function PhoneField({ prefix, person, change }: PersonProps): ReactNode {
  const { say } = useSpeech();
  return <TextField id={`${prefix}.phone`} label={say('phone')} numeric value={person.phone} onChange={(phone) => change({ phone })} attributes={{ type: 'tel' }} />;
}

function AddressFields({ prefix, person, change }: PersonProps): ReactNode {
  const { say } = useSpeech();
  const { places } = useProgram();
  const communes = useMemo(
    () => (places.communes ?? []).map((one) => ({ id: one.code ?? '', name: one.nameVi ?? '', detail: `${one.districtNameVi}, ${one.code}` })),
    [places.communes],
  );
  return (
    <>
      <PlacePicker
        id={`${prefix}.commune_code`}
        label={say('commune')}
        hint={say('communeHint')}
        none={say('communeNone')}
        places={communes}
        value={person.commune}
        onChange={(commune) => change({ commune })}
      />
      <TextField id={`${prefix}.address`} label={say(isCitizen(person) ? 'address' : 'bodyAddress')} width="long" value={person.address} onChange={(address) => change({ address })} />
    </>
  );
}

function BirthFields({ prefix, person, change }: PersonProps): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <DateField id={`${prefix}.birth_date`} label={say('birthDate')} value={person.birth} onChange={(birth) => change({ birth })} />
      <ChoiceField
        id={`${prefix}.sex`}
        label={say('sex')}
        options={[
          { value: 'SEX_MALE' as const, label: say('male') },
          { value: 'SEX_FEMALE' as const, label: say('female') },
        ]}
        value={person.sex === 'SEX_MALE' || person.sex === 'SEX_FEMALE' ? person.sex : ''}
        onChange={(sex) => change({ sex })}
      />
    </>
  );
}

function PersonFields(props: PersonProps): ReactNode {
  const { say } = useSpeech();
  const { prefix, person, change } = props;
  const citizen = isCitizen(person);
  const odd = oddities(person, say);
  return (
    <>
      <div className="row">
        <NumberFields {...props} />
        <TextField id={`${prefix}.full_name`} label={say(citizen ? 'fullName' : 'bodyName')} width="long" value={person.name} onChange={(name) => change({ name })} />
      </div>
      {citizen && (
        <div className="row">
          <BirthFields {...props} />
          <PhoneField {...props} />
          {odd.length > 0 && (
            <Notice tone="amber">
              {odd.map((one) => (
                <div key={one.field}>{one.text}</div>
              ))}
            </Notice>
          )}
        </div>
      )}
      {prefix === 'owner' && (
        <div className="row">
          {!citizen && <PhoneField {...props} />}
          <AddressFields {...props} />
        </div>
      )}
    </>
  );
}

function ReturnFields({ draft, update }: Pick<Props, 'draft' | 'update'>): ReactNode {
  const { say } = useSpeech();
  const { places, state } = useProgram();
  const offices = useMemo(
    () => (places.offices ?? []).filter((one) => one.id !== state.officeId).map((one) => ({ id: one.id ?? '', name: one.nameVi ?? '', detail: one.address || (one.id ?? '') })),
    [places.offices, state.officeId],
  );
  return (
    <>
      <ChoiceField
        id="return_channel"
        label={say('returnTitle')}
        options={[
          { value: 'here' as const, label: say('returnHere') },
          { value: 'other' as const, label: say('returnOther') },
          { value: 'delivery' as const, label: say('returnDelivery') },
          { value: 'agency' as const, label: say('returnAgency') },
        ]}
        value={draft.returnWay}
        onChange={(returnWay) => update((before) => ({ ...before, returnWay }))}
      />
      {draft.returnWay === 'other' && (
        <PlacePicker
          id="return_office_id"
          label={say('returnOffice')}
          hint={say('returnOfficeHint')}
          none={say('officeNone')}
          places={offices}
          value={draft.returnOffice}
          onChange={(returnOffice) => update((before) => ({ ...before, returnOffice }))}
        />
      )}
    </>
  );
}

function SubmitterFields({ draft, update }: Pick<Props, 'draft' | 'update'>): ReactNode {
  const { say } = useSpeech();
  const paper = draft.authorisation;
  const change = (part: Partial<Draft['authorisation']>): void => update((before) => ({ ...before, authorisation: { ...before.authorisation, ...part } }));
  return (
    <>
      <PersonFields prefix="submitter" person={draft.submitter} change={(part) => update((before) => ({ ...before, submitter: { ...before.submitter, ...part } }))} />
      {draft.relation === 'RELATION_AUTHORISED' && (
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
    </>
  );
}

export function StepPerson({ draft, update, version }: Props): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const kinds = ownerKindsFor(version);
  const relations = relationsFor(version, draft.owner.kind);

  useEffect(() => document.getElementById(draft.owner.number ? 'seen_card' : 'owner.identity_number')?.focus(), []);

  const changeKind = (kind: OwnerKind): void =>
    update((before) => ({ ...before, owner: { ...before.owner, kind }, relation: relationsFor(version, kind)[0] ?? 'RELATION_SELF' }));
  return (
    <form className="people" onSubmit={(event) => event.preventDefault()}>
      <section aria-labelledby="owner-title">
        <div className="section-head">
          <h2 id="owner-title">{say('ownerTitle')}</h2>
          <span className="hint">{say('ownerHint')}</span>
        </div>
        {kinds.length > 1 && (
          <ChoiceField
            id="owner.kind"
            label={say('ownerKind')}
            options={kinds.map((kind) => ({ value: kind, label: say(KIND_WORDS[kind] ?? 'kindOrganisation') }))}
            value={draft.owner.kind}
            onChange={changeKind}
          />
        )}
        <PersonFields prefix="owner" person={draft.owner} change={(part) => update((before) => ({ ...before, owner: { ...before.owner, ...part } }))} />
        {!state.online && <p className="muted small">{say('populationLater')}</p>}
      </section>
      <section aria-labelledby="submitter-title">
        <div className="section-head">
          <h2 id="submitter-title">{say('submitterTitle')}</h2>
          {relations.length === 1 && (
            <span id="relation" tabIndex={-1}>
              {say('ownerOnly')}
            </span>
          )}
        </div>
        {relations.length > 1 && (
          <ChoiceField<Relation>
            id="relation"
            label={say('submitterTitle')}
            hiddenLabel
            options={relations.map((relation) => ({ value: relation, label: say(RELATION_WORDS[relation] ?? 'relationSelf') }))}
            value={draft.relation}
            onChange={(relation) => update((before) => ({ ...before, relation }))}
          />
        )}
        {hasSubmitter(draft) && <SubmitterFields draft={draft} update={update} />}
        <TickField id="seen_card" label={say('seenCard')} checked={draft.seenCard} onChange={(seenCard) => update((before) => ({ ...before, seenCard }))} />
      </section>
      <section aria-label={say('returnTitle')}>
        <ReturnFields draft={draft} update={update} />
      </section>
    </form>
  );
}
