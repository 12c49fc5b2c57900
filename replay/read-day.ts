import { distanceMetres, type GeoPoint } from '../src/kernel/geo-point';
import { degrees, type Fault, faultOf, type Field, readTable, wholeNumber } from './read-table';
import { RoadGraph } from './road-graph';
import type { GraphNode, Link } from './streets';

/** A trip as it was recorded. */
export interface RecordedTrip {
  readonly trip: number;
  /** The cab that drove it. */
  readonly vehicle: number;
  /** Since local midnight. */
  readonly pickupMinute: number;
  /** As driven. */
  readonly tripMinutes: number;
  /** By number in the graph. */
  readonly pickup: number;
  readonly drop: number;
}

export interface RecordedDay {
  readonly graph: RoadGraph;
  /** In the order of their minutes, and then of the file. */
  readonly trips: readonly RecordedTrip[];
  /** What was left out, or has to be mended. */
  readonly faults: readonly Fault[];
}

/** A file by its name and its content. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const LARGEST = Number.MAX_SAFE_INTEGER;
const LAST_MINUTE = 24 * 60 - 1;
/** A recorded place lies at its node; farther off, a latitude and a longitude changed places, or the node is another's. */
const NEAR_NODE_METRES = 1_000;
/** No trip leads through it. */
const CUT_OFF = 'is on no road to and from the others';

const NODE_FIELDS = [wholeNumber('node', 0, LARGEST), degrees('lat', 90), degrees('lng', 180)] as const;
const LINK_FIELDS = [
  wholeNumber('from_node', 0, LARGEST),
  wholeNumber('to_node', 0, LARGEST),
  wholeNumber('minutes', 1, 240),
] as const;
const TRIP_FIELDS = [
  wholeNumber('trip', 0, LARGEST),
  wholeNumber('vehicle', 0, LARGEST),
  wholeNumber('pickup_minute', 0, LAST_MINUTE),
  wholeNumber('trip_minutes', 1, LAST_MINUTE),
  degrees('pickup_lat', 90),
  degrees('pickup_lng', 180),
  degrees('dropoff_lat', 90),
  degrees('dropoff_lng', 180),
  wholeNumber('pickup_node', 0, LARGEST),
  wholeNumber('dropoff_node', 0, LARGEST),
] as const;

/** Reads the three files and tells every fault of every row; what has none is there, so that it can be played without the rest. */
export function readDay(nodeFile: Source, linkFile: Source, tripFile: Source): RecordedDay {
  const nodes = readNodes(nodeFile);
  const links = readLinks(linkFile, nodes);
  // Of what is another file nothing can be told of the rows that refer to it.
  const isGround = !isAnother(nodes) && !isAnother(links);
  const { graph, cutOff } = RoadGraph.of(
    [...nodes.found.values()].map(({ node }) => node),
    isGround ? links.found : [],
  );
  const severed = (isGround ? cutOff : []).map((id) =>
    faultOf(nodeFile.name, nodes.found.get(id)!.line, NODE_FIELDS, 'node', CUT_OFF),
  );
  const trips = readTrips(tripFile, nodeFile.name, isGround ? graph : null);
  const faults = [...nodes.faults, ...severed, ...links.faults, ...trips.faults];
  return {
    graph,
    trips: [...trips.found].sort((a, b) => a.pickupMinute - b.pickupMinute),
    faults,
  };
}

/** Under another header: each of its rows would be a fault, and so none is read. */
function isAnother({ faults }: { readonly faults: readonly Fault[] }): boolean {
  return faults.some(({ ofFile }) => ofFile);
}

interface Found<T> {
  readonly found: T;
  readonly faults: readonly Fault[];
}

interface NodeLine {
  readonly node: GraphNode;
  readonly line: number;
}

function readNodes({ name, text }: Source): Found<ReadonlyMap<number, NodeLine>> & { readonly name: string } {
  const table = readTable(name, text, NODE_FIELDS);
  const faults = [...table.faults];
  const found = new Map<number, NodeLine>();
  for (const row of table.rows) {
    const { line } = row;
    const before = row.values.node === undefined ? undefined : found.get(row.values.node);
    if (before) {
      faults.push(faultOf(name, line, NODE_FIELDS, 'node', `${before.node.id} stands in line ${before.line} already`));
    } else if (row.isWhole) {
      const { node: id, lat: latitude, lng: longitude } = row.values;
      found.set(id, { node: { id, latitude, longitude }, line });
    }
  }
  return { name, found, faults };
}

function readLinks({ name, text }: Source, nodes: ReturnType<typeof readNodes>): Found<readonly Link[]> {
  const table = readTable(name, text, LINK_FIELDS);
  const faults = [...table.faults];
  const found: Link[] = [];
  const lines = new Map<string, number>();
  const isKnown = (id: number | undefined): boolean => id === undefined || isAnother(nodes) || nodes.found.has(id);
  for (const row of table.rows) {
    const { line } = row;
    const { from_node: from, to_node: to } = row.values;
    const wrong: Fault[] = [];
    const tell = (field: 'from_node' | 'to_node', says: string): void => {
      wrong.push(faultOf(name, line, LINK_FIELDS, field, says));
    };
    if (!isKnown(from)) tell('from_node', `${from} is no node of ${nodes.name}`);
    if (!isKnown(to)) tell('to_node', `${to} is no node of ${nodes.name}`);
    if (from !== undefined && from === to) tell('to_node', `is where the link begins, node ${from}`);
    const before = lines.get(`${from} ${to}`);
    if (before !== undefined) tell('to_node', `${to} is linked from ${from} in line ${before} already`);
    faults.push(...wrong);
    if (wrong.length > 0 || !row.isWhole) continue;
    lines.set(`${from} ${to}`, line);
    found.push({ from: row.values.from_node, to: row.values.to_node, minutes: row.values.minutes });
  }
  return { found, faults };
}

/** @param graph null where nobody knows it */
function readTrips({ name, text }: Source, nodeFile: string, graph: RoadGraph | null): Found<readonly RecordedTrip[]> {
  const table = readTable(name, text, TRIP_FIELDS);
  const faults = [...table.faults];
  const found: RecordedTrip[] = [];
  const lines = new Map<number, number>();
  for (const row of table.rows) {
    const { line, values } = row;
    const wrong: Fault[] = [];
    const tell = (field: (typeof TRIP_FIELDS)[number]['name'], says: string): void => {
      wrong.push(faultOf(name, line, TRIP_FIELDS as readonly Field<typeof field>[], field, says));
    };
    if (values.trip !== undefined) {
      const before = lines.get(values.trip);
      if (before !== undefined) tell('trip', `${values.trip} stands in line ${before} already`);
      lines.set(values.trip, before ?? line);
    }
    const ends = [
      { end: 'pickup', latitude: values.pickup_lat, longitude: values.pickup_lng, id: values.pickup_node },
      { end: 'dropoff', latitude: values.dropoff_lat, longitude: values.dropoff_lng, id: values.dropoff_node },
    ] as const;
    const [pickup, drop] = ends.map(({ end, id, ...point }) => {
      if (graph === null || id === undefined) return undefined;
      const node = graph.numberOf(id);
      if (node === undefined) tell(`${end}_node`, `${id} is no node of ${nodeFile} that a cab can drive to`);
      else if (isFar(point, graph.pointOf(node)))
        tell(`${end}_lat`, `and ${end}_lng lie more than ${NEAR_NODE_METRES} m from node ${id}`);
      return node;
    });
    faults.push(...wrong);
    if (wrong.length > 0 || !row.isWhole || pickup === undefined || drop === undefined) continue;
    const { trip, vehicle, pickup_minute: pickupMinute, trip_minutes: tripMinutes } = row.values;
    found.push({ trip, vehicle, pickupMinute, tripMinutes, pickup, drop });
  }
  return { found, faults };
}

/** Not where it could not be read. */
function isFar({ latitude, longitude }: Partial<GeoPoint>, node: GeoPoint): boolean {
  if (latitude === undefined || longitude === undefined) return false;
  return distanceMetres({ latitude, longitude }, node) > NEAR_NODE_METRES;
}
