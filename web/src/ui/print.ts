// Prints a PDF of the program: in a hidden frame, by the browser's own dialog.

let last: { frame: HTMLIFrameElement; url: string } | undefined;

function forget(): void {
  last?.frame.remove();
  if (last) URL.revokeObjectURL(last.url);
  last = undefined;
}

// Resolves once the dialog was asked for; rejects when there is no PDF. Whether paper
// came out, only the clerk can say. Asks the program once, as each asking may be a reprint.
export async function printPaper(path: string): Promise<void> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', headers: { 'X-Hoso': '1' } });
  if (!answer.ok || !(answer.headers.get('Content-Type') ?? '').startsWith('application/pdf')) {
    throw new Error(`print: HTTP ${answer.status}, want a PDF`);
  }
  const url = URL.createObjectURL(await answer.blob());
  forget();
  const frame = document.createElement('iframe');
  last = { frame, url };
  frame.className = 'print-frame';
  frame.title = 'PDF';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  await new Promise<void>((resolve) => {
    frame.onload = () => resolve();
    frame.src = url;
    document.body.append(frame);
  });
  const before = document.activeElement;
  frame.contentWindow?.print();
  // The viewer in the frame would swallow F9.
  window.focus();
  if (before instanceof HTMLElement && before !== frame) before.focus();
  else frame.blur();
}
