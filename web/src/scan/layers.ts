// Who takes a scan: what is on top first, then what lies below, then the page as a whole.
import { useLayoutEffect, useRef } from 'react';

type Take = (text: string) => boolean; // Whether it was meant for it.

const layers: { current: Take }[] = [];

// While mounted, `take` is offered what is scanned or typed into the scan box.
export function useScans(take: Take): void {
  const layer = useRef(take);
  layer.current = take;
  useLayoutEffect(() => {
    const mine = layer;
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
    };
  }, []);
}

export const offerScan = (text: string): boolean => [...layers].reverse().some((layer) => layer.current(text));
