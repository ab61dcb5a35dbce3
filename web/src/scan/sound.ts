// One tone for what fits, another for what does not; the screen says the same in words.
let context: AudioContext | undefined;

export function beep(good: boolean): void {
  try {
    context ??= new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = good ? 880 : 220;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (good ? 0.09 : 0.3));
  } catch {
    // A computer without sound.
  }
}
