// Pages by the camera: one JPEG a page, seen before it is taken.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { usePageKeys } from '../../ui/keys';
import { MainAct, Notice } from '../../ui/parts';
import { useSpeech } from '../../words';

const WIDTH = 2480; // A4 at 300 dots an inch, of which cameras give what they can.
const HEIGHT = 3508;
const QUALITY = 0.9;

export function Camera({ onPage, onClose }: { onPage: (page: Blob) => void; onClose: () => void }): ReactNode {
  const { say } = useSpeech();
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState('');
  const [pages, setPages] = useState(0);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let stopped = false;
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: WIDTH }, height: { ideal: HEIGHT } } });
      if (stopped) return stream.getTracks().forEach((track) => track.stop());
      if (!video.current) return;
      video.current.srcObject = stream;
      await video.current.play();
    };
    begin().catch(() => !stopped && setProblem(say('cameraNone')));
    return () => {
      stopped = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [say]);
  const take = (): void => {
    const source = video.current;
    if (!source?.videoWidth) return;
    const canvas = document.createElement('canvas');
    canvas.width = source.videoWidth;
    canvas.height = source.videoHeight;
    canvas.getContext('2d')?.drawImage(source, 0, 0);
    canvas.toBlob(
      (page) => {
        if (!page) return;
        onPage(page);
        setPages((before) => before + 1);
      },
      'image/jpeg',
      QUALITY,
    );
  };
  usePageKeys({ mainAct: problem ? onClose : take, back: onClose });
  return (
    <div className="camera">
      {problem ? <Notice tone="red">{problem}</Notice> : <video ref={video} muted playsInline aria-label={say('cameraPicture')} />}
      <p role="status">{pages > 0 ? say('cameraTaken', { n: pages }) : ''}</p>
      <div className="acts">
        <MainAct label={say(problem ? 'cameraClose' : 'cameraTake')} onPress={problem ? onClose : take} />
        <button type="button" onClick={onClose}>
          {say('cameraClose')}
          <kbd>Esc</kbd>
        </button>
      </div>
    </div>
  );
}
