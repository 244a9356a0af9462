import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import anssi from '../../../nix/compliance/catalogue/frameworks/anssi.json' with { type: 'json' };
import baselineHardening from '../../../nix/compliance/catalogue/controls/baseline-hardening.json' with { type: 'json' };
import { articlesOf, CONTROLS, FRAMEWORKS } from '../../../services/compliance/catalogue.ts';
import { checkout } from '../../support/checkout.ts';
import { CONTROL_ARTICLES, EXPECTED, PRESETS, RULE_ARTICLES, RULES } from './mapping-tables.ts';

const ids = CONTROLS.map(({ id }) => id);
const rules = CONTROLS.flatMap((control) => (control.rules ?? []).map((rule) => ({ control: control.id, ...rule })));
const articles = FRAMEWORKS.flatMap((framework) =>
  framework.articles.map((article) => ({ framework: framework.id, ...article })),
);
const presets = FRAMEWORKS.flatMap(({ id, preset }) => (preset === undefined ? [] : [{ id, ...preset }]));
const named = (folder: string) =>
  readdirSync(join(checkout, 'nix/compliance', folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => basename(basename(name, '.json'), '.nix'));

describe('the catalogue', () => {
  test('has the sixteen controls, each with a file and a module of its name', () => {
    expect(ids).toEqual(Object.keys(CONTROL_ARTICLES).toSorted());
    expect(named('catalogue/controls').toSorted()).toEqual(ids);
    expect(named('controls').toSorted()).toEqual(ids);
  });

  test('has a file for each framework, and a module for each with a preset', () => {
    expect(named('catalogue/frameworks').toSorted()).toEqual(FRAMEWORKS.map(({ id }) => id).toSorted());
    expect(named('frameworks').toSorted()).toEqual(presets.map(({ id }) => id).toSorted());
  });

  test('says of a control either what it demands or of which rules it consists', () => {
    for (const { id, requirements, rules: own } of CONTROLS)
      expect([id, (requirements === undefined) !== (own === undefined)]).toEqual([id, true]);
  });

  test.each(CONTROLS)('calls the option of $id as Nix does', ({ id, option }) => {
    expect(option).toBe(id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  });
});

describe('the mapping', () => {
  test.each(Object.entries(CONTROL_ARTICLES))('gives %s the articles of the specification', (control, expected) => {
    expect(articlesOf(control)).toEqual(expected);
  });

  test('has all ten points of NIS2, Article 21(2)', () => {
    const points = FRAMEWORKS.find(({ id }) => id === 'nis2')?.articles.map(({ id }) => id);
    expect(points).toEqual([...'abcdefghij'].map((letter) => `21(${letter})`));
  });

  test.each(articles)('has something that speaks for $framework $id', ({ controls }) => {
    expect(controls.length).toBeGreaterThan(0);
  });

  test.each(articles)('names controls and rules that there are, for $framework $id', (article) => {
    for (const control of article.controls) expect(ids).toContain(control);
    for (const rule of article.rules ?? [])
      expect(article.controls).toContain(rules.find(({ id }) => id === rule)?.control);
  });

  test('means single rules where the specification does', () => {
    const found = articles.flatMap((article) =>
      article.rules === undefined ? [] : [[article.framework, article.id, article.rules] as const],
    );
    const expected = Object.entries(RULE_ARTICLES).flatMap(([framework, of]) =>
      Object.entries(of).map(([id, only]) => [framework, id, only] as const),
    );
    expect(found).toEqual(expected);
  });

  test('has no article twice', () => {
    const all = articles.map(({ framework, id }) => `${framework} ${id}`);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('rules', () => {
  test('are those of the specification, with severity, tags and scope', () => {
    const found = rules.map(({ id, severity, tags, hostTypes, architectures }) => [
      id,
      [severity, tags, hostTypes, architectures],
    ]);
    expect(Object.fromEntries(found)).toEqual(RULES);
  });

  test('expect as many settings as the specification has', () => {
    const found = baselineHardening.rules.map(({ id, expects }) => [
      id,
      Object.values(expects).reduce((sum, part) => sum + (Array.isArray(part) ? part : Object.keys(part)).length, 0),
    ]);
    expect(Object.fromEntries(found)).toEqual(EXPECTED);
  });
});

describe('presets', () => {
  test.each(Object.entries(PRESETS))('%s enables and sets what the specification says', (framework, expected) => {
    const preset = presets.find(({ id }) => id === framework);
    const found = Object.entries(preset?.controls ?? {}).map(([control, { standard = {}, strict = {} }]) => [
      control,
      { standard, strict: { ...standard, ...strict } },
    ]);
    const wanted = Object.entries(expected).map(([control, values]) => [
      control,
      { standard: atLevel(values, 1), strict: atLevel(values, 0) },
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });

  test('ANSSI has values for servers alone', () => {
    expect(anssi.preset.controls['access-control'].server).toEqual({ idleTimeoutMinutes: 15 });
    expect(anssi.preset.controls['network-segmentation'].only).toEqual(['server']);
    expect(anssi.preset.switch).toMatchObject({
      minimal: ['minimal'],
      standard: ['intermediary'],
      strict: ['reinforced'],
      paranoid: ['high'],
    });
  });

  test.each(presets)('$id enables as many controls as the specification counts', ({ id, controls }) => {
    expect(Object.keys(controls)).toHaveLength({ nis2: 12, dora: 9, iso27001: 14, anssi: 7 }[id] ?? -1);
  });
});

/** The values of a preset at a level: the first of a pair is the strict one. */
const atLevel = (values: Readonly<Record<string, unknown>>, at: 0 | 1) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? (value[at] as unknown) : value]),
  );
