/** Where what is looked at live is followed; without TypeBox, which a web page would have to load for it. */
export const viewPaths = {
  actor: '/api/v1/actors/:address/live',
  machines: '/api/v1/live/machines',
} as const;
