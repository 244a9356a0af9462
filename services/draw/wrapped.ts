/**
 * A text as lines of at most `width` characters, broken between words; a word that is longer is broken before a dot or
 * a capital letter if there is one, and anywhere else otherwise.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/\s+/).flatMap((word) => partsOf(word, width))) {
    const [glue, piece] = part.isNewWord && line !== '' ? [' ', part.text] : ['', part.text];
    if (length(line + glue + piece) <= width) line += glue + piece;
    else {
      if (line !== '') lines.push(line);
      line = piece;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

interface Part {
  readonly text: string;
  readonly isNewWord: boolean;
}

function partsOf(word: string, width: number): Part[] {
  const pieces = length(word) <= width ? [word] : word.split(/(?=[.A-Z])/).flatMap((piece) => slices(piece, width));
  return pieces.map((text, index) => ({ text, isNewWord: index === 0 }));
}

function slices(text: string, width: number): string[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(''));
}

const length = (text: string): number => [...text].length;
