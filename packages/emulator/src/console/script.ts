import { enhance } from './enhance.ts'

/**
 * The page's script: a function of its own, as text. Compilers that keep names wrap functions in a
 * helper of their own, which a browser would look for in vain.
 */
export const consoleScript: string = `const __name = (value) => value;\n(${enhance})()\n`
