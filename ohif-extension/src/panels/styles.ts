/** Colours and sizes of the host's dark theme; every class is ours, so nothing of the host is restyled. */
export const CSS = `
.lf { height: 100%; overflow-y: auto; padding: 10px 12px 24px; box-sizing: border-box; color: #fff; background: #000; font: 13px/1.45 Inter, Arial, sans-serif; }
.lf * { box-sizing: border-box; }
.lf h2 { margin: 0; font-size: 15px; font-weight: 600; color: #fff; }
.lf h3 { margin: 0 0 8px; font-size: 13px; font-weight: 600; color: #5acce6; }
.lf p { margin: 0; }
.lf .lf-notice { color: #ffcf5c; font-size: 12px; }
.lf .lf-card { margin-top: 10px; padding: 10px; border-radius: 4px; background: #0b1236; border: 1px solid #20305f; }
.lf .lf-muted { color: #a3b8dd; font-size: 12px; }
.lf .lf-strong { font-weight: 600; overflow-wrap: anywhere; }
.lf .lf-row { display: flex; align-items: center; gap: 8px; }
.lf .lf-spread { justify-content: space-between; }
.lf .lf-field { margin-top: 8px; }
.lf .lf-field > label, .lf .lf-field > .lf-label { display: flex; justify-content: space-between; margin-bottom: 3px; color: #c7d6f2; font-size: 12px; }
.lf .lf-unit { color: #8aa2cc; }
.lf input[type='text'], .lf select { width: 100%; min-height: 28px; padding: 3px 8px; border: 1px solid #3a5299; border-radius: 3px; background: #050a24; color: #fff; font: inherit; }
.lf input[aria-invalid='true'] { border-color: #ff7b7b; }
.lf input::placeholder { color: #7189b8; }
.lf input[type='range'] { width: 100%; margin: 6px 0 0; accent-color: #348cfd; }
.lf input[type='checkbox'] { width: 15px; height: 15px; accent-color: #348cfd; }
.lf .lf-field > label.lf-row { justify-content: flex-start; }
.lf .lf-hint { margin-top: 2px; color: #8aa2cc; font-size: 11px; }
.lf .lf-invalid { margin-top: 2px; color: #ff9d9d; font-size: 12px; }
.lf button { min-height: 28px; padding: 3px 10px; border: 1px solid #3a5299; border-radius: 4px; background: transparent; color: #d5e3ff; font: inherit; cursor: pointer; }
.lf button:hover:not(:disabled) { background: #16245a; }
.lf button:disabled { opacity: 0.5; cursor: not-allowed; }
.lf button.lf-primary { width: 100%; min-height: 32px; margin-top: 10px; border-color: #2a74d8; background: #1f63c4; color: #fff; font-weight: 600; }
.lf button.lf-primary:hover:not(:disabled) { background: #2a74d8; }
.lf button.lf-link { min-height: 0; padding: 0 2px; border: 0; color: #6fb3ff; text-decoration: underline; }
.lf button.lf-link:hover:not(:disabled) { background: transparent; color: #a9d3ff; }
.lf :is(button, input, select, summary):focus-visible { outline: 2px solid #5acce6; outline-offset: 1px; }
.lf .lf-problem { margin-top: 10px; padding: 8px 10px; border-left: 3px solid #ff6b6b; border-radius: 3px; background: #32131b; color: #ffe3e3; overflow-wrap: anywhere; }
.lf .lf-warning { margin-top: 8px; padding: 6px 10px; border-left: 3px solid #ffb400; border-radius: 3px; background: #2b2208; color: #ffe9b0; font-size: 12px; overflow-wrap: anywhere; }
.lf .lf-code { margin-top: 3px; color: #ffb3b3; font: 11px/1.4 ui-monospace, monospace; }
.lf .lf-progress { margin-top: 10px; }
.lf progress { display: block; width: 100%; height: 8px; margin: 6px 0; border: 0; border-radius: 4px; background: #1b2a5c; overflow: hidden; accent-color: #5acce6; }
.lf progress::-webkit-progress-bar { background: #1b2a5c; }
.lf progress::-webkit-progress-value { background: #5acce6; transition: width 0.2s; }
.lf progress::-moz-progress-bar { background: #5acce6; }
.lf .lf-result { margin-top: 10px; }
.lf ol { list-style: none; margin: 6px 0 0; padding: 0; }
.lf .lf-findings { max-height: 330px; overflow-y: auto; padding: 1px 2px; }
.lf .lf-finding { display: block; width: 100%; margin-top: 5px; padding: 6px 8px; text-align: left; border-color: #20305f; background: #101a45; }
.lf .lf-finding[aria-current='true'] { border-color: #5acce6; background: #16245a; }
.lf .lf-figures { display: grid; grid-template-columns: auto 1fr; column-gap: 10px; margin: 3px 0 0; font-size: 12px; }
.lf .lf-figures dt { color: #8aa2cc; }
.lf .lf-figures dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.lf .lf-run { position: sticky; bottom: -24px; margin: 0 -10px; padding: 0 10px 8px; background: #0b1236; }
.lf .lf-tools { flex-wrap: wrap; gap: 5px; margin-top: 6px; }
.lf .lf-tools button { padding: 3px 8px; }
.lf button[aria-pressed='true'] { border-color: #5acce6; background: #1d3f66; color: #fff; }
.lf .lf-lesions li .lf-finding { flex: 1; margin-top: 0; }
.lf .lf-lesions li { margin-top: 4px; }
.lf details { margin-top: 10px; }
.lf summary { cursor: pointer; color: #c7d6f2; }
.lf fieldset { margin: 10px 0 0; padding: 2px 10px 10px; border: 1px solid #20305f; border-radius: 4px; }
.lf legend { padding: 0 4px; color: #c7d6f2; font-size: 12px; }
.lf .lf-chip { padding: 0 6px; border-radius: 3px; background: #ffb400; color: #000; font-size: 11px; font-weight: 700; }
`;
