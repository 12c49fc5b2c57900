import { type Anchor, type ChainReport, checkChain, GENESIS, linkHash, type StoredLink } from './chain';

function chainOf(...entries: string[]): StoredLink[] {
  let previous = GENESIS;
  return entries.map((canonical, index) => {
    const hash = linkHash(previous, index + 1, canonical);
    previous = hash;
    return { number: index + 1, entryId: `entry ${canonical}`, canonical, hash };
  });
}

function anchorsAt(links: readonly StoredLink[], ...numbers: number[]): Anchor[] {
  return numbers.map((number) => ({ number, hash: links[number - 1]?.hash ?? GENESIS, at: new Date(0) }));
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function check(links: readonly StoredLink[], anchors: readonly Anchor[] | null): Promise<ChainReport> {
  return checkChain(each(links), anchors && each(anchors));
}

describe('checkChain', () => {
  const links = chainOf('a', 'b', 'c', 'd');
  const anchors = anchorsAt(links, 0, 2, 4);

  it('finds nothing in a chain that is as it was sealed', async () => {
    expect(await check(links, anchors)).toEqual({
      intact: 4,
      head: { number: 4, hash: links[3]!.hash },
      anchors: 2,
      anchoredUpTo: 4,
      violation: null,
    });
  });

  it('takes links that no anchor has reached yet', async () => {
    expect(await check(links, anchorsAt(links, 0, 2))).toMatchObject({ intact: 4, anchoredUpTo: 2, violation: null });
  });

  it('takes an empty chain, with and without anchors', async () => {
    expect(await check([], null)).toMatchObject({ intact: 0, head: null, violation: null });
    expect(await check([], anchorsAt([], 0))).toMatchObject({ intact: 0, violation: null });
  });

  it.each<[string, string, number | null, () => [StoredLink[], Anchor[] | null]]>([
    ['an altered entry', 'entry_altered', 2, () => [links.with(1, { ...links[1]!, canonical: 'B' }), anchors]],
    ['a removed entry', 'entry_missing', 3, () => [links.with(2, { ...links[2]!, canonical: null }), anchors]],
    ['a removed link', 'number_missing', 2, () => [links.toSpliced(1, 1), anchors]],
    [
      'two entries that changed places',
      'entry_altered',
      2,
      () => [links.with(1, { ...links[2]!, number: 2 }).with(2, { ...links[1]!, number: 3 }), anchors],
    ],
    [
      'a removed link whose numbers were closed up',
      'entry_altered',
      3,
      () => {
        const kept = links.toSpliced(2, 1);
        return [kept.map((link, index) => ({ ...link, number: index + 1 })), anchors];
      },
    ],
    ['a chain cut short', 'chain_truncated', 4, () => [links.slice(0, 3), anchors]],
    ['a chain cut to nothing', 'chain_truncated', 1, () => [[], anchors]],
    ['a chain recomputed over an altered entry', 'chain_rewritten', 2, () => [chainOf('a', 'B', 'c', 'd'), anchors]],
    ['a chain recomputed without its end', 'chain_rewritten', 4, () => [chainOf('a', 'b', 'c', 'e'), anchors]],
    ['a chain whose anchors are gone', 'anchors_missing', null, () => [links, null]],
  ])('finds %s', async (_, kind, number, tampered) => {
    expect((await check(...tampered())).violation).toMatchObject({ kind, number });
  });

  it('says how far it came', async () => {
    const report = await check(links.with(2, { ...links[2]!, canonical: 'C' }), anchors);
    expect(report).toMatchObject({ intact: 2, head: { number: 2 }, anchors: 1, anchoredUpTo: 2 });
    expect(report.violation!.why).toBe(
      'Entry entry c is not what was sealed as number 3: it was altered, or entries changed places.',
    );
  });
});
