import react from '@vitejs/plugin-react'
import { type Spa, type SpaOptions, serveSpa } from '../spa/serve.ts'

/** Starts Entra, the API and the application. */
export const serveReactSpa = (options: SpaOptions = {}): Promise<Spa> =>
  serveSpa({ ...options, root: import.meta.dirname, plugins: [react()] })
