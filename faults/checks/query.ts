/** Rows as the superuser sees them, all of one moment. */
export type Query = <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;

interface Sentence {
  readonly sentence: string;
}

/** Each row of the statement is a violation in words. */
export async function sentences(query: Query, text: string, values: unknown[] = []): Promise<string[]> {
  return (await query<Sentence>(text, values)).map(({ sentence }) => sentence);
}
