/** For the description of the API. */
export const STREAM_EXAMPLE = [
  'retry: 2000',
  '',
  'id: 9f2c41d07ab3-1042',
  'event: snapshot',
  'data: {"rides":[],"drivers":[],"offers":[]}',
  '',
  'id: 9f2c41d07ab3-1043',
  'event: change',
  'data: {"kind":"ride","payload":{"rideId":"019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c","status":"ASSIGNING"}}',
  '',
  '',
].join('\n');
