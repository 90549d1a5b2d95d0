/** The look of the agents' screens (dashboard/src/styles.css), as far as one page needs it. */
export const style = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(oklch(96.5% 0.004 265), oklch(15.5% 0.006 265));
  --surface: light-dark(oklch(99.5% 0.001 265), oklch(19.5% 0.007 265));
  --surface-3: light-dark(oklch(95% 0.005 265), oklch(26.5% 0.009 265));
  --hover: light-dark(oklch(96.5% 0.004 265), oklch(23.5% 0.008 265));
  --selected: light-dark(oklch(94.5% 0.022 268), oklch(28.5% 0.045 268));
  --border: light-dark(oklch(91.5% 0.006 265), oklch(30% 0.01 265));
  --border-strong: light-dark(oklch(62% 0.012 265), oklch(53% 0.012 265));
  --text: light-dark(oklch(23.5% 0.014 265), oklch(94.5% 0.004 265));
  --text-2: light-dark(oklch(44% 0.016 265), oklch(77.5% 0.01 265));
  --accent: light-dark(oklch(52% 0.19 268), oklch(56.5% 0.18 270));
  --accent-hover: light-dark(oklch(47% 0.19 268), oklch(52.5% 0.18 270));
  --accent-text: light-dark(oklch(48% 0.18 268), oklch(77% 0.11 272));
  --on-accent: oklch(99.5% 0.001 265);
  --success: light-dark(oklch(50% 0.12 155), oklch(78% 0.14 155));
  --focus: light-dark(oklch(55% 0.19 268), oklch(70% 0.15 270));
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; }
body { font: 0.875rem/1.3125rem 'Inter Variable', system-ui, sans-serif; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; background: var(--canvas); color: var(--text); -webkit-font-smoothing: antialiased; }
main { width: 100%; max-width: 28rem; padding: 2.5rem max(1rem, env(safe-area-inset-right)) 2.5rem max(1rem, env(safe-area-inset-left)); overflow-wrap: anywhere; }
header { display: flex; align-items: center; gap: 0.75rem; margin-bottom: 1.25rem; font-weight: 600; color: var(--text-2); }
header span { min-width: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
header img, header i { width: 2.5rem; height: 2.5rem; flex: none; border-radius: 9999px; object-fit: cover; }
header i { display: grid; place-items: center; background: var(--selected); color: var(--accent-text); font-style: normal; font-size: 1rem; }
h1 { font-size: 1.5rem; line-height: 2rem; font-weight: 600; text-wrap: balance; white-space: pre-line; }
.card { margin-top: 1.5rem; padding: 1.5rem; background: var(--surface); border: 1px solid var(--border); border-radius: 12px; }
fieldset { border: 0; padding: 0; min-width: 0; }
.choices { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 0.5rem; }
button { font: inherit; color: inherit; cursor: pointer; }
.choices button { display: grid; place-items: center; min-height: 3.5rem; padding: 0; background: var(--surface); border: 1px solid var(--border); border-radius: 8px; color: var(--text-2); transition: background-color 100ms, border-color 100ms; }
.choices svg { width: 2rem; height: 2rem; }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.choices button:not(:disabled):hover { background: var(--hover); color: var(--text); }
.choices .lit svg { fill: currentColor; }
.choices .lit, .choices .chosen { color: var(--accent-text) !important; }
.choices .chosen { background: var(--selected) !important; border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.choices button:disabled { cursor: default; }
.ends { display: flex; justify-content: space-between; margin-top: 0.375rem; font-size: 0.75rem; line-height: 1rem; color: var(--text-2); }
.thanks { display: flex; align-items: center; gap: 0.5rem; margin-top: 1rem; font-weight: 500; }
.thanks svg { width: 1.25rem; height: 1.25rem; flex: none; color: var(--success); stroke-width: 3; }
label { display: block; margin-top: 1.25rem; font-size: 0.8125rem; line-height: 1.125rem; font-weight: 500; }
textarea { display: block; width: 100%; margin-top: 0.375rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--border-strong); border-radius: 6px; resize: vertical; min-height: 6rem; }
.send { margin-top: 1rem; min-height: 2.25rem; padding: 0 1rem; background: var(--accent); color: var(--on-accent); border: 0; border-radius: 6px; font-weight: 500; }
.send:hover { background: var(--accent-hover); }
blockquote { margin-top: 1rem; padding: 0.5rem 0.75rem; background: var(--surface-3); border-radius: 6px; white-space: pre-line; }
.quiet { margin-top: 1rem; color: var(--text-2); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
@media (pointer: coarse) { textarea { font-size: 1rem; } .send { width: 100%; min-height: 2.75rem; } }
@media (max-width: 30rem) { .card { padding: 1.25rem; } .choices { gap: 0.375rem; } }
`
