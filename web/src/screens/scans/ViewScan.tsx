// One scan, as it was taken.
import { useEffect, useState, type ReactNode } from 'react';
import type { ScanView } from '../../types';
import { fetchFile } from '../../ui/files';
import { Dialog, MainAct, Notice } from '../../ui/parts';
import { refusalWords } from '../../ui/refusals';
import { useSpeech } from '../../words';

export function ViewScan({ scan, title, onClose }: { scan: ScanView; title: string; onClose: () => void }): ReactNode {
  const { say } = useSpeech();
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let made = '';
    let stopped = false;
    fetchFile(scan.path ?? '').then(
      (blob) => {
        if (stopped) return;
        made = URL.createObjectURL(new Blob([blob], { type: scan.mediaType ?? '' }));
        setUrl(made);
      },
      (error: unknown) => setProblem(refusalWords(error, say)),
    );
    return () => {
      stopped = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [scan, say]);
  return (
    <Dialog title={title} onClose={onClose} mainAct={onClose}>
      {problem && <Notice tone="red">{problem}</Notice>}
      {url && (scan.mediaType === 'application/pdf' ? <iframe className="scan-view" title={title} src={url} /> : <img className="scan-view" alt={title} src={url} />)}
      <div className="acts">
        <MainAct label={say('close')} onPress={onClose} />
      </div>
    </Dialog>
  );
}
