import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Card, Field, ProblemNote, SelectField, Warnings } from './parts.tsx';

const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

/** Texts of the panel come from the gateway, from archives and from model manifests: they are words, never markup. */
describe('the parts of the panel', () => {
  it.each([
    ['a problem', createElement(ProblemNote, { problem: { code: HOSTILE as never, detail: HOSTILE } })],
    ['a warning', createElement(Warnings, { warnings: [{ code: HOSTILE, message: HOSTILE }] })],
    ['a card', createElement(Card, { title: HOSTILE, name: HOSTILE, children: HOSTILE })],
    ['a field', createElement(Field, { label: HOSTILE, unit: HOSTILE, hint: HOSTILE, error: HOSTILE, children: (ids) => createElement('input', ids) })],
    ['a choice', createElement(SelectField, { label: HOSTILE, name: 'n', value: HOSTILE, options: [{ value: HOSTILE, label: HOSTILE }], onChange: () => undefined })],
  ])('show text as text: %s', (_part, element) => {
    const html = renderToStaticMarkup(element);
    expect(html).toContain('&lt;img src=x onerror=');
    expect(html).not.toMatch(/<(img|script)/);
  });
});
