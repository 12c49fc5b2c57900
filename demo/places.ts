export interface Spot {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

export const HUBS: readonly (Spot & { address: string })[] = [
  {
    name: 'Dwarka Sector 21',
    address: 'Plot 4, Sector 21, Dwarka, New Delhi 110077',
    latitude: 28.5523,
    longitude: 77.0583,
  },
  { name: 'Noida Sector 62', address: 'C-56, Sector 62, Noida 201309', latitude: 28.628, longitude: 77.3649 },
  { name: 'Gurugram Cyber City', address: 'DLF Phase 2, Gurugram 122002', latitude: 28.495, longitude: 77.0895 },
];

/** Where the demo's riders are fetched and taken, hub by hub, so that a cab stays near its own. */
export const SPOTS: readonly (readonly Spot[])[] = [
  [
    { name: 'IGI Airport Terminal 3, New Delhi', latitude: 28.5562, longitude: 77.1 },
    { name: 'Aerocity, New Delhi', latitude: 28.5486, longitude: 77.1207 },
    { name: 'Dwarka Sector 10, New Delhi', latitude: 28.5811, longitude: 77.0582 },
    { name: 'Janakpuri West, New Delhi', latitude: 28.6296, longitude: 77.0779 },
    { name: 'Vasant Kunj, New Delhi', latitude: 28.5293, longitude: 77.1533 },
    { name: 'Palam Vihar, New Delhi', latitude: 28.5882, longitude: 77.0862 },
  ],
  [
    { name: 'Noida Sector 18', latitude: 28.5708, longitude: 77.3261 },
    { name: 'Noida Sector 137', latitude: 28.5106, longitude: 77.4056 },
    { name: 'Indirapuram, Ghaziabad', latitude: 28.6415, longitude: 77.3712 },
    { name: 'Vaishali, Ghaziabad', latitude: 28.6502, longitude: 77.3397 },
    { name: 'Mayur Vihar Phase 1, Delhi', latitude: 28.6076, longitude: 77.2943 },
    { name: 'Noida Sector 62, Block C', latitude: 28.6205, longitude: 77.3639 },
  ],
  [
    { name: 'Cyber Hub, Gurugram', latitude: 28.4951, longitude: 77.0883 },
    { name: 'MG Road Metro, Gurugram', latitude: 28.4795, longitude: 77.0802 },
    { name: 'Golf Course Road, Gurugram', latitude: 28.4501, longitude: 77.097 },
    { name: 'Sohna Road, Gurugram', latitude: 28.4089, longitude: 77.0425 },
    { name: 'Sector 29, Gurugram', latitude: 28.4685, longitude: 77.063 },
    { name: 'Udyog Vihar, Gurugram', latitude: 28.5016, longitude: 77.0811 },
  ],
];

export const FIRST_NAMES = [
  'Asha',
  'Ravi',
  'Imran',
  'Neha',
  'Suresh',
  'Farah',
  'Gopal',
  'Kiran',
  'Manoj',
  'Pooja',
  'Arjun',
  'Lata',
  'Vikram',
  'Sunita',
  'Deepak',
];
export const LAST_NAMES = ['Kumar', 'Singh', 'Verma', 'Khan', 'Yadav', 'Rawat', 'Joshi', 'Nair', 'Das', 'Chauhan'];

/** Metres along the road, as the fallback of the routing rule has it: 1.3 times the straight line. */
export function roadMetres(a: Spot, b: Spot): number {
  const rad = Math.PI / 180;
  const x = (b.longitude - a.longitude) * rad * Math.cos(((a.latitude + b.latitude) / 2) * rad);
  const y = (b.latitude - a.latitude) * rad;
  return Math.round(Math.hypot(x, y) * 6_371_009 * 1.3);
}

/** At 25 km/h. */
export function roadMinutes(metres: number): number {
  return Math.max(4, Math.round((metres / 25_000) * 60));
}
