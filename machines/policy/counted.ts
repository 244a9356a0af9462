/** `1 host`, `2 hosts`; of nouns that take more than an s the plural is given. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
