// Files that come from the program and go to it, beyond its calls: with the header that
// it wants, so that no other page can ask for them.
import { ApiError, type FieldError } from '../api';

const HEADERS = { 'X-Hoso': '1' };

function errorOf(status: number, body: string): ApiError {
  try {
    const said = JSON.parse(body) as Record<string, unknown>;
    return new ApiError(String(said['code'] ?? `HTTP_${status}`), String(said['message'] ?? ''), String(said['reason'] ?? ''), (said['fields'] as FieldError[] | undefined) ?? []);
  } catch {
    return new ApiError(`HTTP_${status}`, '');
  }
}

export async function fetchFile(path: string): Promise<Blob> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', headers: HEADERS });
  } catch {
    throw new ApiError('PROGRAM_GONE', path);
  }
  if (!answer.ok) throw errorOf(answer.status, await answer.text());
  return answer.blob();
}

// Into the browser's folder for downloads, from where it goes onto a stick.
export async function saveFile(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await fetchFile(path));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// Sends bytes as the body; `onProgress` hears how much of them has gone, from 0 to 1. Only
// XMLHttpRequest tells that.
export function sendFile<T>(path: string, bytes: Blob, onProgress: (part: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('X-Hoso', '1');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status === 200 ? resolve(JSON.parse(request.responseText) as T) : reject(errorOf(request.status, request.responseText)));
    request.onerror = () => reject(new ApiError('PROGRAM_GONE', path));
    request.onabort = () => reject(new ApiError('CANCELLED', path));
    signal?.addEventListener('abort', () => request.abort());
    request.send(bytes);
  });
}
