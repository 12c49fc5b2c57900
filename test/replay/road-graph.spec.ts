import { placeAlong, RoadGraph } from '../../replay/road-graph';

const node = (id: number, east: number, north = 0) => ({ id, latitude: 40.7 + north, longitude: -74 + east });
const link = (from: number, to: number, minutes = 1) => ({ from, to, minutes });

/** A one-way ring 10 → 11 → 12 → 10, a longer street straight to 12, and 20 where one can only drive to. */
const NODES = [node(10, 0), node(11, 0.002), node(12, 0.004), node(20, 0.006)];
const LINKS = [link(10, 11), link(11, 12), link(12, 10, 3), link(10, 12, 4), link(12, 20, 2)];

describe('a road graph', () => {
  const { graph, cutOff } = RoadGraph.of(NODES, LINKS);
  const [a, b, c, end] = [10, 11, 12, 20].map((id) => graph.numberOf(id)!) as [number, number, number, number];

  it('knows the minutes of the quickest way, its metres and its nodes', () => {
    expect(cutOff).toEqual([]);
    expect(graph.minutes(a, c)).toBe(2);
    expect(graph.path(a, c)).toEqual([a, b, c]);
    expect(graph.minutes(c, b)).toBe(4);
    expect(graph.path(c, b)).toEqual([c, a, b]);
    expect(graph.metres(a, c)).toBe(2 * graph.metres(a, b));
    expect(graph.metres(a, b)).toBeCloseTo(169, -1);
    expect([graph.minutes(b, b), graph.path(b, b)]).toEqual([0, [b]]);
  });

  it('lets nobody be stranded: a street to a dead end is driven back too, and no other', () => {
    expect(graph.minutes(end, c)).toBe(2);
    expect(graph.mended).toEqual({ opened: 1, joined: 0 });
    expect(graph.minutes(b, a)).toBe(4);
  });

  it('joins a part without a street to the nearest node, as fast as its links are, and leaves out what is far', () => {
    const island = [node(30, 0, 0.004), node(31, 0, 0.006)];
    const far = node(40, 1);
    const joined = RoadGraph.of([...NODES, ...island, far], [...LINKS, link(30, 31)]);
    expect(joined.cutOff).toEqual([40]);
    expect(joined.graph.mended).toEqual({ opened: 2, joined: 1 });
    const [from, to] = [10, 31].map((id) => joined.graph.numberOf(id)!) as [number, number];
    // 445 m at 169 m a minute, the middle of what the links say, and then a link.
    expect([joined.graph.minutes(from, to), joined.graph.minutes(to, from)]).toEqual([4, 4]);
  });

  it('finds the node of a position, and the nearest of one between two', () => {
    expect(graph.nearest(graph.pointOf(b))).toBe(b);
    expect(graph.nearest({ latitude: 40.7003, longitude: -73.9971 })).toBe(b);
  });

  it('tells where a drive is after a share of its time', () => {
    const path = graph.path(a, end);
    expect(placeAlong(graph, path, 0)).toEqual(graph.pointOf(a));
    expect(placeAlong(graph, path, 0.375).longitude).toBeCloseTo(-73.997, 9);
    expect(placeAlong(graph, path, 0.75).longitude).toBeCloseTo(-73.995, 9);
    expect(placeAlong(graph, path, 1)).toEqual(graph.pointOf(end));
  });
});
