/**
 * Two rows of three nodes, about 170 m apart from west to east and 220 m from south to north, all joined both ways:
 *
 *     3 – 4 – 5
 *     |   |   |
 *     0 – 1 – 2
 */
export const NODES = `node,lat,lng
0,40.700000,-74.000000
1,40.700000,-73.998000
2,40.700000,-73.996000
3,40.702000,-74.000000
4,40.702000,-73.998000
5,40.702000,-73.996000
`;

export const LINKS = `from_node,to_node,minutes
0,1,1
1,0,1
1,2,1
2,1,1
3,4,1
4,3,1
4,5,1
5,4,1
0,3,2
3,0,2
2,5,2
5,2,2
`;

export const TRIPS = `trip,vehicle,pickup_minute,trip_minutes,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng,pickup_node,dropoff_node
2,7,600,5,40.700000,-74.000000,40.702000,-73.996000,0,5
1,7,601,5,40.700000,-74.000000,40.700000,-73.996000,0,2
3,8,602,4,40.702000,-73.998000,40.700000,-74.000000,4,0
`;
