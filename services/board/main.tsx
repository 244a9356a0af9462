import { render } from 'preact';
import { App } from './app.tsx';
import { keptTheme, showTheme } from './theme.ts';
import './style.css';

showTheme(keptTheme());
const place = document.getElementById('board');
if (place !== null) render(<App />, place);
