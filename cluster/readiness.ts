import { get } from 'node:http';

/** `gone`: nobody listens there. `silent`: no answer in time, or that it cannot serve just now. */
export type Readiness = 'ready' | 'silent' | 'gone';

/** What the process says of itself. On a connection of its own: a kept one would outlive it. */
export function readinessOf(url: string, withinMs: number): Promise<Readiness> {
  return new Promise((resolve) => {
    const asked = get(new URL('/health/ready', url), { agent: false }, (answered) => {
      answered.resume();
      resolve(answered.statusCode === 200 ? 'ready' : 'silent');
    });
    asked.setTimeout(withinMs, () => asked.destroy());
    asked.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'gone' : 'silent'));
  });
}
