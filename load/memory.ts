/** Resident memory of a process at a moment. */
export interface MemorySample {
  readonly atMs: number;
  readonly megabytes: number;
}

export interface MemorySlope {
  readonly megabytesAtFirst: number;
  readonly megabytesAtLast: number;
  /** Of the line with the least squares of its distances from the samples. */
  readonly megabytesPerMinute: number;
  readonly samples: number;
}

const EVERY_MS = 1_000;
const MINUTE = 60_000;

/** Null of fewer than three samples, through which any line fits. */
export function slopeOf(samples: readonly MemorySample[]): MemorySlope | null {
  if (samples.length < 3) return null;
  const mean = (of: (sample: MemorySample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [middle, level] = [mean(({ atMs }) => atMs), mean(({ megabytes }) => megabytes)];
  const sum = (of: (sample: MemorySample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const rise = sum(({ atMs, megabytes }) => (atMs - middle) * (megabytes - level));
  const run = sum(({ atMs }) => (atMs - middle) ** 2);
  return {
    megabytesAtFirst: samples[0]!.megabytes,
    megabytesAtLast: samples.at(-1)!.megabytes,
    megabytesPerMinute: Math.round((rise / run) * MINUTE * 100) / 100,
    samples: samples.length,
  };
}

/** Looks at a process every second. */
export class MemoryWatch {
  private readonly samples: MemorySample[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly megabytes: () => number) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  slope(fromMs: number, toMs: number): MemorySlope | null {
    return slopeOf(this.samples.filter(({ atMs }) => atMs >= fromMs && atMs < toMs));
  }

  end(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.samples.push({ atMs: performance.now(), megabytes: this.megabytes() });
  }
}
