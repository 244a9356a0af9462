import type { Workshop } from './workshop.ts';

/** A figure beside its bound. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly bound: string;
  /** Null: printed for comparison, without a bound. */
  readonly isMet: boolean | null;
}

/** Something that is measured. */
export interface Bench {
  readonly name: string;
  readonly says: string;
  readonly measure: (workshop: Workshop) => Promise<Figure[]>;
}

/** How a figure is written. */
export interface Writing {
  /** What stands behind the number, with its blank. */
  readonly unit: string;
  /** Decimals; one unless told. */
  readonly digits?: number;
}

/** A figure that must not be more than `bound`. */
export const atMost = (name: string, measured: number, { bound, ...writing }: Writing & { bound: number }): Figure => ({
  name,
  measured: amount(measured, writing),
  bound: `<= ${bound.toLocaleString('en')}${writing.unit}`,
  isMet: measured <= bound,
});

/** A figure that must be at least `bound`. */
export const atLeast = (
  name: string,
  measured: number,
  { bound, ...writing }: Writing & { bound: number },
): Figure => ({
  name,
  measured: amount(measured, writing),
  bound: `>= ${bound.toLocaleString('en')}${writing.unit}`,
  isMet: measured >= bound,
});

/** A figure for comparison. */
export const beside = (name: string, measured: number, writing: Writing): Figure => ({
  name,
  measured: amount(measured, writing),
  bound: '',
  isMet: null,
});

/** The table at the end. */
export function tableOf(figures: readonly Figure[]): string[] {
  const rows = [
    { name: 'FIGURE', measured: 'MEASURED', bound: 'BOUND', mark: '' },
    ...figures.map(({ isMet, ...figure }) => ({ ...figure, mark: isMet === null ? '' : isMet ? '✔' : '✖' })),
  ];
  const width = (column: 'name' | 'measured' | 'bound') => Math.max(...rows.map((row) => row[column].length));
  const [names, measures, bounds] = [width('name'), width('measured'), width('bound')];
  return rows.map(({ name, measured, bound, mark }) =>
    `${name.padEnd(names)}  ${measured.padStart(measures)}  ${bound.padStart(bounds)}  ${mark}`.trimEnd(),
  );
}

const amount = (value: number, { unit, digits = 1 }: Writing): string =>
  `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}${unit}`;
