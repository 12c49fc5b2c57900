import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installedBinaries, reachableDirectory, serverUser } from './embedded-postgres-binaries';
import { EmbeddedPostgresInUse, ServerGone } from './embedded-postgres-claim';
import { findOrStart, initialise, type Mode, shutDown, urlOf } from './embedded-postgres-cluster';
import { processIsEnding } from './embedded-postgres-guard';
import { ServerKeeper } from './embedded-postgres-keeper';
import { readyServer } from './embedded-postgres-process';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`data`) and the server's log. */
  readonly directory: string;
  /** `durable` by default. */
  readonly mode?: Mode;
  /** Called when the server is lost for good; `why` is a sentence. */
  readonly onUnexpectedExit?: (why: string) => void;
}

export interface EmbeddedPostgres {
  /** It was already running: a Cabstand that was killed left it behind. */
  readonly adopted: boolean;
  /** Another one after the server died and was started again. */
  readonly pid: number;
  /** Stays the same. */
  readonly port: number;
  /** The superuser's URL of a database. */
  url(database: string): string;
  /** Disconnects everybody and waits until the server is gone. Harmless when repeated. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed on a folder, initialising it the first time, or adopts the server that a
 * killed Cabstand left running there. The server stops with this process: by `stop()`, when the process exits, and on a
 * signal that nothing else in the process handles. Only SIGKILL leaves it, and then the next start adopts it.
 * @throws EmbeddedPostgresInUse when another live process runs on the folder.
 * @throws Error when the server cannot start; the message has the end of its log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await claimServer(options);
  } catch (error) {
    // Interrupted: the signal ends the process as soon as the server is down, and there is nobody left to tell.
    if (processIsEnding()) await new Promise(() => undefined);
    throw error;
  }
}

/**
 * The superuser's URL of a database on the server that runs on the folder, whoever runs it; undefined when none does. For a
 * look beside the service: it claims nothing and stops nothing.
 */
export function runningEmbeddedPostgres(directory: string, database: string): string | undefined {
  const data = join(reachableDirectory(resolve(directory), serverUser()), 'data');
  const server = readyServer(data);
  return server && urlOf(data, server.port, database);
}

async function claimServer(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = serverUser();
  const binaries = installedBinaries(user);
  const directory = reachableDirectory(resolve(options.directory), user);
  const { mode = 'durable' } = options;
  const cluster = {
    directory,
    data: join(directory, 'data'),
    log: join(directory, 'server.log'),
    user,
    binaries,
    mode,
  };
  if (!existsSync(cluster.data)) initialise(cluster);

  for (;;) {
    const { server, started } = await findOrStart(cluster);
    const keeper = new ServerKeeper(cluster, server, (why) => options.onUnexpectedExit?.(why));
    if (started) keeper.stopWithProcess();
    try {
      await keeper.takeClaim();
      keeper.stopWithProcess();
      return {
        adopted: !started,
        get pid() {
          return keeper.pid;
        },
        port: server.port,
        url: (database) => urlOf(cluster.data, server.port, database),
        stop: () => keeper.stop(),
      };
    } catch (error) {
      keeper.leave();
      // It was shutting down: the next turn waits until it is gone, and starts one.
      if (error instanceof ServerGone) continue;
      if (started && !(error instanceof EmbeddedPostgresInUse)) await shutDown(server.pid);
      throw error;
    }
  }
}
