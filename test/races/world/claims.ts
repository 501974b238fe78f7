import type { ClaimsRequest } from '@caefetch/core'

// How the model reads claims; it is not caefetch's way of reading them.

interface Wanted {
  place: string
  name: string
  values: string[]
}

export const acrs = (...ids: string[]): ClaimsRequest => ({
  access_token: {
    acrs: { essential: true, ...(ids.length === 1 ? { value: ids[0] } : { values: ids }) },
  },
})

export const nbf = (time: number): ClaimsRequest => ({
  access_token: { nbf: { essential: true, value: String(time) } },
})

const wantedOf = (claims: ClaimsRequest): Wanted[] =>
  Object.entries(claims).flatMap(([place, requested]) =>
    Object.entries(requested).map(([name, claim]) => {
      const { value, values }: { value?: unknown; values?: unknown } = Object(claim)
      return { place, name, values: [value ?? [], values ?? []].flat().map(String) }
    }),
  )

/** Each value that is asked for, by its place and name. */
export const atomsOf = (claims: ClaimsRequest): string[] =>
  wantedOf(claims).flatMap(({ place, name, values }) =>
    values.map((value) => `${place}.${name}=${value}`),
  )

export const valuesOf = (claims: ClaimsRequest, wanted: string): string[] =>
  wantedOf(claims).flatMap(({ name, values }) => (name === wanted ? values : []))

export const isNothing = (claims: ClaimsRequest): boolean => wantedOf(claims).length === 0

/** Whether who asks for `asked` has asked for `wanted`, and for nothing that may be had in its place. */
export const hasAskedFor = (asked: ClaimsRequest, wanted: ClaimsRequest): boolean =>
  wantedOf(wanted).every(({ place, name, values }) =>
    wantedOf(asked).some(
      (other) =>
        other.place === place &&
        other.name === name &&
        (name === 'nbf'
          ? Number(other.values[0]) >= Number(values[0])
          : other.values.every((value) => values.includes(value))),
    ),
  )
