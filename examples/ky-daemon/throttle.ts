/** Lets a number of requests through each second, and has the others come back a second later. */
export function createThrottle(perSecond: number): () => Response | undefined {
  let began = 0
  let taken = 0
  return () => {
    const now = performance.now()
    if (now - began >= 1000) {
      began = now
      taken = 0
    }
    if (++taken <= perSecond) return undefined
    const headers = { 'Retry-After': '1' }
    return Response.json({ error: 'too_many_requests' }, { status: 429, headers })
  }
}
