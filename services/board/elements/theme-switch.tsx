import { useState } from 'preact/hooks';
import { keepTheme, keptTheme, type Theme, themeAfter } from '../theme.ts';

/** Paths in a square of 16: half a disc, a sun, a moon. */
const SIGNS: Readonly<Record<Theme, string>> = {
  system: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 2.5v11M10.2 3v10M12.2 4.5v7',
  light:
    'M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M13 3l-1.4 1.4M3 13l1.4-1.4',
  dark: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z',
};

/** Changes how the page looks: as the system does, light, dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(keptTheme);
  const change = () => {
    const next = themeAfter(theme);
    keepTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" class="quiet icon" aria-label={`Theme: ${theme}`} title={`Theme: ${theme}`} onClick={change}>
      <svg class={`sign ${theme}`} viewBox="0 0 16 16" aria-hidden="true">
        <path d={SIGNS[theme]} />
      </svg>
    </button>
  );
}
