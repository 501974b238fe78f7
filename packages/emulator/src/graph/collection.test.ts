import { describe, expect, it } from 'vitest'
import { type Entity, toCollection } from './collection.ts'

const items: Entity[] = [
  { id: '1', name: "Mia's", on: true, uris: ['api://a'], in: { ner: 'x' } },
  { id: '2', name: 'Pat', on: false, uris: [], in: { ner: 'y' } },
  { id: '3', name: 'Petra and Pia', on: true, uris: ['api://b'], in: null },
]
const list = (query: string) =>
  toCollection(items, new URL(`https://graph.test/v1.0/things?${query}`), 'context')
const ids = (query: string) => (list(query).value as Entity[]).map(({ id }) => id)

describe('a collection of Graph', () => {
  it.each<[string, string[]]>([
    ["name eq 'pat'", ['2']],
    ["name eq 'Mia''s'", ['1']],
    ["name eq 'Petra and Pia' and on eq true", ['3']],
    ['on eq false', ['2']],
    ["name ne 'Pat'", ['1', '3']],
    ['in eq null', ['3']],
    ["in/ner eq 'y'", ['2']],
    ["startswith(name,'p')", ['2', '3']],
    ["uris/any(u:u eq 'api://b')", ['3']],
  ])('is filtered by %s', (filter, expected) => {
    expect(ids(new URLSearchParams({ $filter: filter }).toString())).toEqual(expected)
  })

  it.each([
    ['$filter=name lt 3', 'Invalid filter'],
    ['$expand=x', '$expand'],
    ['$top=0', 'page size'],
    ['$select=nothing', "'nothing'"],
  ])('refuses %s', (query, words) => {
    expect(() => list(query)).toThrow(words)
  })

  it('shows what is selected', () => {
    expect(list('$select=id,on&$top=1').value).toEqual([{ id: '1', on: true }])
  })

  it('is read page by page to its end', () => {
    const first = list('$top=2&$count=true')
    expect(first).toMatchObject({ '@odata.count': 3 })
    const next = new URL(String(first['@odata.nextLink']))
    const second = list(next.search.slice(1))
    expect([first.value, second.value].flat()).toEqual(items)
    expect(second).not.toHaveProperty('@odata.nextLink')
  })
})
