/** Where the machine and its control plane are in their network, which nothing else is in. */
export const PLANE_HOST = '10.99.0.1';
export const PLANE_PORT = 8443;
/** Whoever connects there is never answered. */
export const DEAF_PORT = 8081;
/** The bridge between them, at the side of the control plane. */
export const BRIDGE = 'fleet0';

/** Where the machine finds this checkout and the certificates. */
export const PACKAGE = '/opt/nixfleet';
export const TLS = '/etc/nixfleet-tls';

/** What is where in the folder of a world. */
export const PLACES = {
  /** What a container has written, over the Debian that it was booted from. */
  upper: 'upper',
  work: 'work',
  /** The two as one, for who is in the world. */
  root: 'root',
  /** The socket by which those outside reach the control plane. */
  socket: 'plane.socket',
} as const;
