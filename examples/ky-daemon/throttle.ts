/** Lets a number of requests through, then none for a second, and so on. */
export function createThrottle(limit: number): () => Response | undefined {
  let taken = 0
  let opensAt = 0
  return () => {
    const now = performance.now()
    if (taken === limit && now >= opensAt) taken = 0
    if (taken === limit) {
      const headers = { 'Retry-After': '1' }
      return Response.json({ error: 'too_many_requests' }, { status: 429, headers })
    }
    taken++
    opensAt = now + 1000
    return undefined
  }
}
