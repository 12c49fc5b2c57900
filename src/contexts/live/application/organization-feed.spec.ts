import type { Watcher } from '../domain/audience';
import type { ChangeLog, LoggedChange } from '../persistence/change-log';
import { EventStream, type Outlet } from './event-stream';
import { OrganizationFeed } from './organization-feed';

const BOARD: Watcher = { riderId: null, driverId: null, board: { fleetIds: null, hubIds: null, seesWaiting: true } };
const OWNER = { organizationId: 'organization', userId: 'user', sessionId: 'session', version: '1' };

function changeAt(position: number): LoggedChange {
  return {
    position,
    kind: 'driver',
    payload: '{}',
    riderId: null,
    driverId: null,
    onBoard: true,
    fleetId: null,
    hubId: null,
  };
}

/** A log whose readings end when the test says so. */
class HeldLog {
  head = 0;
  first = 1;
  private held: { resolve: (changes: LoggedChange[]) => void; changes: LoggedChange[] }[] = [];

  read(_: string, after: number, most: number): Promise<LoggedChange[]> {
    const from = Math.max(after + 1, this.first);
    const size = Math.max(0, Math.min(this.head - from + 1, most));
    const changes = Array.from({ length: size }, (_one, i) => changeAt(from + i));
    return new Promise((resolve) => this.held.push({ resolve, changes }));
  }

  /** Ends what is being read, and what that leads to. */
  async letGo(): Promise<void> {
    while (this.held.length > 0) {
      for (const { resolve, changes } of this.held.splice(0)) resolve(changes);
      await new Promise(setImmediate);
    }
  }
}

class Reader implements Outlet {
  readonly positions: number[] = [];
  closed = false;
  write(text: string): boolean {
    const id = /^id: scope-(\d+)/.exec(text);
    if (id) this.positions.push(Number(id[1]));
    return true;
  }
  onDrain(): void {
    // Takes everything at once.
  }
  onClose(): void {
    // Nobody hangs up here.
  }
  end(): void {
    this.closed = true;
  }
}

describe('OrganizationFeed', () => {
  let log: HeldLog;
  let feed: OrganizationFeed;
  let witnessed: number[];
  beforeEach(() => {
    log = new HeldLog();
    witnessed = [];
    const failed = (error: unknown): never => {
      throw error;
    };
    feed = new OrganizationFeed('organization', log as unknown as ChangeLog, failed, ({ position }) => {
      witnessed.push(position);
    });
  });

  function join(position: number): Reader {
    const reader = new Reader();
    feed.join(new EventStream(reader, OWNER, BOARD, 'scope', position, 1_000_000, ''));
    return reader;
  }

  it('gives all that it lacks to a stream that joins further back while the log is read', async () => {
    log.head = 100;
    const first = join(100);
    await log.letGo();
    log.head = 101;
    feed.look();
    const resuming = join(96);
    const fresh = join(99);
    const ahead = join(101);
    await log.letGo();
    expect(resuming.positions).toEqual([97, 98, 99, 100, 101]);
    expect(fresh.positions).toEqual([100, 101]);
    expect(first.positions).toEqual([101]);
    expect(ahead.positions).toEqual([]);
  });

  it('hands on what was committed here without reading it, where nothing lies between', async () => {
    log.head = 2;
    const reader = join(2);
    await log.letGo();
    log.head = 4;
    const read = jest.spyOn(log, 'read');
    feed.committed([changeAt(3), changeAt(4)]);
    expect(reader.positions).toEqual([3, 4]);
    expect(read).not.toHaveBeenCalled();
    // The fifth is another process's: the sixth waits for it, and nothing is told twice.
    log.head = 6;
    feed.committed([changeAt(6)]);
    expect(reader.positions).toEqual([3, 4]);
    await log.letGo();
    feed.committed([changeAt(5)]);
    await log.letGo();
    expect(reader.positions).toEqual([3, 4, 5, 6]);
    // While the log is read, or for who joins further back, it is read.
    log.head = 7;
    const late = join(4);
    feed.committed([changeAt(7)]);
    await log.letGo();
    expect([reader.positions, late.positions]).toEqual([
      [3, 4, 5, 6, 7],
      [5, 6, 7],
    ]);
  });

  it('tells the witness of each change once, however often it is read', async () => {
    log.head = 3;
    join(0);
    await log.letGo();
    join(1);
    await log.letGo();
    expect(witnessed).toEqual([1, 2, 3]);
  });

  it('ends a stream that lacks what was forgotten, rather than go on behind the gap', async () => {
    log.head = 20;
    log.first = 15;
    const late = join(10);
    await log.letGo();
    expect(late.closed).toBe(true);
    expect(late.positions).toEqual([]);
  });
});
