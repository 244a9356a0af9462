import { describe, expect, test } from 'vitest';
import { Connection } from '../../../services/board/connection.ts';
import { pageTitle } from '../../../services/board/page-title.ts';

describe('the connection of a page', () => {
  test('is as bad as the worst feed that is followed', () => {
    const connection = new Connection();
    const [one, other] = [{}, {}];
    expect(connection.state).toBe('none');
    connection.tell(one, 'connected');
    connection.tell(other, 'connecting');
    expect(connection.state).toBe('connecting');
    connection.tell(one, 'lost');
    expect(connection.state).toBe('lost');
    connection.forget(one);
    connection.tell(other, 'connected');
    expect(connection.state).toBe('connected');
  });

  test('tells of each change until somebody listens no more', () => {
    const connection = new Connection();
    const told: string[] = [];
    const stop = connection.subscribe(() => void told.push(connection.state));
    connection.tell(connection, 'connecting');
    connection.tell(connection, 'connected');
    stop();
    connection.forget(connection);
    expect(told).toEqual(['connecting', 'connected']);
  });
});

describe('the frame of a page', () => {
  test('is titled by what is particular first', () => {
    expect(pageTitle({ page: 'fleet' })).toBe('Fleet · NixFleet');
    expect(pageTitle({ page: 'machine', id: 'web-01' })).toBe('web-01 · Machine · NixFleet');
  });
});
