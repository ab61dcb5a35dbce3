// Bags: what is to be sent which way, what stands here, what is coming.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { routesOf, type Route } from '../../desk/standing';
import { useWork } from '../../desk/useWork';
import { hourOrDay } from '../../format';
import { useProgram, useTitle } from '../../program';
import type { BagView, DoAnswer } from '../../types';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { useSpeech, type Word } from '../../words';
import { BagActed } from './BagActed';
import { BagIn } from './BagIn';
import { BagOut } from './BagOut';
import { PassOn } from './PassOn';

export type BagTask = { kind: 'list' } | { kind: 'out'; key: string } | { kind: 'in'; bagId: string } | { kind: 'pass'; bag: BagView };

interface Props {
  task: BagTask;
  onTask: (task: BagTask) => void;
  onLeave: () => void;
  onDossier: (code: string) => void;
}

export function Bags({ task, onTask, onLeave, onDossier }: Props): ReactNode {
  const { work, reload } = useWork();
  const { refresh } = useProgram();
  const [acted, setActed] = useState<{ answer: DoAnswer; title: Word } | undefined>(undefined);
  const toList = (): void => {
    setActed(undefined);
    onTask({ kind: 'list' });
  };
  const done = (title: Word) => (answer: DoAnswer): void => {
    setActed({ answer, title });
    void reload();
    void refresh();
  };
  if (acted) {
    return (
      <BagActed
        key={acted.answer.position}
        {...acted}
        onDone={toList}
        onPass={(bag) => {
          setActed(undefined);
          onTask({ kind: 'pass', bag });
        }}
        onDossier={onDossier}
      />
    );
  }
  const route = task.kind === 'out' ? routesOf(work).find((one) => one.key === task.key) : undefined;
  if (route) return <BagOut key={route.key} route={route} onDone={done('bagSealed')} onBack={toList} />;
  if (task.kind === 'in') return <BagIn key={task.bagId} bagId={task.bagId} onDone={done('bagOpened')} onBack={toList} onPass={(bag) => onTask({ kind: 'pass', bag })} />;
  if (task.kind === 'pass') return <PassOn key={task.bag.bagId} bag={task.bag} onDone={done('bagPassed')} onBack={toList} />;
  return <List onTask={onTask} onLeave={onLeave} />;
}

function BagRows({ bags, onTask }: { bags: readonly BagView[]; onTask: Props['onTask'] }): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{say('colBag')}</th>
          <th scope="col">{say('colRoute')}</th>
          <th scope="col">{say('colHolder')}</th>
          <th scope="col">{say('colSealedAt')}</th>
          <th scope="col">{say('colExpected')}</th>
          <th scope="col">{say('colAct')}</th>
        </tr>
      </thead>
      <tbody data-rows>
        {bags.map((bag) => (
          <tr key={bag.bagId} data-row>
            <th scope="row" className="code">{bag.bagId}</th>
            <td data-label={say('colRoute')}>
              {bag.fromName} → {bag.toName}
              {(bag.items ?? 0) > 0 && <span className="muted"> · {say('itemsCount', { n: bag.items ?? 0 })}</span>}
            </td>
            <td data-label={say('colHolder')}>{bag.custodianName}</td>
            <td data-label={say('colSealedAt')} className="nowrap">{hourOrDay(bag.sealedAt, state.now)}</td>
            <td data-label={say('colExpected')} className="nowrap">{hourOrDay(bag.expectedAt, state.now)}</td>
            <td data-label={say('colAct')}>
              <button type="button" className="link" data-column="act" onClick={() => onTask(bag.mayOpen ? { kind: 'in', bagId: bag.bagId ?? '' } : { kind: 'pass', bag })}>
                {say(bag.mayOpen ? 'bagReceive' : 'bagPass')}
                <span className="sr-only"> {bag.bagId}</span>
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Routes({ routes, onTask }: { routes: readonly Route[]; onTask: Props['onTask'] }): ReactNode {
  const { say } = useSpeech();
  return (
    <ul className="to-do" data-rows>
      {routes.map((route) => (
        <li key={route.key} data-row>
          <span>
            <strong>{route.name}</strong> · {say('dossiersCount', { n: route.dossiers.length })}
          </span>
          <button type="button" className="link" data-column="fill" onClick={() => onTask({ kind: 'out', key: route.key })}>
            {say('bagFill')}
            <span className="sr-only"> {route.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function List({ onTask, onLeave }: Pick<Props, 'onTask' | 'onLeave'>): ReactNode {
  const { say } = useSpeech();
  const { state } = useProgram();
  const { work } = useWork();
  const routes = routesOf(work);
  const here = work?.bagsHere ?? [];
  const coming = work?.bagsComing ?? [];
  const toOpen = [...here, ...coming].find((bag) => bag.mayOpen);
  const toPass = here.find((bag) => !bag.mayOpen);
  const first: { word: Word; task: BagTask } | undefined = routes[0]
    ? { word: 'bagFillFirst', task: { kind: 'out', key: routes[0].key } }
    : toOpen
      ? { word: 'bagReceiveFirst', task: { kind: 'in', bagId: toOpen.bagId ?? '' } }
      : toPass && { word: 'bagPass', task: { kind: 'pass', bag: toPass } };
  const act = (): void => (first ? onTask(first.task) : onLeave());
  const heading = useRef<HTMLHeadingElement>(null);
  usePageKeys({ mainAct: act, back: onLeave });
  useTitle(say('navBags'));
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {say('bagsTitle')}
        </h1>
        <MainAct label={say(first?.word ?? 'back')} onPress={act} />
      </div>
      {!work ? (
        <p className="muted">{say('loading')}</p>
      ) : (
        <>
          {!state.online && <Notice tone="amber">{say('bagsOffline', { hour: hourOrDay(work.asOf, state.now) || '–' })}</Notice>}
          <section aria-labelledby="out-title">
            <h2 id="out-title">{say('bagsOut')}</h2>
            {routes.length > 0 ? <Routes routes={routes} onTask={onTask} /> : <p className="empty">{say('bagsOutEmpty')}</p>}
          </section>
          <section aria-labelledby="here-title">
            <h2 id="here-title">{say('bagsHere')}</h2>
            {here.length > 0 ? <BagRows bags={here} onTask={onTask} /> : <p className="empty">{say('bagsHereEmpty')}</p>}
          </section>
          <section aria-labelledby="coming-title">
            <h2 id="coming-title">{say('bagsComing')}</h2>
            {coming.length > 0 ? <BagRows bags={coming} onTask={onTask} /> : <p className="empty">{say('bagsComingEmpty')}</p>}
          </section>
        </>
      )}
    </main>
  );
}
