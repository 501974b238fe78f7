/** The header as sample applications take it apart: at each comma, then at each equals sign. */
function takeApart(header: string): Record<string, string> {
  const parts = header.slice(header.indexOf(' ') + 1).split(', ')
  return Object.fromEntries(
    parts.map((part) => {
      // The padding of the claims falls off here; decoders forgive that.
      const [name = '', value = ''] = part.split('=')
      return [name.trim(), decodeURI(value.replace(/^"|"$/g, ''))]
    }),
  )
}

/** The claims of a challenge, as JSON text. */
export const claimsOf = (response: Response): string =>
  atob(takeApart(response.headers.get('www-authenticate') ?? '').claims ?? '')
