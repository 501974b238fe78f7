declare module 'auth-header' {
  export function parse(header: string): { params: Record<string, string> }
}

declare module 'www-authenticate' {
  const module: {
    parsers: { WWW_Authenticate: new (header: string) => { parms: Record<string, string> } }
  }
  export default module
}
