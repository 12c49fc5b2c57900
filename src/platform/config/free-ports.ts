import { createServer } from 'node:net';

/** A port that is about to be listened on, and the setting that it comes from. */
export interface WantedPort {
  readonly setting: string;
  readonly host: string;
  /** 0, any free port, is never taken. */
  readonly port: number;
}

/** The message has a sentence for each port that somebody else listens on. */
export class PortsTaken extends Error {
  constructor(taken: readonly WantedPort[]) {
    super(
      taken
        .map(
          ({ setting, host, port }) =>
            `Port ${port} on ${host} is taken: stop what listens there, or choose another with ${setting}.`,
        )
        .join('\n'),
    );
    this.name = 'PortsTaken';
  }
}

/**
 * A look before anything is started, so that nothing has to be taken down again.
 * @throws PortsTaken naming every one.
 */
export async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken: WantedPort[] = [];
  for (const one of wanted) if (one.port !== 0 && (await isTaken(one))) taken.push(one);
  if (taken.length > 0) throw new PortsTaken(taken);
}

/** Whatever else is wrong with the address is said where it is listened on. */
function isTaken({ host, port }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
      .listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
