import { readDay } from '../../replay/read-day';
import { LINKS, NODES, TRIPS } from './small-day';

const told = (trips = TRIPS, links = LINKS, nodes = NODES): string[] =>
  readDay({ name: 'nodes', text: nodes }, { name: 'links', text: links }, { name: 'trips', text: trips }).faults.map(
    ({ file, line, column, field, says }) => `${file} ${line}:${column} ${field} ${says}`,
  );

/** The small day's trips with its second one, in line 3, replaced. */
function withTrip(row: string): string {
  const lines = TRIPS.split('\n');
  lines[2] = row;
  return lines.join('\n');
}

describe('a recorded day', () => {
  it('is read whole where nothing is wrong, by the minute, and with line ends of either kind', () => {
    expect(told()).toEqual([]);
    const day = readDay(
      { name: 'nodes', text: NODES },
      { name: 'links', text: LINKS },
      { name: 'trips', text: TRIPS.replaceAll('\n', '\r\n') },
    );
    expect(day.faults).toEqual([]);
    expect(day.trips.map(({ trip, pickupMinute }) => [trip, pickupMinute])).toEqual([
      [2, 600],
      [1, 601],
      [3, 602],
    ]);
  });

  it.each([
    ['1,7,601,5,40.700000,-74.000000,40.700000,-73.998000,0', 'trips 3:10 dropoff_node is missing'],
    ['1,7,601,5,40.700000,-74.000000,40.700000,-73.998000,0,', 'trips 3:10 dropoff_node is empty'],
    ['', 'trips 3:1 trip is empty'],
    [
      '1,7,601,5,40.700000,-74.000000,40.700000,-73.998000,0,2,9',
      'trips 3:11 "9" is a field too many: 10 are wanted, and there are 11',
    ],
    [
      '1,7,601,five,40.700000,-74.000000,40.700000,-73.998000,0,2',
      'trips 3:4 trip_minutes must be a whole number, not "five"',
    ],
    ['"1",7,601,5,40.700000,-74.000000,40.700000,-73.998000,0,2', 'trips 3:1 trip must be a whole number, not ""1""'],
    [
      '1,7,601,5.5,40.700000,-74.000000,40.700000,-73.998000,0,2',
      'trips 3:4 trip_minutes must be a whole number, not "5.5"',
    ],
    [
      '1,7,-1,5,40.700000,-74.000000,40.700000,-73.998000,0,2',
      'trips 3:3 pickup_minute must be from 0 to 1439, not -1',
    ],
    [
      '1,7,601,-5,40.700000,-74.000000,40.700000,-73.998000,0,2',
      'trips 3:4 trip_minutes must be from 1 to 1439, not -5',
    ],
    [
      '1,7,601,5,140.700000,-74.000000,40.700000,-73.998000,0,2',
      'trips 3:5 pickup_lat must be from -90 to 90, not 140.700000',
    ],
    ['1,7,601,5,NaN,-74.000000,40.700000,-73.998000,0,2', 'trips 3:5 pickup_lat must be a number, not "NaN"'],
    [
      '1,7,601,5,40.700000,-74.000000,-73.998000,40.700000,0,2',
      'trips 3:7 dropoff_lat and dropoff_lng lie more than 1000 m from node 2',
    ],
    [
      '1,7,601,5,40.700000,-74.000000,40.700000,-73.998000,0,77',
      'trips 3:10 dropoff_node 77 is no node of nodes that a cab can drive to',
    ],
    ['2,7,601,5,40.700000,-74.000000,40.700000,-73.998000,0,2', 'trips 3:1 trip 2 stands in line 2 already'],
  ])('tells what is wrong with the row %p', (row, fault) => {
    expect(told(withTrip(row))[0]).toBe(fault);
  });

  it('tells every fault of every row, and leaves out those rows alone', () => {
    const trips = withTrip('1,x,601,-5,40.700000,-74.000000,40.700000,-73.998000,0,2');
    expect(told(trips)).toEqual([
      'trips 3:2 vehicle must be a whole number, not "x"',
      'trips 3:4 trip_minutes must be from 1 to 1439, not -5',
    ]);
    const day = readDay({ name: 'n', text: NODES }, { name: 'l', text: LINKS }, { name: 't', text: trips });
    expect(day.trips.map(({ trip }) => trip)).toEqual([2, 3]);
  });

  it('tells what is wrong with nodes and links', () => {
    expect(told(TRIPS, LINKS, `${NODES}2,40.700000,-73.998000\n`)).toEqual([
      'nodes 8:1 node 2 stands in line 4 already',
    ]);
    expect(told(TRIPS, LINKS, `${NODES}9,41.700000,-73.998000\n`)).toEqual([
      'nodes 8:1 node is on no road to and from the others',
    ]);
    expect(told(TRIPS, `${LINKS}0,99,1\n`)).toEqual(['links 14:2 to_node 99 is no node of nodes']);
    expect(told(TRIPS, `${LINKS}0,0,1\n`)).toEqual(['links 14:2 to_node is where the link begins, node 0']);
    expect(told(TRIPS, `${LINKS}0,2,0\n`)).toEqual(['links 14:3 minutes must be from 1 to 240, not 0']);
    expect(told(TRIPS, `${LINKS}0,1,3\n`)).toEqual(['links 14:2 to_node 1 is linked from 0 in line 2 already']);
  });

  it('tells also what is wrong with the fields of a malformed row that could be read', () => {
    expect(told(withTrip('2,x,601,5,41.700000,-74.000000,40.700000,-73.998000,0,77'))).toEqual([
      'trips 3:2 vehicle must be a whole number, not "x"',
      'trips 3:1 trip 2 stands in line 2 already',
      'trips 3:5 pickup_lat and pickup_lng lie more than 1000 m from node 0',
      'trips 3:10 dropoff_node 77 is no node of nodes that a cab can drive to',
    ]);
    expect(told(TRIPS, `${LINKS}99,0,x\n`)).toEqual([
      'links 14:3 minutes must be a whole number, not "x"',
      'links 14:1 from_node 99 is no node of nodes',
    ]);
    expect(told(TRIPS, LINKS, `${NODES}2,x,-73.998000\n`)).toEqual([
      'nodes 8:2 lat must be a number, not "x"',
      'nodes 8:1 node 2 stands in line 4 already',
    ]);
  });

  it('tells of the rows of the other files where one is another, but for what they say of that one', () => {
    const badTrip = withTrip('1,x,601,5,40.700000,-74.000000,40.700000,-73.998000,0,77');
    const badLink = `${LINKS}0,0,0\n`;
    const inTrip = 'trips 3:2 vehicle must be a whole number, not "x"';
    const inLink = [
      'links 14:3 minutes must be from 1 to 240, not 0',
      'links 14:2 to_node is where the link begins, node 0',
    ];
    expect(told(badTrip, badLink, NODES.replace('lat', 'latitude'))).toEqual([
      'nodes 1:2 lat is wanted here, not "latitude"',
      ...inLink,
      inTrip,
    ]);
    expect(told(badTrip, LINKS.replace('minutes', 'seconds'), `${NODES}2,40.7,-74\n`)).toEqual([
      'nodes 8:1 node 2 stands in line 4 already',
      'links 1:3 minutes is wanted here, not "seconds"',
      inTrip,
    ]);
    expect(told(TRIPS.replace('vehicle', 'cab'), badLink)).toEqual([
      ...inLink,
      'trips 1:2 vehicle is wanted here, not "cab"',
    ]);
  });

  it('tells of another header only, since then no row is what it seems', () => {
    const faults = readDay(
      { name: 'n', text: NODES },
      { name: 'l', text: LINKS },
      { name: 't', text: TRIPS.replace('trip_minutes', 'minutes').replace('dropoff_node', 'dropoff_node,tip') },
    ).faults;
    expect(faults.map(({ line, column, says, ofFile }) => [line, column, says, ofFile])).toEqual([
      [1, 4, 'is wanted here, not "minutes"', true],
      [1, 11, 'is a column too many', true],
    ]);
  });
});
