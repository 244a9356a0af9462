/**
 * How the elements of a picture look, in a file of its own that may lie on a light page or a dark one. The web page
 * gives the same classes its own colours.
 */
export const SVG_STYLE = `.chart{--ground:#fff;--card:#fff;--bar:#eef1f6;--line:#aab3c2;--ink:#1a1f29;--soft:#5b6575;--way:#6b7688;--accent:#1d4ed8;--accent-ground:#dbe6ff;font-family:system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif}
@media (prefers-color-scheme:dark){.chart{--ground:#0d1117;--card:#1c222b;--bar:#262d38;--line:#4a5464;--ink:#e6e9ee;--soft:#a3acba;--way:#8b96a8;--accent:#8ab4ff;--accent-ground:#1b2c54}}
.chart-box{fill:var(--card);stroke:var(--line)}
.chart-outer>.chart-box{fill:var(--ground)}
.chart-bar{fill:var(--bar)}
.chart-region>.chart-box{stroke-dasharray:5 4}
.chart-end{fill:none;stroke:var(--line)}
.chart text{font-size:11px;fill:var(--soft)}
.chart .chart-title{font-size:13px;font-weight:600;fill:var(--ink)}
.chart .chart-event,.chart .chart-way{fill:var(--ink)}
.chart .chart-target{font-weight:600}
.chart-label{text-anchor:middle}
.chart-ground{fill:var(--ground)}
.chart-arrow{fill:none;stroke:var(--way);stroke-width:1.3}
.chart-head{fill:var(--way)}
.chart-start{fill:var(--ink)}
.chart-active>.chart-box{stroke:var(--accent);stroke-width:2}
.chart-active:not(.chart-outer)>.chart-box,.chart-active>.chart-bar{fill:var(--accent-ground)}
.chart-arrow.chart-taken{stroke:var(--accent);stroke-width:2.5}
.chart-head-taken{fill:var(--accent)}
.chart text.chart-taken{fill:var(--accent);font-weight:600}
`;
