import type { Level } from './measure';

export interface BenchOptions {
  /** Of which the medians are reported. */
  readonly rounds: number;
  /** Of `growth`: how many rides lie behind it; a million where left out. Of `import`: the largest file. */
  readonly past?: number;
}

/** What a benchmark prints on its last line. `ratio` is perSecond over the floor's at 8 clients. */
export interface BenchReport {
  readonly name: string;
  readonly clients: readonly Level[];
  readonly floors: Readonly<Record<string, unknown>>;
  readonly ratio: number | null;
  readonly [more: string]: unknown;
}
