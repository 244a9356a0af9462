/** The frameworks that a control plane knows, as its catalogue calls them: a page has no room for the catalogue. */
export const FRAMEWORKS = [
  { id: 'nis2', title: 'NIS2' },
  { id: 'dora', title: 'DORA' },
  { id: 'iso27001', title: 'ISO/IEC 27001' },
  { id: 'anssi', title: 'ANSSI BP-028' },
  { id: 'cra', title: 'CRA' },
  { id: 'secnumcloud', title: 'SecNumCloud' },
] as const;
