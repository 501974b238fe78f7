export { createCaeFetch, withCae } from '@caefetch/browser'
