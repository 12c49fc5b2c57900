import { type Anchor, type ChainReport, checkChain, GENESIS, linkHash, type StoredLink } from './chain';
import type { RetiredMonth } from './retired-months';

const DECEMBER = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';
const MARCH = '012f0a2b-d400-7d3e-9a41-1f2e3d4c5b6a';
const NOW = new Date('2028-02-01T00:00:00Z');

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
  return checkChain(each(links), anchors && each(anchors), NOW);
}

describe('checkChain', () => {
  const links = chainOf('a', 'b', 'c', 'd');
  const anchors = anchorsAt(links, 0, 2, 4);

  it('finds nothing in a chain that is as it was sealed', async () => {
    expect(await check(links, anchors)).toEqual({
      intact: 4,
      retired: 0,
      retiredUpTo: null,
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

  describe('where a month has left', () => {
    // December of 2024, told of by the last entry, in 2028.
    const told = { entries: 2, recordId: 'entry d', told: true };
    const left = links.map((link, index) => (index < 2 ? { ...link, entryId: DECEMBER, canonical: null } : link));
    const anchored = (...times: [before: string, sealed: string, told: string]): Anchor[] =>
      anchors.map((anchor, index) => ({ ...anchor, at: new Date(times[index]!) }));
    const IN_TIME = anchored('2024-12-01', '2024-12-31', '2028-01-01');

    interface Tampered {
      chain?: StoredLink[];
      months?: [string, RetiredMonth][];
      times?: Anchor[];
      now?: Date;
    }
    const checkLeft = ({ chain = left, months = [['2024-12', told]], times = IN_TIME, now = NOW }: Tampered) =>
      checkChain(each(chain), each(times), now, new Map(months));

    it('takes its links as they stand', async () => {
      expect(await checkLeft({})).toMatchObject({ intact: 4, retired: 2, retiredUpTo: '2024-12', violation: null });
    });

    it('believes it also when what told of it has left with its own month', async () => {
      const chain = left.with(0, { ...left[0]!, entryId: MARCH });
      const months: [string, RetiredMonth][] = [
        ['2011-03', { entries: 1, recordId: DECEMBER, told: null }],
        ['2024-12', { ...told, entries: 1 }],
      ];
      const times = anchored('2011-03-31', '2024-12-07', '2028-01-01');
      expect(await checkLeft({ chain, months, times })).toMatchObject({ intact: 4, retired: 2, violation: null });
    });

    it('takes what is told and neither sealed nor anchored yet', async () => {
      const unsealed: [string, RetiredMonth][] = [['2024-12', { ...told, recordId: 'entry e' }]];
      expect(await checkLeft({ months: unsealed, times: IN_TIME.slice(0, 2) })).toMatchObject({ violation: null });
    });

    it.each<[string, Tampered, string, number | null]>([
      ['says so of another month', { months: [['2024-11', told]] }, 'entry_missing', 1],
      ['had other entries', { months: [['2024-12', { ...told, entries: 1 }]] }, 'retired_month_differs', null],
      [
        'left some behind',
        { chain: left.with(1, { ...links[1]!, entryId: DECEMBER }), months: [['2024-12', { ...told, entries: 1 }]] },
        'retired_month_differs',
        2,
      ],
      ['had its links changed', { chain: left.with(1, { ...left[1]!, hash: GENESIS }) }, 'chain_rewritten', 2],
      [
        'is told of otherwise by its record',
        { months: [['2024-12', { ...told, told: false }]] },
        'retired_month_differs',
        null,
      ],
      [
        'is told of by nothing',
        { months: [['2024-12', { ...told, told: null, recordId: MARCH }]] },
        'retired_month_differs',
        null,
      ],
      ['has not been over for long enough', { now: new Date('2027-12-31T23:59:59Z') }, 'retired_too_early', 1],
      [
        'had not been over for long enough when it was told',
        { times: anchored('2024-12-01', '2024-12-31', '2027-12-31'), now: new Date('2040-01-01') },
        'retired_too_early',
        2,
      ],
      [
        'was given the links of entries that are younger',
        { times: anchored('2024-12-01', '2026-01-01', '2028-01-01'), chain: left.with(2, { ...left[1]!, number: 3 }) },
        'retired_too_early',
        3,
      ],
      [
        'was told so while its links were younger',
        { times: anchored('2026-01-01', '2026-01-02', '2028-01-01'), now: new Date('2040-01-01') },
        'retired_too_early',
        2,
      ],
    ])('finds that it %s', async (_, tampered, kind, number) => {
      expect((await checkLeft(tampered)).violation).toMatchObject({ kind, number });
    });
  });
});
