import type { Roads } from '../simulators/osrm/grid-roads';
import type { RoadGraph } from './road-graph';

/** The graph as a router knows it: from the node nearest to one point to the node nearest to the other. */
export function graphRoads(graph: RoadGraph): Roads {
  return (from, to) => {
    const [a, b] = [graph.nearest(from), graph.nearest(to)];
    return { distance: graph.metres(a, b), duration: graph.minutes(a, b) * 60 };
  };
}
