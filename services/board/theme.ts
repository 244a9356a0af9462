/** How the page looks: as the system does, or always so. */
export type Theme = 'system' | 'light' | 'dark';

const THEMES = ['system', 'light', 'dark'] as const;
const PLACE = 'nixfleet-theme';

/** What this browser was last set to. */
export const keptTheme = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(PLACE)) ?? 'system';

/** The one that comes after another when somebody presses the switch. */
export const themeAfter = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';

/** Keeps a theme in this browser, and shows it. */
export function keepTheme(theme: Theme): void {
  localStorage.setItem(PLACE, theme);
  showTheme(theme);
}

/** Shows a theme: `style.css` does the rest by `color-scheme`. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
