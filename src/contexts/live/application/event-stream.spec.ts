import { EventStream, type Outlet } from './event-stream';

const LIMIT = 1_000;

/** A socket that takes so many writes, and then says that it is full. */
class NarrowOutlet implements Outlet {
  readonly written: string[] = [];
  takes = Number.POSITIVE_INFINITY;
  closed = false;
  private drained: () => void = () => undefined;

  write(text: string): boolean {
    this.written.push(text);
    return --this.takes > 0;
  }
  onDrain(act: () => void): void {
    this.drained = act;
  }
  onClose(): void {
    // Nobody hangs up here.
  }
  end(): void {
    this.closed = true;
  }
  drain(takes: number): void {
    this.takes = takes;
    this.drained();
  }
}

describe('EventStream', () => {
  let outlet: NarrowOutlet;
  let stream: EventStream;
  const watcher = { riderId: 'rider', driverId: null, board: null };
  const owner = { organizationId: 'organization', userId: 'rider', sessionId: 'session', version: '1' };
  beforeEach(() => {
    outlet = new NarrowOutlet();
    stream = new EventStream(outlet, owner, watcher, 'scope', 0, LIMIT, '');
    outlet.written.length = 0;
  });

  it('writes no more than the socket takes, and the rest in order when it has drained', () => {
    outlet.takes = 1;
    for (let position = 1; position <= 4; position++) stream.event('change', position, `${position}`);
    expect(outlet.written).toHaveLength(1);
    outlet.drain(2);
    expect(outlet.written).toHaveLength(3);
    outlet.drain(9);
    expect(outlet.written.map((text) => /data: (\d)/.exec(text)![1])).toEqual(['1', '2', '3', '4']);
  });

  it('keeps of each driver the last position for a slow reader, and no beat', () => {
    outlet.takes = 1;
    stream.event('change', 1, '{}');
    for (let metre = 0; metre < 10_000; metre++) stream.positionOf(`driver ${metre % 2}`, 'position', `${metre}`);
    stream.beat();
    outlet.drain(9);
    expect(outlet.written.slice(1)).toEqual(['event: position\ndata: 9998\n\n', 'event: position\ndata: 9999\n\n']);
    expect(stream.ended).toBe(false);
  });

  it('keeps no more positions than it may keep of anything', () => {
    outlet.takes = 1;
    stream.event('change', 1, '{}');
    for (let driver = 0; driver < 10_000; driver++) stream.positionOf(`driver ${driver}`, 'position', 'x'.repeat(10));
    stream.positionOf('driver 0', 'position', 'y'.repeat(10));
    expect(stream.ended).toBe(false);
    outlet.drain(99_999);
    const waited = outlet.written.slice(1);
    expect(waited.join('').length).toBeLessThanOrEqual(LIMIT);
    expect(waited[0]).toContain('yyyyyyyyyy');
    // What was taken no longer counts.
    outlet.takes = 1;
    stream.event('change', 2, '{}');
    stream.positionOf('driver 0', 'position', 'z'.repeat(LIMIT / 2));
    outlet.drain(9);
    expect(outlet.written.at(-1)).toContain('zzz');
  });

  it('ends for a reader who takes nothing for too long, and not for one who takes a little', () => {
    jest.useFakeTimers();
    stream.event('change', 1, '{}');
    jest.advanceTimersByTime(60_000);
    stream.endIfStuck(30_000);
    outlet.takes = 1;
    for (let position = 2; position < 5; position++) stream.event('change', position, '{}');
    jest.advanceTimersByTime(29_000);
    outlet.drain(1);
    jest.advanceTimersByTime(29_000);
    stream.endIfStuck(30_000);
    expect(outlet.closed).toBe(false);
    jest.advanceTimersByTime(2_000);
    stream.endIfStuck(30_000);
    expect(outlet.closed).toBe(true);
    jest.useRealTimers();
  });

  it('ends when more waits than it may keep, and keeps nothing', () => {
    outlet.takes = 1;
    for (let position = 1; position < 100; position++) stream.event('change', position, 'x'.repeat(100));
    expect(outlet.closed).toBe(true);
    outlet.drain(9);
    expect(outlet.written).toHaveLength(1);
  });

  it('names the last position when it beats', () => {
    stream.event('change', 7, '{}');
    stream.beat();
    expect(outlet.written.at(-1)).toBe('id: scope-7\n: beat\n\n');
  });
});
